import { defineRule, type PatternRule, quote } from '../../kit.ts';
import { patternItems, type PatternItem } from '../_shared/pattern-items.ts';
import {
  checkablePatterns,
  PATTERN_LISTS,
  rewritePattern,
  subjectKind,
} from '../_shared/written-patterns.ts';

/** The message for the `*` that means "anything", as in names of files; undefined for none. */
function wildcardIn(
  items: readonly PatternItem[],
  isMail: boolean,
): 'nothingToRepeat' | 'repeatedAt' | undefined {
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'quantifier' || !item.text.startsWith('*')) continue;
    const before = items[index - 1];
    if (before === undefined || ['start', 'open', 'or', 'note'].includes(before.kind))
      return 'nothingToRepeat';
    // Nobody looks for addresses with several @, or with none.
    if (isMail && ['@', '\\@'].includes(before.text)) return 'repeatedAt';
  }
  return undefined;
}

/** A text of wildcards, letters and dots as a regular expression; null for a pattern that holds more. */
function asRegex(rule: PatternRule): string | null {
  const { source } = rule;
  if (!/^[\w@.* -]+$/.test(source)) return null;
  const inner = source.replace(/^\*+|\*+$/g, '');
  if (inner === '') return null;
  const text = inner.replaceAll('.', '\\.').replace(/\*+/g, '.*');
  // Addresses are matched with the bracket after them.
  const isOpen = source.endsWith('*') || subjectKind(rule) === 'text';
  return isOpen ? text : `${text}>?$`;
}

export const rule = defineRule({
  id: 'glob-in-regex',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: "a '*' that is meant as in names of files, in a regular expression",
  supersedes: ['invalid-regex', 'overbroad-pattern'],
  requires: PATTERN_LISTS,
  messages: {
    nothingToRepeat: ({ pattern }: { pattern: string }) => ({
      message: `in ${quote(pattern)} a '*' has nothing before it to repeat; it does not stand for any text, as in names of files: PowerMTA refuses the pattern, or it matches something else than was meant; any text is '.*'`,
    }),
    repeatedAt: ({ pattern }: { pattern: string }) => ({
      message: `in ${quote(pattern)} the '*' repeats the '@' before it, any number of times and also none; it does not stand for any text, as in names of files: the rule takes ${pattern === '/@*/' ? 'all mail' : 'mail that it was not written for'}; any text is '.*'`,
    }),
  },
  check({ model, report }) {
    for (const found of checkablePatterns(model)) {
      if (!found.source.includes('*')) continue;
      const messageId = wildcardIn(patternItems(found.source), found.list.scope === 'pattern-list');
      if (messageId === undefined) continue;
      report({
        location: found,
        messageId,
        data: { pattern: `/${found.source}/` },
        fix: () => rewritePattern(found, asRegex(found)),
      });
    }
  },
});
