import { describe, expect, it } from 'vitest';
import { compareModels } from '../../src/compare/compare.ts';
import { compareForMail } from '../../src/compare/mail-changes.ts';
import { directives, findDirective } from '../../src/catalog/directives.ts';
import { modelOf } from '../support/lint-texts.ts';
import { section } from '../support/section.ts';

/** Changes as `directive: before → after`. */
function changes(before: string, after: string): string[] {
  return compareModels(modelOf(before), modelOf(after)).map(
    (change) => `${change.directive}: ${change.before} → ${change.after}`,
  );
}

/** Text with lines where a directive of that scope is at home. */
function inScope(scope: string, lines: readonly string[]): string {
  if (scope === 'global') return `log-file /l\n${lines.join('\n')}\n`;
  const nameless = ['bounce-processor', 'dns', 'mx-rollup-list', 'aliases', 'transmissions-api', 'signals'];
  if (scope === 'address-list' || scope === 'email-patterns')
    return `<bounce-processor>\n${section(scope, ...lines)}</bounce-processor>\n`;
  return section(nameless.includes(scope) ? scope : `${scope} x`, ...lines);
}

/** The order of two lines: without meaning, with one, or the same until both can be about one thing. */
interface Row {
  readonly scope: string;
  readonly name: string;
  readonly lines: readonly [string, string];
  readonly swapped: 'same' | 'told';
}

const row = (scope: string, line: string, other: string, swapped: Row['swapped']): Row => ({
  scope,
  name: line.split(' ', 1)[0] ?? '',
  lines: [line, other],
  swapped,
});

