import {
  allowsIn,
  type DirectiveUse,
  findDirective,
  type Model,
  type OtherUse,
  placementAt,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
  type SourceFile,
} from '../../kit.ts';
import { confidenceIn } from '../../../src/catalog/directives.ts';
import { coverageOf } from '../_shared/coverage.ts';
import { opensBraces } from '../_shared/braces.ts';
import { isAtHome } from '../../../src/model/placement.ts';
import { usualRemedy, whereItBelongs, whereItStands } from './words.ts';

const REFUSED = 'PowerMTA refuses to load the file';

/** Whether it is sure which scope a section's content stands in. */
function hasSureScope(model: Model, section: SectionUse, file: SourceFile, start: number): boolean {
  if (section === model.root && !model.topScopeIsGiven) return false;
  return placementAt(model, section, file, start) === 'sound';
}

function checkDirective({ model, report }: RuleContext, use: DirectiveUse): void {
  const directive = findDirective(use.name);
  const { scope } = use.section;
  if (directive === undefined || use.broken || allowsIn(directive, scope) !== 'no') return;
  if (!hasSureScope(model, use.section, use.file, use.line.start) || opensBraces(use.file, use.line)) return;
  const remedy = usualRemedy(directive, scope);
  const hint = remedy === undefined ? '' : ` (what is meant is probably: ${remedy})`;
  report({
    location: { file: use.file, range: use.nameRange },
    ...(confidenceIn(directive) === 'guide' ? {} : { severity: 'warning' }),
    message: `${quote(use.file.slice(use.nameRange))} cannot stand ${whereItStands(scope)}; it belongs ${whereItBelongs(directive.scopes)}${hint}; ${REFUSED}`,
    silencesRange: coverageOf(model, use.file, { start: use.line.start, end: use.line.next }),
  });
}

function checkSection({ model, report }: RuleContext, section: SectionUse): void {
  const { node, parent, facts, file } = section;
  if (node === null || parent === null || facts === undefined || isAtHome(model, section)) return;
  if (node.close === null || placementAt(model, parent, file, node.tag.start) !== 'sound') return;
  report({
    location: { file, range: node.tag },
    ...(facts.confidence === undefined ? {} : { severity: 'warning' }),
    message: `${quote(file.slice(node.tag))} cannot stand ${whereItStands(parent.scope)}; it belongs ${whereItBelongs(facts.parents)}; ${REFUSED}`,
    silencesRange: coverageOf(model, file, { start: node.tag.start, end: node.close.next }),
  });
}

/** A line that starts with a pattern: there is one list of them. `//` with text behind it is meant as a comment. */
function checkPattern({ model, report }: RuleContext, { file, line, section }: OtherUse): void {
  if (line.kind !== 'pattern' || line.problem !== null || section.scope === 'bounce-category-patterns')
    return;
  if (file.slice(line.regex) === '//' || !hasSureScope(model, section, file, line.start)) return;
  const remedy = section.scope === 'smtp-pattern-list' ? "; here a line starts with 'reply'" : '';
  report({
    location: { file, range: line.regex },
    message: `a line that starts with a pattern cannot stand ${whereItStands(section.scope)}; it belongs in <bounce-category-patterns>${remedy}; ${REFUSED}`,
    silencesRange: coverageOf(model, file, { start: line.start, end: line.next }),
  });
}

export const rule: Rule = {
  id: 'misplaced-directive',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'a directive or section where it cannot stand',
  supersedes: 'all',
  check(context) {
    const { model } = context;
    for (const section of model.sections) checkSection(context, section);
    for (const use of model.directives) checkDirective(context, use);
    for (const section of [model.root, ...model.sections]) {
      for (const other of section.others) checkPattern(context, other);
    }
  },
};
