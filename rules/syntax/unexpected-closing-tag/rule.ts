import {
  hasPlaceholder,
  quote,
  removeLine,
  type Rule,
  type RuleContext,
  SectionUse,
  type SourceFile,
  withoutSecrets,
} from '../../kit.ts';
import { hasTemplateLines } from '../../../src/model/source/extent.ts';

function checkSection(section: SectionUse, { report }: RuleContext): void {
  const templates = new Map<SourceFile, boolean>();
  // The last section of each name so far: a closing tag that comes again is one too many.
  const lastOf = new Map<string, SectionUse>();
  for (const entry of section.content) {
    if (entry instanceof SectionUse) {
      lastOf.set(entry.kind, entry);
      continue;
    }
    const { file, line } = entry;
    if (line.kind !== 'close' || line.problem?.reason === 'broken-tag') continue;
    const name = file.slice(line.name);
    if (!templates.has(file)) templates.set(file, hasTemplateLines(section, file));
    if (hasPlaceholder(name) || templates.get(file) === true) continue;
    const earlier = lastOf.get(name.toLowerCase());
    const close = earlier?.file === file ? (earlier.node?.close ?? null) : null;
    const where =
      section.node === null ? 'no section' : `no section of that name inside ${quote(`<${section.kind}>`)}`;
    report({
      location: { file, range: line.tag },
      message: `${quote(withoutSecrets(file, line.tag))} closes nothing: ${where} is open here; PowerMTA refuses to load the file`,
      related:
        close === null
          ? []
          : [{ file, range: close.tag, message: 'the last section of that name is closed here' }],
      fix: { safety: 'unsafe', title: 'remove the closing tag', edits: [removeLine(file, line)] },
    });
  }
}

export const rule: Rule = {
  id: 'unexpected-closing-tag',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a closing tag with nothing to close',
  standsAlone: true,
  check(context) {
    const { model } = context;
    for (const section of [model.root, ...model.sections]) {
      if (section.others.some(({ line }) => line.kind === 'close')) checkSection(section, context);
    }
  },
};
