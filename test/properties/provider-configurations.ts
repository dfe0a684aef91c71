import fc from 'fast-check';
import type { Texts } from '../support/lint-texts.ts';

/** What makes a configuration a whole one, so that rules about what is missing report. */
const HEAD = ['log-file /var/log/pmta/log', '<spool /var/spool/pmta>', '</spool>'];

const pattern = fc.constantFrom(
  '*',
  '*',
  '*',
  'gmail.com',
  'googlemail.com',
  'yahoo.com',
  'hotmail.com',
  'example.org',
  '[*.]yahoo.com',
  '[*.]co.uk',
  '*.com',
  '$google',
  '$both',
  '$ms',
  'gmail.queue',
  'g.rollup',
);

const MACROS = [
  'google gmail.com, googlemail.com',
  'both gmail.com, yahoo.com',
  'ms hotmail.com, outlook.com, live.com',
].map((definition) => `domain-macro ${definition}`);

const setting = fc.constantFrom(
  'max-smtp-out 1',
  'max-smtp-out 5',
  'max-smtp-out 50',
  'max-smtp-out 500',
  'max-smtp-out unlimited',
  'max-msg-rate 10/h',
  'max-msg-rate 40/h',
  'max-msg-rate 100/m',
  'max-msg-rate 5/s',
  'max-msg-rate unlimited',
  'max-connect-rate 3/m',
  'max-msg-per-connection 2',
  'max-msg-per-connection 100',
  'retry-after 10m',
  'retry-after 10m,3h',
  'retry-after 4h',
  'smtp-pattern-list slow',
  'smtp-pattern-list slow',
  'smtp-pattern-list brief',
  'smtp-pattern-list idle',
  'smtp-pattern-list ""',
  'smtp-pattern-list all',
  'smtp-pattern-list reset',
  'smtp-pattern-list missing',
  'include part',
  'backoff-max-smtp-out 1',
  'backoff-max-smtp-out 30',
  'backoff-max-msg-rate 1/m',
  'backoff-max-msg-rate 30/h',
  'backoff-max-msg-rate 200/m',
  'backoff-max-connect-rate 1/m',
  'backoff-retry-after 20m',
  'backoff-retry-after 6h',
  'backoff-to-normal-after 2h',
  'backoff-to-normal-after never',
  'backoff-to-normal-after-delivery yes',
  'backoff-upon-all-sources-disabled yes',
  'backoff-reroute-to-virtual-mta v2',
  'queue-to gmail.queue',
  'smtp-hosts lookup-mx:gmail.com',
  'smtp-hosts [10.0.0.1]:25',
);

const LISTS = [
  [
    '<smtp-pattern-list slow>',
    'reply /rate limited/ mode=backoff',
    'reply /^550/ mode=backoff',
    '</smtp-pattern-list>',
  ],
  [
    '<smtp-pattern-list brief>',
    'reply /too many/ mode=backoff,backoff-to-normal-after=1h',
    '</smtp-pattern-list>',
  ],
  ['<smtp-pattern-list idle>', 'reply /greylist/ skip-mx', '</smtp-pattern-list>'],
  ['<smtp-pattern-list all>', 'reply /./ skip-mx', '</smtp-pattern-list>'],
  ['<smtp-pattern-list reset>', 'reply /./ mode=normal', '</smtp-pattern-list>'],
] as const;

const block = fc
  .tuple(pattern, fc.array(setting, { maxLength: 6, size: 'max' }))
  .map(([argument, settings]) => [
    `<domain ${argument}>`,
    ...settings.map((line) => `  ${line}`),
    '</domain>',
  ]);

const vmta = fc
  .tuple(
    fc.constantFrom('v1', 'v2', 'v3', '{default}'),
    fc.subarray(['smtp-source-host 192.0.2.1 a.example', 'smtp-source-host 192.0.2.2 b.example']),
    fc.array(block, { maxLength: 3 }),
  )
  .map(([name, hosts, blocks]) => [
    `<virtual-mta ${name}>`,
    ...[...hosts, ...blocks.flat()].map((line) => `  ${line}`),
    '</virtual-mta>',
  ]);

const pool = fc
  .tuple(fc.constantFrom('p1', 'p2'), fc.subarray(['v1', 'v2', 'v4']), fc.array(block, { maxLength: 2 }))
  .map(([name, members, blocks]) => [
    `<virtual-mta-pool ${name}>`,
    ...[...members.map((member) => `virtual-mta ${member}`), ...blocks.flat()].map((line) => `  ${line}`),
    '</virtual-mta-pool>',
  ]);

const source = fc.constantFrom(
  [
    '<source 10/8>',
    '  always-allow-relaying yes',
    '  smtp-service yes',
    '  process-x-virtual-mta yes',
    '</source>',
  ],
  [
    '<source 10/8>',
    '  always-allow-relaying yes',
    '  smtp-service yes',
    '  default-virtual-mta v1',
    '</source>',
  ],
  [
    '<source 10/8>',
    '  always-allow-relaying yes',
    '  smtp-service yes',
    '  default-virtual-mta p1',
    '</source>',
  ],
  [],
);

const rollup = fc.constantFrom(
  ['<mx-rollup-list>', '  mx *.google.com g.rollup', '  mx *.googlemail.com g.rollup', '</mx-rollup-list>'],
  ['<mx-rollup-list>', '  mx *.yahoodns.net y.rollup', '</mx-rollup-list>'],
);

const part = fc.oneof(
  { weight: 5, arbitrary: block },
  { weight: 4, arbitrary: vmta },
  { weight: 2, arbitrary: pool },
  { weight: 1, arbitrary: rollup },
);

/**
 * Whole configurations about mailbox providers: blocks for their domains, by name, macro and wildcard, in VMTAs, pools
 * and at the top; slow and fast values; lists that slow down, that do not, and that are missing; backoff settings in
 * odd combinations; queue-to and rollups; sources that select all VMTAs, one, a pool or none; blocks in an included
 * file.
 */
export function providerConfigurations(): fc.Arbitrary<Texts> {
  return fc
    .record({
      source,
      main: fc.array(part, { maxLength: 7, size: 'max' }),
      included: fc.option(fc.array(part, { maxLength: 3, size: 'max' })),
      inBlocks: fc.array(
        setting.filter((line) => !line.startsWith('include')),
        { maxLength: 3 },
      ),
      lists: fc.constantFrom('main', 'included', 'none'),
      includedTwice: fc.boolean(),
      lineEnd: fc.constantFrom('\n', '\n', '\n', '\r\n'),
      endsWithLineEnd: fc.boolean(),
    })
    .map(
      ({
        source: lines,
        main,
        included,
        inBlocks,
        lists,
        includedTwice,
        lineEnd,
        endsWithLineEnd,
      }): Texts => {
        const listLines = lists === 'none' ? [] : LISTS.flat();
        const here = lists === 'included' && included !== null ? [] : listLines;
        const include =
          included === null ? [] : includedTwice ? ['include isps', 'include isps'] : ['include isps'];
        const text = [...HEAD, ...MACROS, ...lines, ...include, ...here, ...main.flat()].join(lineEnd);
        const config = endsWithLineEnd ? text + lineEnd : text;
        const inside = inBlocks.map((line) => line + lineEnd).join('');
        if (included === null) return { config, part: inside };
        const there = lists === 'included' ? listLines : [];
        return {
          config,
          part: inside,
          isps: [...there, ...included.flat()].map((line) => line + lineEnd).join(''),
        };
      },
    );
}