const rows: readonly Row[] = [
  row('address-list', 'address a@x.example', 'address b@x.example', 'same'),
  row('address-list', 'address-file /a', 'address-file /b', 'same'),
  row('address-list', 'domain a.example', 'domain b.example', 'same'),
  row('aliases', 'alias a b@x.example', 'alias c d@x.example', 'told'),
  row('transmissions-api', `api-key ${'a'.repeat(32)}`, `api-key ${'b'.repeat(32)}`, 'same'),
  row('email-patterns', 'body-pattern-file /a', 'body-pattern-file /b', 'told'),
  row('virtual-mta', 'cold-virtual-mta a', 'cold-virtual-mta b', 'told'),
  row('global', 'domain-key a,a.example,/a', 'domain-key b,b.example,/b', 'same'),
  row('global', 'domain-key a,ba.example,/a', 'domain-key b,a.example,/b', 'same'),
  row('global', 'domain-key a,a.example,/a', 'domain-key b,A.example,/b', 'told'),
  row('global', 'domain-key a,*,/a', 'domain-key b,b.example,/b', 'told'),
  row('global', 'domain-key a, b.example, /a', 'domain-key b, a.b.example, /b', 'told'),
  row('global', 'domain-key a,$m,/a', 'domain-key b,b.example,/b', 'told'),
  row('global', 'domain-key {selector},{domain},{vault}:/x', 'domain-key b,b.example,/b', 'told'),
  row('virtual-mta', 'domain-key a,*,/a', 'domain-key b,b.example,/b', 'told'),
  row('virtual-mta-pool', 'domain-key a,*,/a', 'domain-key b,b.example,/b', 'told'),
  row('domain-key-list', 'domain-key a,*,/a', 'domain-key b,b.example,/b', 'told'),
  row('global', 'domain-macro a a.example', 'domain-macro b b.example', 'same'),
  row('bounce-processor', 'forward-errors-to a@x.example', 'forward-errors-to b@x.example', 'same'),
  row('bounce-processor', 'forward-unmatched-to a@x.example', 'forward-unmatched-to b@x.example', 'same'),
  row('rewrite-list', 'from-domain a.example b.example', 'from-domain *.example c.example', 'told'),
  row('rewrite-list', 'mail-from a@x.example b@x.example', 'mail-from *@x.example c@x.example', 'told'),
  row('pattern-list', 'header X /a/ virtual-mta=a', 'header X /b/ virtual-mta=b', 'told'),
  row('pattern-list', 'header X /a/ virtual-mta=a', 'header Y /b/ virtual-mta=a', 'same'),
  row('pattern-list', 'mail-from /a/ virtual-mta=a', 'mail-from /b/ virtual-mta=b', 'told'),
  row('pattern-list', 'mail-from /a/ virtual-mta=a', 'rcpt-to /b/ virtual-mta=a', 'same'),
  row('pattern-list', 'rcpt-to /a/ virtual-mta=a', 'rcpt-to /b/ virtual-mta=b', 'told'),
  row('global', 'host-name a.example', 'host-name b.example', 'told'),
  row('global', 'http-access 10/8 admin', 'http-access 192.0.2.0/24 monitor', 'same'),
  row('global', 'http-access 10/8 admin', 'http-access 0/0 monitor', 'told'),
  row('global', `http-api-key ${'a'.repeat(32)}`, `http-api-key ${'b'.repeat(32)}`, 'same'),
  row('global', 'include-headers-from /a', 'include-headers-from /b', 'told'),
  row('global', 'ip-connection-limit 10/8 5', 'ip-connection-limit 192.0.2.0/24 7', 'same'),
  row('global', 'ip-connection-limit 10/8 5', 'ip-connection-limit 10.1/16 7', 'told'),
  row('acct-file', 'map-header-to-field d X-A userString', 'map-header-to-field d X-B userString', 'told'),
  row('acct-file', 'map-header-to-field d X-A userString', 'map-header-to-field d X-B envId', 'same'),
  row('mx-rollup-list', 'mx *.a.example a.rollup', 'mx *.b.a.example a.rollup', 'same'),
  row('mx-rollup-list', 'mx *.a.example a.rollup', 'mx *.b.example b.rollup', 'same'),
  row('mx-rollup-list', 'mx *.a.example a.rollup', 'mx mx.a.example b.rollup', 'told'),
  row('global', 'mx-connection-limit *.a.example 5', 'mx-connection-limit *.b.example 7', 'same'),
  row('global', 'mx-connection-limit *.a.example 5', 'mx-connection-limit *.b.a.example 7', 'told'),
  row('global', 'name-server 192.0.2.1', 'name-server 192.0.2.2', 'told'),
  row('global', 'postmaster a@x.example', 'postmaster b@x.example', 'told'),
  row('acct-file', 'record-fields d timeLogged', 'record-fields b timeLogged,rcpt', 'same'),
  row('acct-file', 'record-fields d timeLogged', 'record-fields delivery timeLogged,rcpt', 'told'),
  row('global', 'relay-address a@x.example', 'relay-address b@x.example', 'same'),
  row('global', 'relay-domain a.example', 'relay-domain b.example', 'same'),
  row(
    'signals-filter',
    'sender-or-from a.example enable-signals',
    'sender-or-from b.example disable-signals',
    'same',
  ),
  row(
    'signals-filter',
    'sender-or-from a.example enable-signals',
    'sender-or-from * disable-signals',
    'told',
  ),
  row('global', 'smtp-listener 192.0.2.1:25', 'smtp-listener 192.0.2.2:25', 'same'),
  row('virtual-mta', 'smtp-source-host 192.0.2.1 a.example', 'smtp-source-host 192.0.2.2 b.example', 'same'),
  row(
    'virtual-mta',
    'smtp-proxy-source-host 192.0.2.1 p.example:5000 198.51.100.1:0 a.example',
    'smtp-proxy-source-host 192.0.2.2 p.example:5000 198.51.100.2:0 b.example',
    'same',
  ),
  row('domain', 'source-ip-max-msg-rate 192.0.2.1 5/h', 'source-ip-max-msg-rate 192.0.2.2 7/h', 'same'),
  row('domain', 'source-ip-max-msg-rate 192.0.2.1 5/h', 'source-ip-max-msg-rate 0/0 7/h', 'told'),
  row('domain', 'source-ip-max-connect-rate 192.0.2.1 5/h', 'source-ip-max-connect-rate 0/0 7/h', 'told'),
  row(
    'domain',
    'source-ip-max-data-volume-rate 192.0.2.1 5k/h',
    'source-ip-max-data-volume-rate 0/0 7k/h',
    'told',
  ),
  row('domain', 'source-ip-max-smtp-out 192.0.2.1 5', 'source-ip-max-smtp-out 0/0 7', 'told'),
  row('global', 'spool /a', 'spool /b', 'same'),
  row('virtual-mta-pool', 'virtual-mta a', 'virtual-mta b', 'same'),
  row('bounce-category-patterns', '/a/ other', '/b/ other', 'same'),
  row('bounce-category-patterns', '/a/ other', '/b/ spam-related', 'told'),
  // Of these the last line counts.
  row('spool', 'priority 3', 'min-free-space 1G', 'same'),
  row('spool', 'priority 3', 'priority 4', 'told'),
  row('smtp-user', 'source a', 'authentication-method password', 'same'),
];

