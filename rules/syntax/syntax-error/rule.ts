import { defineRule, quote, withoutSecrets } from '../../kit.ts';
import type { DirectiveUse, OtherUse, SectionUse, SourceFile } from '../../kit.ts';
import type { ProblemReason } from '../../../grammar/tree.ts';
import { DIRECTIVE_RULES } from '../_shared/superseded.ts';

// The closing slash and the category of a pattern that was cut right before them.
const LAST_PART = /^\s*\/[ \t]+[a-z-]+\s*$/i;
const SECOND_PATTERN = /\/[ \t]+[a-z-]+[ \t]+\//i;

const MESSAGE_IDS = {
  'unterminated-quote': 'unclosedQuote',
  'unterminated-regex': 'unclosedPattern',
  'two-patterns': 'twoPatterns',
  'broken-tag': 'brokenTag',
  'text-behind-tag': 'textBehindTag',
  'not-a-directive': 'unknownLine',
  'foreign-comment': 'foreignComment',
} as const satisfies Record<ProblemReason, string>;

function textThat(fault: string) {
  return ({ text }: { text: string }) => ({
    message: `${quote(text)} ${fault}; PowerMTA refuses to load the file`,
  });
}

/** Whether a line is the rest of a pattern that was cut at the end of the line before. */
function isRestOfPattern(file: SourceFile, entry: DirectiveUse | OtherUse) {
  const text = file.slice(entry.line);
  const isUnknown =
    entry.line.kind === 'invalid' || (entry.kind === 'directive' && entry.facts === undefined);
  return entry.file === file && (isUnknown || LAST_PART.test(text)) && !SECOND_PATTERN.test(text);
}

/** A line that a pattern ends in: its closing slash, then its category. */
const ENDS_PATTERN = /\/[ \t]+\S+\s*$/;

/** How many entries after a cut pattern are the rest of it. After a blank line they are only if one of them ends it. */
function restOfPattern({ content }: SectionUse, first: number, file: SourceFile, from: number): number {
  let end = from;
  let contiguous = 0;
  for (let index = first; ; index++) {
    const next = content[index];
    if (next === undefined || !('line' in next) || !isRestOfPattern(file, next)) return contiguous;
    if (file.text.slice(end, next.line.start).trim() !== '') return contiguous;
    if (next.line.start === end && contiguous === index - first) contiguous++;
    else if (ENDS_PATTERN.test(file.slice(next.line))) return index - first + 1;
    end = next.line.next;
  }
}

/** The lines of a section that cannot be read; the rest of a cut pattern is part of the same mistake. */
function* brokenLines(section: SectionUse) {
  const { content } = section;
  for (let index = 0; index < content.length; index++) {
    const entry = content[index];
    if (entry === undefined || !('line' in entry) || !('problem' in entry.line)) continue;
    const { file, line } = entry;
    const { problem } = line;
    if (problem === null) continue;
    let end = line.next;
    if (problem.reason === 'unterminated-regex') {
      index += restOfPattern(section, index + 1, file, end);
      const last = content[index];
      if (last !== undefined && 'line' in last) end = last.line.next;
    }
    yield { file, problem, silencesRange: { start: line.start, end } };
  }
}

export const rule = defineRule({
  id: 'syntax-error',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a line that is no directive, tag or comment',
  standsAlone: true,
  supersedes: DIRECTIVE_RULES,
  messages: {
    unclosedQuote: textThat('starts a quoted value that does not end on its line'),
    unclosedPattern: textThat(
      'starts a pattern that has no closing slash on its line; a pattern cannot go on in the next line',
    ),
    twoPatterns: textThat('holds two patterns; each one needs a line of its own'),
    brokenTag: textThat('is no complete tag; a tag is <name argument> or </name> on one line'),
    textBehindTag: textThat('stands behind a tag; a tag needs a line of its own'),
    unknownLine: textThat('is no directive, tag or comment'),
    foreignComment: textThat("is a comment of another language; a comment starts with '#'"),
  },
  check({ model, report }) {
    for (const section of model.allSections) {
      const tags = [section.node?.open, section.node?.close].flatMap((line) => {
        const problem = line?.kind === 'directive' ? null : line?.problem;
        return problem ? { file: section.file, problem } : [];
      });
      for (const { file, problem, ...suppressed } of [...tags, ...brokenLines(section)]) {
        report({
          location: { file, range: problem },
          messageId: MESSAGE_IDS[problem.reason],
          data: { text: withoutSecrets(file, problem) },
          ...suppressed,
        });
      }
    }
  },
});
