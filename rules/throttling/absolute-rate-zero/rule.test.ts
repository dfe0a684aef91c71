import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function signs(text: string): string[] {
  return lintTexts(text, [rule]).findings.map(
    ({ message }) => /not a stop: (the .*? says '.*?'), and/.exec(message)?.[1] ?? message,
  );
}

const block = (line: string, domain = 'a.example'): string => `<domain ${domain}>\n ${line}\n</domain>\n`;

it.each([
  ['max-msg-rate 0 # blocked', "the comment says 'blocked'"],
  ['MAX-MSG-RATE "0"   # do not send', "the comment says 'do not send'"],
  ['max-connect-rate 0 # pause this', "the comment says 'pause'"],
  ['max-data-volume-rate 0 ## off', "the comment says 'off'"],
  ['backoff-max-msg-rate 0 # stop sending in backoff', "the comment says 'stop'"],
  ['source-ip-max-msg-rate 192.0.2.0/24 0 # quarantined', "the comment says 'quarantined'"],
  ['# block all mail\n max-msg-rate 0', "the comment above says 'block all'"],
  ['# Suspended\r\n\tmax-msg-rate 0\r', "the comment above says 'Suspended'"],
])('is told by a comment: %s', (line, expected) => {
  expect(signs(block(line))).toEqual([expected]);
});

it.each([
  'max-msg-rate 0',
  'max-msg-rate 0 # no limit',
  'max-msg-rate 0 # 0 = unlimited',
  'max-msg-rate 0 # disabled rate limit',
  'max-msg-rate 0 # to avoid getting blocked',
  'max-msg-rate 0 # domain block for partners',
  'max-msg-rate 0 # back off',
  'max-msg-rate 0 # nonstop',
  'max-msg-rate 0 # blocked if they complain',
  'max-msg-rate 1/h # stopped',
  'max-msg-rate unlimited # stop',
  'source-ip-max-msg-rate 192.0.2.0/24 10/h # blocked',
  'max-smtp-out 0 # blocked',
  '# stop\n\n max-msg-rate 0',
  '# stop\n max-smtp-out 1\n max-msg-rate 0',
  '# rates: unlimited, never blocked\n max-msg-rate 0',
])('finds nothing in %s', (line) => {
  expect(signs(block(line))).toEqual([]);
});

it.each([
  ['$blocked', "the name says '$blocked'"],
  ['stop.queue', "the name says 'stop.queue'"],
  ['off', "the name says 'off'"],
])('is told by the name %s', (name, expected) => {
  expect(signs(`domain-macro blocked a.example\n${block('max-msg-rate 0', name)}`)).toEqual([expected]);
});

it.each(['stop.example', 'blocked.com', '*', '$unblocked', '$backoff', '$stopwatch'])(
  'takes %s for what it is',
  (name) => {
    expect(signs(block('max-msg-rate 0', name))).toEqual([]);
  },
);

it('sees the names around the block, the comment at its tag, and the block that includes the line', () => {
  expect(signs(`<virtual-mta noMail>\n${block('max-msg-rate 0', '*')}</virtual-mta>\n`)).toEqual([
    "the name says 'noMail'",
  ]);
  expect(signs('<domain a.example> # never send\n max-msg-rate 0\n</domain>\n')).toEqual([
    "the comment at the tag says 'never send'",
  ]);
  const texts = { config: '<domain $blocked>\n include rate\n</domain>\n', rate: 'max-msg-rate 0\n' };
  expect(lintTexts(texts, [rule]).findings.map(({ path }) => path)).toEqual(['/etc/pmta/rate']);
  // The line's own comment counts more than names.
  expect(signs('<domain $blocked>\n max-msg-rate 0 # as agreed\n</domain>\n')).toEqual([]);
});

it('shows of a comment only the words that say so', () => {
  const { findings } = lintTexts(block('max-msg-rate 0 # stopped, old key 5ecr3t'), [rule]);
  expect(findings[0]?.message).not.toContain('5ecr3t');
});
