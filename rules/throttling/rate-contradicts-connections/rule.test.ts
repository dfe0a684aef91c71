import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

function found(text: Texts | string): string[] {
  const { findings, model } = lintTexts(text, [rule]);
  return findings.map(({ start, severity }) => `${model.main.lines.positionAt(start).line} ${severity}`);
}

const block = (domain: string, connections: string, rate: string): string =>
  `<domain ${domain}>\n max-smtp-out ${connections}\n max-msg-rate ${rate}\n</domain>\n`;

it.each([
  ['5', '4/m', ['2 info']],
  ['4', '4/m', []],
  ['5', '250/h', ['2 info']],
  ['4', '250/h', []],
  ['2', '100/h', ['2 info']],
  ['1', '1/h', []],
  ['20', '100/15m', ['2 info']],
  ['20', '1/s', []],
  ['20', '0', []],
  ['20', 'unlimited', []],
  ['0', '1/h', []],
  ['unlimited', '1/h', []],
  ['"20"', '"100/h"', ['2 info']],
  ['20', '{{rate}}', []],
])('judges %s connections with %s', (connections, rate, expected) => {
  expect(found(block('example.com', connections, rate))).toEqual(expected);
});

it('sees the rate that the block inherits, not the connections', () => {
  const byDefault = '<domain *>\n max-smtp-out 40\n max-msg-rate 100/h\n</domain>\n';
  expect(found(`${byDefault}<domain a.example>\n max-smtp-out 5\n</domain>\n`)).toEqual(['2 info', '6 info']);
  expect(
    found('<domain *>\n max-smtp-out 40\n</domain>\n<domain a.example>\n max-msg-rate 35/h\n</domain>\n'),
  ).toEqual([]);
});

it('leaves defaults alone', () => {
  expect(found(mainWith('<domain a.example>\n max-msg-rate 1/h\n</domain>\n'))).toEqual([]);
  expect(found(mainWith('<domain a.example>\n max-smtp-out 500\n</domain>\n'))).toEqual([]);
});

it('reads a fragment of bare lines, and the old name of a rate', () => {
  expect(
    lintTexts('max-smtp-out 20\nmax-msg-rate 35/h\n', [rule], {}, { scope: 'domain' }).findings,
  ).toHaveLength(1);
  expect(found('<domain a.example>\n max-smtp-out 20\n max-msg-per-hour 35\n</domain>\n')).toEqual([
    '2 info',
  ]);
});

it('counts what is in a VMTA, a pool and a macro', () => {
  const vmta = `domain-macro two a.example, b.example\n<virtual-mta v>\n${block('$two', '20', '1/m')}</virtual-mta>\n`;
  const { findings } = lintTexts(vmta, [rule]);
  expect(findings.map(({ message }) => message.split('; ').at(-1))).toEqual(['it holds for 2 domains']);
  expect(
    found(
      `<virtual-mta v>\n <domain a.example>\n max-msg-rate 1/m\n </domain>\n</virtual-mta>\n${block('a.example', '20', '100/m')}`,
    ),
  ).toEqual([]);
});

it.each(['queue-to other.queue', 'type discard', 'type pipe'])('is silent beside %s', (line) => {
  expect(found(`<domain a.example>\n ${line}\n max-smtp-out 20\n max-msg-rate 35/h\n</domain>\n`)).toEqual(
    [],
  );
});

it('reports a line of an included file once, and not where it is right for one of the blocks', () => {
  const limits = 'max-smtp-out 20\n';
  const both = (first: string, second: string): Texts => ({
    config: `<domain a.example>\n include limits\n max-msg-rate ${first}\n</domain>\n<domain b.example>\n include limits\n max-msg-rate ${second}\n</domain>\n`,
    limits,
  });
  expect(
    lintTexts(both('10/m', '5/m'), [rule]).findings.map(({ path, message }) => [path, message.slice(0, 60)]),
  ).toEqual([['/etc/pmta/limits', "'max-smtp-out 20' opens more connections than 'max-msg-rate "]]);
  expect(lintTexts(both('10/m', '50/m'), [rule]).findings).toEqual([]);
});

it('lowers the connections, keeps backoff slower, and is content then', () => {
  const list = '<smtp-pattern-list x>\n reply /^421/ mode=backoff\n</smtp-pattern-list>\n';
  const before = mainWith(
    `${list}<domain a.example>\r\n MAX-SMTP-OUT "20" # many\r\n max-msg-rate 250/h\r\n smtp-pattern-list x\r\n backoff-max-smtp-out 10\r\n backoff-max-msg-rate 1/m\r\n</domain>\r\n`,
  );
  const { text, left } = fixed(before, [rule]);
  expect(left).toEqual([]);
  expect(text).toContain(' MAX-SMTP-OUT 4 # many\r\n');
  expect(text).toContain(' backoff-max-smtp-out 4\r\n');
  expect(loosened(before, text, ['a.example', 'example.org'])).toEqual([]);
});
