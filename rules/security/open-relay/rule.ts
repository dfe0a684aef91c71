import { isLoopback, isPrivate } from '../../../src/catalog/values/address.ts';
import { listOf, quote } from '../../../src/engine/message.ts';
import type { Rule, RuleContext, Spot } from '../../../src/engine/rule.ts';
import { removeLine, replaceValue } from '../../../src/drafting/writing.ts';
import { canonicalOf } from '../../../src/model/canonical.ts';
import type { DirectiveUse } from '../../../src/model/content.ts';
import type { Model } from '../../../src/model/model.ts';
import type { Listener, Source } from '../../../src/model/sources.ts';

/** From this length on a prefix is a network that someone may own. */
const NARROW_ENOUGH = 8;

const ADVICE = "name the addresses of your own hosts instead, or ask for a login with 'require-auth yes'";

/** One directive and the sources that it makes an open relay. */
interface Opening {
  readonly use: DirectiveUse;
  readonly sources: Source[];
  readonly listeners: Listener[];
}

/** What keeps strangers from relaying where relaying is allowed. */
const GUARDS = ['require-auth', 'smtp-service'];

function isOff(value: string | null): boolean {
  return /^(?:no|false)$/i.test(value ?? '');
}

/**
 * Whether what a source does not say is known: in a whole configuration; in a source that matches every address as it
 * stands, for no wider one can add to it, unless an include in it was not read; or where it says all that counts.
 */
function isKnown({ isWhole, includes, sources }: Model, source: Source): boolean {
  if (isWhole) return true;
  if (GUARDS.every((name) => sources.setting(source, name).use !== null)) return true;
  const unread = includes.some(
    ({ use, problem }) => problem !== null && problem !== 'no-match' && source.sections.includes(use.section),
  );
  return source.range?.prefix === 0 && !unread;
}

/** The directive that lets everybody relay who comes in through the source; null where nobody can without login. */
function openingOf({ sources }: Model, source: Source): DirectiveUse | null {
  const relaying = sources.setting(source, 'always-allow-relaying');
  if (relaying.use === null || !sources.isOn(source, 'always-allow-relaying')) return null;
  const isGuarded =
    sources.isOn(source, 'require-auth') || isOff(sources.setting(source, 'smtp-service').value);
  return isGuarded ? null : relaying.use;
}

/** A listener that hosts of other networks can reach. One whose address cannot be read is not judged. */
function isPublic({ address }: Listener): boolean {
  return address !== null && !isLoopback(address) && !isPrivate(address);
}

function openings(model: Model): Opening[] {
  const found = new Map<DirectiveUse, Opening>();
  const add = (source: Source, listener: Listener | null): void => {
    const use = isKnown(model, source) ? openingOf(model, source) : null;
    if (use === null) return;
    const opening = found.get(use) ?? { use, sources: [], listeners: [] };
    found.set(use, opening);
    if (!opening.sources.includes(source)) opening.sources.push(source);
    if (listener !== null) opening.listeners.push(listener);
  };
  for (const source of model.sources.all) {
    const { range } = source;
    if (range !== null && range.prefix < NARROW_ENOUGH && !isPrivate(range)) add(source, null);
  }
  for (const listener of model.sources.listeners.filter(isPublic)) {
    const source = listener.sourceName === null ? undefined : model.sources.named(listener.sourceName);
    if (source?.range === null) add(source, listener);
  }
  return [...found.values()];
}

/** Which clients are treated by the source. */
function whoOf(sources: readonly Source[]): string {
  if (sources.some(({ range }) => range?.prefix === 0)) return 'matches every address';
  if (sources.some(({ range }) => range !== null)) return 'matches the addresses of many networks';
  return 'a listener that other networks can reach gives to every client';
}

function spotOf({ at }: Listener): Spot {
  return { file: at.file, range: 'nameRange' in at ? at.nameRange : at.tagRange };
}

function reportSource({ use, sources, listeners }: Opening, { report }: RuleContext): void {
  const names = listOf(
    sources.map(({ name }) => quote(`<source ${name}>`)),
    4,
  );
  // A source that takes the setting over from a wider one is elsewhere.
  const heirs = sources
    .filter(({ sections }) => !sections.includes(use.section))
    .flatMap(({ sections }) => sections);
  report({
    at: { file: use.file, range: use.nameRange },
    message: `'always-allow-relaying' is on in ${names}, which ${whoOf(sources)}, and no login is asked for: an open relay, through which strangers send spam until your addresses are on blocking lists; ${ADVICE}`,
    related: [
      ...heirs.map(({ file, tagRange }) => ({ file, range: tagRange, message: 'takes the setting over' })),
      ...listeners.map((listener) => ({ ...spotOf(listener), message: 'clients come in here' })),
    ],
    fix:
      use.continuation.length > 0
        ? null
        : { safety: 'safe', title: 'set always-allow-relaying to no', edits: [replaceValue(use, 'no')] },
  });
}

export const rule: Rule = {
  id: 'open-relay',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary: 'strangers can send mail to anyone through the server',
  check(context) {
    const { model, report } = context;
    for (const opening of openings(model)) reportSource(opening, context);
    for (const use of model.named('relay-domain')) {
      if (use.section !== model.root || use.broken || canonicalOf(use).value !== '*') continue;
      report({
        at: { file: use.file, range: use.nameRange },
        message: `'relay-domain *' takes mail for every domain from everyone: an open relay, through which strangers send spam until your addresses are on blocking lists; name the domains that this server receives mail for`,
        fix: { safety: 'safe', title: 'remove the line', edits: [removeLine(use.file, use.line)] },
      });
    }
  },
};
