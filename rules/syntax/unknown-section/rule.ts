import {
  defineRule,
  findDirective,
  findSection,
  hasPlaceholder,
  mayHold,
  nearest,
  quote,
  withoutSecrets,
} from '../../kit.ts';
import type { RuleFix, SectionUse } from '../../kit.ts';
import { findInvented } from '../../../src/catalog/invented.ts';
import { sectionNames } from '../../../src/catalog/sections.ts';
import { extentOf, mistakenEndOf } from '../../../src/model/source/extent.ts';

/** Whether a template engine makes the name, or it is not a name but the comment of another language (`<!--`). */
function isNoName(name: string) {
  return hasPlaceholder(name) || /^[!?]|[${}%@]/.test(name);
}

/** What sections that let someone in do. */
const EFFECTS: Readonly<Record<string, string>> = {
  'smtp-listener': 'opens this port',
  'smtp-user': 'lets this user log in',
  source: 'its lines apply to these clients',
};

/** Renames both tags. Null for a section without end: a new name alone would leave it broken. */
function renamed(section: SectionUse, name: string): RuleFix | null {
  const { file, node, parent } = section;
  const close = node?.close ?? mistakenEndOf(section);
  if (node === null || close === null || !mayHold(parent?.scope ?? 'global', name)) return null;
  const isRight = file.slice(close.name).toLowerCase() === name;
  const names = isRight ? [node.name] : [node.name, close.name];
  const edits = names.map((range) => ({ file, range, text: name }));
  const title = `<${section.kind}> → <${name}>: ${EFFECTS[name] ?? 'its lines come into force'}`;
  return { effect: 'unsafe', title, edits };
}

export const rule = defineRule({
  id: 'unknown-section',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a section that PowerMTA does not have',
  standsAlone: true,
  supersedes: 'all',
  messages: {
    unknown: (data: { tag: string; name: string; near: string | null; isDirective: boolean }) => {
      const other = data.isDirective
        ? 'there is a directive of that name, which is written without a tag'
        : 'correct the name, or take the section out';
      const advice = data.near === null ? other : `${quote(data.near)} is near and probably meant`;
      return {
        message: `${quote(data.tag)}: PowerMTA has no section ${quote(data.name)}; ${advice}; the file is refused, and nothing in the section is in force`,
      };
    },
  },
  check({ model, report }) {
    // What is inside an unknown section is part of the same mistake.
    const inUnknown = new Set<SectionUse | null>();
    for (const section of model.sections) {
      const { node, file, kind, facts, parent } = section;
      if (inUnknown.has(parent)) {
        inUnknown.add(section);
        continue;
      }
      if (node === null || facts !== undefined || findInvented(kind, 'section') !== undefined) continue;
      const name = file.slice(node.name);
      if (isNoName(name) || node.open.problem?.reason === 'broken-tag') continue;
      inUnknown.add(section);
      const near = nearest(kind, sectionNames()) ?? null;
      const isDirective = findDirective(kind) !== undefined;
      report({
        location: { file, range: node.tag },
        messageId: 'unknown',
        data: { tag: withoutSecrets(file, node.tag), name, near, isDirective },
        fix: near === null || findSection(near) === undefined ? null : renamed(section, near),
        silencesRange: extentOf(section),
      });
    }
  },
});
