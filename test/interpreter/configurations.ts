import fc from 'fast-check';
import type { Texts } from '../support/lint-texts.ts';
import { DEFAULTS } from './domain-defaults.ts';

const INTERVALS = ['30s', '10m', '1h', '1d2h'];
const RATES = ['10/h', '100/m', '5/s', '100/15m', 'unlimited', '0'];
const BOOLEANS = ['yes', 'no', 'true', 'false'];

/** Values of the directives that decide about queues and speed, and of some that need a form of their own. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'max-smtp-out': ['1', '2', '5', '20', '50', '200', 'unlimited'],
  'max-msg-rate': RATES,
  'max-connect-rate': RATES,
  'max-data-volume-rate': ['100M/h', '1g/d', 'unlimited'],
  'max-msg-per-connection': ['0', '1', '20', '100'],
  'retry-after': [...INTERVALS, '10m,20m,1h', '5m,4h'],
  'retry-after-dns-error': INTERVALS,
  'retry-recipients-after': INTERVALS,
  'bounce-after': ['12h', '4d12h', '5d'],
  'backoff-max-smtp-out': ['1', '2', '20', '200'],
  'backoff-max-msg-rate': RATES,
  'backoff-max-connect-rate': RATES,
  'backoff-max-data-volume-rate': ['10M/h', '1g/d'],
  'backoff-retry-after': ['5s', ...INTERVALS, '1h,2h'],
  'backoff-to-normal-after': ['1h', '2h', 'never'],
  'backoff-to-normal-after-delivery': BOOLEANS,
  'backoff-upon-all-sources-disabled': BOOLEANS,
  'smtp-pattern-list': ['slow', 'brief', 'idle', '""'],
  'source-ip-max-smtp-out': ['0/0 5', '192.0.2.0/24 3', '10/8 50'],
  'smtp-data-termination-timeout': ['5m', '10m', '20m'],
  'dkim-sign': ['yes', 'no'],
  'queue-priority': ['10', '50'],
  'bcc-upon-delivery': ['copy@example.com', '""'],
  'remove-header': ['X-One', 'X-One,X-Two', '""'],
  'notify-of-delay-every': ['1h', 'never'],
};

/** Directives whose values decide whether others have an effect. */
const RESERVED = new Set([
  'queue-to',
  'smtp-hosts',
  'type',
  'disable-mx-rollup',
  'auth-password',
  'smtp-client-certificate',
]);

const fromTable = fc
  .constantFrom(...Object.keys(VALUES), 'max-smtp-out', 'max-msg-rate', 'smtp-pattern-list')
  .chain((name) => fc.constantFrom(...(VALUES[name] ?? [])).map((value) => `${name} ${value}`));

const booleans = [...DEFAULTS].flatMap(([name, { value }]) =>
  ['true', 'false', 'yes', 'no'].includes(value ?? '') && !RESERVED.has(name) ? [name] : [],
);

const fromDefaults = fc
  .tuple(fc.constantFrom(...booleans), fc.constantFrom(...BOOLEANS))
  .map(([name, value]) => `${name} ${value}`);

const routes = fc.constantFrom(
  'queue-to gmail.queue',
  'queue-to other.queue',
  'QUEUE-TO Gmail.Queue',
  'queue-to "gmail.queue" # all of it',
  'queue-to example.org',
  'queue-to ""',
  'smtp-hosts lookup-mx:example.net',
  'route [10.0.0.3]',
  'type discard',
  'max-msg-per-hour 50',
  'backoff-max-msg-per-hour 5',
  'smtp-hosts [10.0.0.1]:25',
  'smtp-hosts ""',
  'disable-mx-rollup yes',
  'disable-mx-rollup no',
);

/** A setting as it may be written in a <domain> block. */
export const setting: fc.Arbitrary<string> = fc.oneof(
  { weight: 10, arbitrary: fromTable },
  { weight: 2, arbitrary: fromDefaults },
  { weight: 1, arbitrary: routes },
);

const pattern = fc.constantFrom(
  // Some more often than others, so that blocks meet.
  ...['*', '*', '*', 'gmail.com', 'gmail.com', 'yahoo.com', 'hotmail.com', 'GMail.com', 'example.org'],
  ...[
    'a.example.org',
    '*.example.org',
    '[*.]example.org',
    '*.a.example.org',
    '*.org',
    '[*.]co.uk',
    '[*.]yahoo.com',
  ],
  ...['gmail.queue', 'other.queue', 'g.rollup', 'y.rollup', '*.rollup'],
  ...[
    '$google',
    '$both',
    '$nested',
    '$mixed',
    'yahoo.$tld',
    '*.$own',
    '[*.]$own',
    '$own',
    'mail.$own',
    '$wild',
    '$wrapped',
    '$undefined',
    '"example.org"',
    'EXAMPLE.org',
  ],
);

const MACROS = [
  'domain-macro tld com, co.uk',
  'domain-macro google gmail.com, googlemail.com',
  'domain-macro both gmail.com,yahoo.com',
  'domain-macro own example.org, example.net',
  'domain-macro nested $google, $own',
  'domain-macro mixed hotmail.com, example.org, example.net',
  'domain-macro wild *.example.org, [*.]example.net, yahoo.com',
  'domain-macro wrapped example.com,\n  a.example.com',
];

