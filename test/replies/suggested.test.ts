import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainsOf, findProvider } from '../../src/catalog/providers.ts';
import { replies, type Reply } from '../../src/catalog/replies.ts';
import { newRuleFor } from '../../src/replies/new-rule.ts';
import { readReply } from '../../src/replies/smtp-reply.ts';
import { rules } from '../../rules/index.ts';
import { lintTexts } from '../support/lint-texts.ts';
import { answerIn, withRules } from './answers.ts';

/** Rules that check what is written, and not what is missing in a list. */
const JUDGES = rules.filter(
  ({ id, category }) =>
    ['syntax', 'names', 'patterns'].includes(category) && id !== 'uncovered-provider-reply',
);

/** What the rules say of a line in a list. */
function faultsOf(line: string): string[] {
  const config = withRules(line);
  const at = config.indexOf(line);
  const { findings } = lintTexts(config, JUDGES);
  return findings
    .filter(({ start }) => start >= at && start < at + line.length)
    .map(({ rule }) => `${rule}: ${line}`);
}

function domainOf({ provider }: Reply): string {
  const found = findProvider(provider);
  return (found === undefined ? undefined : domainsOf(found)[0]) ?? 'a.example';
}

const suggestedFor = (reply: Reply): string[] => {
  const { addition } = answerIn(withRules(''), reply.example, domainOf(reply));
  return addition?.kind === 'rule' ? [addition.line] : [];
};

/** The line for a reply as if the catalog did not know it. */
const madeFor = (text: string): string[] => {
  const traits = { severalAddresses: false, endsByItself: false };
  const addition = newRuleFor(readReply(text), null, traits);
  return addition.kind === 'rule' ? [addition.line] : [];
};

/** Words of a reply, what is about a message in between, and what breaks patterns. */
const PIECES = [
  ...['too', 'many', 'messages', 'blocked', 'try again later', 'rate', 'limit', 'policy', 'see', 'for'],
  ...['192.0.2.1', '<a@b.example>', '[2001:db8::1]', 'd2e1a72fcca58-7b70c2si123', '123456', '15'],
  ...['"x"', '#12', '(RBL)', 'a/b', 'https://a.example/x?y=1', 'é', '\\', '\n421 4.7.0 ', '[AB12]', '%'],
];
const REPLY = fc
  .tuple(
    fc.constantFrom('421 ', '421-4.7.0 ', '550 5.7.1 ', '554 ', '452 '),
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 14 }),
  )
  .map(([code, pieces]) => code + pieces.join(' '));

describe('no rule flags a line that is suggested', () => {
  it('from the catalog', () => {
    const lines = new Set(replies().flatMap(suggestedFor));
    expect(lines.size).toBeGreaterThan(100);
    expect([...lines].flatMap(faultsOf)).toEqual([]);
  });

  it('from the words of a reply', () => {
    const lines = new Set(replies().flatMap(({ example }) => madeFor(example)));
    expect(lines.size).toBeGreaterThan(100);
    expect([...lines].flatMap(faultsOf)).toEqual([]);
  });

  it('for any reply, and the line matches it', () => {
    fc.assert(
      fc.property(REPLY, (text) => {
        for (const line of madeFor(text)) {
          expect(faultsOf(line)).toEqual([]);
          const { matches, undecided } = answerIn(withRules(line), text);
          expect(matches.length + undecided.length).toBe(1);
        }
      }),
    );
  });
});
