import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const block = (line: string, domain = 'a.example'): string => `<domain ${domain}>\n ${line}\n</domain>\n`;

const RATE = 'max-msg-rate';

/** A case with one finding: the line with the rate, and what shows that mail is to be stopped. */
function stop(texts: string, at: string, where: string, text: string) {
  return { texts, findings: [{ messageId: 'noStop', at, data: { where, text } }] };
}

const stopNamed = (name: string, at = `3 ${RATE}`) =>
  stop(`domain-macro blocked a.example\n${block('max-msg-rate 0', name)}`, at, 'name', name);

const notMeantToStop = [
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
];
const otherNames = ['stop.example', 'blocked.com', '*', '$unblocked', '$backoff', '$stopwatch'];

testRule(rule, {
  accept: {
    ...Object.fromEntries(notMeantToStop.map((line) => [line, block(line)])),
    ...Object.fromEntries(otherNames.map((name) => [`the name ${name}`, block('max-msg-rate 0', name)])),
    "a line's own comment, which counts more than names":
      '<domain $blocked>\n max-msg-rate 0 # as agreed\n</domain>\n',
  },
  report: {
    'a comment': stop(block('max-msg-rate 0 # blocked'), `2 ${RATE}`, 'comment', 'blocked'),
    'a comment of several words, odd spelling and quotes': stop(
      block('MAX-MSG-RATE "0"   # do not send'),
      '2 MAX-MSG-RATE',
      'comment',
      'do not send',
    ),
    'a rate of connections': stop(
      block('max-connect-rate 0 # pause this'),
      '2 max-connect-rate',
      'comment',
      'pause',
    ),
    'a rate of bytes': stop(
      block('max-data-volume-rate 0 ## off'),
      '2 max-data-volume-rate',
      'comment',
      'off',
    ),
    'a rate in backoff': stop(
      block('backoff-max-msg-rate 0 # stop sending in backoff'),
      '2 backoff-max-msg-rate',
      'comment',
      'stop',
    ),
    'a rate for source addresses': stop(
      block('source-ip-max-msg-rate 192.0.2.0/24 0 # quarantined'),
      '2 source-ip-max-msg-rate',
      'comment',
      'quarantined',
    ),
    'a comment above': stop(
      block('# block all mail\n max-msg-rate 0'),
      `3 ${RATE}`,
      'commentAbove',
      'block all',
    ),
    'a comment above, with CRLF': stop(
      block('# Suspended\r\n\tmax-msg-rate 0\r'),
      `3 ${RATE}`,
      'commentAbove',
      'Suspended',
    ),
    'a comment at the tag': stop(
      '<domain a.example> # never send\n max-msg-rate 0\n</domain>\n',
      `2 ${RATE}`,
      'commentAtTag',
      'never send',
    ),
    'the name of a macro': stopNamed('$blocked'),
    'the name of a queue': stopNamed('stop.queue'),
    'a name of one word': stopNamed('off'),
    'the name of a VMTA': stop(
      `<virtual-mta noMail>\n${block('max-msg-rate 0', '*')}</virtual-mta>\n`,
      `3 ${RATE}`,
      'name',
      'noMail',
    ),
    'a line of an included file, by the name of the block': {
      texts: { config: '<domain $blocked>\n include rate\n</domain>\n', rate: 'max-msg-rate 0\n' },
      findings: [{ messageId: 'noStop', at: `rate:1 ${RATE}`, data: { where: 'name', text: '$blocked' } }],
    },
  },
});

it('shows of a comment only the words that ask for the stop', () => {
  const { findings } = lintTexts(block('max-msg-rate 0 # stopped, old key 5ecr3t'), [rule]);
  expect(findings[0]?.message).toContain("not a stop: the comment says 'stopped', and");
  expect(JSON.stringify([findings[0]?.message, findings[0]?.data])).not.toContain('5ecr3t');
});

it.each([
  ['max-msg-rate 0 # blocked', "the comment says 'blocked'"],
  ['# block all mail\n max-msg-rate 0', "the comment above says 'block all'"],
])('says where the words are: %s', (line, expected) => {
  expect(lintTexts(block(line), [rule]).findings[0]?.message).toContain(`not a stop: ${expected}, and`);
});