describe('two lines in the other order', () => {
  it.each(rows)('$swapped: $scope $lines', ({ scope, lines, swapped }) => {
    const [before, after] = [inScope(scope, lines), inScope(scope, lines.toReversed())];
    const told = changes(before, after);
    expect(told.length === 0 ? 'same' : 'told', told.join('\n')).toBe(swapped);
    expect(compareForMail(modelOf(before), modelOf(after)).changes.length > 0).toBe(swapped === 'told');
  });

  it('are tested for every directive that is a list', () => {
    const tested = new Set(rows.map(({ name }) => name));
    // Rules of a list have tests of their own; includes are no list.
    const others = ['include', 'reply'];
    const lists = directives().filter(({ repeatable }) => repeatable === true);
    expect(
      lists.map(({ name }) => name).filter((name) => !tested.has(name) && !others.includes(name)),
    ).toEqual([]);
  });
});

describe('many lines in another order', () => {
  const many = (count: number, line: (at: number) => string): string[] =>
    Array.from({ length: count }, (_, at) => line(at));

  it.each([
    ['relay domains', 5000, (at: number) => `relay-domain d${at}.example`],
    ['keys', 1500, (at: number) => `domain-key s,d${at}.example,/k`],
  ])('are the same: %s', (_, count, line) => {
    const lines = many(count, line);
    expect(changes(inScope('global', lines), inScope('global', lines.toReversed()))).toEqual([]);
  });
});

describe('two rules of an smtp-pattern-list in the other order', () => {
  const list = (...rules: string[]): string =>
    section('domain x.example', 'smtp-pattern-list l') +
    section('smtp-pattern-list l', ...rules.map((rule) => `reply ${rule}`));

  it.each([
    ['/a/ mode=backoff', '/b/ mode=backoff', 'same'],
    ['/a/ mode=backoff', '/b/ disable-source-ip', 'same'],
    ['/a/ mode=backoff', '/b/ mode=normal', 'told'],
    ['/a/ mode=backoff', '/b/ bounce-rcpt', 'told'],
    ['/a/ reenable-after=1h,disable-source-ip', '/b/ disable-source-ip', 'told'],
  ])('%s and %s: %s', (one, other, expected) => {
    const before = list('/z/ mode=backoff', one, other, '/y/ mode=backoff');
    const after = list('/z/ mode=backoff', other, one, '/y/ mode=backoff');
    expect(changes(before, after).length === 0 ? 'same' : 'told').toBe(expected);
  });

  it('are the same where actions of a rule are in another order or are spelt otherwise', () => {
    const before = list('/a/ mode=backoff,backoff-to-normal-after=1h,disable-source-ip');
    expect(changes(before, list('/a/ disable-source-ip, mode=backoff, backoff-to-normal-after=60m'))).toEqual(
      [],
    );
    expect(
      changes(before, list('/a/ disable-source-ip,mode=backoff,backoff-to-normal-after=2h')),
    ).toHaveLength(1);
  });

  it('are shown as they are written, and no rule that is the same', () => {
    const models = [
      list('/a/ mode=backoff', '/b/ mode=normal'),
      list('/b/ mode=normal', '/b/ mode=normal', '/a/ mode=backoff', '/c/ reenable-after=60m'),
    ];
    const [before, after] = models.map((text) => modelOf(text));
    if (before === undefined || after === undefined) throw new Error('two texts');
    expect(compareForMail(before, after).changes.map(({ values }) => values)).toEqual([
      [
        {
          directive: 'reply',
          before: '/a/ mode=backoff; /b/ mode=normal',
          after: '/b/ mode=normal; /a/ mode=backoff; /c/ reenable-after=60m',
        },
      ],
    ]);
  });
});

