import { describe, expect, it } from 'vitest';
import { repliesOf, wantsReaction } from '../../../src/catalog/replies.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { MAIN } from '../../../test/support/section.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

/** A rule for each reply by which Apple throttles or blocks. */
const APPLE = [
  '/too many errors/ mode=backoff',
  String.raw`/\[HCM1\]/ mode=backoff`,
  '/listing in Spamhaus/ mode=backoff',
  '/Blocked - see/ mode=backoff',
];

function list(name: string, ...replies: readonly string[]): string {
  return [`<smtp-pattern-list ${name}>`, ...replies.map((reply) => `    reply ${reply}`)]
    .concat('</smtp-pattern-list>', '')
    .join('\n');
}

function block(domain: string, ...lines: readonly string[]): string {
  return [`<domain ${domain}>`, ...lines.map((line) => `    ${line}`), '</domain>', ''].join('\n');
}

const SLOWER = ['backoff-max-msg-rate 1/m', 'backoff-to-normal-after 1h'];

function icloud(name: string): string {
  return block('icloud.com', `smtp-pattern-list ${name}`, ...SLOWER);
}

function vmta(name: string, addresses: number, inside = ''): string {
  const hosts = Array.from(
    { length: addresses },
    (_, i) => `    smtp-source-host 192.0.2.${i + 1} ${name}${i}.example.com\n`,
  );
  return `<virtual-mta ${name}>\n${hosts.join('')}${inside}</virtual-mta>\n`;
}

function source(...lines: readonly string[]): string {
  return ['<source 192.0.2.100>', '    always-allow-relaying yes', ...lines, '</source>', ''].join('\n');
}

/** A main configuration whose mail all goes through some VMTAs. */
function whole(text: string, ...names: readonly string[]): string {
  const sources = names.map((name) => source(`    default-virtual-mta ${name}`)).join('');
  return `${MAIN}${sources}${text}`;
}

function written(text: string): string[] {
  const after = fixed(text, [rule]).text.split('\n');
  return after.filter((line) => !text.split('\n').includes(line)).map((line) => line.trim());
}

/** A list that misses every reply. */
const MISSES = list('x', '/^999/ mode=backoff');
const CONFIG = `<smtp-pattern-list x>\n    include more\n</smtp-pattern-list>\n${icloud('x')}`;
const REST = MISSES + block('*', 'smtp-pattern-list x', ...SLOWER);
const WP = MISSES + block('wp.pl', 'smtp-pattern-list x', ...SLOWER);
const INSIDE = `<domain icloud.com>\n    smtp-pattern-list y\n    backoff-to-normal-after 1h\n</domain>\n`;
const ONE_OF_TWO = whole(
  MISSES + list('y', ...APPLE) + icloud('x') + vmta('a', 1) + vmta('b', 1, INSIDE),
  'a',
  'b',
);
const UNUSED = list('y', '/^999/ mode=backoff') + vmta('a', 1) + vmta('b', 1, INSIDE);
const THREE_DOMAINS =
  MISSES +
  ['icloud.com', 'me.com', 'mac.com']
    .map((domain) => block(domain, 'smtp-pattern-list X', ...SLOWER))
    .join('');
const MICROSOFT = repliesOf('microsoft-consumer').filter(wantsReaction).length;
const MAIN_MISSED = list('x', ...APPLE.slice(2)) + icloud('x');
const RARE_MISSED = list('x', ...APPLE.slice(0, 3)) + icloud('x');
const LISTS = list('google', '/never said/ mode=backoff') + list('rest', '/spamhaus/ mode=backoff');
const ALL_OF_APPLE = list('x', ...APPLE) + icloud('x');

/** A list for Google in the blocks of some domains, and another one for all others. */
function ofGoogle(...domains: readonly string[]): string {
  const rest = block('*', 'smtp-pattern-list rest', ...SLOWER);
  return whole(LISTS + rest + domains.map((domain) => block(domain, 'smtp-pattern-list google')).join(''));
}

function uncovered(
  line: number | string,
  subject = 'apple',
  data: Readonly<Record<string, unknown>> = {},
  severity: 'warning' | 'info' = 'warning',
) {
  return {
    messageId: 'uncovered',
    at: `${line} smtp-pattern-list`,
    severity,
    data: { subject, ...data },
  } as const;
}

const withProvider = (id: string, isOn: boolean) =>
  ({ settings: settingsFor({ preset: 'strict', providers: new Map([[id, isOn]]) }) }) as const;

