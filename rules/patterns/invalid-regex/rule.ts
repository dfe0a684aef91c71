import { defineRule, quote, type Range } from '../../kit.ts';
import { isWrittenAsRead, writtenRegexes, type WrittenRegex } from '../_shared/written-patterns.ts';

/** The character that cannot be read; the whole expression where its offset in the file is unknown. */
function badCharacter(regex: WrittenRegex, offset: number): Range {
  const { file, range, source } = regex;
  if (!isWrittenAsRead(regex)) return range;
  const start = range.start + 1 + Math.min(offset, source.length - 1);
  return { start, end: start + String.fromCodePoint(file.text.codePointAt(start) ?? 0).length };
}

export const rule = defineRule({
  id: 'invalid-regex',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a regular expression that PCRE refuses',
  messages: {
    refused: ({ pattern, reason }: { pattern: string; reason: string }) => ({
      message: `${quote(pattern)} is no regular expression: ${reason}; PowerMTA refuses to load the file`,
    }),
  },
  check({ model, report }) {
    for (const regex of writtenRegexes(model)) {
      const { file, source, pattern } = regex;
      if (pattern.kind !== 'refused') continue;
      report({
        location: { file, range: badCharacter(regex, pattern.offset) },
        messageId: 'refused',
        data: { pattern: `/${source}/`, reason: pattern.reason },
      });
    }
  },
});