describe('items of one value in another order', () => {
  it.each([
    ['acct-file', 'records d,b', 'records b, d', 'same'],
    ['acct-file', 'records d,b', 'records bounce,delivery', 'same'],
    ['acct-file', 'record-fields d a,b', 'record-fields d b,a', 'told'],
    ['acct-file', 'queue-filter !a.example,*', 'queue-filter *,!a.example', 'told'],
    ['domain', 'remove-header X-A,X-B', 'remove-header x-b, x-a', 'same'],
    ['domain', 'backoff-notify a@x.example,b@x.example', 'backoff-notify b@x.example,a@x.example', 'same'],
    ['domain', 'disable-acct-records t,tq', 'disable-acct-records tq,t', 'same'],
    ['domain', 'smtp-hosts a.example;b.example', 'smtp-hosts b.example;a.example', 'told'],
    ['domain', 'retry-after 5m,10m', 'retry-after 10m,5m', 'told'],
    ['source', 'suppression-lists a,b', 'suppression-lists B,a', 'same'],
    ['virtual-mta', 'use-proxy a,b', 'use-proxy b,a', 'told'],
    [
      'pattern-list',
      'header X /a/ virtual-mta=a,recipient-priority=5',
      'header X /a/ recipient-priority=5, virtual-mta=a',
      'same',
    ],
  ])('%s: %s and %s: %s', (scope, one, other, expected) => {
    const lists = scope === 'domain' ? 'smtp-pattern-list l' : '';
    const more = section('smtp-pattern-list l', 'reply /4/ mode=backoff');
    const [before, after] = [one, other].map((line) => inScope(scope, [line, lists]) + more);
    expect(changes(before ?? '', after ?? '').length === 0 ? 'same' : 'told').toBe(expected);
  });

  it('is the same for a domain-macro', () => {
    const text = (items: string): string => `log-file /l\ndomain-macro m ${items}\nrelay-domain $m\n`;
    expect(changes(text('a.example, b.example'), text('b.example,a.example'))).toEqual([]);
  });
});