testRule(rule, {
  accept: {
    'rarer replies below preset strict': {
      texts: RARE_MISSED,
      settings: settingsFor({ providers: new Map([['apple', true]]) }),
    },
    'rules that match all replies': ALL_OF_APPLE,
    'rules that match all replies, whatever they do':
      list('x', '/RP-001/ mode=backoff', '// skip-mx') + icloud('x'),
    'two sections of one list': list('x', ...APPLE.slice(0, 2)) + list('x', ...APPLE.slice(2)) + icloud('x'),
    'a list with included rules': {
      texts: { config: CONFIG, more: APPLE.map((reply) => `reply ${reply}\n`).join('') },
    },
    'a list by which no queue enters backoff': list('x', '/^999/ skip-mx') + icloud('x'),
    'a list that no queue uses': MISSES + block('icloud.com', ...SLOWER),
    'a list of another domain': MISSES + block('example.org', 'smtp-pattern-list x', ...SLOWER),
    'a list that is not defined': icloud('x'),
    'a list that only mail for a relay uses':
      MISSES + block('icloud.com', 'smtp-hosts [192.0.2.9]', 'smtp-pattern-list x', ...SLOWER),
    'a list of a queue that delivers nothing':
      MISSES + block('icloud.com', 'type discard', 'smtp-pattern-list x', ...SLOWER),
    'a list with a pattern that cannot be read': list('x', '/(?=421)/ mode=backoff') + icloud('x'),
    'a list that a template engine fills':
      list('x', '/{{ pattern }}/ mode=backoff', '/^999/ mode=backoff') + icloud('x'),
    'a list with an include that is not there': `<smtp-pattern-list x>\n    include gone\n    reply /^999/ mode=backoff\n</smtp-pattern-list>\n${icloud('x')}`,
    'the list of <domain *> in a fragment': REST,
    'the list of <domain *> in a configuration with a missing include': whole(`${REST}include gone\n`),
    'the list of <domain *> next to blocks from a template engine': whole(`${REST}{{ blocks }}\n`),
    'the list of <domain *> without a block for the provider': whole(REST),
    'a list of a VMTA that no mail goes through': whole(UNUSED, 'a'),
    'a provider that the settings do not name': WP,
    'a provider that the settings leave out': {
      texts: MISSES + icloud('x'),
      ...withProvider('apple', false),
    },
    'replies of no particular provider': { texts: ALL_OF_APPLE, ...withProvider('any', true) },
  },
  report: {
    'main replies that a list misses': {
      texts: MAIN_MISSED,
      findings: [
        uncovered(6, 'apple', {
          examples: [
            '421 4.7.0 me.com Error: too many errors',
            '421 [HCM1] Your mail from 198.51.100.7 was deferred.',
          ],
        }),
      ],
    },
    'rarer replies that a list misses': {
      texts: RARE_MISSED,
      findings: [uncovered(7, 'apple', { missed: 1 }, 'info')],
    },
    'the number of replies, where there are many': {
      texts: list('x', '/RP-001/ mode=backoff') + block('hotmail.com', 'smtp-pattern-list x', ...SLOWER),
      findings: [uncovered(5, 'microsoft-consumer', { missed: MICROSOFT - 1, known: MICROSOFT })],
    },
    'a list that misses all replies': {
      texts: MISSES + icloud('x'),
      findings: [uncovered(5, 'apple', { missed: 4, known: 4 })],
    },
    'a list whose included rules miss one': {
      texts: {
        config: CONFIG,
        more: APPLE.slice(1)
          .map((reply) => `reply ${reply}\n`)
          .join(''),
      },
      findings: [uncovered(5)],
    },
    'a queue that enters backoff when all its addresses are disabled': {
      texts:
        list('x', '/^999/ skip-mx') +
        block('icloud.com', 'smtp-pattern-list x', 'backoff-upon-all-sources-disabled yes', ...SLOWER),
      findings: [uncovered(5)],
    },
    'a list where an include elsewhere is not there': {
      texts: `${MISSES}${icloud('x')}include gone\n`,
      findings: [uncovered(5)],
    },
    'the list of another queue that takes the mail': {
      texts: `${MISSES}${block('icloud.com', 'queue-to apple.queue')}${block('apple.queue', 'smtp-hosts lookup-mx:icloud.com', 'smtp-pattern-list x', ...SLOWER)}`,
      findings: [uncovered(9)],
    },
    'a list once, at the first line that refers to it': { texts: THREE_DOMAINS, findings: [uncovered(5)] },
    'each provider of a list, and each list': {
      texts:
        THREE_DOMAINS +
        list('y', '/^998/ mode=backoff') +
        block('orange.fr', 'smtp-pattern-list x', ...SLOWER) +
        block('wanadoo.fr', 'smtp-pattern-list y', ...SLOWER),
      findings: [
        uncovered(5),
        uncovered(23, 'orange', { list: 'x' }),
        uncovered(28, 'orange', { list: 'y' }),
      ],
    },
    'the one of two lists that VMTAs have for a provider': {
      texts: ONE_OF_TWO,
      findings: [uncovered(22, 'apple', { list: 'x' })],
    },
    'two lists that VMTAs have for a provider': {
      texts: ONE_OF_TWO.replace('y>\n    reply /too many errors/ mode=backoff\n', 'y>\n'),
      findings: [uncovered(21, 'apple', { list: 'x' }), uncovered(31, 'apple', { list: 'y' })],
    },
    'a list of a VMTA that mail goes through': {
      texts: whole(UNUSED, 'a', 'b'),
      findings: [uncovered(21, 'apple', { list: 'y' })],
    },
    'a provider that the settings add': {
      texts: WP,
      ...withProvider('wp-pl', true),
      findings: [uncovered(5, 'wp-pl', {}, 'info')],
    },
  },
});

