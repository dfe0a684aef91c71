import { expect, it } from 'vitest';
import { compareModels } from '../../../src/compare/compare.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const acct = (...content: string[]): string =>
  `<acct-file /var/log/a.csv>\n${content.join('\n')}\n</acct-file>\n`;
const a = (...lines: string[]): string => `<domain a.example>\n${lines.join('\n')}\n</domain>\n`;
const block = (name: string, line: string): string =>
  `<domain ${name}>\n${line}\ninclude /etc/pmta/limits\n</domain>\n`;

/** Lines of `mainWith` before its text. */
const HEAD = 7;
const idle = (messageId: string, at: string, data = {}) =>
  ({ messageId, severity: 'warning', at, data }) as const;
/** In a main configuration, with the line of the text. */
const inMain = (messageId: string, line: number, name: string, data = {}) =>
  idle(messageId, `${HEAD + line} ${name}`, data);

const acceptedAccounting = [
  'move-to /x\nmove-interval 5m',
  'move-to\nmove-interval 5m',
  'move-to /x\ndelete-after never',
  'delete-after 8d',
  'move-too /x\nmove-interval 5m',
  'move-interval 5m\n{{ moving }}',
  'move-interval 5m\ninclude /etc/pmta/absent',
  'http-webhook-url https://x.example/\nmove-interval 5m\nretry-interval 1m',
  'move-interval',
  'move-to ""\ndelete-after 8d',
];

const accepted = {
  'an empty queue-to': a('queue-to ""', 'max-smtp-out 1'),
  'a queue that others lead to': `${a('queue-to b.queue', 'max-smtp-out 1')}<domain c.example>\nqueue-to a.example\n</domain>\n`,
  'a queue-to of all domains': '<domain *>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n',
  'a rollup':
    '<domain a.rollup>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n<mx-rollup-list>\nmx mx.a.example a.rollup\n</mx-rollup-list>\n',
  'a domain that has its queue back': `<domain *>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n${a('queue-to ""')}`,
  'a domain of a VMTA that has its queue back': `${a('queue-to b.queue', 'max-smtp-out 1')}<virtual-mta v>\n${a('queue-to ""')}</virtual-mta>\n`,
  'a queue-to for one name of a macro': `domain-macro m a.example, b.example\n<domain $m>\nmax-smtp-out 1\n</domain>\n${a('queue-to c.queue')}`,
  'a queue-to for one of many domains': `<domain *.example>\nmax-smtp-out 1\n</domain>\n${a('queue-to c.queue')}`,
  'a queue-to of a wider block, where an include is unread':
    '<domain *>\nqueue-to relay.queue\n</domain>\n<domain a.example>\nmax-smtp-out 1\n</domain>\ninclude /etc/pmta/absent\n',
  'more queues than are looked at': `domain-macro m ${Array.from({ length: 60_000 }, (_, index) => `d${index}.example`).join(', ')}\n<domain $m>\nqueue-to a.queue\nmax-smtp-out 1\n</domain>\n`,
  'a line that applies together with those of a later block, which keeps its mail':
    '<domain a.example>\nsource-ip-max-smtp-out 10/8 5\nqueue-to b.example\n</domain>\n<domain a.example>\nsource-ip-max-smtp-out 192.0.2/24 6\nqueue-to ""\n</domain>\n',
  'a pipe': a('type PIPE', 'command /x', 'macro-variables-preserve-case yes'),
  'a pipe whose command is in a wider block': `<domain *>\ncommand /x\n</domain>\n${a('type pipe')}`,
  'a command for a VMTA of type pipe': `${a('command /x')}<virtual-mta v>\n<domain *>\ntype pipe\n</domain>\n</virtual-mta>\n`,
  'a command where a wider block has type pipe': `<domain *>\ntype pipe\n</domain>\n${a('command /x')}`,
  'a placeholder for the type': a('type {{ type }}', 'command /x'),
  'an unknown type': a('type queue', 'command /x'),
  'require-starttls with the default of use-starttls': a('require-starttls yes'),
  'require-starttls that is off': a('use-starttls no', 'require-starttls no'),
  'require-starttls for other domains too': `<domain *>\nrequire-starttls yes\n</domain>\n${a('use-starttls no')}`,
};

