import { expect, it } from 'vitest';
import { rule as faster } from '../backoff-faster-than-normal/rule.ts';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

const LIST =
  '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n</smtp-pattern-list>\n';
const HEAD = 7 + 3;

function lines(text: string): number[] {
  const { findings, model } = lintTexts(text, [rule]);
  return findings.map(({ start }) => model.main.lines.positionAt(start).line - HEAD);
}

const withBlock = (...settings: string[]): string =>
  mainWith(`${LIST}<domain b.example>\nsmtp-pattern-list x\n${settings.join('\n')}\n</domain>\n`);

it.each([
  'backoff-max-msg-rate 100/h',
  'max-smtp-out 21',
  'max-smtp-out unlimited',
  'backoff-max-smtp-out 19',
  'backoff-max-connect-rate 1/m',
  'backoff-max-data-volume-rate 1M/m',
  'backoff-reroute-to-virtual-mta slow',
  'backoff-max-msg-rate {{ rate }}',
  'max-smtp-out 0',
  'queue-to other.queue',
  'type discard',
  'max-msg-rate 60/h\nbackoff-max-msg-rate 1/m',
])('is content with %s', (line) => {
  expect(lines(withBlock(line))).toEqual([]);
});

it.each([
  'max-smtp-out 20',
  'max-msg-rate 100/h',
  'max-msg-rate 100/h\nbackoff-max-msg-rate 100/h',
  'backoff-max-msg-rate unlimited',
  'backoff-max-msg-rate 0',
  'backoff-retry-after 5h',
  'backoff-reroute-to-virtual-mta ""',
])('reports %s', (line) => {
  expect(lines(withBlock(line))).toEqual([1]);
});

it('needs all of a main configuration', () => {
  const text = `${LIST}<domain b.example>\nsmtp-pattern-list x\n</domain>\n`;
  expect(lines(mainWith(text))).toEqual([1]);
  expect(lines(text)).toEqual([]);
  expect(lines(mainWith(`${text}include /etc/pmta/absent.conf\n`))).toEqual([]);
});

it('stands at every block whose queue is not slowed down, and gives each what it needs', () => {
  const text = mainWith(
    `${LIST}<domain *>\nsmtp-pattern-list x\n</domain>\n<domain gmail.com>\nmax-smtp-out 10\nbackoff-max-smtp-out 10\n</domain>\n<domain c.example>\nbackoff-max-smtp-out 1\n</domain>\n`,
  );
  expect(lines(text)).toEqual([1, 4]);
  const after = fixed(text, [rule, faster]);
  expect(after.left).toEqual([]);
  expect(after.text).toMatch(/gmail\.com>[^<]*backoff-max-smtp-out 1\n[^<]*backoff-max-msg-rate 10\/m/);
  expect(loosened(text, after.text, ['gmail.com', 'c.example', 'd.example'])).toEqual([]);
});

it('sees a VMTA that takes the effect away from a global block', () => {
  const block = '<domain b.example>\nsmtp-pattern-list x\nbackoff-max-msg-rate 1/m\n</domain>\n';
  const vmta = (line: string): string => `<virtual-mta v>\n<domain *>\n${line}\n</domain>\n</virtual-mta>\n`;
  expect(lines(mainWith(LIST + block + vmta('backoff-max-msg-rate 2/m')))).toEqual([]);
  expect(lines(mainWith(LIST + block + vmta('backoff-max-msg-rate unlimited')))).toEqual([1]);
});

it('names the list only where its rules lead into backoff', () => {
  const skipping = '<smtp-pattern-list y>\n reply /greylist/ skip-mx\n</smtp-pattern-list>\n';
  const block = '<domain b.example>\nsmtp-pattern-list y\nbackoff-upon-all-sources-disabled yes\n</domain>\n';
  const [finding] = lintTexts(mainWith(skipping + block), [rule]).findings;
  expect(finding?.message).toMatch(/^this queue can enter backoff when all its sources are disabled, but /);
});