describe('names that differ in case only', () => {
  it.each([
    [
      'a directive and a VMTA',
      section('virtual-mta A', 'max-smtp-out 5'),
      section('virtual-mta a', 'MAX-SMTP-OUT 5'),
      'same',
    ],
    ['a source', section('source App', 'log-data no'), section('source app', 'log-data no'), 'same'],
    [
      'a VMTA in a source',
      section('source 0/0', 'default-virtual-mta A'),
      section('source 0/0', 'default-virtual-mta a'),
      'same',
    ],
    [
      'a VMTA in a rule',
      section('pattern-list l', 'header X /a/ virtual-mta=A'),
      section('pattern-list l', 'header X /a/ virtual-mta=a'),
      'same',
    ],
    [
      'a domain',
      section('domain A.example', 'max-smtp-out 5'),
      section('domain a.example', 'max-smtp-out 5'),
      'same',
    ],
    ['an accounting file', section('acct-file /l/Acct.csv'), section('acct-file /l/acct.csv'), 'told'],
    ['a command', section('acct-file "|/usr/bin/feed -a"'), section('acct-file "|/usr/bin/feed -A"'), 'told'],
    ['a user', section('smtp-user App'), section('smtp-user app'), 'told'],
    ['a spool', section('spool /A'), section('spool /a'), 'told'],
    [
      'a regular expression',
      'log-file /l\nrelay-address /\\S@x/\n',
      'log-file /l\nrelay-address /\\s@x/\n',
      'told',
    ],
    [
      'a macro',
      'log-file /l\ndomain-macro m a\nrelay-domain $m\n',
      'log-file /l\ndomain-macro m a\nrelay-domain $M\n',
      'told',
    ],
    [
      'an API key',
      `log-file /l\nhttp-api-key ${'A'.repeat(32)}\n`,
      `log-file /l\nhttp-api-key ${'a'.repeat(32)}\n`,
      'told',
    ],
    [
      'a file of addresses',
      inScope('address-list', ['address-file /A']),
      inScope('address-list', ['address-file /a']),
      'told',
    ],
  ])('%s: %s → %s: %s', (_, before, after, expected) => {
    const told = changes(before, after);
    expect(told.length === 0 ? 'same' : 'told', told.join('\n')).toBe(expected);
  });

  it('are two files and two users, each with its own lines', () => {
    const files = (records: string): string =>
      section('acct-file /l/A.csv', 'records d') + section('acct-file /l/a.csv', `records ${records}`);
    expect(changes(files('b'), files('d'))).toEqual(['records: b → d']);
    expect(changes(files('b'), section('acct-file /l/A.csv', 'records d'))).toEqual([
      '<acct-file>: there → null',
    ]);
    const users = section('smtp-user A', 'source a') + section('smtp-user a', 'source b');
    expect(changes(users, section('smtp-user a', 'source b'))).toEqual(['<smtp-user>: there → null']);
  });

  it('are two macros in the tag of a domain', () => {
    const text = (items: string): string =>
      `domain-macro M a.example\ndomain-macro m ${items}\n${section('domain $M', 'max-smtp-out 3')}${section('domain $m', 'max-smtp-out 5')}`;
    expect(changes(text('b.example'), text('b.example,c.example'))).toEqual(['max-smtp-out: 20 → 5']);
  });
});

describe('blanks', () => {
  it.each([
    [
      'in a bounce pattern',
      section('bounce-category-patterns', '/a, b/ other'),
      section('bounce-category-patterns', '/a,b/ other'),
    ],
    [
      'in a pattern',
      section('pattern-list l', 'header X /a  b/ virtual-mta=v'),
      section('pattern-list l', 'header X /a b/ virtual-mta=v'),
    ],
    ['in a password', section('smtp-user u', 'password "a  b"'), section('smtp-user u', 'password "a b"')],
    ['in a path', 'log-file "/l  x"\n', 'log-file "/l x"\n'],
  ])('count %s', (_, before, after) => {
    expect(changes(before, after)).toHaveLength(1);
  });

  it('do not count between arguments', () => {
    expect(
      changes('log-file /l\ndomain-key a,b.example,/k\n', 'log-file  /l\ndomain-key a , b.example,  /k\n'),
    ).toEqual([]);
    expect(
      changes(
        section('bounce-category-patterns', '/a/ other'),
        section('bounce-category-patterns', '/a/   other'),
      ),
    ).toEqual([]);
    expect(
      changes(
        section('pattern-list l', 'header X /a/ virtual-mta=v'),
        section('pattern-list l', 'header  X  /a/   virtual-mta=v'),
      ),
    ).toEqual([]);
  });
});

