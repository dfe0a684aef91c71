import { expect, it } from 'vitest';
import { settingsFor, type OwnLimits, type Settings } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const block = (domain: string, value: string): string =>
  `<domain ${domain}>\n max-smtp-out ${value}\n</domain>\n`;
const many = (domains: string, value: string): string =>
  `domain-macro many ${domains}\n${block('$many', value)}`;

const tooMany = (
  line: number,
  severity: 'error' | 'warning' | 'info',
  data: Record<string, unknown> = {},
) => ({ messageId: 'tooMany', severity, at: `${line} max-smtp-out`, data });

const recommended = settingsFor({ preset: 'recommended' });
const own = (limits: OwnLimits): Settings =>
  settingsFor({ reputation: 'cold', ownLimits: new Map([['google', limits]]) });

const accepted = [
  ['gmail.com', '20'],
  ['gmail.com', '0'],
  ['gmail.com', '{{limit}}'],
  ['example.com', '1000'],
] as const;
const excessive = [
  ['gmail.com', '21', 'warning'],
  ['gmail.com', '150', 'warning'],
  // Only vendors of mail servers give a highest figure for these.
  ['gmail.com', '151', 'warning'],
  ['gmail.com', 'unlimited', 'warning'],
  ['att.net', '301', 'warning'],
  ['hotmail.com', '500', 'warning'],
  ['hotmail.com', '501', 'error'],
  ['orange.fr', '3', 'warning'],
  ['orange.fr', '4', 'error'],
  ['libero.it', '25', 'warning'],
  ['laposte.net', '100', 'info'],
  ['comcast.net', '26', 'error'],
] as const;

const NOT_SET = '<domain icloud.com>\n max-msg-rate 1/s\n</domain>\n';
const ODD_SPELLING = '<domain GMAIL.com>\r\n\tMAX-SMTP-OUT   "50"  # many\r\n</domain>\r\n';
/** A main configuration whose mail goes through the VMTA `a` alone, with other VMTAs. */
const throughA = (others: string): string =>
  mainWith(`<virtual-mta a>\n</virtual-mta>\n${others}`).replace(
    '    process-x-virtual-mta yes\n',
    '    default-virtual-mta a\n',
  );
const UNSELECTED = throughA(`<virtual-mta mta1>\n${block('hotmail.com', '600')}</virtual-mta>\n`);
const UNSELECTED_POOL = throughA(
  `<virtual-mta b>\n</virtual-mta>\n<virtual-mta-pool p>\n virtual-mta b\n${block('gmail.com', '50')}</virtual-mta-pool>\n`,
);

const THREE_PROVIDERS = many('aol.com, mail.com, hotmail.com', '50');

/** Domains of one line, its value, and those domains that bring the strictest figure where it is also for others. */
const strictest = [
  ['yahoo.com, yahoo.de, yahoo.co.jp, ymail.com', '50', { domains: ['yahoo.co.jp'], others: 3 }],
  // The others are not above their figure, and would be lowered with it.
  ['yahoo.com, yahoo.de, yahoo.co.jp', '10', { domains: ['yahoo.co.jp'], others: 2 }],
  ['gmx.de, gmx.net, gmx.at, web.de, gmail.com', '10', null],
  ['gmail.com, example.com', '50', null],
] as const;

