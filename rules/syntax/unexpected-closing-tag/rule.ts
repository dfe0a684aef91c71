import {
  defineRule,
  getOrMake,
  hasPlaceholder,
  quote,
  removeLine,
  SectionUse,
  type SourceFile,
  withoutSecrets,
} from '../../kit.ts';
import { hasTemplateLines } from '../../../src/model/source/extent.ts';

export const rule = defineRule({
  id: 'unexpected-closing-tag',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a closing tag with nothing to close',
  standsAlone: true,
  messages: {
    noSection: ({ tag, inside }: { tag: string; inside: string | null }) => {
      const where = inside === null ? 'no section' : `no section of that name inside ${quote(`<${inside}>`)}`;
      return {
        message: `${quote(tag)} closes nothing: ${where} is open here; PowerMTA refuses to load the file`,
      };
    },
  },
  check({ model, report }) {
    for (const section of model.allSections) {
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
        if (hasPlaceholder(name) || getOrMake(templates, file, () => hasTemplateLines(section, file)))
          continue;
        const earlier = lastOf.get(name.toLowerCase());
        const close = earlier?.file === file ? earlier.node?.close : null;
        report({
          location: { file, range: line.tag },
          messageId: 'noSection',
          data: { tag: withoutSecrets(file, line.tag), inside: section.node === null ? null : section.kind },
          related: close
            ? [{ file, range: close.tag, message: 'the last section of that name is closed here' }]
            : [],
          fix: { effect: 'unsafe', title: 'remove the closing tag', edits: [removeLine(file, line)] },
        });
      }
    }
  },
});
