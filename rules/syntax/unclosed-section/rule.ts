import { defineRule, quote, type SectionUse, withoutSecrets } from '../../kit.ts';
import { extentOf, hasTemplateLines, mistakenEndOf } from '../../../src/model/source/extent.ts';
import { closingFix, missingSlash } from './fix.ts';

/** The message for a section that misses the closing tag `needed`; `found` ended it, empty for the end of the file. */
function sectionThat(faultIn: (data: Record<'needed' | 'found', string>) => string) {
  return ({ tag, needed, found }: Record<'tag' | 'needed' | 'found', string>) => {
    const fault = faultIn({ needed: quote(needed), found: quote(found) });
    return { message: `${quote(tag)} ${fault}; PowerMTA refuses to load the file` };
  };
}

/** What ended a section, with the message for it, and a note for the place. */
function endOf({ node }: SectionUse, unslashed: SectionUse | null, isMistaken: boolean) {
  if (unslashed !== null)
    return { messageId: 'missingSlash', tag: unslashed.tagRange, note: 'the slash is missing here' } as const;
  const { tag = null, kind } = node?.endedBy ?? {};
  if (tag === null) return { messageId: 'endOfFile', tag, note: 'the file ends here' } as const;
  if (isMistaken) return { messageId: 'wrongTag', tag, note: 'this tag closes nothing' } as const;
  return kind === 'close'
    ? ({ messageId: 'otherClosed', tag, note: 'another tag closes here' } as const)
    : ({ messageId: 'nextBegins', tag, note: 'the next section begins here' } as const);
}

export const rule = defineRule({
  id: 'unclosed-section',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a section that is still open at the end, or closed by the tag of another one',
  standsAlone: true,
  supersedes: ['unexpected-closing-tag', 'misplaced-directive'],
  messages: {
    missingSlash: sectionThat(
      ({ needed, found }) => `is not closed: ${found} opens another section where ${needed} is expected`,
    ),
    endOfFile: sectionThat(
      ({ needed }) => `is still open at the end of the file; put ${needed} behind its last line`,
    ),
    wrongTag: sectionThat(
      ({ needed, found }) => `is closed by ${found}, which is no tag for it; write ${needed}`,
    ),
    otherClosed: sectionThat(
      ({ needed, found }) => `meets ${found} before it is closed; put ${needed} behind its last line`,
    ),
    nextBegins: sectionThat(
      ({ needed, found }) => `is not closed before ${found} begins; put ${needed} behind its last line`,
    ),
  },
  check({ model, report }) {
    const partOfAnother = new Set<SectionUse>();
    for (const section of model.sections) {
      const { node, file } = section;
      if (node?.close !== null || partOfAnother.has(section)) continue;
      if (hasTemplateLines(section, file)) continue;
      if (node.open.kind === 'open' && node.open.problem?.reason === 'broken-tag') continue;
      const isMistaken = mistakenEndOf(section) !== null;
      const unslashed = isMistaken ? null : missingSlash(section);
      if (unslashed !== null) partOfAnother.add(unslashed);
      const { messageId, tag, note } = endOf(section, unslashed, isMistaken);
      const lastLine = file.lines.count;
      const range = tag ?? { start: file.lines.startOf(lastLine), end: file.lines.endOf(lastLine) };
      const end = Math.max(extentOf(section).end, extentOf(unslashed ?? section).end);
      report({
        location: { file, range: node.tag },
        messageId,
        data: {
          tag: withoutSecrets(file, node.tag),
          needed: `</${withoutSecrets(file, node.name)}>`,
          found: tag === null ? '' : withoutSecrets(file, tag),
        },
        related: [{ file, range, message: note }],
        fix: closingFix(section, unslashed),
        silencesRange: { start: node.open.start, end },
      });
    }
  },
});
