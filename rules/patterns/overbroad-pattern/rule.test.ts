import { expect, it } from 'vitest';
import { providers } from '../../../src/catalog/providers.ts';
import { coveringReplies, replies } from '../../../src/catalog/replies.ts';
import { settingsFor, type Settings } from '../../../src/engine/settings.ts';
import { casesOf } from '../../../test/support/cases.ts';
import { replyList as list } from '../../../test/support/pattern-lists.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

/** Patterns and whether they ask for words; null for one that matches too many known replies. */
const TOO_WIDE: Readonly<Record<string, boolean | null>> = {
  '/^421/': false,
  '/421/': false,
  [String.raw`/^4\d\d/`]: false,
  '/^[45]/': false,
  [String.raw`/^45\d[ -]/`]: false,
  '/too many/': true,
  '/Please TRY again later/': true,
  '/temporar(il)?y/': null,
  '/451 (rejected|denied)/': true,
  '/(too many|RP-001)/': true,
  '/try.*later/': true,
  [String.raw`/\berror\b/`]: true,
  '/./': false,
};

const generic = (at: string, asksForWords: boolean) =>
  ({ messageId: asksForWords ? 'genericWords' : 'statusCode', at }) as const;

function withOptions(options: Record<string, number>): Settings {
  return settingsFor({ preset: 'strict', rules: new Map([['overbroad-pattern', { options }]]) });
}

const words = Array.from({ length: 200 }, (_, i) => `word${i}`).join('|');
const written = providers().flatMap(({ id }) => coveringReplies(id));
const known = [...new Set([...written, ...replies().filter(({ action }) => action !== undefined)])];
const harmless = list('/service/ mode=backoff');

testRule(rule, {
  accept: {
    ...casesOf(
      '',
      Object.keys(TOO_WIDE).flatMap((pattern) =>
        ['mode=normal', 'bounce-rcpt', 'disable-source-ip'].map((action) => `${pattern} ${action}`),
      ),
      list,
    ),
    ...casesOf(
      '',
      [
        String.raw`/^421[ -]4\.7\.28/`,
        '/421 4.7.28/',
        '/451 4[.]7[.]650/',
        String.raw`/^421[ -][45]\.7\.(31|40)\b/`,
        String.raw`/\[TSS0\d\]/`,
        '/RP-001/',
        '/too many connections/',
        '/connection refused/',
        String.raw`/\d+\.\d+\.\d+\.\d+ blocked/`,
        '/421 .* (too many|RP-001).*connections/',
        '/(?=421)/',
        '/[/',
      ],
      (pattern) => list(`${pattern} mode=backoff`),
    ),
    'a choice so large that not all of it is known': list(`/${words}/ mode=backoff`),
    'a product of choices so large that not all of it is known': list(
      `/(a|b|c)(${words})+ too many/ mode=backoff`,
    ),
    'many replies below the option for replies': {
      texts: harmless,
      settings: withOptions({ replies: 200 }),
    },
    'many replies below the option for providers': {
      texts: harmless,
      settings: withOptions({ providers: 100 }),
    },
    'replies that an earlier rule keeps in the normal state': list(
      '/./ mode=normal',
      '/service/ mode=backoff',
    ),
    'an empty pattern at the end': list('/RP-001/ skip-mx', '// skip-mx'),
    'patterns that a fix writes, and those that the catalog has for one reply': list(
      ...known.map(({ pattern, action }) => `/${pattern}/ ${action ?? 'mode=backoff'}`),
    ),
  },
  report: {
    ...Object.fromEntries(
      Object.entries(TOO_WIDE).flatMap(([pattern, asksForWords]) =>
        ['mode=backoff', 'skip-mx', 'bounce-queue'].map((action) => [
          `${pattern} ${action}`,
          {
            texts: list(`${pattern} ${action}`),
            findings: [
              asksForWords === null
                ? { messageId: 'manyReplies', at: `2 ${pattern}` }
                : generic(`2 ${pattern}`, asksForWords),
            ],
          },
        ]),
      ),
    ),
    'replies that a retry or a bounce handles': {
      texts: harmless,
      settings: withOptions({ replies: 3, providers: 2 }),
      findings: [{ messageId: 'manyReplies', at: '2 /service/' }],
    },
    'an empty pattern before others': {
      texts: list('// skip-mx', '/RP-001/ skip-mx'),
      findings: [{ messageId: 'everyReply', at: '2 //', data: { effect: 'skip-mx' } }],
    },
    'a pattern once that is in the list twice': {
      texts: list('/too many/ mode=backoff', '/too many/ mode=backoff'),
      findings: [generic('2 /too many/', true)],
    },
    'the second of two modes, which PowerMTA refuses': {
      texts: list('/error/ MODE=normal, Mode=Backoff'),
      findings: [{ messageId: 'genericWords', at: '2 /error/', data: { effect: 'backoff' } }],
    },
  },
});

it('looks at more than 50 patterns that a fix writes', () => {
  expect(written.length).toBeGreaterThan(50);
});

it('names replies and their number', () => {
  const [finding] = lintTexts(harmless, [rule]).findings;
  expect(finding?.message).toMatch(/^'\/service\/' matches \d+ known replies of \d+ providers .*, such as '/);
});
