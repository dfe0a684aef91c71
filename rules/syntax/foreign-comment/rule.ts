import {
  type Line,
  type Location,
  quote,
  type Range,
  type Rule,
  type RuleContext,
  type RuleEdit,
  type RuleFix,
  type SectionUse,
  type SourceFile,
  withoutSecrets,
} from '../../kit.ts';
import { decidesAccess } from '../../../src/catalog/access.ts';
import type { CommentCorrection } from '../../../src/model/recovery/repair.ts';

const SIGN = /^(?:\/\/+|;+|<!--)/;
const MARKUP_END = /[ \t]*-->/;

function messageFor(file: SourceFile, range: Range): string {
  return `${quote(withoutSecrets(file, range))} is meant as a comment, but here a comment starts with '#'; PowerMTA refuses to load the file`;
}

/** Puts `#` in the place of the sign at the start of a stretch, or before it, and takes the end of markup away. */
function hashed({ file, range }: Location, endsMarkup: boolean): RuleEdit[] | null {
  const text = file.slice(range);
  const sign = SIGN.exec(text)?.[0];
  const ends = endsMarkup ? MARKUP_END.exec(text) : null;
  const edit = (start: number, end: number, meant: string): RuleEdit => ({
    file,
    range: { start: range.start + start, end: range.start + end },
    text: meant,
  });
  const edits = [edit(0, sign?.length ?? 0, sign === undefined ? '# ' : '#')];
  if (ends === null) return edits;
  const behind = ends.index + ends[0].length;
  // Only a comment that PowerMTA knows may stand behind the end: a setting there would be lost.
  if (!/^\s*(?:#.*)?$/.test(text.slice(behind))) return null;
  if (ends.index === 0) return [edit(0, behind, '#')];
  return [...edits, edit(Math.max(ends.index, sign?.length ?? 0), behind, '')];
}

function fixOf(edits: readonly (readonly RuleEdit[] | null)[], safety: RuleFix['safety']): RuleFix | null {
  const all = edits.flatMap((some) => some ?? []);
  return edits.includes(null) ? null : { safety, title: "start the comment with '#'", edits: all };
}

/** Lines that are comments as a whole; those of one comment of markup are one finding. */
function checkLines(section: SectionUse, { report }: RuleContext): void {
  const lines = section.others.flatMap(({ file, line }) =>
    line.kind === 'invalid' && line.problem.reason === 'foreign-comment' ? [{ file, line }] : [],
  );
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index];
    if (first === undefined) break;
    const { file, line } = first;
    const range = line.problem;
    const parts: Location[] = [{ file, range }];
    let last: Line = line;
    const isMarkup = file.text.startsWith('<!--', range.start);
    const isOver = (): boolean => !isMarkup || file.slice(parts.at(-1)?.range ?? range).includes('-->');
    for (let next = lines[index + 1]; next !== undefined && !isOver(); next = lines[++index + 1]) {
      if (next.file !== file || SIGN.test(file.slice(next.line.problem))) break;
      parts.push({ file, range: next.line.problem });
      last = next.line;
    }
    report({
      location: { file, range },
      message: messageFor(file, range),
      silencesRange: { start: line.start, end: last.next },
      fix: fixOf(
        parts.map((part) => hashed(part, isMarkup)),
        'safe',
      ),
    });
  }
}

/** A comment behind a tag. */
function checkTag(file: SourceFile, tag: Line | null, kind: string, { report }: RuleContext): void {
  if (tag === null || (tag.kind !== 'open' && tag.kind !== 'close')) return;
  const { problem } = tag;
  if (problem?.reason !== 'text-behind-tag' || !SIGN.test(file.slice(problem))) return;
  report({
    location: { file, range: problem },
    message: messageFor(file, problem),
    fix: fixOf([hashed({ file, range: problem }, true)], decidesAccess(kind) ? 'unsafe' : 'safe'),
  });
}

/** A comment behind a directive or a pattern. */
function checkEnd(
  file: SourceFile,
  { line, sign, applied }: CommentCorrection,
  { report }: RuleContext,
): void {
  const end = line.comment?.start ?? line.end;
  const range = { start: sign.start, end: sign.start + file.text.slice(sign.start, end).trimEnd().length };
  report({
    location: { file, range },
    message: messageFor(file, range),
    fix: fixOf([hashed({ file, range }, true)], applied ? 'safe' : 'unsafe'),
  });
}

export const rule: Rule = {
  id: 'foreign-comment',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary: "a comment that starts with '//', ';' or '<!--'",
  supersedes: [
    'syntax-error',
    'unknown-directive',
    'misplaced-directive',
    'invented-directive',
    'missing-value',
    'invalid-value',
    'undefined-reference',
    'unknown-action',
    'invalid-regex',
    'hash-cuts-value',
    'wrapped-value',
  ],
  check(context) {
    const { model } = context;
    for (const section of [model.root, ...model.sections]) {
      checkLines(section, context);
      const { node, file, kind } = section;
      checkTag(file, node?.open ?? null, kind, context);
      checkTag(file, node?.close ?? null, '', context);
      for (const other of section.others) checkTag(other.file, other.line, '', context);
    }
    for (const { file, correction } of model.corrections)
      if (correction.kind === 'foreign-comment') checkEnd(file, correction, context);
  },
};
