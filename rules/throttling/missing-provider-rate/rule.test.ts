import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { OwnLimits } from '../../../src/engine/settings.ts';
import { settingsFor, type Choices } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

const cold = settingsFor({ preset: 'strict', reputation: 'cold' });

const own = (limits: OwnLimits, more: Choices = {}): ReturnType<typeof settingsFor> =>
  settingsFor({ preset: 'strict', ownLimits: new Map([['yahoo', limits]]), ...more });

function found(text: string, settings = cold): string[] {
  const { findings, model } = lintTexts(text, [rule], settings);
  return findings.map(({ start, severity }) => `${model.main.lines.positionAt(start).line} ${severity}`);
}

const block = (domain: string, line: string): string => `<domain ${domain}>\n ${line}\n</domain>\n`;

it.each([
  ['gmail.com', 'max-msg-rate unlimited', ['2 info']],
  ['gmail.com', 'max-msg-rate 0', ['2 info']],
  ['gmail.com', 'max-msg-rate 100000/h', []],
  ['gmail.com', 'max-smtp-out 2', []],
  ['gmail.com', 'max-msg-rate {{rate}}', []],
  ['mail.ru', 'max-msg-rate unlimited', ['2 info']],
  ['icloud.com', 'max-msg-rate unlimited', []],
  ['a.example', 'max-msg-rate unlimited', []],
])('judges %s with %s', (domain, line, expected) => {
  expect(found(block(domain, line))).toEqual(expected);
});

it('speaks of what is not set only in a complete main configuration, at the tag', () => {
  const text = block('gmail.com', 'max-smtp-out 5');
  expect(found(text)).toEqual([]);
  expect(found(mainWith(text))).toEqual(['8 info']);
  expect(found(mainWith(`${text}include missing.conf\n`))).toEqual([]);
});

it('goes by the reputation of all, and of the provider', () => {
  const text = block('yahoo.com', 'max-msg-rate unlimited');
  expect(found(text, settingsFor({ preset: 'strict' }))).toEqual([]);
  expect(found(text, own({ reputation: 'cold' }))).toEqual(['2 info']);
  expect(found(text, own({ reputation: 'warm' }, { reputation: 'cold' }))).toEqual([]);
});

it('holds rates against the limits in the settings, whatever the reputation, and calls them so', () => {
  const settings = own({ maxMsgRate: '500/h' });
  expect(found(block('yahoo.com', 'max-msg-rate 500/h'), settings)).toEqual([]);
  expect(found(block('yahoo.com', 'max-msg-rate 8/m'), settings)).toEqual([]);
  const messages = (line: string): string[] =>
    lintTexts(block('yahoo.com', line), [rule], settings).findings.map(
      ({ severity, message }) => `${severity}: ${message}`,
    );
  expect(messages('max-msg-rate 9/m')).toEqual([
    "warning: 'max-msg-rate 9/m' is above 500/h for Yahoo (your own limit in the settings); the provider defers or blocks what comes faster",
  ]);
  expect(messages('max-msg-rate unlimited')).toEqual([
    "warning: 'max-msg-rate unlimited' sets no limit for Yahoo, and no more than 500/h is wanted (your own limit in the settings); the provider defers or blocks what comes faster",
  ]);
  // No slower than wanted, and no more at once than before.
  expect(fixed(block('yahoo.com', 'max-msg-rate 9/m'), [rule], settings).text).toContain(
    'max-msg-rate 9/65s\n',
  );
  expect(fixed(block('yahoo.com', 'max-msg-rate 1000/h'), [rule], settings).text).toContain(
    'max-msg-rate 500/h\n',
  );
});

it('follows queue-to, sees what a VMTA gives to all, and leaves relays alone', () => {
  const target = `<domain yahoo.com>\n queue-to y.queue\n</domain>\n${block('y.queue', 'max-msg-rate 0')}`;
  expect(found(target)).toEqual(['5 info']);
  const inside = `${block('yahoo.com', 'max-msg-rate 100/h')}<virtual-mta v>\n${block('*', 'max-msg-rate 0')}</virtual-mta>\n`;
  expect(found(inside)).toEqual(['6 info']);
  expect(found('<domain yahoo.com>\n smtp-hosts [10.0.0.1]\n max-msg-rate 0\n</domain>\n')).toEqual([]);
});

it('leaves to others what falls to <domain *>', () => {
  expect(found(mainWith(block('*', 'max-smtp-out 5')))).toEqual([]);
});

it('sets the rate, keeps backoff slower, and is content then', () => {
  const list = '<smtp-pattern-list x>\n reply /^421/ mode=backoff\n</smtp-pattern-list>\n';
  const before = mainWith(
    `${list}<domain gmail.com>\n smtp-pattern-list x\n max-smtp-out 5\n backoff-max-smtp-out 1\n backoff-max-msg-rate 10/m\n</domain>\n`,
  );
  const { text, left } = fixed(before, [rule], cold);
  expect(left).toEqual([]);
  expect(text).toContain(' max-msg-rate 500/h\n');
  expect(text).not.toContain('backoff-max-msg-rate 10/m');
  expect(loosened(before, text, ['gmail.com', 'example.org'])).toEqual([]);
});
