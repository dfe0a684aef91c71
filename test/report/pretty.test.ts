import type { FixEffect } from '../../src/engine/finding.ts';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pretty } from '../../src/report/findings/pretty.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { fileOf, findingAt, rangeIn, relatedAt, reportOf, unreadAt } from './sample.ts';

const DOMAINS = '/srv/mail/pmta/domains.conf';

const SOURCE = [
  'host-name mta.example.net',
  '',
  '<domain gmail.com>',
  '  max-smtp-out 20',
  '  max-msg-rate 100/h',
  '  max-smtp-out 40  # more',
  '  retry-after 1m',
  '</domain>',
  '',
].join('\n');

const fixed = (effect: FixEffect, title: string): Pick<Finding, 'fix'> => ({
  fix: { effect, title, edits: [] },
});

describe('a finding in the pretty report', () => {
  it('shows its lines, two before and one after, and the carets under the exact range', () => {
    const finding = findingAt(rangeIn(SOURCE, '1m'), {
      rule: 'retry-too-fast',
      severity: 'warning',
      message:
        '"retry-after 1m" asks gmail.com again after one minute, which it counts as abuse; 10 minutes or more are wise.',
      ...fixed('tightens', 'raise retry-after to 10m'),
    });
    expect(pretty(reportOf([fileOf(SOURCE)], [finding]))).toMatchInlineSnapshot(`
      "pmta/config

        7:15  warning  retry-too-fast
        "retry-after 1m" asks gmail.com again after one minute, which it counts as
        abuse; 10 minutes or more are wise.

        5 |   max-msg-rate 100/h
        6 |   max-smtp-out 40  # more
        7 |   retry-after 1m
          |               ^^
        8 | </domain>

        fix: raise retry-after to 10m (tightens limits, applied by --fix)
        more: pmta-lint explain retry-too-fast

      1 warning in 1 file (8 lines, 8 directives)
      1 can be fixed with pmta-lint --fix (1 tightens limits)
      "
    `);
  });

  it('marks a related place in the same frame, and one out of it in a frame of its own', () => {
    const finding = findingAt(rangeIn(SOURCE, 'max-smtp-out', 2), {
      related: [
        relatedAt(rangeIn(SOURCE, 'max-smtp-out'), 'first set here'),
        relatedAt(rangeIn(SOURCE, '# more'), 'said here'),
        relatedAt(rangeIn(SOURCE, 'host-name'), 'far away'),
      ],
      ...fixed('unsafe', 'delete the later line'),
    });
    expect(pretty(reportOf([fileOf(SOURCE)], [finding]))).toMatchInlineSnapshot(`
      "pmta/config

        6:3  error  some-rule
        Something is wrong.

        4 |   max-smtp-out 20
          |   ------------ first set here
        5 |   max-msg-rate 100/h
        6 |   max-smtp-out 40  # more
          |   ^^^^^^^^^^^^
          |                    ------ said here
        7 |   retry-after 1m

        see pmta/config:1:1
        1 | host-name mta.example.net
          | --------- far away

        fix: delete the later line (unsafe: needs --unsafe-fixes)
        more: pmta-lint explain some-rule

      1 error in 1 file (8 lines, 8 directives)
      1 can be fixed with pmta-lint --fix --unsafe-fixes
      "
    `);
  });

  it('breaks the message of a related place next to its mark', () => {
    const finding = findingAt(rangeIn(SOURCE, 'max-msg-rate'), {
      related: [
        relatedAt(
          rangeIn(SOURCE, '20'),
          'a place whose message is too long to stand beside its mark in one line of the terminal',
        ),
      ],
    });
    expect(pretty(reportOf([fileOf(SOURCE)], [finding]))).toMatchInlineSnapshot(`
      "pmta/config

        5:3  error  some-rule
        Something is wrong.

        3 | <domain gmail.com>
        4 |   max-smtp-out 20
          |                -- a place whose message is too long to stand beside its
          |                   mark in one line of the terminal
        5 |   max-msg-rate 100/h
          |   ^^^^^^^^^^^^
        6 |   max-smtp-out 40  # more

        more: pmta-lint explain some-rule

      1 error in 1 file (8 lines, 8 directives)
      "
    `);
  });

  it('shows related places in other files, known or not, and only the first few of many', () => {
    const other = fileOf('max-smtp-out 10\n', { path: DOMAINS });
    const place = relatedAt({ start: 0, end: 12 }, 'the value in force', DOMAINS);
    const unread = relatedAt({ start: 0, end: 1 }, 'not read', '/etc/pmta/other.conf');
    const finding = findingAt(rangeIn(SOURCE, 'host-name'), {
      related: [place, unread, place, place, place, place, place],
    });
    const text = pretty(reportOf([fileOf(SOURCE), other], [finding]));
    expect(
      text.match(/see pmta\/domains\.conf:1:1\n  1 \| max-smtp-out 10\n    \| -{12} the value in force\n/g),
    ).toHaveLength(4);
    expect(text).toContain('\n  see /etc/pmta/other.conf: not read\n');
    expect(text).toContain('\n  and 2 more places\n');
  });

  it('marks the first line of a longer range and says how far it goes', () => {
    const finding = findingAt(rangeIn(SOURCE, SOURCE.slice(SOURCE.indexOf('<domain'), SOURCE.length)));
    expect(pretty(reportOf([fileOf(SOURCE)], [finding]))).toMatchInlineSnapshot(`
      "pmta/config

        3:1  error  some-rule
        Something is wrong.

        1 | host-name mta.example.net
        2 |
        3 | <domain gmail.com>
          | ^^^^^^^^^^^^^^^^^^ to line 8
        4 |   max-smtp-out 20

        more: pmta-lint explain some-rule

      1 error in 1 file (8 lines, 8 directives)
      "
    `);
  });

  it('shows only the first line for a finding about the whole configuration', () => {
    const finding = findingAt(rangeIn(SOURCE, 'host-name mta.example.net'), { severity: 'info' });
    expect(pretty(reportOf([fileOf(SOURCE)], [finding]))).toMatchInlineSnapshot(`
      "pmta/config

        1:1  info  some-rule
        Something is wrong.

        1 | host-name mta.example.net

        more: pmta-lint explain some-rule

      1 info in 1 file (8 lines, 8 directives)
      "
    `);
  });

  it('names each file once', () => {
    const other = fileOf('x 1\n', { path: DOMAINS });
    const text = pretty(
      reportOf(
        [fileOf(SOURCE), other],
        [
          findingAt(rangeIn(SOURCE, '20')),
          findingAt(rangeIn(SOURCE, '40')),
          findingAt({ start: 0, end: 1 }, { path: DOMAINS }),
        ],
      ),
    );
    expect(text.split('\n').filter((line) => line.startsWith('pmta/'))).toEqual([
      'pmta/config',
      'pmta/domains.conf',
    ]);
  });

  it('can name a file that is not in the report', () => {
    const finding = findingAt({ start: 3, end: 4 }, { path: '/srv/mail/pmta-lint.config.json' });
    expect(
      pretty(reportOf([], [finding]))
        .split('\n')
        .slice(0, 6),
    ).toEqual([
      'pmta-lint.config.json',
      '',
      '  error  some-rule',
      '  Something is wrong.',
      '',
      '  more: pmta-lint explain some-rule',
    ]);
  });

  it('keeps a terminal of 20 columns in order', () => {
    const finding = findingAt(rangeIn(SOURCE, 'max-smtp-out', 2), {
      rule: 'a-rule',
      related: [relatedAt(rangeIn(SOURCE, 'max-msg-rate'), 'here it is slower')],
      ...fixed('tightens', 'delete it'),
    });
    expect(pretty(reportOf([fileOf(SOURCE)], [finding], { width: 20 }))).toMatchInlineSnapshot(`
      "pmta/config

        6:3  error  a-rule
        Something is
        wrong.

        4 |   max-smtp-ou…
        5 | …max-msg-rate…
          |  ------------
          | here it is
          | slower
        6 | …max-smtp-out…
          |  ^^^^^^^^^^^^
        7 |   retry-after…

        fix: delete it
          (tightens
          limits, applied
          by --fix)
        more: pmta-lint
          explain a-rule

      1 error in 1 file
        (8 lines, 8
        directives)
      1 can be fixed
        with pmta-lint
        --fix (1 tightens
        limits)
      "
    `);
    for (const width of [0, 1, 7, Number.NaN, 100_000]) {
      expect(pretty(reportOf([fileOf(SOURCE)], [finding], { width }))).toContain('^^^');
    }
  });

  it('lets nothing in a file, a path or a message steer the terminal', () => {
    const source = 'host-name \u001b[31mred\u202e\u0007\n';
    const path = '/srv/mail/a\u001b]0;x\u0007\nb';
    const finding = findingAt(rangeIn(source, 'red'), { path, message: 'bad \u001b[2J\u2028word' });
    const text = pretty(reportOf([fileOf(source, { path })], [finding]));
    expect(text.split('\n').slice(0, 7)).toEqual([
      'a␛]0;x␇␊b',
      '',
      '  1:16  error  some-rule',
      '  bad ␛[2J<U+2028>word',
      '',
      '  1 | host-name ␛[31mred<U+202E>␇',
      '    |                ^^^',
    ]);
    expect(text).not.toMatch(/[^\n\P{Cc}]|[\u202e\u2028]/u);
  });

  it('gives colours if requested, and no others', () => {
    const source = 'port 1\n';
    const finding = findingAt(rangeIn(source, '1'), {
      severity: 'warning',
      ...fixed('tightens', 'write 25'),
    });
    const text = pretty(reportOf([fileOf(source)], [finding], { colour: true }));
    expect(text.replaceAll('\u001b', 'E')).toMatchInlineSnapshot(`
      "E[1mE[4mpmta/configE[24mE[22m

        1:6  E[1mE[33mwarningE[39mE[22m  E[1msome-ruleE[22m
        Something is wrong.

      E[2m  1 | E[22mport 1
      E[2m    | E[22m     E[1mE[33m^E[39mE[22m

        E[32mfix: write 25 (tightens limits, applied by --fix)E[39m
        E[2mmore: pmta-lint explain some-ruleE[22m

      E[1mE[33m1 warning in 1 file (1 line, 1 directive)E[39mE[22m
      E[1m1 can be fixed with pmta-lint --fix (1 tightens limits)E[22m
      "
    `);
    expect(stripVTControlCharacters(text)).toBe(pretty(reportOf([fileOf(source)], [finding])));
  });
});

