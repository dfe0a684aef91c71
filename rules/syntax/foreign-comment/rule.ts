import { defineRule, quote, withoutSecrets } from '../../kit.ts';
import type { Line, Location, RuleFix, SectionUse } from '../../kit.ts';
import { decidesAccess } from '../../../src/catalog/access.ts';
import { LINE_RULES } from '../_shared/superseded.ts';

const SIGN = /^(?:\/\/+|;+|<!--)/;
const MARKUP_END = /[ \t]*-->/;

/** The edits that put `#` in the place of the sign, or before the text, and remove the end of markup. */
function hashed({ file, range }: Location, endsMarkup: boolean) {
  const text = file.slice(range);
  const sign = SIGN.exec(text)?.[0];
  const ends = endsMarkup ? MARKUP_END.exec(text) : null;
  const edit = (start: number, end: number, meant: string) => {
    return { file, range: { start: range.start + start, end: range.start + end }, text: meant };
  };
  const edits = [edit(0, sign?.length ?? 0, sign === undefined ? '# ' : '#')];
  if (ends === null) return edits;
  const afterMarkup = ends.index + ends[0].length;
  // A setting after the end would become part of the comment.
  if (!/^\s*(?:#.*)?$/.test(text.slice(afterMarkup))) return null;
  if (ends.index === 0) return [edit(0, afterMarkup, '#')];
  return [...edits, edit(Math.max(ends.index, sign?.length ?? 0), afterMarkup, '')];
}

function fixOf(parts: readonly Location[], endsMarkup: boolean, isSafe: boolean): RuleFix | null {
  const edits = parts.map((part) => hashed(part, endsMarkup));
  if (edits.includes(null)) return null;
  const effect = isSafe ? 'neutral' : 'unsafe';
  return { effect, title: "start the comment with '#'", edits: edits.flatMap((some) => some ?? []) };
}

type CommentLine = Location & { readonly line: Line };

/** The comments on lines of their own; one of markup may have several lines. */
function commentsIn(section: SectionUse) {
  const comments: [CommentLine, ...CommentLine[]][] = [];
  let isOpen = false;
  for (const { file, line } of section.others) {
    if (line.kind !== 'invalid' || line.problem.reason !== 'foreign-comment') continue;
    const text = file.slice(line.problem);
    const comment = comments.at(-1);
    const goesOn: boolean = isOpen && file === comment?.[0].file && !SIGN.test(text);
    if (goesOn) comment?.push({ file, range: line.problem, line });
    else comments.push([{ file, range: line.problem, line }]);
    isOpen = (goesOn || text.startsWith('<!--')) && !text.includes('-->');
  }
  return comments;
}

export const rule = defineRule({
  id: 'foreign-comment',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: ['neutral', 'unsafe'],
  summary: "a comment that starts with '//', ';' or '<!--'",
  supersedes: [...LINE_RULES, 'invalid-regex', 'hash-cuts-value', 'wrapped-value'],
  messages: {
    otherSign: ({ text }: { text: string }) => ({
      message: `${quote(text)} is meant as a comment, but here a comment starts with '#'; PowerMTA refuses to load the file`,
    }),
  },
  check({ model, report }) {
    const messageId = 'otherSign';
    const dataOf = ({ file, range }: Location) => ({ text: withoutSecrets(file, range) });
    const reportInLine = (location: Location, isSafe: boolean) => {
      report({ location, messageId, data: dataOf(location), fix: fixOf([location], true, isSafe) });
    };

    for (const section of model.allSections) {
      for (const comment of commentsIn(section)) {
        const [{ file, range, line }] = comment;
        const location = { file, range };
        report({
          location,
          messageId,
          data: dataOf(location),
          silencesRange: { start: line.start, end: comment.at(-1)?.line.next ?? line.next },
          fix: fixOf(comment, file.text.startsWith('<!--', range.start), true),
        });
      }
      const { node, others, file: ownFile } = section;
      const tags = [node?.open, node?.close].flatMap((line) => (line ? { file: ownFile, line } : []));
      for (const { file, line } of [...tags, ...others]) {
        const range = line.kind === 'open' || line.kind === 'close' ? line.problem : null;
        if (range?.reason !== 'text-behind-tag' || !SIGN.test(file.slice(range))) continue;
        reportInLine({ file, range }, line !== node?.open || !decidesAccess(section.kind));
      }
    }
    for (const { file, correction } of model.corrections) {
      if (correction.kind !== 'foreign-comment') continue;
      const { line, sign, applied } = correction;
      const text = file.text.slice(sign.start, line.comment?.start ?? line.end).trimEnd();
      reportInLine({ file, range: { start: sign.start, end: sign.start + text.length } }, applied);
    }
  },
});
