import { PROVED_EFFECTS } from '../../../src/engine/finding.ts';
import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { fixFiles } from '../../../src/fix/passes.ts';
import { loadModel } from '../../../src/model/load.ts';
import { SourceFiles } from '../../../src/model/source/source-file.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { memoryFileSystem } from '../../../test/support/memory-file-system.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as withoutSourceHost } from '../../authentication/vmta-without-source-host/rule.ts';
import { rule as neverSelected } from '../../queues/vmta-never-selected/rule.ts';
import { rule as undefinedReference } from '../undefined-reference/rule.ts';
import { rule as unusedDefinition } from '../unused-definition/rule.ts';
import { rule } from './rule.ts';

const inDomain = (line: string): string => `<domain example.com>\n    ${line}\n</domain>\n`;
const inSource = (line: string): string => `<source 0/0>\n${line}\n</source>\n`;
const inList = (actions: string): string =>
  `<smtp-pattern-list x>\nreply /421/ ${actions}\n</smtp-pattern-list>\n`;

/** Refused lines of a domain, and what the fix writes. */
const refused: [string, 'error' | 'warning', string | null][] = [
  ['max-msg-rate 100/hour', 'warning', 'max-msg-rate 100/h'],
  ['max-msg-rate 100 per hour', 'error', 'max-msg-rate 100/h'],
  ['max-msg-rate 100/15minutes', 'warning', 'max-msg-rate 100/15m'],
  ['retry-after 600', 'warning', null],
  ['retry-after 10 min, 20 min', 'error', 'retry-after 10m, 20m'],
  ['retry-after 0.5h', 'error', null],
  ['max-msg-rate 100', 'error', null],
  ['dkim-sign on', 'error', 'dkim-sign yes'],
  ['dkim-sign "off"', 'error', 'dkim-sign "no"'],
  ['dkim-sign 1', 'error', null],
  ['type smpt', 'error', null],
  ['max-smtp-out MAX_SMTP_OUT', 'error', null],
  ['max-smtp-out %(max)s', 'error', null],
  ['retry-after <INTERVAL>', 'error', null],
  ['dkim-identity @*', 'error', null],
  ['dkim-identity-fallback @*', 'error', null],
  ['second-dkim-identity @*.example.com', 'error', null],
  ['smtp-hosts a.example.com b.example.com', 'error', null],
];
const fixable = refused.flatMap(([line, , corrected]) =>
  corrected === null ? [] : [[line, corrected] as const],
);

/** Fixes that may open an access, and those that do not. */
const opening = ['always-allow-relaying on', 'allow-unencrypted-plain-auth enabled', 'smtp-service on'];
const closing: [string, string][] = [
  ['always-allow-relaying off', 'always-allow-relaying no'],
  ['require-auth on', 'require-auth yes'],
];

const OWN_MEMBER =
  '<source 10/8>\nalways-allow-relaying yes\ndefault-virtual-mta p\n</source>\n<virtual-mta a>\nsmtp-source-host 192.0.2.1 a.example.com\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta a weight 10\n</virtual-mta-pool>\n';

const acceptedLines = [
  'bounce-after 0',
  'max-msg-rate 0',
  'max-msg-rate unlimited',
  'MAX-MSG-RATE 100/15M',
  'retry-after 10m, 20m',
  'retry-after "10m"',
  'queue-to ""',
  'dkim-sign TRUE',
  'max-msg-rate $rate',
  'max-msg-rate {{ rate }}',
  'max-msg-rate <%= rate %>',
  'max-smtp-out __LIMIT__',
  'max-smtp-out @MAX@',
  'retry-after %RETRY%',
  'max-smtp-out',
  'no-such-directive on',
  'dkim-identity "unterminated',
];

