import {
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
  type SourceFile,
  withoutSecrets,
} from '../../kit.ts';
import type { Problem, ProblemReason } from '../../../grammar/tree.ts';

const WHAT: Readonly<Record<ProblemReason, string>> = {
  'unterminated-quote': 'starts a quoted value that does not end on its line',
  'unterminated-regex':
    'starts a pattern that has no closing slash on its line; a pattern cannot go on in the next line',
  'two-patterns': 'holds two patterns; each one needs a line of its own',
  'broken-tag': 'is no complete tag; a tag is <name argument> or </name> on one line',
  'text-behind-tag': 'stands behind a tag; a tag needs a line of its own',
  'not-a-directive': 'is no directive, tag or comment',
  'foreign-comment': "is a comment of another language; a comment starts with '#'",
};

// The closing slash and the category of a pattern that was cut right before them.
const LAST_PART = /^\s*\/[ \t]+[a-z-]+\s*$/i;
const SECOND_PATTERN = /\/[ \t]+[a-z-]+[ \t]+\//i;

function messageFor(file: SourceFile, problem: Problem): string {
  return `${quote(withoutSecrets(file, problem))} ${WHAT[problem.reason]}; PowerMTA refuses to load the file`;
}

/** Reports the broken lines of one section. The rest of a cut pattern is part of the same mistake. */
function checkSection(section: SectionUse, { report }: RuleContext): void {
  const { open, close } = section.node ?? { open: null, close: null };
  for (const tag of [open?.kind === 'open' ? open : null, close]) {
    if (tag?.problem != null) {
      report({
        location: { file: section.file, range: tag.problem },
        message: messageFor(section.file, tag.problem),
      });
    }
  }
  const { content } = section;
  for (let index = 0; index < content.length; index++) {
    const entry = content[index];
    if (entry === undefined || entry.kind === 'section' || !('line' in entry) || !('problem' in entry.line))
      continue;
    const { file, line } = entry;
    const problem = entry.line.problem;
    if (problem === null) continue;
    let end = line.next;
    if (problem.reason === 'unterminated-regex') {
      for (let next = content[index + 1]; next !== undefined && 'line' in next; next = content[index + 1]) {
        const rest = next.line;
        const goesOn =
          rest.kind === 'invalid' ||
          (next.kind === 'directive' && next.facts === undefined) ||
          LAST_PART.test(file.slice(rest));
        if (!goesOn || next.file !== file || rest.start !== end) break;
        if (SECOND_PATTERN.test(file.slice(rest))) break;
        end = rest.next;
        index++;
      }
    }
    report({
      location: { file, range: problem },
      message: messageFor(file, problem),
      silencesRange: { start: line.start, end },
    });
  }
}

export const rule: Rule = {
  id: 'syntax-error',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'a line that is no directive, tag or comment',
  standsAlone: true,
  supersedes: [
    'unknown-directive',
    'misplaced-directive',
    'invented-directive',
    'missing-value',
    'invalid-value',
  ],
  check(context) {
    for (const section of [context.model.root, ...context.model.sections]) checkSection(section, context);
  },
};