it.each([
  [
    MAIN_MISSED,
    "no rule of 'x' matches '421 4.7.0 me.com Error: too many errors' and '421 [HCM1] Your mail from 198.51.100.7 was deferred.', by which iCloud throttles or blocks a sender; PowerMTA takes what no rule matches for an ordinary deferral or bounce and sends on as before, which prolongs the block",
  ],
  [
    RARE_MISSED,
    expect.stringMatching(
      /^no rule of 'x' matches '550 5\.7\.0 Blocked - see https:\/\/support\.proofpoint\.com\/dnsbl…',/,
    ),
  ],
  [
    list('x', '/RP-001/ mode=backoff') + block('hotmail.com', 'smtp-pattern-list x', ...SLOWER),
    expect.stringContaining(
      `no rule of 'x' matches ${MICROSOFT - 1} of the ${MICROSOFT} known replies by which Microsoft (Outlook.com) throttles or blocks a sender,`,
    ) as string,
  ],
  [
    MISSES + icloud('x'),
    expect.stringContaining(
      "no rule of 'x' matches any of the 4 known replies by which iCloud throttles or blocks a sender,",
    ) as string,
  ],
])('says what is missed: %j', (text, message) => {
  expect(lintTexts(text, [rule]).findings.map((finding) => finding.message)).toEqual([message]);
});

it.each([
  [['gmail.com', 'googlemail.com'], ['google']],
  [['googlemail.co.uk'], ['rest', 'google']],
])(
  'reports the list for a large domain of a provider, not one for small ones alone: %j',
  (domains, expected) => {
    const { findings } = lintTexts(ofGoogle(...domains), [rule]);
    const lists = findings.filter(({ data }) => data.subject === 'google').map(({ data }) => data.list);
    expect(lists).toEqual(expected);
  },
);

it('reports the list of <domain *> where a block of the provider inherits it', () => {
  const { findings } = lintTexts(whole(REST + block('icloud.com', 'max-smtp-out 2')), [rule]);
  expect(findings.filter(({ data }) => data.subject === 'apple')).toHaveLength(1);
});

it('leaves a queue that cannot enter backoff to missing-backoff, and an unknown list to undefined-reference', () => {
  const reported = (text: string): string[] =>
    lintTexts(whole(text), rules)
      .findings.filter(({ start }) => start > text.length / 4)
      .map((finding) => finding.rule)
      .filter((id) => ['missing-backoff', 'undefined-reference', rule.id].includes(id));
  expect(reported(list('x', '/^999/ skip-mx') + icloud('x'))).toContain('missing-backoff');
  expect(reported(list('x', '/^999/ skip-mx') + icloud('x'))).not.toContain(rule.id);
  expect(reported(icloud('nowhere'))).toContain('undefined-reference');
  expect(reported(icloud('nowhere'))).not.toContain(rule.id);
});