describe('the end of the pretty report', () => {
  it('is one line if nothing was found', () => {
    expect(pretty(reportOf([fileOf(SOURCE), fileOf('a 1', { path: DOMAINS })], []))).toBe(
      'No findings in 2 files (9 lines, 9 directives).\n',
    );
    expect(pretty(reportOf([fileOf('a 1')], [], { suppressed: 2 }))).toBe(
      'No findings in 1 file (1 line, 1 directive), 2 suppressed.\n',
    );
  });

  it('says what was found, what failed, what was withheld and what to type', () => {
    const other = { path: DOMAINS };
    const findings = [
      findingAt({ start: 0, end: 9 }, { rule: 'raised', ...fixed('tightens', 'raise it') }),
      findingAt({ start: 0, end: 9 }, fixed('tightens', 'mend it')),
      findingAt({ start: 0, end: 9 }, { severity: 'info', ...fixed('unsafe', 'guess it') }),
    ];
    const report = reportOf(
      [fileOf(SOURCE), fileOf('include gone.conf\n', { ...other, complete: false })],
      findings,
      {
        unread: [unreadAt(DOMAINS)],
        failures: [
          { ...other, rule: 'some-rule', message: 'the rule crashed' },
          { message: 'no space left' },
        ],
        fixes: {
          fixed: { neutral: 0, tightens: 1, unsafe: 0 },
          withheld: [
            {
              rule: 'raised',
              path: findings[0]?.path ?? '',
              reason: 'it would raise max-smtp-out of gmail.com',
            },
          ],
        },
        nextCommand: 'pmta-lint --fix',
      },
    );
    const text = pretty(report);
    expect(text.slice(text.indexOf('failed:'))).toMatchInlineSnapshot(`
      "failed: pmta/domains.conf: the rule crashed [some-rule]
      failed: no space left
      fix withheld: pmta/config: it would raise max-smtp-out of gmail.com [raised]
      incomplete: pmta/domains.conf:3: 'gone.conf' does not exist: some rules stay
        silent

      1 finding fixed
      2 errors and 1 info in 2 files (9 lines, 9 directives)
      1 can be fixed with pmta-lint --fix (1 tightens limits), 1 more with
        --unsafe-fixes
      next: pmta-lint --fix
      "
    `);
    expect(text).toContain('fix: raise it (withheld: it would raise max-smtp-out of gmail.com)');
    expect(text).toContain('fix: mend it (tightens limits, applied by --fix)');
    expect(text).toContain('fix: guess it (unsafe: needs --unsafe-fixes)');
  });

  it('lists only errors if it is quiet, and counts all', () => {
    const findings = [
      findingAt(rangeIn(SOURCE, '20'), { rule: 'loud' }),
      findingAt(rangeIn(SOURCE, '40'), { rule: 'low', severity: 'warning', ...fixed('unsafe', 'guess') }),
    ];
    const text = pretty(reportOf([fileOf(SOURCE)], findings, { quiet: true }));
    expect(text).toContain('loud');
    expect(text).not.toContain('low');
    expect(text.split('\n').slice(-3)).toEqual([
      '1 error and 1 warning in 1 file (8 lines, 8 directives); only errors are shown',
      '1 can be fixed with pmta-lint --fix --unsafe-fixes',
      '',
    ]);
  });

  it('names the first few incomplete configurations', () => {
    const unread = Array.from({ length: 7 }, (_, index) => unreadAt(`/srv/mail/${index}.conf`));
    const text = pretty(reportOf([], [], { unread }));
    expect(text).toContain("incomplete: 4.conf:3: 'gone.conf' does not exist");
    expect(text).not.toContain('5.conf');
    expect(text).toContain('\nand 2 more incomplete configurations\n');
  });
});

