import { describe, expect, it } from 'vitest';
import { PROTOTYPE_WORDS } from '../support/prototype-words.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { run } from './run.ts';

describe('hostile texts end in findings or in none, never in a crash', () => {
  it.each(HOSTILE_TEXTS.map(([name, text]) => ({ name, text })))('$name', async ({ text }) => {
    const { stdout, stderr, exitCode } = await run(['--max-warnings', '100000'], { files: { config: text } });
    expect(stdout).toMatch(/ in 1 file \(\d+ lines?, \d+ directives?\)/);
    expect(stdout).not.toMatch(/failure: |the rule stopped/);
    expect(/[\0-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.exec(stdout)).toBeNull();
    expect(stderr).toBe('');
    expect([0, 1]).toContain(exitCode);
  });

  it.each(PROTOTYPE_WORDS)('%s is reported as unknown', async (word) => {
    const files = { config: `<virtual-mta ${word}>\n</virtual-mta>\n` };
    expect((await run(['effective', word, '--vmta', word], { files })).stdout).toContain(
      `Queue ${word.toLowerCase()}/`,
    );
    expect((await run(['effective', 'a.com', '--vmta', `x${word}`], { files })).exitCode).toBe(2);
    expect((await run(['explain', word])).exitCode).toBe(2);
    expect((await run(['--scope', word], { files })).exitCode).toBe(2);
  });
});
