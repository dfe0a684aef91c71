import {
  type DirectiveUse,
  findDirective,
  type Line,
  type Model,
  placementAt,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  type SectionUse,
} from '../../kit.ts';
import type { Confidence, Deprecation } from '../../../src/catalog/directives.ts';
import { outdatedSpelling } from '../../../src/catalog/invented.ts';
import { expectedValue } from '../../../src/catalog/values.ts';
import { renameTo } from '../_shared/rename.ts';
import { holdsAlready } from '../_shared/replacement-line.ts';
import { modernised, modernisedSection, type Modernised } from './replacement.ts';

/** A file that is included in several blocks is changed only where the change is right in each of them. */
type Blocked = ReadonlySet<Line>;

function asFix(change: Modernised | null): RuleFix | null {
  return change === null ? null : { safety: 'safe', ...change };
}

function whatToWrite({ by }: Deprecation, use?: DirectiveUse): string {
  if (by === undefined) return 'nothing takes its place, so leave it out';
  if (use?.name === 'spool') return `write ${quote(`<spool ${use.value ?? 'PATH'}>`)} and '</spool>' instead`;
  const directive = findDirective(by);
  if (use === undefined || directive === undefined) return `what takes its place is ${quote(by)}`;
  if (holdsAlready(use, directive)) {
    return `${quote(by)} takes its place and stands in the same block, and which of the two holds is not documented`;
  }
  const form = directive.type === 'composite' ? ` (it takes ${expectedValue(directive)})` : '';
  return `write ${quote(by)} instead${form}`;
}

function messageFor(
  name: string,
  deprecated: Deprecation,
  confidence: Confidence,
  use?: DirectiveUse,
): string {
  const what =
    confidence === 'guide' ? 'is deprecated' : 'is of earlier releases and in neither guide to PowerMTA 5';
  return `${quote(name)} ${what}; ${whatToWrite(deprecated, use)}; a release that has dropped it refuses to load the file`;
}

function isJudged(model: Model, use: DirectiveUse): boolean {
  if (use.facts?.deprecated === undefined || use.broken) return false;
  // Of a section that is deprecated as a whole the tag speaks.
  return (
    use.section.facts?.deprecated === undefined &&
    placementAt(model, use.section, use.file, use.line.start) !== 'foreign'
  );
}

function checkDirective({ report }: RuleContext, use: DirectiveUse, change: Modernised | null): void {
  const { facts, file } = use;
  if (facts?.deprecated === undefined) return;
  const confidence = facts.confidence ?? 'guide';
  report({
    location: { file, range: use.nameRange },
    severity: confidence === 'guide' ? 'warning' : 'info',
    message: messageFor(file.slice(use.nameRange), facts.deprecated, confidence, use),
    fix: asFix(change),
  });
}

/** A name that no guide has, and that is taken for an old spelling of another. */
function checkSpelling({ model, settings, report }: RuleContext, use: DirectiveUse): void {
  const { name, facts, broken, file, section, line } = use;
  const outdated = facts === undefined && !broken ? outdatedSpelling(name) : undefined;
  if (outdated === undefined || settings.extraDirectives.has(name)) return;
  if (placementAt(model, section, file, line.start) === 'foreign') return;
  const { meant, sameValue } = outdated;
  report({
    location: { file, range: use.nameRange },
    message: `${quote(file.slice(use.nameRange))} is in no guide to PowerMTA; it is probably an older spelling of ${quote(meant)}, so write that; a release that does not know it refuses to load the file`,
    fix: sameValue === true ? renameTo(model, use, meant, `write ${quote(meant)} instead`) : null,
  });
}

function checkSection({ model, report }: RuleContext, section: SectionUse): void {
  const { node, facts, file } = section;
  if (
    node === null ||
    facts?.deprecated === undefined ||
    placementAt(model, section, file, node.tag.start) === 'foreign'
  )
    return;
  const confidence = facts.confidence ?? 'guide';
  report({
    location: { file, range: node.tag },
    severity: confidence === 'guide' ? 'warning' : 'info',
    message: messageFor(file.slice(node.tag), facts.deprecated, confidence),
    fix: asFix(modernisedSection(model, section)),
  });
}

export const rule: Rule = {
  id: 'deprecated-directive',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'an old name of a directive or section',
  check(context) {
    const { model } = context;
    const uses = model.directives.filter((use) => isJudged(model, use));
    const changes = new Map(uses.map((use) => [use, modernised(model, use)]));
    const blocked: Blocked = new Set(uses.filter((use) => changes.get(use) === null).map((use) => use.line));
    for (const use of uses) {
      checkDirective(context, use, blocked.has(use.line) ? null : (changes.get(use) ?? null));
    }
    for (const use of model.directives) checkSpelling(context, use);
    for (const section of model.sections) checkSection(context, section);
  },
};
