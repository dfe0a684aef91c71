import { defineRule, DirectiveUse, findDirective, placementAt, quote } from '../../kit.ts';
import type { Model, RuleContext, RuleFix, SectionUse } from '../../kit.ts';
import { outdatedSpelling } from '../../../src/catalog/invented.ts';
import { expectedValue } from '../../../src/catalog/values.ts';
import { isSetInSectionOf, renameTo } from '../_shared/line-fixes.ts';
import { placementOfLine } from '../_shared/lines.ts';
import { directiveFix, sectionFix } from './fix.ts';

/** `by`: what to use instead, in words or the name of a directive. `path`: of an old `spool` line. */
type OldName = Readonly<Record<'by' | 'path', string | null> & { name: string; hasReplacement: boolean }>;

function whatToWrite({ by, path, hasReplacement, name }: OldName): string {
  if (by === null) return 'nothing takes its place, so leave it out';
  if (path !== null) return `write ${quote(`<spool ${path}>`)} and '</spool>' instead`;
  const directive = name.startsWith('<') ? undefined : findDirective(by);
  if (directive === undefined) return `what takes its place is ${quote(by)}`;
  if (hasReplacement)
    return `${quote(by)} takes its place and stands in the same block, and which of the two holds is not documented`;
  const form = directive.type === 'composite' ? ` (it takes ${expectedValue(directive)})` : '';
  return `write ${quote(by)} instead${form}`;
}

const messages = {
  deprecated: (data: OldName) => ({
    message: `${quote(data.name)} is deprecated; ${whatToWrite(data)}; a release that has dropped it refuses to load the file`,
  }),
  undocumented: (data: OldName) => ({
    message: `${quote(data.name)} is of earlier releases and in neither guide to PowerMTA 5; ${whatToWrite(data)}; a release that has dropped it refuses to load the file`,
  }),
  oldSpelling: ({ name, meant }: { name: string; meant: string }) => ({
    message: `${quote(name)} is in no guide to PowerMTA; it is probably an older spelling of ${quote(meant)}, so write that; a release that does not know it refuses to load the file`,
  }),
};
type Context = RuleContext<typeof messages>;

function isDeprecated(model: Model, use: DirectiveUse): boolean {
  if (use.facts?.deprecated === undefined || use.broken) return false;
  // A section that is deprecated as a whole is reported at its tag.
  return use.section.facts?.deprecated === undefined && placementOfLine(model, use) !== 'foreign';
}

function reportOldName({ report }: Context, of: DirectiveUse | SectionUse, fix: RuleFix | null): void {
  const use = of instanceof DirectiveUse ? of : null;
  const location = of instanceof DirectiveUse ? of.nameLocation : of.tagLocation;
  const by = of.facts?.deprecated?.by ?? null;
  const replacement = findDirective(by ?? '');
  const name = location.file.slice(location.range);
  const path = use?.name === 'spool' ? (use.value ?? 'PATH') : null;
  const hasReplacement = use !== null && replacement !== undefined && isSetInSectionOf(use, replacement);
  const data = { name, by, path, hasReplacement };
  if (of.facts?.confidence === undefined) report({ location, messageId: 'deprecated', data, fix });
  else report({ location, severity: 'info', messageId: 'undocumented', data, fix });
}

/** Reports a name that no guide has, and that is probably an old spelling of another. */
function checkSpelling({ model, settings, report }: Context, use: DirectiveUse): void {
  const { name, facts, broken } = use;
  const outdated = facts === undefined && !broken ? outdatedSpelling(name) : undefined;
  if (outdated === undefined || settings.extraDirectives.has(name)) return;
  if (placementOfLine(model, use) === 'foreign') return;
  const { meant, sameValue } = outdated;
  const fix = sameValue === true ? renameTo(model, use, meant, `write ${quote(meant)} instead`) : null;
  const data = { name: use.file.slice(use.nameRange), meant };
  report({ location: use.nameLocation, messageId: 'oldSpelling', data, fix });
}

export const rule = defineRule({
  id: 'deprecated-directive',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['neutral', 'unsafe'],
  summary: 'an old name of a directive or section',
  messages,
  check(context) {
    const { model } = context;
    const uses = model.directives.filter((use) => isDeprecated(model, use));
    const fixes = new Map(uses.map((use) => [use, directiveFix(model, use)]));
    // A file that is included in several blocks is changed only where the change is right in each of them.
    const blocked = new Set(uses.filter((use) => fixes.get(use) === null).map(({ line }) => line));
    for (const use of uses) {
      const fix = blocked.has(use.line) ? null : (fixes.get(use) ?? null);
      reportOldName(context, use, fix);
    }
    for (const use of model.directives) checkSpelling(context, use);
    for (const section of model.sections) {
      const { facts, file, tagLocation } = section;
      if (facts?.deprecated === undefined) continue;
      if (placementAt(model, section, file, tagLocation.range.start) === 'foreign') continue;
      reportOldName(context, section, sectionFix(model, section));
    }
  },
});
