import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

function found(text: string, settings = settingsFor({ preset: 'strict' })): string[] {
  const { findings, model } = lintTexts(text, [rule], settings);
  return findings.map(({ start, severity }) => `${model.main.lines.positionAt(start).line} ${severity}`);
}

const block = (domain: string, value: string): string =>
  `<domain ${domain}>\n max-msg-per-connection ${value}\n</domain>\n`;

it.each([
  ['gmail.com', '50', []],
  ['gmail.com', '51', ['2 info']],
  ['gmail.com', '100', ['2 info']],
  ['gmail.com', '101', ['2 warning']],
  ['gmail.com', '0', ['2 warning']],
  ['gmail.com', '"0"', ['2 warning']],
  ['gmail.com', '{{messages}}', []],
  ['gmail.com', 'many', []],
  ['GMAIL.COM', '500', ['2 warning']],
  ['att.net', '21', ['2 warning']],
  // Vendors' ranges alone: a guess within them, and their upper end.
  ['bigpond.com', '51', ['2 info']],
  ['bigpond.com', '101', ['2 warning']],
  ['yandex.ru', '0', ['2 info']],
  ['laposte.net', '0', []],
  ['example.com', '0', []],
])('judges %s with %s', (domain, value, expected) => {
  expect(found(block(domain, value))).toEqual(expected);
});

it('goes by the limits in the settings, and calls them so', () => {
  const settings = settingsFor({ ownLimits: new Map([['yahoo', { maxMsgPerConnection: 60 }]]) });
  expect(found(block('yahoo.com', '60'), settings)).toEqual([]);
  const { findings } = lintTexts(block('yahoo.com', '61'), [rule], settings);
  expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    "warning: 'max-msg-per-connection 61' is above 60 messages a connection for Yahoo (your own limit in the settings); the provider closes or defers a longer session, and the messages that were under way wait for another attempt",
  ]);
  expect(fixed(block('yahoo.com', '500'), [rule], settings).text).toContain('max-msg-per-connection 60\n');
});

it('reports a value once, with the strictest provider in the fix', () => {
  const text = `domain-macro many aol.com, icloud.com, hotmail.com\n${block('$many', '500')}`;
  const { findings } = lintTexts(text, [rule]);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain('it holds for 3 kinds of queue, of ');
  expect(fixed(text, [rule]).text).toContain('max-msg-per-connection 5\n');
});

it('judges what a block inherits, at the line that says it', () => {
  expect(found(`<domain yahoo.com>\n max-smtp-out 3\n</domain>\n${block('*', '50')}`)).toEqual(['5 warning']);
});

it('follows queue-to and rollups, and leaves relays alone', () => {
  expect(found(`<domain hotmail.com>\n queue-to h.queue\n</domain>\n${block('h.queue', '60')}`)).toEqual([
    '5 info',
  ]);
  expect(
    found(
      `<mx-rollup-list>\n mx mta5.am0.yahoodns.net y.rollup\n</mx-rollup-list>\n${block('y.rollup', '50')}`,
    ),
  ).toEqual(['5 warning']);
  expect(
    found('<domain gmail.com>\n smtp-hosts [10.0.0.1]:25\n max-msg-per-connection 0\n</domain>\n'),
  ).toEqual([]);
});

it('sees the value that a VMTA or a pool gives to all domains', () => {
  const inside = `${block('yahoo.com', '20')}<virtual-mta v>\n${block('*', '50')}</virtual-mta>\n`;
  expect(found(inside)).toEqual(['6 warning']);
  const pool = '<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\n virtual-mta v\n';
  expect(found(`${pool}${block('yahoo.com', '50')}</virtual-mta-pool>\n`)).toEqual(['6 warning']);
});

