import { allowsIn, defineRule, findDirective, listOf, placementAt, quote } from '../../kit.ts';
import type { DirectiveUse, Model, OtherUse, RuleContext, SectionUse } from '../../kit.ts';
import { confidenceIn } from '../../../src/catalog/directives.ts';
import { wrongUses } from '../../../src/catalog/invented.ts';
import { isAtHome } from '../../../src/model/placement.ts';
import { opensBraces } from '../_shared/braces.ts';
import { isScopeGuessed, placementOfLine, supersededRange } from '../_shared/lines.ts';

const REFUSED = 'PowerMTA refuses to load the file';

/** `at the top level`, `in <domain>`. */
function inScope(scope: string): string {
  return scope === 'global' ? 'at the top level' : `in <${scope}>`;
}

/** `at the top level or in <domain>, <source> or <virtual-mta>`. */
function inOneOf(scopes: readonly string[]): string {
  const sections = scopes.filter((scope) => scope !== 'global').map((scope) => `<${scope}>`);
  const places = scopes.includes('global') ? ['at the top level'] : [];
  if (sections.length > 0) places.push(`in ${listOf(sections, 6, 'or')}`);
  return places.join(' or ');
}

const messages = {
  misplaced: (data: { name: string; scope: string; allowed: readonly string[]; remedy: string | null }) => {
    const hint = data.remedy === null ? '' : ` (what is meant is probably: ${data.remedy})`;
    return {
      message: `${quote(data.name)} cannot stand ${inScope(data.scope)}; it belongs ${inOneOf(data.allowed)}${hint}; ${REFUSED}`,
    };
  },
  pattern: ({ scope }: { scope: string }) => {
    const remedy = scope === 'smtp-pattern-list' ? "; here a line starts with 'reply'" : '';
    return {
      message: `a line that starts with a pattern cannot stand ${inScope(scope)}; it belongs in <bounce-category-patterns>${remedy}; ${REFUSED}`,
    };
  },
};
type Context = RuleContext<typeof messages>;

/** Whether the scope of a line is certain. */
function hasSureScope(model: Model, use: DirectiveUse | OtherUse): boolean {
  return !isScopeGuessed(model, use.section) && placementOfLine(model, use) === 'sound';
}

function checkDirective({ model, report }: Context, use: DirectiveUse): void {
  const directive = findDirective(use.name);
  const { file, line, section } = use;
  if (directive === undefined || use.broken || allowsIn(directive, section.scope) !== 'no') return;
  if (!hasSureScope(model, use) || opensBraces(use)) return;
  const { scope } = section;
  const known = wrongUses().filter((wrong) => wrong.rule === 'misplaced-directive' && wrong.scope === scope);
  const remedy = known.find(({ name }) => name === directive.name)?.correct ?? null;
  const data = { name: file.slice(use.nameRange), scope, allowed: directive.scopes, remedy };
  const severity = confidenceIn(directive) === 'guide' ? 'error' : 'warning';
  const silencesRange = supersededRange(model, file, { start: line.start, end: line.next });
  report({ location: use.nameLocation, severity, messageId: 'misplaced', data, silencesRange });
}

function checkSection({ model, report }: Context, section: SectionUse): void {
  const { node, parent, facts, file } = section;
  if (node === null || parent === null || facts === undefined || isAtHome(model, section)) return;
  if (node.close === null || placementAt(model, parent, file, node.tag.start) !== 'sound') return;
  const data = { name: file.slice(node.tag), scope: parent.scope, allowed: facts.parents, remedy: null };
  const severity = facts.confidence === undefined ? 'error' : 'warning';
  const silencesRange = supersededRange(model, file, { start: node.tag.start, end: node.close.next });
  report({ location: section.tagLocation, severity, messageId: 'misplaced', data, silencesRange });
}

/** A line that starts with a pattern, which one kind of list has. `//` with text after it is meant as a comment. */
function checkPattern({ model, report }: Context, other: OtherUse): void {
  const { scope } = other.section;
  const { file, line } = other;
  if (line.kind !== 'pattern' || line.problem !== null || scope === 'bounce-category-patterns') return;
  if (file.slice(line.regex) === '//' || !hasSureScope(model, other)) return;
  const silencesRange = supersededRange(model, file, { start: line.start, end: line.next });
  report({ location: { file, range: line.regex }, messageId: 'pattern', data: { scope }, silencesRange });
}

export const rule = defineRule({
  id: 'misplaced-directive',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a directive or section where it cannot stand',
  supersedes: 'all',
  messages,
  check(context) {
    const { model } = context;
    for (const section of model.sections) checkSection(context, section);
    for (const use of model.directives) checkDirective(context, use);
    for (const section of model.allSections) for (const other of section.others) checkPattern(context, other);
  },
});
