import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { lintTexts } from '../support/lint-texts.ts';

/** Patterns with one mistake each, next to some that are right. */
const PATTERNS = [
  '/*@example.com/',
  '/S+@S+ d+.d+.d+.d+ blocked/',
  '/(a+)+$/',
  '/(/',
  '/spam/',
  '/spam/',
  '/example.com$/',
  '/421/',
  '/mailbox full/',
  '//',
  '/behind/',
];

/** The same mistakes in each of the lists, and those that only one of them has. */
const LISTS = {
  'smtp-pattern-list': [
    ...PATTERNS.map((pattern) => `reply ${pattern} mode=backoff`),
    'reply /x/ mode=backof',
    'reply /y/ mode=normal,mode=backoff',
    'reply /Max message per connection/ bounce-queue',
  ],
  'pattern-list': [
    ...PATTERNS.map((pattern) => `rcpt-to ${pattern} virtual-mta=v`),
    '* virtual-mta=w',
    'rcpt-to /z/ virtual-mta=q',
  ],
  'bounce-category-patterns': [...PATTERNS.map((pattern) => `${pattern} other`), '/x/ spam-relatd'],
};

/** Rules and messages, without what an offset makes of their order. */
function said(text: string, only = rules, scope?: string): string[] {
  const { findings } = lintTexts(text, only, {}, scope === undefined ? {} : { scope });
  return findings.map(({ rule, message }) => `${rule}: ${message}`).sort();
}

const KINDS = Object.entries(LISTS).map(([kind, lines]) => ({ kind, inside: `${lines.join('\n')}\n` }));
/** What a list says of a provider's replies as a whole is a matter of the queues that refer to it. */
const READING_PATTERNS = rules.filter(
  ({ id, category }) => category === 'patterns' && id !== 'uncovered-provider-reply',
);

describe('a file that is the inside of a list', () => {
  it.each(KINDS.map(({ kind, inside }) => [kind, inside] as const))(
    'is checked as a <%s> is',
    (kind, inside) => {
      const name = kind === 'bounce-category-patterns' ? '' : ' a';
      expect(said(inside, rules, kind)).toEqual(said(`<${kind}${name}>\n${inside}</${kind}>\n`));
    },
  );

  it.each(READING_PATTERNS.map((rule) => [rule.id, rule] as const))('is read by %s', (_id, rule) => {
    const inFragments = KINDS.map(({ kind, inside }) => said(inside, [rule], kind));
    const inSections = KINDS.map(({ kind, inside }) => said(`<${kind} a>\n${inside}</${kind}>\n`, [rule]));
    expect(inFragments.flat()).not.toEqual([]);
    expect(inFragments).toEqual(inSections);
  });
});