it('speaks of what is not set only in a whole main configuration, at the tag', () => {
  const lacking =
    '<domain yahoo.com>\n max-smtp-out 5\n</domain>\n<domain gmail.com>\n max-smtp-out 5\n</domain>\n';
  expect(found(lacking)).toEqual([]);
  expect(found(mainWith(lacking))).toEqual(['8 warning', '11 info']);
  expect(found(mainWith(`${lacking}include missing.conf\n`))).toEqual([]);
  const { text, left } = fixed(mainWith(lacking), [rule]);
  expect(left).toEqual([]);
  expect(text).toContain(' max-smtp-out 5\n max-msg-per-connection 20\n');
  expect(loosened(mainWith(lacking), text, ['yahoo.com', 'gmail.com', 'example.org'])).toEqual([]);
});

it('leaves to others what is not set for domains that fall to <domain *> beside others', () => {
  const text = `${block('yahoo.com', '20')}<domain *>\n max-smtp-out 5\n</domain>\n`;
  expect(found(mainWith(text), settingsFor({ preset: 'recommended' }))).toEqual([]);
});

it.each([
  ['100', []],
  ['101', ['2 warning']],
  ['0', ['2 warning']],
])("judges %s in <domain *> by what a provider's customers get", (value, expected) => {
  expect(found(block('*', value))).toEqual(expected);
});

it('leaves <domain *> alone where a rollup, a relay or another queue takes the mail', () => {
  const rollup =
    '<mx-rollup-list>\n mx *.google.com g.rollup\n mx *.googlemail.com g.rollup\n</mx-rollup-list>\n';
  expect(found(`${rollup}${block('g.rollup', '50')}${block('*', '500')}`)).toEqual([]);
  expect(found('<domain *>\n smtp-hosts [10.0.0.1]\n max-msg-per-connection 0\n</domain>\n')).toEqual([]);
  expect(found('<domain *>\n queue-to {sparkpost}\n max-msg-per-connection 0\n</domain>\n')).toEqual([]);
  expect(found('<domain *>\n type discard\n max-msg-per-connection 0\n</domain>\n')).toEqual([]);
});

it('counts what falls to <domain *> beside others where mail of note does', () => {
  const rest = block('*', '60');
  const gmail = '<domain gmail.com>\n max-msg-per-connection 50\n</domain>\n';
  const noted = '<domain googlemail.com>\n max-msg-per-connection 50\n</domain>\n';
  // google.com and googlemail.co.uk are left.
  expect(found(mainWith(rest + gmail + noted))).toEqual([]);
  expect(found(mainWith(rest + gmail))).toEqual(['9 info']);
});

it('lowers a value behind odd spelling and CRLF, and leaves the rest as it is', () => {
  const text = '<domain yahoo.COM>\r\n\tMAX-MSG-PER-CONNECTION   "50"  # many\r\n</domain>\r\n';
  expect(fixed(text, [rule]).text).toBe(
    '<domain yahoo.COM>\r\n\tMAX-MSG-PER-CONNECTION   20  # many\r\n</domain>\r\n',
  );
});

it('is silent about a queue that hands its mail on, unless others lead to it', () => {
  const queue = (name: string, ...lines: string[]): string =>
    `<domain ${name}>\n${lines.join('\n')}\n</domain>\n`;
  const handing = queue(
    'g.queue',
    'queue-to other.queue',
    'smtp-hosts lookup-mx:gmail.com',
    'max-msg-per-connection 500',
  );
  expect(found(mainWith(handing))).toEqual([]);
  expect(found(mainWith(handing + queue('a.example', 'queue-to g.queue')))).toHaveLength(1);
});

it('names the domain that brings the strictest figure, where it is the lesser part of a block', () => {
  const text = `domain-macro many gmail.com, googlemail.com, hotmail.com, yahoo.com\n${block('$many', '500')}`;
  expect(lintTexts(text, [rule]).findings[0]?.message).toMatch(
    /; the figure of 20 is that of yahoo\.com: a block of its own for it lets the other 3 domains keep theirs$/,
  );
});
