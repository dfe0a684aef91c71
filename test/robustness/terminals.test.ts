import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/report/width.ts';
import { run } from '../cli/run.ts';
import { assertCleanOutput, withoutColour } from './assert-clean-output.ts';

const LINES = [
  'frobnicate x',
  `host-name ${'a'.repeat(5000)} b`,
  `max-smtp-out ${'\u4e2d\u6587'.repeat(2000)}`,
  `max-smtp-out ${'z\u0301'.repeat(500)}`,
  'max-smtp-out \u{1f468}\u200d\u{1f469}\u200d\u{1f467}\ufe0f\u{1f1e9}\u{1f1ea}',
  `\t\t\t\tmax-smtp-out\t\t${'\t'.repeat(300)}x`,
  'max-smtp-out \u001b[2J\u0007\u202ex',
  '<domain "a>',
  `# ${'a '.repeat(3000)}`,
  'auth-password hunter2 hunter2',
  '!!!',
];
const CONFIG = `${LINES.join('\n')}\n`;

/** Lines with one word after the margin, which cannot be broken: a path, or a command to type. */
function isOneWord(line: string): boolean {
  return !/\S\s+\S/.test(line.trim());
}

describe('a terminal', () => {
  it.each([1, 2, 19, 20, 21, 40, 79, 80, 200, 100_000])(
    'of %i columns gets lines that fit',
    async (columns) => {
      const outcome = await run(['config', '--preset', 'all', '--color'], {
        files: { config: CONFIG },
        terminal: columns,
      });
      const shown = withoutColour(outcome.stdout);
      assertCleanOutput(shown);
      expect(outcome.exitCode).toBe(1);
      const widest = Math.max(20, columns);
      const tooWide = shown.split('\n').filter((line) => displayWidth(line) > widest && !isOneWord(line));
      // The place, the severity and the rule of a finding are in one line, to be searched for.
      expect(
        tooWide.filter((line) => !/^ {2}\d+:\d+ {2}(?:error|warning|info) {2}[\w-]+$/.test(line)),
      ).toEqual([]);
    },
  );

  it.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, 20.7])(
    'that claims %d columns gets a report',
    async (columns) => {
      const given = { files: { config: CONFIG }, terminal: columns };
      const { stdout, exitCode } = await run(['config', '--no-color'], given);
      assertCleanOutput(stdout);
      expect(stdout).toContain('unknown-directive');
      expect(exitCode).toBe(1);
    },
  );

  it.each([
    ['TERM=dumb', { TERM: 'dumb' }],
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }],
  ])('with %s gets no escape', async (_, environment) => {
    const { stdout } = await run(['config'], { files: { config: CONFIG }, terminal: 80, environment });
    assertCleanOutput(stdout);
  });

  it('of 20 columns gets every other command too', async () => {
    const files = { config: `<domain example.com>\n${CONFIG}</domain>\n` };
    for (const argv of [
      ['explain', 'max-smtp-out'],
      ['explain', 'domain'],
      ['explain', 'syntax-error'],
    ]) {
      const { stdout, exitCode } = await run([...argv, '--color'], { terminal: 20 });
      assertCleanOutput(withoutColour(stdout));
      expect(exitCode, argv.join(' ')).toBe(0);
    }
    const { stdout, exitCode } = await run(['effective', 'example.com', 'config', '--color'], {
      files,
      terminal: 20,
    });
    assertCleanOutput(withoutColour(stdout));
    expect(exitCode).toBe(0);
  });
});
