import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { directives, type DirectiveFacts } from '../../../src/catalog/directives.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function messages(text: string): string[] {
  return lintTexts(text, [rule]).findings.map(({ message }) => message.split(';')[0] ?? '');
}

const inDomain = (line: string): string => `<domain a.example>\n${line}\n</domain>\n`;

it.each([
  ['edns-udp-length 511', "'edns-udp-length 511' is below 512"],
  ['EDNS-UDP-LENGTH "2049"', "'edns-udp-length 2049' is above 2048"],
  ['max-memory-usage-percent 0', "'max-memory-usage-percent 0' is below 1"],
  ['dummy-smtp-blacklist-bounce-percent 101\r', "'dummy-smtp-blacklist-bounce-percent 101' is above 100"],
  ['http-mgmt-port 0', "'http-mgmt-port 0' is below 1"],
  ['<spool /x>\npriority 101\n</spool>', "'priority 101' is above 100"],
  [inDomain('connection-idle-timeout 601s'), "'connection-idle-timeout 601s' is above 10m"],
  [inDomain('mx-connection-attempts 0'), "'mx-connection-attempts 0' is below 1"],
  ['<acct-file /x>\nmax-size 1023K\n</acct-file>', "'max-size 1023K' is below 1M"],
  ['<acct-file /x>\nmax-size 10K\n</acct-file>', "'max-size 10K' is below 1M"],
  [
    '<acct-file /x>\nmax-size 49K\nhttp-webhook-url https://x.example/\n</acct-file>',
    "'max-size 49K' is below 50K",
  ],
  [
    '<acct-file /x>\nmax-size 11M\nhttp-webhook-url https://x.example/\n</acct-file>',
    "'max-size 11M' is above 10M",
  ],
])('reports %j', (text, message) => {
  expect(messages(`${text}\n`)).toEqual([message]);
});

it.each([
  'edns-udp-length 512',
  'edns-udp-length {{ length }}',
  'edns-udp-length many',
  'edns-udp-length',
  'edns-udp-length ""',
  'dummy-smtp-port 0',
  'spool-max-recipients auto',
  '<source 10/8>\nedns-udp-length 4096\n</source>',
  inDomain('connection-idle-timeout 0'),
  inDomain('connection-idle-timeout 10m'),
  inDomain(`retry-after ${Array.from({ length: 30 }, () => '10m').join(', ')}`),
  '<acct-file /x>\nmax-size 1M\n</acct-file>',
  '<acct-file /x>\nmax-size 60K\nhttp-webhook-url https://x.example/\n</acct-file>',
  '<acct-file /x>\nmax-size 60K\n<%= webhook %>\n</acct-file>',
])('is content with %j', (text) => {
  expect(messages(`${text}\n`)).toEqual([]);
});

it('looks at every directive that can be beyond its bounds', () => {
  const isBounded = ({ type, min, max, maxItems }: DirectiveFacts): boolean =>
    (type === 'port' && min === undefined) ||
    (min !== undefined && min !== 0) ||
    max !== undefined ||
    maxItems !== undefined;
  const bounded = directives().filter(
    (facts) =>
      isBounded(facts) ||
      Object.values(facts.perScope ?? {}).some((more) => isBounded(more as unknown as DirectiveFacts)),
  );
  expect(rule.requires).toEqual(bounded.map(({ name }) => name));
});