const LIMITS = a('queue-to a.queue', 'max-smtp-out 1', 'use-starttls yes', 'backoff-max-msg-rate 1/m');
const WIDER = '<domain *>\nqueue-to relay.queue\n</domain>\n<domain a.example>\nmax-smtp-out 1\n</domain>\n';
const ONE_BLOCK = '<domain a.example>\nsource-ip-max-smtp-out 10/8 5\nqueue-to b.example\n</domain>\n';
const NO_TYPE = a('file-destination /x');
const NO_STARTTLS = a('use-starttls no', 'require-starttls yes');
const CRLF = mainWith('<acct-file /z>\n move-interval 3m\n records d\n</acct-file>\n').replaceAll(
  '\n',
  '\r\n',
);

testRule(rule, {
  accept: {
    ...Object.fromEntries(acceptedAccounting.map((content) => [content, acct(content)])),
    'sections of one accounting file': `${acct('move-interval 5m')}${acct('move-to /x')}`,
    'options of pipes at a pipe': '<acct-file |/opt/x -a>\nretry-interval 1m\n</acct-file>\n',
    'options of pipes where a program may be meant':
      '<acct-file "/opt/x -a">\nretry-interval 1m\n</acct-file>\n',
    'options of pipes at a placeholder': '<acct-file {{ file }}>\nwrite-timeout 1m\n</acct-file>\n',
    'a section that is not closed': '<acct-file /x>\nmove-interval 5m\n',
    ...Object.fromEntries(Object.entries(accepted).map(([title, text]) => [title, mainWith(text)])),
    'a queue-to of a wider block in a fragment': WIDER,
    'a directive of another type in a fragment': NO_TYPE,
    'a line of a file that also a block without queue-to includes': {
      texts: {
        config: mainWith(block('a.example', 'queue-to x.queue') + block('b.example', 'retry-after 5m')),
        limits: 'max-smtp-out 2\n',
      },
    },
    'a line of an included file that applies together with others in a block that keeps its mail': {
      texts: {
        config: mainWith(
          '<domain a.example>\ninclude part\nsource-ip-max-smtp-out 10/8 5\n</domain>\n<domain b.example>\nqueue-to c.example\ninclude part\n</domain>\n',
        ),
        part: 'source-ip-max-smtp-out 192.0.2/24 6\n',
      },
    },
  },
  report: {
    'move-interval without move-to': {
      texts: acct('move-interval 5m'),
      findings: [idle('noMoveTo', '2 move-interval', { isPipe: false })],
    },
    'move-interval at a pipe': {
      texts: '<acct-file |/opt/x>\nmove-interval 5m\n</acct-file>\n',
      findings: [{ ...idle('noMoveTo', '2 move-interval', { isPipe: true }), severity: 'info' }],
    },
    'move-interval in capitals': {
      texts: acct('MOVE-INTERVAL 5m\r'),
      findings: [idle('noMoveTo', '2 MOVE-INTERVAL')],
    },
    'move-interval with a move-to in a comment': {
      texts: acct('#move-to /x\nmove-interval 5m'),
      findings: [idle('noMoveTo', '3 move-interval')],
    },
    'delete-after with move-to': {
      texts: acct('move-to /x\ndelete-after 8d'),
      findings: [idle('moved', '3 delete-after')],
    },
    'options of pipes at a file': {
      texts: acct('retry-interval 1m\nwrite-timeout 1m'),
      findings: [
        { ...idle('noPipe', '2 retry-interval'), severity: 'info' },
        { ...idle('noPipe', '3 write-timeout'), severity: 'info' },
      ],
    },
    'every limit next to queue-to, and nothing else': {
      texts: mainWith(LIMITS),
      findings: [
        inMain('queueTo', 3, 'max-smtp-out', { queue: 'a.queue' }),
        inMain('queueTo', 5, 'backoff-max-msg-rate'),
      ],
    },
    'limits next to queue-to in a fragment': {
      texts: LIMITS,
      findings: [idle('queueTo', '3 max-smtp-out'), idle('queueTo', '5 backoff-max-msg-rate')],
    },
    'a limit next to the queue-to of a wider block': {
      texts: mainWith(WIDER),
      findings: [inMain('queueTo', 5, 'max-smtp-out', { queue: 'relay.queue' })],
    },
    'a limit of one block': {
      texts: mainWith(ONE_BLOCK),
      findings: [inMain('queueTo', 2, 'source-ip-max-smtp-out')],
    },
    'a line of an included file without effect in all blocks': {
      texts: {
        config: mainWith(block('a.example', 'queue-to x.queue') + block('b.example', 'queue-to x.queue')),
        limits: 'max-smtp-out 2\n',
      },
      findings: [idle('queueTo', 'limits:1 max-smtp-out', { extent: { domains: 2, vmtas: 1 } })],
    },
    'directives of another type': {
      texts: mainWith(a('type file', 'command /x', 'discard-as-bounce yes')),
      findings: [
        inMain('otherType', 3, 'command', { type: 'file', isWritten: true }),
        inMain('otherType', 4, 'discard-as-bounce'),
      ],
    },
    'a directive of another type than the default': {
      texts: mainWith(NO_TYPE),
      findings: [inMain('otherType', 2, 'file-destination', { type: 'smtp', isWritten: false })],
    },
    'require-starttls where STARTTLS is off': {
      texts: mainWith(NO_STARTTLS),
      findings: [inMain('noStarttls', 3, 'require-starttls')],
    },
  },
  fix: {
    'a file with CRLF': { texts: CRLF, fixed: CRLF.replace(' move-interval 3m\r\n', ''), effect: 'neutral' },
    'a limit in a fragment for <domain>': {
      texts: 'queue-to b.queue\nmax-smtp-out 1\n',
      fixed: 'queue-to b.queue\n',
      effect: 'neutral',
    },
  },
});

