import { findDirective, type Directive } from '../catalog/directives.ts';
import { opensAccess } from '../catalog/access.ts';
import { SectionUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import type { Source } from '../model/scopes/sources.ts';
import { strictness } from '../catalog/compare-values.ts';
import type { Change } from './change.ts';

/** What a change means for the reputation and the safety of a server. `neutral`: it has no direction. */
export type Risk = 'looser' | 'tighter' | 'neutral' | 'unknown';

/** What changes are listed under, most severe first. */
export const CHANGE_KINDS = ['opened', 'looser', 'lost-backoff', 'unknown', 'neutral', 'tighter'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What mail or clients come in through: one more opens an access. */
const ENTRANCES = new Set([
  '<smtp-user>',
  '<smtp-listener>',
  '<transmissions-api-listener>',
  'smtp-listener',
  'http-api-key',
]);

function flipped(risk: Risk): Risk {
  return risk === 'looser' ? 'tighter' : risk === 'tighter' ? 'looser' : risk;
}

/** Of several changes that come together the one that counts. */
export function mostSevere(risks: readonly Risk[]): Risk {
  for (const risk of ['looser', 'unknown', 'tighter'] as const) if (risks.includes(risk)) return risk;
  return 'neutral';
}

/** What a source means that was not there before: what it sets, compared with what applied to its clients. */
function riskOfSource(change: Change, before: Model, after: Model): Risk {
  const section = change.new ?? change.old;
  if (!(section instanceof SectionUse)) return 'unknown';
  const [without, having] = change.new === null ? [after, before] : [before, after];
  const source = having.sources.all.find(({ sections }) => sections.includes(section));
  if (source === undefined) return 'unknown';
  const former: Source = { ...source, sections: [] };
  const names = new Set(source.sections.flatMap((one) => one.directives.map((use) => use.facts?.name ?? '')));
  const risks = [...names].map((name): Risk => {
    const facts = findDirective(name);
    if (facts === undefined) return 'unknown';
    const [from, to] = [without.sources.setting(former, name), having.sources.setting(source, name)];
    const verdict = strictness(facts, 'source', from.value, to.value);
    if (verdict === 'equal' || facts.stricter === undefined) return 'neutral';
    return verdict === 'stricter' ? 'tighter' : verdict;
  });
  const risk = mostSevere(risks);
  return change.new === null ? flipped(risk) : risk;
}

/** Whether the catalog knows the directive well enough to say that no value of it is more careful than another. */
function hasNoDirection(directive: Directive | undefined): boolean {
  return (
    directive !== undefined &&
    directive.type !== 'unknown' &&
    directive.stricter === undefined &&
    directive.refKind === undefined &&
    directive.miniLanguage !== true &&
    directive.args?.some(({ refKind }) => refKind !== undefined) !== true
  );
}

/** The risk of a change. */
export function riskOf(change: Change, before: Model, after: Model): Risk {
  const { directive, verdict, subject, backoff } = change;
  if (backoff !== undefined && verdict === 'unknown') return backoff === 'lost' ? 'looser' : 'tighter';
  if (verdict === 'looser') return 'looser';
  if (verdict === 'stricter') return 'tighter';
  if (directive === '<source>') return riskOfSource(change, before, after);
  if (ENTRANCES.has(directive)) {
    if (change.before === null) return 'looser';
    return change.after === null ? 'tighter' : 'unknown';
  }
  if (directive === '<acct-file>') return 'neutral';
  if (subject === 'key' || subject === 'list') return 'unknown';
  return hasNoDirection(findDirective(directive)) ? 'neutral' : 'unknown';
}

/** What a change is listed under. */
export function kindOf(change: Change, risk: Risk): ChangeKind {
  if (risk !== 'looser') return risk;
  if (change.backoff === 'lost') return 'lost-backoff';
  const directive = findDirective(change.directive);
  const opens =
    ['access', 'source'].includes(change.subject) ||
    ENTRANCES.has(change.directive) ||
    (directive !== undefined && change.after !== null && opensAccess(directive, change.after));
  return opens ? 'opened' : 'looser';
}