testRule(rule, {
  effectsElsewhere: ['unsafe'],
  accept: {
    ...Object.fromEntries(
      accepted.map(([domain, value]) => [`${domain} with ${value}`, block(domain, value)]),
    ),
    'an established address': {
      texts: block('gmail.com', '150'),
      settings: settingsFor({ reputation: 'established' }),
    },
    'a warm address at one provider': {
      texts: block('gmail.com', '20'),
      settings: own({ reputation: 'warm' }),
    },
    "the user's own limit": { texts: block('gmail.com', '20'), settings: own({ maxSmtpOut: 20 }) },
    "the user's own limit above the ceiling": {
      texts: block('gmail.com', '400'),
      settings: own({ maxSmtpOut: 400 }),
    },
    'a relay': '<domain gmail.com>\n smtp-hosts [10.0.0.1]:25\n max-smtp-out 500\n</domain>\n',
    'a default in a fragment': NOT_SET,
    'a default in a VMTA that nothing selects': throughA(`<virtual-mta mta1>\n${NOT_SET}</virtual-mta>\n`),
    'a VMTA that nothing selects, whose mail goes to a relay': throughA(
      `<virtual-mta mta1>\n<domain gmail.com>\n smtp-hosts [10.0.0.1]:25\n max-smtp-out 500\n</domain>\n</virtual-mta>\n`,
    ),
    'a provider without blocks': mainWith(block('*', '300')),
  },
  report: {
    ...Object.fromEntries(
      excessive.map(([domain, value, severity]) => [
        `${domain} with ${value}`,
        { texts: block(domain, value), findings: [tooMany(2, severity)] },
      ]),
    ),
    'a new address': {
      texts: block('gmail.com', '6'),
      settings: settingsFor({ reputation: 'cold' }),
      findings: [tooMany(2, 'warning', { reputation: 'cold' })],
    },
    "a provider that the user's own limit is not for": {
      texts: block('yahoo.com', '20'),
      settings: own({ maxSmtpOut: 20 }),
      findings: [tooMany(2, 'warning')],
    },
    "a value above the user's own limit": {
      texts: block('gmail.com', '31'),
      settings: own({ maxSmtpOut: 30 }),
      findings: [tooMany(2, 'error', { connections: 30, basis: 'settings' })],
    },
    "a value of <domain *> above the user's own limit, as a warning": {
      texts: `<domain gmail.com>\n max-msg-rate 35/h\n</domain>\n${block('*', '31')}`,
      settings: own({ maxSmtpOut: 30 }),
      findings: [tooMany(5, 'warning', { connections: 30, basis: 'settings' })],
    },
    'a value above a published ceiling, with what each figure rests on': {
      texts: block('hotmail.com', '501'),
      settings: settingsFor({ reputation: 'cold' }),
      findings: [
        tooMany(2, 'error', {
          connections: 5,
          basis: 'vendor',
          ceiling: { connections: 500, basis: 'published' },
        }),
      ],
    },
    'a new address at a provider that publishes a figure for all addresses': {
      texts: block('comcast.net', '25'),
      settings: settingsFor({ reputation: 'cold' }),
      findings: [tooMany(2, 'warning', { connections: 4, basis: 'vendor' })],
    },
    'a provider that need not have a block and publishes nothing': {
      texts: block('gmx.de', '50'),
      settings: recommended,
      findings: [tooMany(2, 'warning')],
    },
    'a provider that need not have a block and publishes its limit': {
      texts: block('orange.fr', '50'),
      settings: recommended,
      findings: [tooMany(2, 'error')],
    },
    'a line for several providers once, with the strictest figure': {
      texts: THREE_PROVIDERS,
      findings: [
        tooMany(3, 'warning', { strictest: { provider: 'GMX/WEB.DE', connections: 4, basis: 'vendor' } }),
      ],
    },
    ...Object.fromEntries(
      strictest.map(([domains, value, strictestDomains]) => [
        `${domains} with ${value}`,
        {
          texts: many(domains, value),
          findings: [{ messageId: 'tooMany', at: '3 max-smtp-out', data: { strictestDomains } }],
        },
      ]),
    ),
    'a value that a block inherits, as a warning': {
      texts: `<domain gmail.com>\n max-msg-rate 35/h\n</domain>\n${block('*', '400')}`,
      findings: [tooMany(5, 'warning')],
    },
    'the queue that another one leads to': {
      texts: `<domain hotmail.com>\n queue-to h.queue\n max-smtp-out 90\n</domain>\n${block('h.queue', '1000')}`,
      findings: [tooMany(6, 'error')],
    },
    'a rollup': {
      texts: `<mx-rollup-list>\n mx mta5.am0.yahoodns.net y.rollup\n</mx-rollup-list>\n${block('y.rollup', '50')}`,
      findings: [tooMany(5, 'warning')],
    },
    'a value that a VMTA gives to all domains': {
      texts: `${block('gmail.com', '5')}<virtual-mta v>\n${block('*', '50')}</virtual-mta>\n`,
      findings: [tooMany(6, 'warning')],
    },
    'a value in a VMTA that nothing selects, as a warning': {
      texts: UNSELECTED,
      findings: [tooMany(12, 'warning', { unselected: 'mta1' })],
    },
    'a value in a pool that nothing selects': {
      texts: UNSELECTED_POOL,
      findings: [tooMany(15, 'warning', { unselected: 'p' })],
    },
    'a value in a pool of which a member is selected': {
      texts: throughA(
        `<virtual-mta b>\n</virtual-mta>\n<virtual-mta-pool p>\n virtual-mta a\n virtual-mta b\n${block('hotmail.com', '600')}</virtual-mta-pool>\n`,
      ),
      findings: [tooMany(16, 'error', { unselected: null })],
    },
    'a default, at the tag': {
      texts: mainWith(NOT_SET),
      findings: [
        {
          messageId: 'notSet',
          severity: 'warning',
          at: '8 <domain icloud.com>',
          data: { subject: 'max-smtp-out', value: '20' },
        },
      ],
    },
  },
  fix: {
    'a value in a VMTA that nothing selects': {
      texts: UNSELECTED,
      fixed: UNSELECTED.replace('600', '20'),
      effect: 'tightens',
    },
    'a line for several providers, with the strictest figure': {
      texts: THREE_PROVIDERS,
      fixed: THREE_PROVIDERS.replace('50', '4'),
      effect: 'tightens',
    },
    'a default, with a new line': {
      texts: mainWith(NOT_SET),
      fixed: mainWith(NOT_SET.replace('1/s\n', '1/s\n max-smtp-out 10\n')),
    },
    'a value with odd spelling and CRLF': {
      texts: ODD_SPELLING,
      fixed: '<domain GMAIL.com>\r\n\tMAX-SMTP-OUT   20  # many\r\n</domain>\r\n',
    },
    "a value above the user's own limit": {
      texts: block('gmail.com', '400'),
      settings: own({ maxSmtpOut: 30 }),
      fixed: block('gmail.com', '30'),
      effect: 'tightens',
    },
  },
});