it.each([NO_TYPE, NO_STARTTLS])('offers no fix for %j, where another line may be wrong', (text) => {
  expect(fixed(mainWith(text), [rule]).text).toBe(mainWith(text));
});

it('removes lines without changing anything for mail, in one pass', () => {
  const before = mainWith(
    '<domain a.example>\n type discard\n command /x # old\n</domain>\n<domain b.example>\n queue-to b.queue\n max-smtp-out 1\n</domain>\n<acct-file /x>\n move-to /y\n delete-after 3d\n write-timeout 3m\n</acct-file>\n<acct-file /z>\n move-interval 3m\n</acct-file>\n',
  );
  const after = fixed(before, [rule]);
  expect(after.passes).toBe(1);
  expect(after.left).toEqual([]);
  expect(after.text).toContain(' type discard\n # old\n</domain>');
  expect(after.text).not.toMatch(/max-smtp-out|delete-after|write-timeout|move-interval/);
  expect(compareModels(modelOf(before), modelOf(after.text))).toEqual([]);
});

it('removes a line of a fragment for <domain> without changing anything for mail', () => {
  const before = 'queue-to b.queue\nmax-smtp-out 1\n';
  expect(compareModels(modelOf(before), modelOf(fixed(before, [rule]).text))).toEqual([]);
});

it('says why a line has no effect', () => {
  const messages = [acct('move-interval 5m'), mainWith(LIMITS), mainWith(NO_TYPE), mainWith(NO_STARTTLS)].map(
    (text) => lintTexts(text, [rule]).findings[0]?.message,
  );
  expect(messages).toEqual([
    expect.stringContaining('works only together with move-to, which this <acct-file> lacks'),
    expect.stringContaining("does nothing beside 'queue-to a.queue'"),
    expect.stringContaining('this queue has type smtp, which nothing here changes'),
    expect.stringContaining("stands against 'use-starttls no'"),
  ]);
});
