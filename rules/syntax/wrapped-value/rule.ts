import { defineRule, isSecret, parseValue, quote } from '../../kit.ts';
import type { DirectiveUse, Line, RuleFix, SourceFile } from '../../kit.ts';
import { endsInBackslash } from '../../../src/model/source/continuation.ts';
import { DIRECTIVE_RULES } from '../_shared/superseded.ts';

/** The text of a line without its comment and its line end. */
function contentOf(file: SourceFile, line: Line) {
  return file.text.slice(line.start, line.comment?.start ?? line.end);
}

const endsWrapped = (file: SourceFile, line: Line) => endsInBackslash(contentOf(file, line).trim());

/** All lines in one, their comments at its end. Null where that is not a valid value. */
function joined({ file, line, continuation, facts, section }: DirectiveUse): RuleFix | null {
  const lines: readonly Line[] = [line, ...continuation];
  const parts = lines.map((part) =>
    contentOf(file, part)
      .trim()
      .replace(/\s*\\$/, ''),
  );
  const comments = lines.flatMap(({ comment }) => (comment === null ? [] : [file.slice(comment).trimEnd()]));
  const content = parts.join(' ').replace(/^\s+|[,\s]+$/g, '');
  const value = content.slice(line.name.end - line.name.start).trim();
  if (facts === undefined || !parseValue(facts, section.scope, value).ok) return null;
  const range = { start: line.name.start, end: lines.at(-1)?.end ?? line.end };
  const text = [content, ...comments].join(' ');
  return { effect: 'unsafe', title: 'join the lines', edits: [{ file, range, text }] };
}

function withoutBackslash(file: SourceFile, line: Line): RuleFix {
  const content = contentOf(file, line).trimEnd();
  const start = line.start + content.replace(/\s*\\$/, '').length;
  const range = { start, end: line.start + content.length };
  return { effect: 'unsafe', title: 'remove the backslash', edits: [{ file, range, text: '' }] };
}

export const rule = defineRule({
  id: 'wrapped-value',
  category: 'syntax',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a value that goes on in the next line, or a backslash at the end of a line',
  standsAlone: true,
  supersedes: ['syntax-error', ...DIRECTIVE_RULES],
  messages: {
    wrapped: ({ name, hasBackslash }: { name: string; hasBackslash: boolean }) => ({
      message: `${quote(name)} has ${hasBackslash ? 'a backslash at its end' : 'a list that goes on below'}: PowerMTA reads line by line and is not documented to join lines, so that the rest is lost or the file is refused; write the value on one line`,
    }),
    backslash: ({ name }: { name: string }) => ({
      message: `${quote(name)} has a backslash at its end: PowerMTA is not documented to join lines, so that the backslash becomes a part of the value; remove it`,
    }),
    backslashInCategory: ({ pattern }: { pattern: string }) => ({
      message: `${quote(pattern)} has a backslash at the end of its line: PowerMTA is not documented to join lines, so that the backslash becomes a part of the category; remove it`,
    }),
  },
  check({ model, report }) {
    for (const use of model.directives) {
      const { file, line, continuation, name } = use;
      const location = use.nameLocation;
      const hasBackslash = endsWrapped(file, line);
      const last = continuation.at(-1);
      if (last !== undefined) {
        const message = 'goes on here';
        const related = continuation.map(({ start, end }) => ({ file, range: { start, end }, message }));
        report({
          location,
          messageId: 'wrapped',
          data: { name, hasBackslash },
          related,
          silencesRange: { start: line.start, end: last.next },
          // An edit that holds a secret would be printed.
          fix: isSecret(use) ? null : joined(use),
        });
      } else if (hasBackslash && !use.broken) {
        // Without the backslash nothing hides the rest of a secret in the next line.
        const fix = isSecret(use) ? null : withoutBackslash(file, line);
        report({ location, messageId: 'backslash', data: { name }, fix });
      }
    }
    for (const { file, line } of model.allSections.flatMap(({ others }) => others)) {
      if (line.kind !== 'pattern' || line.problem !== null || !endsWrapped(file, line)) continue;
      report({
        location: { file, range: line.regex },
        messageId: 'backslashInCategory',
        data: { pattern: file.slice(line.regex) },
        fix: withoutBackslash(file, line),
      });
    }
  },
});