const refusedTags: Record<'source' | 'listener' | 'domain', string[]> = {
  source: [
    '<source 300.1.1.1>',
    '<source 10.0.0.0/33>',
    '<source 192.168.10/24/8>',
    '<source 10.0.0.1.>',
    '<source 10.0.0.1-10.0.0.9>',
    '<source 2001:db8::12345:1/64>',
  ],
  listener: [
    '<smtp-listener 0.0.0.0>',
    '<smtp-listener 192.0.2.1:99999>',
    '<transmissions-api-listener here>',
  ],
  domain: [
    '<domain gmail*.com>',
    '<domain /gmail/>',
    '<domain gmail.com/vmta1>',
    '<domain http://gmail.com>',
    '<domain @gmail.com>',
    '<domain [*.]user@gmail.com>',
    '<domain [300.1.1.1]>',
  ],
};

const acceptedTags = [
  '<source 0/0>',
  '<source ::1>',
  '<source 10/8>',
  '<source {auth}>',
  '<source web-3.example>',
  '<source cafe>',
  '<source 10.0.0.0/255.0.0.0>',
  '<source $ip>',
  '<source SOURCE_IP>',
  '<smtp-listener 0/0:25>',
  '<smtp-listener [2001:db8::1]:587>',
  '<domain *>',
  '<domain *.example.com>',
  '<domain [*.]example.com>',
  '<domain [10.0.0.0/8]>',
  '<domain $yahoo>',
  '<domain {bounce}>',
  '<domain bücher.example>',
  '<domain a.com, b.com>',
  '<domain a.com b.com>',
  '<domain>',
];

