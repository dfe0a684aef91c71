import { mainWith } from '../../../test/support/fixed.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const GMAIL = '<domain gmail.com>\nmax-smtp-out 5\nsmtp-pattern-list g\nretry-after 1h\n</domain>\n';
const YAHOO = '<domain yahoo.com>\nmax-smtp-out 3\n</domain>\n';
const POOL =
  '<virtual-mta m>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta m\n<domain *>\nmax-smtp-out 50\n</domain>\n</virtual-mta-pool>\n';
const QUEUES =
  'domain-macro gmail gmail.com, googlemail.com\n<domain $gmail>\nqueue-to gmail.rollup\n</domain>\n<domain gmail.rollup>\nsmtp-hosts lookup-mx:gmail.com\nmax-smtp-out 5\n</domain>\n';

const vmta = (line: string, more = ''): string =>
  `<virtual-mta v>\n<domain *>\n${line}\n</domain>\n${more}</virtual-mta>\n`;
const list = (name: string, ...patterns: string[]): string =>
  `<smtp-pattern-list ${name}>\n${patterns.map((pattern) => `reply /${pattern}/ mode=backoff\n`).join('')}</smtp-pattern-list>\n`;
const withLists = (...patterns: string[]): string =>
  list('g', 'a') + GMAIL + vmta('smtp-pattern-list other') + list('other', ...patterns);

const shadowed = (at: string, related: readonly string[], data = {}) =>
  ({ messageId: 'shadowed', severity: 'warning', at, related, data }) as const;

const accepted = [
  'max-smtp-out 5',
  'max-smtp-out 4',
  'smtp-pattern-list G',
  'retry-after 60m',
  'retry-after 2h',
  'max-msg-rate 9999/h',
  'log-data yes',
  'smtp-hosts [10.0.0.5]\nmax-smtp-out 50',
  'type file\nmax-smtp-out 50',
  // A name that PowerMTA does not know.
  'max-smtp-owt 50',
];
const reported: [string, string, string][] = [
  ['max-smtp-out 6', 'max-smtp-out', '2 max-smtp-out'],
  ['max-smtp-out unlimited', 'max-smtp-out', '2 max-smtp-out'],
  ['smtp-pattern-list other', 'smtp-pattern-list', '3 smtp-pattern-list'],
  ['retry-after 10m', 'retry-after', '4 retry-after'],
  ['RETRY-AFTER "10m"', 'RETRY-AFTER', '4 retry-after'],
];

/** `LINE TEXT` as many lines further down as `mainWith` puts before a text. */
const inMain = (location: string): string => location.replace(/^\d+/, (line) => `${Number(line) + 7}`);

testRule(rule, {
  accept: {
    ...Object.fromEntries(accepted.map((line) => [line, GMAIL + vmta(line)])),
    'a more specific block of the VMTA':
      GMAIL + vmta('max-smtp-out 50', '<domain gmail.com>\nmax-smtp-out 3\n</domain>\n'),
    'a pool that hides a block of another domain': `<domain a.example>\nmax-smtp-out 5\n</domain>\n${POOL}`,
    'a pool that hides the block of all domains': `<domain *>\nmax-smtp-out 5\n</domain>\n${POOL}`,
    'a VMTA with an unread include': GMAIL + vmta('max-smtp-out 50', 'include /etc/pmta/absent\n'),
    'a VMTA with a line of a template': GMAIL + vmta('max-smtp-out 50', '{% include isp %}\n'),
    'a VMTA that takes no mail': mainWith(GMAIL + vmta('max-smtp-out 50')).replace(
      'process-x-virtual-mta yes',
      'process-x-virtual-mta no',
    ),
    'a list with all reactions of the hidden one, and more': withLists('a', 'b'),
    'a list with the reactions of the hidden one': withLists('a'),
  },
  report: {
    ...Object.fromEntries(
      reported.flatMap(([line, name, hidden]) => [
        [line, { texts: GMAIL + vmta(line), findings: [shadowed(`8 ${name}`, [hidden])] }],
        [
          `${line} in a main configuration`,
          {
            texts: mainWith(GMAIL + vmta(line)),
            findings: [shadowed(inMain(`8 ${name}`), [inMain(hidden)])],
          },
        ],
      ]),
    ),
    'a pool': {
      texts: GMAIL + POOL,
      findings: [
        shadowed('11 max-smtp-out', ['2 max-smtp-out'], {
          line: 'max-smtp-out 50',
          kind: 'virtual-mta-pool',
          name: 'p',
          value: '5',
          pattern: 'gmail.com',
        }),
      ],
    },
    'a line that hides the limit of the queue that the mail is in': {
      texts: QUEUES + vmta('max-smtp-out 50'),
      findings: [shadowed('11 max-smtp-out', ['7 max-smtp-out'])],
    },
    'a line once, with all that it hides': {
      texts: GMAIL + YAHOO + vmta('max-smtp-out 50'),
      findings: [shadowed('11 max-smtp-out', ['2 max-smtp-out', '7 max-smtp-out'])],
    },
    'a line of an included file once': {
      texts: {
        config: `${GMAIL}<virtual-mta a>\ninclude /etc/pmta/all\n</virtual-mta>\n<virtual-mta b>\ninclude /etc/pmta/all\n</virtual-mta>\n`,
        all: '<domain *>\nmax-smtp-out 50\n</domain>\n',
      },
      findings: [shadowed('all:2 max-smtp-out', ['2 max-smtp-out'])],
    },
    'a list with other reactions than the hidden one': {
      texts: withLists('b', 'c'),
      findings: [shadowed('11 smtp-pattern-list', ['6 smtp-pattern-list'])],
    },
  },
});
