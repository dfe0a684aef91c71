import { describe, expect, it } from 'vitest';
import { matchedTexts } from '../../src/drafting/timed-patterns.ts';
import { run } from '../cli/run.ts';
import { expectHarmless } from './harmless.ts';
import { BAD_PATTERNS } from './bad-patterns.ts';

/** A configuration whose list for gmail.com has a pattern that the fix for backoff compares with known replies. */
function configWith(pattern: string): string {
  return [
    'log-file /var/log/pmta/log',
    '<spool /var/spool/pmta>',
    '</spool>',
    '<smtp-pattern-list x>',
    `  reply /${pattern}/ mode=normal`,
    '</smtp-pattern-list>',
    '<domain gmail.com>',
    '  max-smtp-out 10',
    '  smtp-pattern-list x',
    '</domain>',
    '',
  ].join('\n');
}

describe('a pattern of a configuration is run under a deadline or not at all', () => {
  it.each(BAD_PATTERNS)('$name', async ({ pattern }) => {
    const files = { config: configWith(pattern) };
    const started = performance.now();
    const { stdout, stderr, exitCode } = await run(['config', '--no-color'], { files, terminal: 80 });
    const diff = await run(['config', '--diff', '--unsafe-fixes'], { files });
    // Far beyond what it takes, far below what such a pattern would.
    expect(performance.now() - started).toBeLessThan(20_000);
    expectHarmless(stdout + stderr);
    expect(stdout).toContain('missing-backoff');
    expect(exitCode).toBe(0);
    expect(diff.stdout).toContain('\n+  reply /^421[ -]4\\.7\\.0\\b[\\s\\S]*unusual rate of unsolicited');
    expect(diff.exitCode).toBe(1);
  });

  it('a thousand of them are given up together', async () => {
    const reply = (index: number): string => `(x+x+)+y|^(.+)+~~${index}$`;
    const patterns = Array.from({ length: 1000 }, (_, index) => reply(index));
    const files = { config: configWith(patterns.join('/ mode=normal\n  reply /')) };
    const started = performance.now();
    const { exitCode } = await run(['config', '--diff', '--unsafe-fixes'], { files });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(exitCode).toBe(1);
  });
});

describe('texts that a pattern matches', () => {
  it('are not known any more once too many patterns took too long', () => {
    expect(matchedTexts('a', ['a'])).toBeUndefined();
  });
});
