import { quote, type Range, type Rule } from '../../kit.ts';
import { writtenRegexes, type WrittenRegex } from '../_shared/written-patterns.ts';

/** The character that is in the way; the whole expression where the file writes it otherwise than it is read. */
function placeOf({ file, range, source }: WrittenRegex, offset: number): Range {
  if (file.slice(range) !== `/${source}/`) return range;
  const start = range.start + 1 + Math.min(offset, source.length - 1);
  return { start, end: start + String.fromCodePoint(file.text.codePointAt(start) ?? 0).length };
}

export const rule: Rule = {
  id: 'invalid-regex',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'a regular expression that PCRE refuses',
  check({ model, report }) {
    for (const regex of writtenRegexes(model)) {
      const { file, source, pattern } = regex;
      if (pattern.kind !== 'refused') continue;
      report({
        location: { file, range: placeOf(regex, pattern.offset) },
        message: `${quote(`/${source}/`)} is no regular expression: ${pattern.reason}; PowerMTA refuses to load the file`,
      });
    }
  },
};
