import { listOf, type PatternRule, quote, type Rule, type RuleFix } from '../../kit.ts';
import { isSpacedOut, patternItems } from '../_shared/pattern-items.ts';
import { judgedPatterns, PATTERN_LISTS } from '../_shared/written-patterns.ts';
import { lostEscapes, type LostEscapes } from './escapes.ts';

/** Cheap, and true of every pattern that can have lost one. */
const MAY_HAVE_LOST = /[dDsSwW][+*{]|[\d\]]\.?d/;

/** What becomes of the mail that the rule was written for. */
function outcome({ list }: PatternRule): string {
  if (list.scope === 'pattern-list') return 'the mail that the rule was written for goes another way';
  return list.scope === 'smtp-pattern-list'
    ? 'the replies that the rule was written for are not acted upon'
    : 'the bounces that the rule was written for get another category';
}

function restored(rule: PatternRule, { offsets }: LostEscapes): RuleFix | null {
  const { file, range, source } = rule;
  if (file.slice(range) !== `/${source}/`) return null;
  return {
    safety: 'unsafe',
    title: 'put the backslashes back',
    edits: offsets.map((offset) => {
      const at = range.start + 1 + offset;
      return { file, range: { start: at, end: at }, text: '\\' };
    }),
  };
}

export const rule: Rule = {
  id: 'lost-backslash',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a regular expression whose backslashes were lost when it was copied',
  supersedes: ['invalid-regex', 'overbroad-pattern', 'slow-regex'],
  requires: PATTERN_LISTS,
  check({ model, report }) {
    for (const found of judgedPatterns(model)) {
      if (!MAY_HAVE_LOST.test(found.source)) continue;
      const items = patternItems(found.source);
      const lost = isSpacedOut(items) ? null : lostEscapes(items, found.list.scope !== 'pattern-list');
      if (lost === null) continue;
      const letters = listOf(lost.letters.map(quote), 3, 'and');
      const meant = listOf(lost.letters.map((letter) => quote(`\\${letter}`)));
      report({
        location: { file: found.file, range: found.range },
        message: `in ${quote(`/${found.source}/`)} the ${lost.letters.length === 1 ? 'letter' : 'letters'} ${letters} ${lost.letters.length === 1 ? 'stands' : 'stand'} where ${meant} ${lost.letters.length === 1 ? 'was' : 'were'} meant, as after a copy that ate the backslashes: ${outcome(found)}`,
        fix: () => restored(found, lost),
      });
    }
  },
};
