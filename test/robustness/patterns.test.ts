import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { BAD_PATTERNS } from './bad-patterns.ts';
import { assertCleanOutput } from './assert-clean-output.ts';

const HEAD = ['log-file /var/log/pmta/log', '<spool /var/spool/pmta>', '</spool>'];

/** A configuration with patterns wherever PowerMTA takes one, all of them rules about replies of Gmail too. */
function configWith(patterns: readonly string[]): string {
  const each = (line: (pattern: string) => string): string[] =>
    patterns.map((pattern) => `  ${line(pattern)}`);
  return [
    ...HEAD,
    '<smtp-pattern-list x>',
    ...each((pattern) => `reply /${pattern}/ mode=backoff`),
    ...each((pattern) => `reply /${pattern}|last/ mode=normal`),
    '</smtp-pattern-list>',
    '<pattern-list y>',
    ...each((pattern) => `mail-from /${pattern}/ virtual-mta=a`),
    ...each((pattern) => `header subject /${pattern}/ virtual-mta=b`),
    '</pattern-list>',
    '<bounce-category-patterns>',
    ...each((pattern) => `/${pattern}/ spam-related`),
    ...each((pattern) => `/${pattern}|last/ other`),
    '</bounce-category-patterns>',
    ...each((pattern) => `relay-address /${pattern}/`),
    '<bounce-processor>',
    '<address-list>',
    ...each((pattern) => `address /${pattern}/`),
    '</address-list>',
    '</bounce-processor>',
    '<domain gmail.com>',
    '  max-smtp-out 10',
    '  smtp-pattern-list x',
    '  backoff-max-msg-rate 1/m',
    '  backoff-to-normal-after 1h',
    '</domain>',
    '',
  ].join('\n');
}

/** A list that nothing can be put in backoff by, so that a fix compares its patterns with known replies. */
function idleConfigWith(patterns: readonly string[]): string {
  return [
    ...HEAD,
    '<smtp-pattern-list x>',
    ...patterns.map((pattern) => `  reply /${pattern}/ mode=normal`),
    '</smtp-pattern-list>',
    '<domain gmail.com>',
    '  max-smtp-out 10',
    '  smtp-pattern-list x',
    '</domain>',
    '',
  ].join('\n');
}

/** Hostile in ways of their own, so that none of them spares work for the next. */
const MANY: readonly (readonly [string, (index: number) => string])[] = [
  ['that would keep a backtracking engine busy', (i) => `(x+x+)+y|^(.+)+~~${i}$`],
  ['that are large when they are made deterministic', (i) => `(a|b)*a(a|b){${10 + (i % 7)}}c${i}`],
  ['that can be read in many ways', (i) => String.raw`(\w+\s*\d*|\W+){1,${20 + (i % 30)}}(x|${i})*y`],
  ['made of optional parts', (i) => `(.?x?){${i + 100}}y`],
  ['with counts in counts', (i) => `((a?b?c?){30}){${10 + (i % 20)}}${i}$`],
];

describe('a pattern of a configuration is analysed, never run', () => {
  it.each(BAD_PATTERNS)('$name', async ({ pattern }) => {
    const files = { config: configWith([pattern]) };
    const { stdout, stderr, exitCode } = await run(['config', '--no-color', '--preset', 'all'], {
      files,
      terminal: 80,
    });
    assertCleanOutput(stdout + stderr);
    expect(stdout).toContain('unused-definition');
    expect([0, 1]).toContain(exitCode);
    const diff = await run(['config', '--diff', '--unsafe-fixes'], { files });
    assertCleanOutput(diff.stdout.replaceAll('\t', ' ') + diff.stderr);
    expect([0, 1]).toContain(diff.exitCode);
  });

  it.each(BAD_PATTERNS)('$name, in a list that a fix adds to', async ({ pattern }) => {
    const files = { config: idleConfigWith([pattern]) };
    const { stdout } = await run(['config', '--no-color'], { files, terminal: 80 });
    const diff = await run(['config', '--diff', '--unsafe-fixes'], { files });
    expect(stdout).toContain('missing-backoff');
    expect(diff.stdout).toContain('\n+  reply /^421[ -]4\\.7\\.0\\b[\\s\\S]*unusual rate of unsolicited');
    expect(diff.exitCode).toBe(1);
  });

  it.each(MANY)('many %s are given up together', async (_, make) => {
    const files = { config: configWith(Array.from({ length: 40 }, (_, index) => make(index))) };
    const { stdout, stderr, exitCode } = await run(['config', '--no-color', '--preset', 'all'], { files });
    assertCleanOutput(stdout + stderr);
    expect([0, 1]).toContain(exitCode);
  });

  it('a thousand of them are given up together by a fix', async () => {
    const patterns = Array.from({ length: 1000 }, (_, index) => `(x+x+)+y|^(.+)+~~${index}$`);
    const { exitCode } = await run(['config', '--diff', '--unsafe-fixes'], {
      files: { config: idleConfigWith(patterns) },
    });
    expect(exitCode).toBe(1);
  });

  it('so are many lists of them', async () => {
    const list = (name: number): string[] => [
      `<smtp-pattern-list x${name}>`,
      ...Array.from({ length: 40 }, (_, i) => `  reply /(a|b)*a(a|b){11}c${name * 40 + i}/ mode=backoff`),
      ...Array.from({ length: 40 }, (_, i) => `  reply /(a|b)*b(a|b){11}${name * 40 + i}/ mode=normal`),
      '</smtp-pattern-list>',
    ];
    const config = [...HEAD, ...Array.from({ length: 30 }, (_, name) => list(name)).flat(), ''].join('\n');
    const { stdout, exitCode } = await run(['config', '--preset', 'all'], { files: { config } });
    expect(stdout).toContain('unused-definition');
    expect([0, 1]).toContain(exitCode);
  });
});
