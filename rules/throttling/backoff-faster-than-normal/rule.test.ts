import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as withoutEffect } from '../backoff-without-effect/rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

const LIST =
  '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n</smtp-pattern-list>\n';
/** Lines before the text of `mainWith`, and of the list. */
const HEAD = 7 + 3;

function found(text: string, rules = [rule]): string[] {
  const { findings, model } = lintTexts(text, rules);
  return findings.map(({ start, rule: id }) => `${model.main.lines.positionAt(start).line - HEAD} ${id}`);
}

function lines(...block: string[]): number[] {
  return found(mainWith(`${LIST}${block.join('\n')}\n`)).map((entry) => Number(entry.split(' ')[0]));
}

const inBlock = (...settings: string[]): number[] =>
  lines('<domain b.example>', 'smtp-pattern-list x', ...settings, '</domain>');

it.each([
  ['max-smtp-out 5', 'backoff-max-smtp-out 6'],
  ['max-msg-rate 35/h', 'backoff-max-msg-rate 1/m'],
  ['max-msg-rate 10/m', 'backoff-max-msg-rate unlimited'],
  ['max-msg-rate 10/m', 'backoff-max-msg-rate 0'],
  ['max-connect-rate 10/m', 'backoff-max-connect-rate 11/m'],
  ['max-data-volume-rate 10M/m', 'backoff-max-data-volume-rate 1G/h'],
  ['retry-after 10m', 'backoff-retry-after 9m,5h'],
])('reports %s beside %s', (normal, backoff) => {
  // Without the default of backoff-max-smtp-out.
  const rest = normal.startsWith('max-smtp-out') ? [] : ['backoff-max-smtp-out 1'];
  expect(inBlock(normal, ...rest, backoff)).toEqual([4 + rest.length]);
  expect(
    fixed(mainWith(`${LIST}<domain b.example>\nsmtp-pattern-list x\n${normal}\n${backoff}\n</domain>\n`), [
      rule,
    ]).left,
  ).toEqual([]);
});

it.each([
  ['max-smtp-out 5', 'backoff-max-smtp-out 5'],
  ['max-msg-rate 60/h', 'backoff-max-msg-rate 1/m'],
  ['max-msg-rate unlimited', 'backoff-max-msg-rate 99999999/m'],
  ['max-msg-rate 0', 'backoff-max-msg-rate unlimited'],
  ['max-msg-rate 10/m', 'backoff-max-msg-rate {{ rate }}'],
  ['max-smtp-out 0', 'backoff-max-smtp-out 30'],
  ['retry-after 10m,20m,2h', 'backoff-retry-after 10m'],
])('is content with %s beside %s', (normal, backoff) => {
  const rest = normal.startsWith('max-smtp-out') ? [] : ['backoff-max-smtp-out 1'];
  expect(inBlock(normal, ...rest, backoff)).toEqual([]);
});

it('counts no default but that of backoff-max-smtp-out', () => {
  expect(inBlock('backoff-max-smtp-out 50')).toEqual([]);
  expect(inBlock('retry-after 3h', 'max-smtp-out 20')).toEqual([]);
  expect(inBlock('backoff-retry-after 1m')).toEqual([]);
  expect(inBlock('max-smtp-out 19')).toEqual([1]);
});

it('counts that default only where all is known', () => {
  const block = `${LIST}<domain b.example>\nsmtp-pattern-list x\nmax-smtp-out 5\nretry-after 10m\nbackoff-retry-after 1m\n</domain>\n`;
  expect(found(mainWith(block)).map((entry) => entry.split(' ')[0])).toEqual(['1', '5']);
  expect(found(block)).toHaveLength(1);
  expect(found(mainWith(`${block}include /etc/pmta/absent.conf\n`))).toHaveLength(1);
});

it('looks only at queues that can enter backoff', () => {
  const pair = ['max-msg-rate 1/m', 'backoff-max-msg-rate 2/m', 'backoff-max-smtp-out 1'];
  expect(lines('<domain b.example>', ...pair, '</domain>')).toEqual([]);
  expect(lines('<domain b.example>', ...pair, 'smtp-pattern-list other', '</domain>')).toEqual([]);
  expect(lines('<domain b.example>', ...pair, 'backoff-upon-all-sources-disabled yes', '</domain>')).toEqual([
    3,
  ]);
  expect(
    lines('<domain b.example>', ...pair, 'smtp-pattern-list x', 'queue-to c.queue', '</domain>'),
  ).toEqual([]);
});

it('reports a line for all domains once, with how many queues it is too fast for', () => {
  const blocks = ['a', 'b', 'c'].map((name) => `<domain ${name}.example>\nmax-msg-rate 10/h\n</domain>`);
  const text = mainWith(
    `${LIST}<domain *>\nmax-msg-rate 100/h\nsmtp-pattern-list x\nbackoff-max-msg-rate 50/h\n</domain>\n${blocks.join('\n')}\n`,
  );
  const { findings } = lintTexts(text, [rule]);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain('it holds for 3 kinds of queue');
  const after = fixed(text, [rule]);
  expect(after.left).toEqual([]);
  expect(after.text.match(/backoff-max-msg-rate 5\/h/g)).toHaveLength(3);
  expect(after.text).toContain('backoff-max-msg-rate 50/h');
});

