import { defineRule, listOf, type PatternRule, quote, readListOf, type RuleFix } from '../../kit.ts';
import { isSpacedOut, patternItems } from '../_shared/pattern-items.ts';
import { checkablePatterns, isWrittenAsRead, PATTERN_LISTS } from '../_shared/written-patterns.ts';
import { lostBrackets, lostEscapes } from './analysis.ts';

/** Matches every pattern that can have lost one; most do not match and need no closer look. */
const MAY_HAVE_LOST = /[dDsSwW][+*{]|[\d\]]\.?d|\[\w{3,}\]/;

/** What becomes of the mail that the rule was written for. */
function outcomeIn(list: string): string {
  if (list === 'pattern-list') return 'the mail that the rule was written for goes another way';
  return list === 'smtp-pattern-list'
    ? 'the replies that the rule was written for are not acted upon'
    : 'the bounces that the rule was written for get another category';
}

function putBack(rule: PatternRule, offsets: readonly number[]): RuleFix | null {
  if (!isWrittenAsRead(rule)) return null;
  const edits = offsets.map((offset) => {
    const at = rule.range.start + 1 + offset;
    return { file: rule.file, range: { start: at, end: at }, text: '\\' };
  });
  return { effect: 'unsafe', title: 'put the backslashes back', edits };
}

export const rule = defineRule({
  id: 'lost-backslash',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a regular expression whose backslashes were lost when it was copied',
  supersedes: ['invalid-regex', 'overbroad-pattern', 'slow-regex'],
  requires: PATTERN_LISTS,
  messages: {
    lost: ({ pattern, letters, list }: { pattern: string; letters: readonly string[]; list: string }) => {
      const found = listOf(letters.map(quote), 3, 'and');
      const meant = listOf(letters.map((letter) => quote(`\\${letter}`)));
      const [noun, verb, was] =
        letters.length === 1 ? ['letter', 'stands', 'was'] : ['letters', 'stand', 'were'];
      return {
        message: `in ${quote(pattern)} the ${noun} ${found} ${verb} where ${meant} ${was} meant, as after a copy that ate the backslashes: ${outcomeIn(list)}`,
      };
    },
    lostBrackets: ({ pattern, codes }: { pattern: string; codes: readonly string[] }) => ({
      message: `${quote(pattern)} has ${listOf(codes.map(quote))} without its backslashes`,
      why: 'Brackets without backslashes match one character, so known replies with this text are missed.',
      help: `Write ${listOf(codes.map((code) => quote(code.replace(/[[\]]/g, '\\$&'))))}.`,
    }),
  },
  check({ model, report }) {
    for (const found of checkablePatterns(model)) {
      if (!MAY_HAVE_LOST.test(found.source)) continue;
      const items = patternItems(found.source);
      if (isSpacedOut(items)) continue;
      const list = found.list.scope;
      const isReply = list !== 'pattern-list';
      const pattern = `/${found.source}/`;
      const escapes = lostEscapes(items, isReply);
      if (escapes !== null) {
        report({
          location: found,
          messageId: 'lost',
          data: { pattern, letters: escapes.letters, list },
          fix: () => putBack(found, escapes.offsets),
        });
        continue;
      }
      const matchesReply = (source: string): boolean | undefined => {
        const matched = readListOf(model, found.list).repliesOf({ source });
        return matched && matched.length > 0;
      };
      const brackets = isReply ? lostBrackets(found.source, items, matchesReply) : null;
      if (brackets === null) continue;
      report({
        location: found,
        messageId: 'lostBrackets',
        data: { pattern, codes: brackets.codes },
        fix: () => putBack(found, brackets.offsets),
      });
    }
  },
});
