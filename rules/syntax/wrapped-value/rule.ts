import {
  type DirectiveUse,
  isSecret,
  type Line,
  parseValue,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  type SectionUse,
  type SourceFile,
} from '../../kit.ts';
import { endsInBackslash } from '../../../src/model/source/continuation.ts';

function contentOf(file: SourceFile, line: Line): string {
  return file.text.slice(line.start, line.comment?.start ?? line.end);
}

/** All lines in one: what stands in them first, then their comments. Null where that is no legal value. */
function joined({ file, line, continuation, facts, section }: DirectiveUse): RuleFix | null {
  const lines: readonly Line[] = [line, ...continuation];
  const parts = lines.map((part) =>
    contentOf(file, part)
      .trim()
      .replace(/\s*\\$/, ''),
  );
  const comments = lines.flatMap(({ comment }) => (comment === null ? [] : [file.slice(comment).trimEnd()]));
  const content = parts
    .join(' ')
    .trim()
    .replace(/[,\s]+$/, '');
  const value = content.slice(line.name.end - line.name.start).trim();
  if (facts === undefined || !parseValue(facts, section.scope, value).ok) return null;
  const range = { start: line.name.start, end: lines.at(-1)?.end ?? line.end };
  const text = [content, ...comments].join(' ');
  return { safety: 'unsafe', title: 'join the lines', edits: [{ file, range, text }] };
}

function withoutBackslash(file: SourceFile, line: Line): RuleFix {
  const content = contentOf(file, line);
  const end = line.start + content.trimEnd().length;
  const start = line.start + content.trimEnd().replace(/\s*\\$/, '').length;
  return {
    safety: 'unsafe',
    title: 'remove the backslash',
    edits: [{ file, range: { start, end }, text: '' }],
  };
}

function checkUse(use: DirectiveUse, { report }: RuleContext): void {
  const { file, line, continuation } = use;
  const last = continuation.at(-1);
  const at = { file, range: use.nameRange };
  const ends = endsInBackslash(contentOf(file, line).trim());
  if (last !== undefined) {
    const cut = ends ? 'a backslash at its end' : 'a list that goes on below';
    report({
      location: at,
      message: `${quote(use.name)} has ${cut}: PowerMTA reads line by line and is not documented to join lines, so that the rest is lost or the file is refused; write the value on one line`,
      related: continuation.map((part) => ({
        file,
        range: { start: part.start, end: part.end },
        message: 'goes on here',
      })),
      silencesRange: { start: line.start, end: last.next },
      // An edit that holds a secret would be printed.
      fix: isSecret(use) ? null : joined(use),
    });
  } else if (ends && !use.broken) {
    report({
      location: at,
      message: `${quote(use.name)} has a backslash at its end: PowerMTA is not documented to join lines, so that the backslash becomes a part of the value; remove it`,
      // Nothing else tells that the next line is a part of the secret.
      fix: isSecret(use) ? null : withoutBackslash(file, line),
    });
  }
}

/** A rule of a list that starts with its pattern. */
function checkPatterns(section: SectionUse, { report }: RuleContext): void {
  for (const { file, line } of section.others) {
    if (line.kind !== 'pattern' || line.problem !== null || !endsInBackslash(contentOf(file, line).trim()))
      continue;
    report({
      location: { file, range: line.regex },
      message: `${quote(file.slice(line.regex))} has a backslash at the end of its line: PowerMTA is not documented to join lines, so that the backslash becomes a part of the category; remove it`,
      fix: withoutBackslash(file, line),
    });
  }
}

export const rule: Rule = {
  id: 'wrapped-value',
  category: 'syntax',
  severity: 'warning',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a value that goes on in the next line, or a backslash at the end of a line',
  standsAlone: true,
  supersedes: [
    'missing-value',
    'unknown-directive',
    'syntax-error',
    'misplaced-directive',
    'invented-directive',
    'invalid-value',
  ],
  check(context) {
    const { model } = context;
    for (const use of model.directives) checkUse(use, context);
    for (const section of [model.root, ...model.sections]) checkPatterns(section, context);
  },
};