it('ends the message with the VMTA that nothing selects', () => {
  expect(lintTexts(UNSELECTED, [rule]).findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/ \(mta1 is not selected by anything\)$/),
  ]);
});

it("calls a limit in the settings the user's own", () => {
  const { findings } = lintTexts(block('gmail.com', '31'), [rule], own({ maxSmtpOut: 30 }));
  expect(findings.map(({ message }) => message)).toEqual([
    "'max-smtp-out 31' is above 30 connections for Gmail (your own limit in the settings); the provider defers or blocks what comes above it",
  ]);
});

it('says what the strictest figure rests on, where one line is for several providers', () => {
  const text = many('hotmail.com, gmx.de', '600');
  expect(lintTexts(text, [rule], recommended).findings[0]?.message).toMatch(
    /above 20 connections for .* \(vendor default\) and above 500, .* \(published by the provider\); the strictest figure is 4, for GMX.* \(vendor default\)/,
  );
});

it.each([
  [
    'yahoo.com, yahoo.de, yahoo.co.jp, ymail.com',
    '50',
    /, of .*Yahoo! JAPAN; the figure of 2 is that of yahoo\.co\.jp: a block of its own for it lets the other 3 domains keep theirs$/,
  ],
  [
    'yahoo.com, yahoo.de, yahoo.co.jp',
    '10',
    /comes above it; the figure of 2 is that of yahoo\.co\.jp: a block of its own for it lets the other 2 domains keep/,
  ],
  ['gmx.de, gmx.net, gmx.at, web.de, gmail.com', '10', /comes above it$/],
  [
    'gmx.de, gmx.net, gmx.at, web.de, gmail.com',
    '30',
    /; the figure of 4 is that of [a-z.]+, [a-z.]+, [a-z.]+ and 1 more$/,
  ],
  ['gmail.com, example.com', '50', /comes above it$/],
  ['aol.com, mail.com, hotmail.com', '50', /4 connections for GMX/],
])('names the domains that bring the strictest figure: %s with %s', (domains, value, expected) => {
  const { findings } = lintTexts(many(domains, value), [rule]);
  expect(findings.map(({ message }) => message)).toEqual([expect.stringMatching(expected)]);
});

const LIST = '<smtp-pattern-list x>\n reply /^421/ mode=backoff\n</smtp-pattern-list>\n';

it.each([
  ['a default that would be no less', '', 'backoff-max-smtp-out 1'],
  ['a lower rate', ' backoff-max-msg-rate 1/m\n', null],
  [
    'more connections in backoff',
    ' backoff-max-smtp-out 40\n backoff-max-msg-rate 1/m\n',
    'backoff-max-smtp-out 20',
  ],
])('keeps backoff slower than the normal state: %s', (_, lines, expected) => {
  const before = mainWith(
    `${LIST}<domain gmail.com>\n max-smtp-out 50\n smtp-pattern-list x\n${lines}</domain>\n`,
  );
  const { text, left } = fixed(before, [rule]);
  expect(left).toEqual([]);
  expect(text).toContain('max-smtp-out 20\n');
  if (expected === null) expect(text).not.toContain('backoff-max-smtp-out');
  else expect(text).toContain(` ${expected}\n`);
  expect(loosened(before, text, ['gmail.com', 'example.org'])).toEqual([]);
});