testRule(rule, {
  accept: {
    ...Object.fromEntries(acceptedLines.map((line) => [line, inDomain(line)])),
    ...Object.fromEntries(acceptedTags.map((tag) => [tag, `${tag}\n`])),
    'an unknown action, which another rule reports': inList('mode=temp'),
    'an unknown word in actions, which another rule reports': inList('mode=backoff,slow-down'),
  },
  report: {
    ...Object.fromEntries(
      refused.map(([line, severity]) => [
        line,
        {
          texts: inDomain(line),
          findings: [{ messageId: 'malformed', severity, at: `2 ${line.split(' ')[0] ?? ''}` }],
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(refusedTags).flatMap(([messageId, tags]) =>
        tags.map((tag) => [
          tag,
          { texts: `${tag}\n`, findings: [{ messageId, severity: 'error', at: `1 ${tag}` } as const] },
        ]),
      ),
    ),
    'the name of a directive, whatever the blanks around it': {
      texts: inDomain('  max-msg-rate   100/hour # per hour'),
      findings: [
        {
          messageId: 'malformed',
          at: '2 max-msg-rate',
          data: { name: 'max-msg-rate', isRefused: false },
        },
      ],
    },
    'an interval of an action': {
      texts: inList('disable-source-ip,reenable-after=soon'),
      findings: [{ messageId: 'malformed', severity: 'error', at: '2 reply' }],
    },
    'a secret without its value': {
      texts: 'http-api-key tiny-secret!\n',
      findings: [{ messageId: 'malformed', at: '1 http-api-key', data: { reason: null } }],
    },
    'words in capitals in place of addresses': {
      texts:
        'smtp-listener IP1_ADDRESS:25\nhttp-access YOUR_IP admin\nsmtp-source-host IP1_ADDRESS a.example\n',
      findings: [
        { messageId: 'malformed', at: '1 smtp-listener' },
        { messageId: 'malformed', at: '2 http-access' },
        { messageId: 'malformed', at: '3 smtp-source-host' },
      ],
    },
    'a value of an included fragment': {
      texts: { config: 'include x.conf\n', 'x.conf': 'max-smtp-out many\n' },
      findings: [{ messageId: 'malformed', at: 'x.conf:1 max-smtp-out' }],
    },
  },
  fix: {
    ...Object.fromEntries(
      fixable.map(([line, corrected]) => [
        line,
        { texts: inDomain(line), fixed: inDomain(corrected), effect: 'neutral' as const },
      ]),
    ),
    ...Object.fromEntries(
      opening.map((line) => [
        `${line}, which opens an access`,
        {
          texts: inSource(line),
          fixed: inSource(line.replace(/ \w+$/, ' yes')),
          effect: 'unsafe' as const,
        },
      ]),
    ),
    ...Object.fromEntries(
      closing.map(([line, corrected]) => [
        line,
        { texts: inSource(line), fixed: inSource(corrected), effect: 'neutral' as const },
      ]),
    ),
    'a file with CRLF': {
      texts:
        '<domain a.com>\r\n\tmax-msg-rate\t5000/hour\t# slow\r\n\tretry-after 5 minutes\r\n</domain>\r\n',
      fixed: '<domain a.com>\r\n\tmax-msg-rate\t5000/h\t# slow\r\n\tretry-after 5m\r\n</domain>\r\n',
    },
  },
});

it.each(refused.filter(([, , corrected]) => corrected === null))('offers no fix for %s', (line) => {
  expect(lintTexts(inDomain(line), [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it.each([
  [
    'retry-after soon',
    "'retry-after': 'soon' is not an interval; legal is intervals between commas: digits with w, d, h, m or s, without blanks (e.g. 10m, 4d12h), or 0; PowerMTA refuses to load the file",
  ],
  [
    'type smpt',
    "'type': 'smpt' is not one of smtp, pipe, file, discard, http-delivery; PowerMTA refuses to load the file",
  ],
])('names the accepted form of %s once', (line, message) => {
  expect(lintTexts(inDomain(line), [rule]).findings[0]?.message).toBe(message);
});

it('never shows a secret', () => {
  const [finding] = lintTexts('http-api-key tiny-secret!\n', [rule]).findings;
  expect(finding?.message).toContain('32 to 128 letters, digits or _');
  expect(JSON.stringify(finding)).not.toContain('tiny-secret');
});

it('has a neutral fix: the model reads the corrected text', () => {
  const model = modelOf('<domain a.com>\nretry-after 10 min, 20 min\nmax-msg-rate 7/hour\n</domain>\n');
  expect(model.queue('a.com', null).value('retry-after')).toBe('10m, 20m');
  expect(model.queue('a.com', null).value('max-msg-rate')).toBe('7/h');
});

it('applies its fix to the actions of a list in use, for the rule means the same', () => {
  const text =
    '<domain a.com>\nsmtp-pattern-list x\n</domain>\n<smtp-pattern-list x>\nreply /a b/ mode=backoff, backoff-to-normal-after=5 min\n</smtp-pattern-list>\n';
  const files = new SourceFiles(memoryFileSystem({ '/etc/pmta/config': text }));
  const outcome = fixFiles({
    files,
    load: (present) => [loadModel(present.read('/etc/pmta/config'), present, { version: '5.0' })],
    rules: [rule],
    settings: settingsFor({ preset: 'strict' }),
    effects: PROVED_EFFECTS,
  });
  expect(outcome.withheld).toEqual([]);
  expect(outcome.changed.map((file) => file.text)).toEqual([text.replace('5 min', '5m')]);
});

it('is the only rule that reports words after a member of a pool', () => {
  const others = [rule, undefinedReference, neverSelected, unusedDefinition, withoutSourceHost];
  const { findings } = lintTexts(`log-file /var/log/pmta/log\n<spool /s>\n</spool>\n${OWN_MEMBER}`, others);
  expect(findings.map((finding) => finding.rule)).toEqual(['invalid-value']);
});

it('reports words after a path, which has no quotes', () => {
  const findingsIn = (value: string) => lintTexts(`log-file ${value}\n`, [rule]).findings;
  expect(findingsIn('/var/log/pmta/pmta.log size=100M rotation=20')).toEqual([
    expect.objectContaining({ messageId: 'malformed', severity: 'error', fix: null }),
  ]);
  for (const value of ['/var/log/my logs/log', '"/var/log/pmta log"', '/var/log/pmta.log  # size=100M'])
    expect(findingsIn(value)).toEqual([]);
});

it('says in the title of an unsafe fix what comes into force', () => {
  const { findings } = lintTexts(inSource('always-allow-relaying on'), [rule]);
  expect(findings.map(({ fix }) => fix?.title)).toEqual(["'on' → 'yes': lets these clients relay"]);
});