describe('a long pretty report', () => {
  const many = (rule: string, count: number, rest: Partial<Finding> = {}): Finding[] =>
    Array.from({ length: count }, () =>
      findingAt(rangeIn(SOURCE, '1m'), { rule, severity: 'warning', ...rest }),
    );
  const tallyOf = (findings: readonly Finding[], rest: Parameters<typeof reportOf>[2] = {}): string[] => {
    const lines = pretty(reportOf([fileOf(SOURCE)], findings, rest)).split('\n');
    const start = lines.indexOf('by rule');
    return start === -1 ? [] : lines.slice(start + 1, lines.indexOf('', start));
  };

  it('says at its end how often each rule reported, the most severe first, then the most frequent', () => {
    const findings = [
      ...many('retry-too-fast', 3),
      ...many('missing-backoff', 14, fixed('tightens', 'add backoff')),
      ...many('open-relay', 2, { severity: 'error' }),
      ...many('retry-too-fast', 1, { severity: 'info' }),
    ];
    expect(tallyOf(findings)).toEqual([
      '   2  error    open-relay',
      '  14  warning  missing-backoff',
      '   3  warning  retry-too-fast',
      '   1  info     retry-too-fast',
    ]);
  });

  it('shows ten rules and counts the rest', () => {
    const findings = Array.from({ length: 12 }, (_, at) => many(`rule-${at + 10}`, 2)).flat();
    const tally = tallyOf(findings);
    expect(tally).toHaveLength(11);
    expect(tally.at(-1)).toBe('  and 2 more rules');
  });

  it('says it of what it lists, and only where that is long and of several rules', () => {
    expect(tallyOf([...many('a', 10), ...many('b', 9)])).toEqual([]);
    expect(tallyOf(many('a', 40))).toEqual([]);
    const errors = many('a', 4, { severity: 'error' });
    expect(tallyOf([...errors, ...many('b', 20)], { quiet: true })).toEqual([]);
  });
});