it('sees what a VMTA gives all its queues beside global blocks', () => {
  const global =
    '<domain b.example>\nsmtp-pattern-list x\nbackoff-max-smtp-out 1\nmax-msg-rate 100/h\nbackoff-max-msg-rate 50/h\n</domain>\n';
  const vmta = (line: string): string => `<virtual-mta v>\n<domain *>\n${line}\n</domain>\n</virtual-mta>\n`;
  expect(found(mainWith(LIST + global + vmta('max-msg-rate 200/h')))).toEqual([]);
  expect(found(mainWith(LIST + global + vmta('max-msg-rate 20/h')))).toEqual([`5 ${rule.id}`]);
  expect(found(mainWith(LIST + global + vmta('backoff-max-msg-rate 200/h')))).toEqual([`9 ${rule.id}`]);
  const text = mainWith(LIST + global + vmta('max-msg-rate 20/h'));
  const after = fixed(text, [rule]);
  expect(after.left).toEqual([]);
  expect(loosened(text, after.text, ['b.example', 'c.example'], [null, 'v'])).toEqual([]);
});

it('is silent about VMTAs that nothing selects', () => {
  const vmta =
    '<virtual-mta v>\n<domain b.example>\nsmtp-pattern-list x\nmax-smtp-out 1\nbackoff-max-smtp-out 5\n</domain>\n</virtual-mta>\n';
  expect(found(mainWith(LIST + vmta))).toHaveLength(1);
  expect(found(mainWith(LIST + vmta).replace('process-x-virtual-mta', 'process-x-job'))).toEqual([]);
});

it('comes before backoff-without-effect, at whatever tag that would stand', () => {
  const text = mainWith(
    `${LIST}<domain *>\nmax-smtp-out 20\nmax-msg-rate 100/h\nsmtp-pattern-list x\nbackoff-max-msg-rate 50/h\n</domain>\n<domain b.example>\nmax-msg-rate 10/h\n</domain>\n`,
  );
  expect(found(text, [rule, withoutEffect])).toEqual([`5 ${rule.id}`]);
  const { findings } = lintTexts(
    text,
    [rule, withoutEffect],
    settingsFor({ rules: new Map([[rule.id, { level: 'off' }]]) }),
  );
  expect(findings.map((finding) => finding.rule)).toEqual([withoutEffect.id]);
});

it('leaves backoff with an effect', () => {
  const text = mainWith(`${LIST}<domain b.example>\nsmtp-pattern-list x\nmax-smtp-out 5\n</domain>\n`);
  const after = fixed(text, [rule, withoutEffect]);
  expect(after).toMatchObject({ passes: 1, left: [] });
  expect(loosened(text, after.text, ['b.example', 'c.example'])).toEqual([]);
});

it('keeps a rate of few at once below both the former one and half of the normal one', () => {
  const text = mainWith(
    `${LIST}<domain b.example>\nsmtp-pattern-list x\nbackoff-max-smtp-out 1\nmax-msg-rate 1000/h\nbackoff-max-msg-rate 10/s\n</domain>\n`,
  );
  const after = fixed(text, [rule]);
  expect(after.left).toEqual([]);
  expect(loosened(text, after.text, ['b.example'])).toEqual([]);
});

it('counts a wildcard block of the VMTA between its defaults and a block of the top level', () => {
  const text = (rate: string): string =>
    mainWith(
      `<domain b.com>\nbackoff-max-msg-rate 1/m\nbackoff-upon-all-sources-disabled yes\n</domain>\n<virtual-mta v>\n<domain *.com>\nbackoff-max-msg-rate ${rate}\n</domain>\n<domain *>\nmax-msg-rate 4/h\n</domain>\n</virtual-mta>\n`,
    );
  expect(lintTexts(text('1/30m'), [rule]).findings).toEqual([]);
  expect(lintTexts(text('1/m'), [rule]).findings).toHaveLength(1);
});

it('leaves backoff as slow in a VMTA that nothing selects, whose own rate that of backoff follows', () => {
  const vmta = '<virtual-mta v>\n<domain b.example>\nmax-msg-rate 10/h\n</domain>\n</virtual-mta>\n';
  const block = '<domain b.example>\nsmtp-pattern-list x\nmax-smtp-out 1\n</domain>\n';
  const before = mainWith(`${LIST}${vmta}${block}`).replace('process-x-virtual-mta', 'process-x-job');
  const after = fixed(before, [rule, withoutEffect]);
  expect(after.left).toEqual([]);
  expect(loosened(before, after.text, ['b.example'], [null, 'v'])).toEqual([]);
});
