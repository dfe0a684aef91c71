import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor, type OwnLimits, type Settings } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

function found(text: string, settings = settingsFor({ preset: 'strict' })): string[] {
  const { findings, model } = lintTexts(text, [rule], settings);
  return findings.map(({ start, severity }) => `${model.main.lines.positionAt(start).line} ${severity}`);
}

const block = (domain: string, value: string): string =>
  `<domain ${domain}>\n max-smtp-out ${value}\n</domain>\n`;

it.each([
  ['gmail.com', '20', []],
  ['gmail.com', '21', ['2 warning']],
  ['gmail.com', '150', ['2 warning']],
  ['gmail.com', '151', ['2 error']],
  ['gmail.com', 'unlimited', ['2 error']],
  ['gmail.com', '0', []],
  ['gmail.com', '{{limit}}', []],
  ['att.net', '301', ['2 error']],
  ['libero.it', '25', ['2 warning']],
  ['laposte.net', '100', ['2 info']],
  ['comcast.net', '26', ['2 error']],
  ['example.com', '1000', []],
])('judges %s with %s', (domain, value, expected) => {
  expect(found(block(domain, value))).toEqual(expected);
});

it('goes by the reputation', () => {
  expect(found(block('gmail.com', '6'), settingsFor({ reputation: 'cold' }))).toEqual(['2 warning']);
  expect(found(block('gmail.com', '150'), settingsFor({ reputation: 'established' }))).toEqual([]);
});

it('goes by the reputation and the limits in the settings for one provider, and calls them so', () => {
  const own = (limits: OwnLimits): Settings =>
    settingsFor({ reputation: 'cold', ownLimits: new Map([['google', limits]]) });
  expect(found(block('gmail.com', '20'), own({ reputation: 'warm' }))).toEqual([]);
  expect(found(block('gmail.com', '20'), own({ maxSmtpOut: 20 }))).toEqual([]);
  expect(found(block('yahoo.com', '20'), own({ maxSmtpOut: 20 }))).toEqual(['2 warning']);
  // A limit above the ceiling replaces that too.
  expect(found(block('gmail.com', '400'), own({ maxSmtpOut: 400 }))).toEqual([]);
  const { findings } = lintTexts(block('gmail.com', '31'), [rule], own({ maxSmtpOut: 30 }));
  expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    "warning: 'max-smtp-out 31' is above 30 connections for Gmail (your own limit in the settings); the provider defers or blocks what comes above it",
  ]);
  expect(fixed(block('gmail.com', '400'), [rule], own({ maxSmtpOut: 30 })).text).toContain(
    'max-smtp-out 30\n',
  );
});

it('says what the strictest figure rests on, where one line serves several providers', () => {
  const text = `domain-macro many hotmail.com, gmx.de\n${block('$many', '600')}`;
  expect(lintTexts(text, [rule], settingsFor({ preset: 'recommended' })).findings[0]?.message).toMatch(
    /above 20 connections for .* \(published by the provider\) .*; the strictest figure is 4, for GMX.* \(what mail server vendors set\)/,
  );
});

it.each([
  [
    'yahoo.com, yahoo.de, yahoo.co.jp, ymail.com',
    '50',
    /, of .*Yahoo! JAPAN; the figure of 2 is that of yahoo\.co\.jp: a block of its own for it lets the other 3 domains keep theirs$/,
  ],
  // The others are not above their figure, and would be lowered with it.
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
])('names the domains that bring the strictest figure: %s with %s', (domains, value, expected) => {
  const { findings } = lintTexts(`domain-macro many ${domains}\n${block('$many', value)}`, [rule]);
  expect(findings.map(({ message }) => message)).toEqual([expect.stringMatching(expected)]);
});

it('has no error for a provider that need not have a block and publishes nothing', () => {
  expect(found(block('gmx.de', '50'), settingsFor({ preset: 'recommended' }))).toEqual(['2 warning']);
  expect(found(block('orange.fr', '50'), settingsFor({ preset: 'recommended' }))).toEqual(['2 error']);
});

it('reports a value once, where it is set, with the strictest provider', () => {
  const text = `domain-macro many aol.com, mail.com, hotmail.com\n${block('$many', '50')}`;
  const { findings } = lintTexts(text, [rule]);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.severity).toBe('error');
  expect(findings[0]?.message).toContain('4 connections for GMX');
  expect(fixed(text, [rule]).text).toContain('max-smtp-out 4\n');
});

it('judges what a block inherits, and warns at most of what is there for all', () => {
  expect(found(`<domain gmail.com>\n max-msg-rate 35/h\n</domain>\n${block('*', '400')}`)).toEqual([
    '5 warning',
  ]);
});

it('follows queue-to and rollups, and leaves relays alone', () => {
  expect(
    found(
      `<domain hotmail.com>\n queue-to h.queue\n max-smtp-out 90\n</domain>\n${block('h.queue', '1000')}`,
    ),
  ).toEqual(['6 error']);
  expect(
    found(
      `<mx-rollup-list>\n mx mta5.am0.yahoodns.net y.rollup\n</mx-rollup-list>\n${block('y.rollup', '50')}`,
    ),
  ).toEqual(['5 warning']);
  expect(found('<domain gmail.com>\n smtp-hosts [10.0.0.1]:25\n max-smtp-out 500\n</domain>\n')).toEqual([]);
});

it('sees the value that a VMTA gives to all domains', () => {
  const text = `${block('gmail.com', '5')}<virtual-mta v>\n${block('*', '50')}</virtual-mta>\n`;
  expect(found(text)).toEqual(['6 warning']);
});

it('speaks of a default only in a whole main configuration, at the tag', () => {
  const text = '<domain icloud.com>\n max-msg-rate 1/s\n</domain>\n';
  expect(found(text)).toEqual([]);
  expect(found(mainWith(text))).toEqual(['8 warning']);
  expect(fixed(mainWith(text), [rule]).text).toContain(' max-msg-rate 1/s\n max-smtp-out 10\n');
});

it('leaves queues to missing-provider-domain that fall to <domain *>', () => {
  expect(found(mainWith(block('*', '300')))).toEqual([]);
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

it('lowers a value behind odd spelling and CRLF', () => {
  const text = '<domain GMAIL.com>\r\n\tMAX-SMTP-OUT   "50"  # many\r\n</domain>\r\n';
  expect(fixed(text, [rule]).text).toBe('<domain GMAIL.com>\r\n\tMAX-SMTP-OUT   20  # many\r\n</domain>\r\n');
});