const LISTS = [
  '<smtp-pattern-list slow>',
  '  reply /rate limited/ mode=backoff',
  '</smtp-pattern-list>',
  '<smtp-pattern-list brief>',
  '  reply /^421/ mode=backoff,backoff-to-normal-after=1h',
  '</smtp-pattern-list>',
  '<smtp-pattern-list idle>',
  '  reply /greylist/ skip-mx',
  '</smtp-pattern-list>',
];

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** A <domain> block. */
export const block: fc.Arbitrary<readonly string[]> = fc
  .tuple(pattern, fc.array(setting, { maxLength: 6, size: 'max' }))
  .map(([argument, settings]) => [`<domain ${argument}>`, ...indented(settings), '</domain>']);

const vmtas = fc
  .uniqueArray(fc.constantFrom('v1', 'v2', 'v3'), { maxLength: 3 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .array(block, { maxLength: 3 })
          .map((blocks) => [
            `<virtual-mta ${name}>`,
            `  smtp-source-host 192.0.2.${name.slice(1)} ${name}.example.com`,
            ...indented(blocks.flat()),
            '</virtual-mta>',
          ]),
      ),
    ),
  );

/** Pools that share no VMTA: two pools with <domain> blocks may not have one in common. */
const pools = fc
  .tuple(fc.array(block, { maxLength: 2 }), fc.array(block, { maxLength: 2 }), fc.boolean())
  .map(([first, second, isOne]) => [
    [
      '<virtual-mta-pool p1>',
      '  virtual-mta v1',
      ...(isOne ? ['  virtual-mta v2'] : []),
      ...indented(first.flat()),
      '</virtual-mta-pool>',
    ],
    [
      '<virtual-mta-pool p2>',
      ...(isOne ? [] : ['  virtual-mta v2']),
      '  virtual-mta v3',
      ...indented(second.flat()),
      '</virtual-mta-pool>',
    ],
  ]);

const SOURCE = ['<source 10/8>', '  always-allow-relaying yes', '  process-x-virtual-mta yes', '</source>'];

const ROLLUPS = [
  ['<mx-rollup-list>', '  mx *.google.com g.rollup', '  mx *.googlemail.com g.rollup', '</mx-rollup-list>'],
  [
    '<mx-rollup-list>',
    '  mx *.yahoodns.net y.rollup rollup-by-ip',
    '  mx *.google.com g.rollup',
    '  mx *.googlemail.com g.rollup',
    '</mx-rollup-list>',
  ],
];
const ROLLED_UP = [
  ['<domain g.rollup>', '  smtp-hosts lookup-mx:gmail.com', '</domain>'],
  ['<domain y.rollup>', '  smtp-hosts lookup-mx:yahoo.com', '</domain>'],
];
const TARGETS = [
  ['<domain gmail.queue>', '  smtp-hosts lookup-mx:gmail.com', '</domain>'],
  ['<domain other.queue>', '  smtp-hosts [10.0.0.2]:25', '</domain>'],
];

/** The parts of a configuration, each the lines of one section, in an order that has no meaning between VMTAs and pools. */
export interface Parts {
  readonly parts: readonly (readonly string[])[];
  /** How many of the parts, from the first, are in an included file. */
  readonly included: number;
}

const HEAD = [['log-file /var/log/pmta/log'], ['<spool /var/spool/pmta>', '</spool>']];

/**
 * Configurations that PowerMTA loads, with what decides about effective settings: blocks by name, wildcard and macro,
 * repeated, in VMTAs, pools and globally; queue-to, rollups and lists of patterns; an included file.
 */
export const parts: fc.Arbitrary<Parts> = fc
  .record({
    blocks: fc.array(block, { maxLength: 7, size: 'max' }),
    inVmtas: vmtas,
    inPools: fc.option(pools),
    rollup: fc.option(fc.constantFrom(...ROLLUPS)),
    included: fc.nat(3),
    hasSource: fc.boolean(),
  })
  .map(({ blocks, inVmtas, inPools, rollup, included, hasSource }) => {
    const names = inVmtas.flat().join('\n');
    const isDefined = ['v1', 'v2', 'v3'].every((name) => names.includes(`<virtual-mta ${name}>`));
    return {
      parts: [
        ...blocks.slice(0, included),
        ...HEAD,
        ...MACROS.map((line) => [line]),
        ...(hasSource ? [SOURCE] : []),
        LISTS,
        ...TARGETS,
        ...(rollup === null ? [] : [...ROLLED_UP, rollup]),
        ...blocks.slice(included),
        ...inVmtas,
        ...(isDefined ? (inPools ?? []) : []),
      ],
      included: Math.min(included, blocks.length),
    };
  });

/** The files of a configuration. */
export function textsOf({ parts: all, included }: Parts): Texts {
  const text = (some: readonly (readonly string[])[]): string =>
    some.map((lines) => `${lines.join('\n')}\n`).join('');
  if (included === 0) return { config: text(all) };
  return { config: `include part\n${text(all.slice(included))}`, part: text(all.slice(0, included)) };
}