describe('the fix', () => {
  const missing = list('x', ...APPLE.slice(0, 2)) + icloud('x');

  it('adds rules after the existing ones, so that nothing is lost', () => {
    const before = whole(missing + vmta('a', 1), 'a');
    const after = fixed(before, [rule]);
    expect(after).toMatchObject({ passes: 1, left: [] });
    expect(after.text).toContain(
      String.raw`    reply /\[HCM1\]/ mode=backoff
    # Figures and patterns: pmta-lint catalog (published advice, vendor defaults); see pmta-lint explain missing-backoff
    reply /^550 5\.7\.1 Mail from IP \S+ was rejected due to listing in Spamhaus/ mode=backoff
    reply /^55[04]( 5\.7\.0)? Blocked - see https:\x2F\x2F(support|ipcheck)\.proofpoint\.com/ mode=backoff
</smtp-pattern-list>`,
    );
    expect(loosened(before, after.text, ['icloud.com', 'example.org'], ['a'])).toEqual([]);
    const changes = compareModels(modelOf(before), modelOf(after.text));
    expect(changes.map(({ verdict }) => verdict)).toEqual(['stricter']);
  });

  it('adds only missing rules, and names their source once', () => {
    const google = block('gmail.com', 'smtp-pattern-list x', ...SLOWER);
    const lines = written(whole(list('x', ...APPLE.slice(0, 3)) + icloud('x') + google + vmta('a', 1), 'a'));
    expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('proofpoint'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('Spamhaus'))).toEqual([]);
    expect(lines.filter((line) => line.includes(String.raw`4\.7\.28`))).toHaveLength(1);
  });

  it('disables the address where every VMTA that uses the list has two', () => {
    expect(written(whole(missing + vmta('a', 2), 'a'))).toContainEqual(
      expect.stringMatching(/Spamhaus\/ disable-source-ip,reenable-after=4h$/),
    );
    for (const text of [
      whole(missing + vmta('a', 1), 'a'),
      whole(missing + vmta('a', 2) + vmta('b', 1), 'a', 'b'),
      whole(missing + vmta('a', 2) + vmta('b', 1)),
      // A fragment does not show the other VMTAs.
      missing + vmta('a', 2),
    ])
      expect(written(text)).toContainEqual(expect.stringMatching(/Spamhaus\/ mode=backoff$/));
  });

  it('looks only at the VMTAs that use the list', () => {
    const inside = `    <domain icloud.com>\n    smtp-pattern-list x\n    backoff-to-normal-after 1h\n    </domain>\n`;
    const text = list('x', ...APPLE.slice(0, 2)) + vmta('a', 2, inside) + vmta('b', 1);
    expect(written(whole(text, 'a', 'b'))).toContainEqual(expect.stringMatching(/disable-source-ip/));
  });

  it('ends the backoff that it begins where all other rules of the list do', () => {
    const timed = list('x', '/too many errors/ mode=backoff,backoff-to-normal-after=2h', '/^450/ skip-mx');
    const queue = block('icloud.com', 'smtp-pattern-list x', 'backoff-max-msg-rate 1/m');
    for (const line of written(whole(timed + queue + vmta('a', 1), 'a')).slice(1))
      expect(line).toMatch(/ mode=backoff,backoff-to-normal-after=\S+$/);
  });

  it.each([
    [
      'that is read several times',
      { config: `include l\ninclude l\n${icloud('x')}`, l: list('x', ...APPLE.slice(1)) },
    ],
    [
      'that is not closed',
      { config: icloud('x') + list('x', ...APPLE.slice(1)).replace('</smtp-pattern-list>\n', '') },
    ],
    [
      'of others who would enter backoff by it',
      {
        config:
          list('x', '/^999/ skip-mx') +
          block('icloud.com', 'smtp-pattern-list x', 'backoff-upon-all-sources-disabled yes', ...SLOWER) +
          block('example.org', 'smtp-pattern-list x'),
      },
    ],
    [
      'of one line that other queues share, who would enter backoff by it',
      {
        config: whole(
          list('x', '/^999/ skip-mx') +
            block('icloud.com', 'max-smtp-out 2') +
            block('*', 'smtp-pattern-list x', 'backoff-max-msg-rate 1/m') +
            vmta('a', 1, block('*', 'backoff-upon-all-sources-disabled yes')) +
            vmta('b', 1),
          'a',
          'b',
        ),
      },
    ],
  ])('is not offered for a list %s', (_, texts) => {
    const { findings } = lintTexts(texts, [rule]);
    expect(findings.map(({ fix }) => fix)).toEqual([null]);
  });

  it('is safe for a list of several lines whose queues can all enter backoff already', () => {
    const disabled = 'backoff-upon-all-sources-disabled yes';
    const before = whole(
      list('x', '/^999/ skip-mx') +
        block('icloud.com', 'smtp-pattern-list x', disabled, ...SLOWER) +
        block('example.org', 'smtp-pattern-list x', disabled, ...SLOWER) +
        vmta('a', 1),
      'a',
    );
    const after = fixed(before, [rule]);
    expect(after.left).toEqual([]);
    const changes = compareModels(modelOf(before), modelOf(after.text));
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(['stricter']));
  });

  it('keeps the line ends of the file', () => {
    const after = fixed(whole(missing).replaceAll('\n', '\r\n'), [rule]).text;
    expect(after).toContain(' mode=backoff\r\n</smtp-pattern-list>\r\n');
    expect(after).not.toMatch(/[^\r]\n/);
  });
});

it('accepts the fix of missing-backoff', () => {
  const before = mainWith(block('icloud.com', 'max-smtp-out 2') + block('gmail.com', 'max-smtp-out 2'));
  const backoff = rules.filter(({ id }) => id === 'missing-backoff');
  expect(fixed(before, [...backoff, rule])).toMatchObject({ passes: 1, left: [] });
});
