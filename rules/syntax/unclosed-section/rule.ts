import { defineRule, type Location, quote, type SectionUse, withoutSecrets } from '../../kit.ts';
import { extentOf, hasTemplateLines, mistakenEndOf } from '../../../src/model/source/extent.ts';
import { closingFix, missingSlash } from './fix.ts';

interface UnclosedData {
  readonly tag: string;
  /** The closing tag that is missing. */
  readonly needed: string;
  /** The tag that ended the section; empty for the end of the file. */
  readonly found: string;
}

function messageOf({ tag }: UnclosedData, fault: string): { message: string } {
  return { message: `${quote(tag)} ${fault}; PowerMTA refuses to load the file` };
}

/** What ended a section: the message for it, and the location with its text. */
function endOf({ file, node }: SectionUse, unslashed: SectionUse | null, isMistaken: boolean) {
  const related = (range: Location['range'], message: string) => [{ file, range, message }];
  if (unslashed !== null) {
    const tag = unslashed.tagRange;
    return { messageId: 'missingSlash', tag, related: related(tag, 'the slash is missing here') } as const;
  }
  const endedBy = node?.endedBy ?? null;
  if (endedBy === null) {
    const last = file.lines.count;
    const end = { start: file.lines.startOf(last), end: file.lines.endOf(last) };
    return { messageId: 'endOfFile', tag: null, related: related(end, 'the file ends here') } as const;
  }
  const { tag, kind } = endedBy;
  if (isMistaken)
    return { messageId: 'wrongTag', tag, related: related(tag, 'this tag closes nothing') } as const;
  return kind === 'close'
    ? ({ messageId: 'otherClosed', tag, related: related(tag, 'another tag closes here') } as const)
    : ({ messageId: 'nextBegins', tag, related: related(tag, 'the next section begins here') } as const);
}

export const rule = defineRule({
  id: 'unclosed-section',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a section that is still open at the end, or closed by the tag of another one',
  standsAlone: true,
  supersedes: ['unexpected-closing-tag', 'misplaced-directive'],
  messages: {
    missingSlash: (data: UnclosedData) =>
      messageOf(
        data,
        `is not closed: ${quote(data.found)} opens another section where ${quote(data.needed)} is expected`,
      ),
    endOfFile: (data: UnclosedData) =>
      messageOf(data, `is still open at the end of the file; put ${quote(data.needed)} behind its last line`),
    wrongTag: (data: UnclosedData) =>
      messageOf(
        data,
        `is closed by ${quote(data.found)}, which is no tag for it; write ${quote(data.needed)}`,
      ),
    otherClosed: (data: UnclosedData) =>
      messageOf(
        data,
        `meets ${quote(data.found)} before it is closed; put ${quote(data.needed)} behind its last line`,
      ),
    nextBegins: (data: UnclosedData) =>
      messageOf(
        data,
        `is not closed before ${quote(data.found)} begins; put ${quote(data.needed)} behind its last line`,
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
      const { messageId, tag, related } = endOf(section, unslashed, isMistaken);
      report({
        location: { file, range: node.tag },
        messageId,
        data: {
          tag: withoutSecrets(file, node.tag),
          needed: `</${file.slice(node.name)}>`,
          found: tag === null ? '' : withoutSecrets(file, tag),
        },
        related,
        fix: closingFix(section, unslashed),
        silencesRange: {
          start: node.open.start,
          end: Math.max(extentOf(section).end, extentOf(unslashed ?? section).end),
        },
      });
    }
  },
});