describe('repeated lines', () => {
  it.each([
    [
      'decide nothing in a list of rules',
      'same',
      'bounce-category-patterns',
      ['/a/ other', '/b/ spam-related', '/a/ other'],
    ],
    [
      'decide nothing among keys',
      'same',
      'global',
      ['domain-key a,a.example,/a', 'domain-key b,b.example,/b', 'domain-key a,a.example,/a'],
    ],
    [
      'add nothing to a set',
      'same',
      'global',
      ['relay-domain a.example', 'relay-domain b.example', 'relay-domain A.example'],
    ],
    [
      'override others where the last line counts',
      'told',
      'virtual-mta',
      ['max-smtp-out 5', 'max-smtp-out 6', 'max-smtp-out 5'],
    ],
  ] as const)('%s: %s', (_, expected, scope, lines) => {
    const told = changes(inScope(scope, lines.slice(0, 2)), inScope(scope, lines));
    expect(told.length === 0 ? 'same' : 'told', told.join('\n')).toBe(expected);
  });

  it.each([
    ['domain', 'remove-header X-A'],
    ['source', 'remove-header X-A'],
    ['virtual-mta', 'smtp-source-ip 192.0.2.1'],
  ])('add nothing to the same line before it in %s: %s', (scope, line) => {
    expect(changes(inScope(scope, [line]), inScope(scope, [line, line]))).toEqual([]);
  });

  it.each([
    ['virtual-mta-pool', 'virtual-mta a'],
    ['virtual-mta', 'smtp-source-host 192.0.2.1 a.example'],
  ])('may count in %s: %s is used in turn', (scope, line) => {
    expect(changes(inScope(scope, [line]), inScope(scope, [line, line]))).toHaveLength(1);
  });

  it.each([
    ['global', 'include-headers-from /a', 'include-headers-from /b'],
    ['virtual-mta', 'include-headers-from /a', 'include-headers-from /b'],
    ['virtual-mta', 'smtp-source-ip 192.0.2.1', 'smtp-source-ip 192.0.2.2'],
    ['domain', 'remove-header X-A', 'remove-header X-B'],
    ['source', 'remove-header X-A', 'remove-header X-B'],
  ])('may add up in %s: %s is told before %s', (scope, first, second) => {
    const [both, one] = [inScope(scope, [first, second]), inScope(scope, [second])];
    expect(changes(both, one)).toHaveLength(1);
    expect(changes(one, both)).toHaveLength(1);
    expect(findDirective(first.split(' ', 1)[0] ?? '')).toBeDefined();
  });

  it('of a spool: the last one counts, in whatever section', () => {
    const before = section('spool /s', 'priority 4') + section('spool /s', 'priority 3');
    expect(changes(before, section('spool /s', 'priority 3'))).toEqual([]);
    expect(changes(before, section('spool /s', 'priority 4'))).toEqual(['priority: 3 → 4']);
    expect(
      changes(section('spool /s', 'min-free-space 1G'), section('spool /s', 'min-free-space 1024M')),
    ).toEqual([]);
  });
});

describe('only the lines that differ', () => {
  it('are shown of a list in an order that counts', () => {
    const lines = ['/a/ other', '/b/ spam-related', '/c/ other', '/d/ spam-related'];
    const patterns = (some: readonly string[]): string => section('bounce-category-patterns', ...some);
    expect(
      changes(patterns(lines), patterns(lines.filter((line) => !/[bd]/.test(line.slice(0, 2))))),
    ).toEqual(['/…/: /b/ spam-related; /d/ spam-related → null']);
    expect(
      changes(patterns(lines), patterns([lines[0] ?? '', lines[2] ?? '', lines[1] ?? '', lines[3] ?? ''])),
    ).toEqual(['/…/: /b/ spam-related; /c/ other → /c/ other; /b/ spam-related']);
  });

  it('are shown of keys', () => {
    const keys = (...some: string[]): string =>
      `log-file /l\n${some.map((key) => `domain-key ${key}\n`).join('')}`;
    expect(
      changes(keys('a,a.example,/a', 'b,b.example,/b'), keys('b,b.example,/b', 'c,*,/c', 'a,a.example,/a')),
    ).toEqual(['domain-key: null → c,*,/c']);
  });
});

describe('a source', () => {
  it('is the same for two spellings of one range', () => {
    expect(changes(section('source 0/0', 'log-data no'), section('source 0.0.0.0/0', 'log-data no'))).toEqual(
      [],
    );
  });
});
