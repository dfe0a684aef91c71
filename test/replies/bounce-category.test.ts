import { describe, expect, it } from 'vitest';
import type { Texts } from '../support/lint-texts.ts';
import { answerIn } from './answers.ts';

function categoryIn(config: Texts | string, reply: string): string | null {
  const { category } = answerIn(config, reply);
  if (category === null) return null;
  return category.kind === 'known' ? category.category : `(${category.kind})`;
}

const list = (rules: string): string => `<bounce-category-patterns>\n${rules}\n</bounce-category-patterns>\n`;

describe('the bounce category', () => {
  it.each([
    [
      'the first match gives it',
      list('/spam/ spam-related\n/5\\.7/ policy-related'),
      '550 5.7.1 spam',
      'spam-related',
    ],
    ['without regard to case', list('/SPAM/ "spam-related"'), '550 5.7.1 spam', 'spam-related'],
    ['the empty pattern matches all', list('/x/ other\n// bad-mailbox'), '550 5.7.1 spam', 'bad-mailbox'],
    ['none for what does not bounce', list('// other'), '421 4.7.0 later', null],
    ['not known without a list', '', '550 no', '(no-list)'],
    ['not known where nothing matches', list('/quota/ quota-issues'), '550 no', '(no-match)'],
    [
      'not guessed behind a pattern that cannot be judged',
      list('/(?<!x)no/ other\n/no/ bad-mailbox'),
      '550 no',
      '(undecided)',
    ],
    [
      'not guessed where it hangs on the smtp; of the diagnostic',
      list('/^550/ other\n/no/ bad-mailbox'),
      '550 no',
      '(undecided)',
    ],
    ['a pattern that PCRE refuses is none', list('/(no/ other\n/no/ bad-mailbox'), '550 no', 'bad-mailbox'],
    [
      'not guessed where it hangs on how the lines of a reply are joined',
      list('/such 550/ bad-mailbox\n// other'),
      '550-5.1.1 no such\n550 5.1.1 user',
      '(undecided)',
    ],
    ['the same either way', list('/^550/ other\n/no/ other'), '550 no', 'other'],
  ])('%s', (_, config, reply, category) => {
    expect(categoryIn(config, reply)).toBe(category);
  });

  it('a list of the configuration comes before that of config-defaults', () => {
    const texts = {
      'config-defaults': list('/no/ other\n/never/ inactive-mailbox'),
      config: list('/no/ bad-mailbox'),
    };
    expect(categoryIn(texts, '550 no')).toBe('bad-mailbox');
    expect(categoryIn(texts, '550 never')).toBe('inactive-mailbox');
  });
});
