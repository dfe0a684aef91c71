import {
  findDirective,
  findSection,
  isToBeFilledIn,
  nearest,
  quote,
  type Range,
  type Rule,
  type RuleEdit,
  type RuleFix,
  type SectionUse,
  withoutSecrets,
} from '../../kit.ts';
import { findInvented } from '../../../src/catalog/invented.ts';
import { mayHold, sectionNames } from '../../../src/catalog/sections.ts';
import { extentOf, mistakenEndOf } from '../../../src/model/source/extent.ts';

/** What a template engine makes a name of cannot be judged; `<!--` is no tag but the comment of another language. */
function isNoName(name: string): boolean {
  return isToBeFilledIn(name) || /^[!?]|[${}%@]/.test(name);
}

/** Both tags under the right name. Null for a section without end: a new name alone would leave it broken. */
function renamed(section: SectionUse, name: string): RuleFix | null {
  const { file, node, parent } = section;
  const close = node?.close ?? mistakenEndOf(section);
  if (node === null || close === null || !mayHold(parent?.scope ?? 'global', name)) return null;
  const edit = (range: Range): RuleEdit => ({ file, range, text: name });
  const isRight = file.slice(close.name).toLowerCase() === name;
  const edits = [edit(node.name), ...(isRight ? [] : [edit(close.name)])];
  return { safety: 'unsafe', title: `rename the section to ${name}`, edits };
}

function adviceFor(name: string, near: string | undefined): string {
  if (near !== undefined) return `${quote(near)} is near and probably meant`;
  return findDirective(name) === undefined
    ? 'correct the name, or take the section out'
    : 'there is a directive of that name, which is written without a tag';
}

export const rule: Rule = {
  id: 'unknown-section',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a section that PowerMTA does not have',
  standsAlone: true,
  supersedes: 'all',
  check({ model, report }) {
    const reported = new Set<SectionUse>();
    for (const section of model.sections) {
      const { node, file, kind, facts, parent } = section;
      if (parent !== null && reported.has(parent)) {
        // One cause, one finding: what is inside is part of it.
        reported.add(section);
        continue;
      }
      if (node === null || facts !== undefined || findInvented(kind, 'section') !== undefined) continue;
      const name = file.slice(node.name);
      if (isNoName(name) || node.open.problem?.reason === 'broken-tag') continue;
      reported.add(section);
      const near = nearest(kind, sectionNames());
      report({
        location: { file, range: node.tag },
        message: `${quote(withoutSecrets(file, node.tag))}: PowerMTA has no section ${quote(name)}; ${adviceFor(kind, near)}; the file is refused, and nothing in the section is in force`,
        fix: near === undefined || findSection(near) === undefined ? null : renamed(section, near),
        silencesRange: extentOf(section),
      });
    }
  },
};
