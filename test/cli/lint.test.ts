import { describe, expect, it, vi } from 'vitest';
import { run, runIn, type Given } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { ERROR, FIXABLE, INFO, WARNING, findingsIn } from './samples.ts';

describe('the exit code', () => {
  const CASES: readonly (readonly [text: string, argv: string[], exitCode: number])[] = [
    ['', [], 0],
    [ERROR, [], 1],
    [WARNING, [], 0],
    [WARNING, ['--fail-on', 'warning'], 1],
    [WARNING, ['--fail-on', 'info'], 1],
    [ERROR, ['--fail-on', 'warning'], 1],
    [INFO, ['--fail-on', 'info'], 0],
    [INFO, ['--fail-on', 'info', '--preset', 'strict'], 1],
    [INFO, ['--fail-on', 'info', '--preset', 'all'], 1],
    [INFO, ['--fail-on', 'warning', '--preset', 'strict'], 0],
    [WARNING, ['--max-warnings', '1'], 0],
    [WARNING, ['--max-warnings', '0'], 1],
    [WARNING + WARNING, ['--max-warnings', '1'], 1],
    [WARNING, ['--max-warnings', '0', '--quiet'], 1],
    [WARNING, ['--fail-on', 'warning', '--quiet'], 1],
    [ERROR, ['--max-warnings', '0'], 1],
    [FIXABLE, ['--max-warnings', '0', '--fix'], 0],
    [FIXABLE, ['--fail-on', 'warning', '--fix'], 0],
    [ERROR + FIXABLE, ['--fix'], 1],
    [FIXABLE, ['--diff'], 1],
    [ERROR, ['--diff'], 0],
    [FIXABLE, ['absent', '--fail-on', 'error'], 2],
    [ERROR, ['absent'], 2],
    [FIXABLE, ['absent', '--diff'], 2],
    [FIXABLE, ['absent', '--fix'], 2],
  ];
  it.each(CASES.map(([text, argv, exitCode]) => ({ text, argv, exitCode })))(
    '$exitCode for $text with $argv',
    async ({ text, argv, exitCode }) => {
      const outcome = await run(['config', ...argv], { files: { config: text } });
      expect(outcome.exitCode).toBe(exitCode);
    },
  );

  it('2 where there is nothing to check, and what was found is printed with what could not be read', async () => {
    const empty = await run([]);
    expect(empty.stdout).toMatch(/^\.: failure: nothing to check: no file named config, /);
    expect(empty.exitCode).toBe(2);
    expect(empty.stdout).toMatch(/\nNothing was checked\.\n$/);
    const both = await run(['absent', 'config'], { files: { config: ERROR } });
    expect(findingsIn(both.stdout)).toEqual(['config:1:1 syntax-error']);
    expect(both.stdout).toContain('absent: failure: cannot be read: there is no such file or folder\n');
    expect(both.exitCode).toBe(2);
  });

  it.each([
    ['vesta/confg', 'vesta/config'],
    ['vest/config', 'vesta/config'],
    ['./confg', 'config'],
  ])('2 for %s, which does not exist, with the path that was probably meant', async (path, meant) => {
    const files = { config: '', 'vesta/config': '' };
    const { stdout, exitCode } = await run([path], { files });
    expect(stdout).toBe(
      `${path.replace('./', '')}: failure: cannot be read: there is no such file or folder; did you mean '${meant}'?\nNothing was checked.\n`,
    );
    expect(exitCode).toBe(2);
  });
});

describe('the output', () => {
  const files = { config: ERROR + WARNING + FIXABLE };

  it('--quiet lists errors only, and counts all', async () => {
    const { stdout } = await run(['--quiet'], { files });
    expect(findingsIn(stdout)).toEqual(['config:1:1 syntax-error']);
    expect(stdout).toContain(
      '1 error and 2 warnings in 1 file (5 lines, 2 directives); only errors are shown',
    );
    const json = await run(['--quiet', '--format', 'json'], { files });
    const { findings, summary } = JSON.parse(json.stdout) as { findings: unknown[]; summary: object };
    expect(findings).toHaveLength(1);
    expect(summary).toMatchObject({ errors: 1, warnings: 2 });
  });

  it('is for people on a terminal and for programs in a pipe', async () => {
    const pipe = await run([], { files });
    expect(pipe.stdout.split('\n')[0]).toMatch(/^config:1:1: error: '!!!' .* \[syntax-error\]$/);
    const terminal = await run(['--no-color'], { files, terminal: 100 });
    expect(terminal.stdout).toMatch(/^config\n\n {2}1:1 {2}error {2}syntax-error\n/);
    expect(terminal.stdout).toContain('next: pmta-lint --diff\n');
  });

  it('fits the columns of the terminal', async () => {
    const { stdout } = await run(['--no-color'], { files, terminal: 60 });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  const COLOURS: readonly (readonly [given: Given, argv: string[], coloured: boolean])[] = [
    [{}, [], false],
    [{ terminal: 80 }, [], true],
    [{ terminal: 80 }, ['--no-color'], false],
    [{}, ['--color'], true],
    [{ environment: { NO_COLOR: '1' }, terminal: 80 }, [], false],
    [{ environment: { NO_COLOR: '' }, terminal: 80 }, [], true],
    [{ environment: { NO_COLOR: '1' } }, ['--color'], true],
    [{ environment: { FORCE_COLOR: '1' } }, [], true],
    [{ environment: { FORCE_COLOR: '0' }, terminal: 80 }, [], false],
    [{ environment: { FORCE_COLOR: '1' } }, ['--no-color'], false],
    [{ environment: { FORCE_COLOR: '1', NO_COLOR: '1' } }, [], false],
    [{ environment: { TERM: 'dumb' }, terminal: 80 }, [], false],
  ];
  it.each(COLOURS.map(([given, argv, coloured]) => ({ given, argv, coloured })))(
    'colour: $coloured with $given and $argv',
    async ({ given, argv, coloured }) => {
      const { stdout } = await run(argv, { files, ...given });
      expect(stdout.includes('\u001b[')).toBe(coloured);
    },
  );

  it('names the next step with all that decides about the findings', async () => {
    const argv = [
      '--no-color',
      '--preset',
      'strict',
      '--scope',
      'global',
      '--include-root',
      'my dir',
      '--',
      '-c',
    ];
    const { stdout } = await run(argv, { files: { '-c': FIXABLE, 'my dir/x': '' }, terminal: 200 });
    expect(stdout).toContain(
      `next: pmta-lint --diff --preset strict --scope global --include-root 'my dir' -- -c\n`,
    );
  });

  it('is the same for ten files in any order', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `${index}.conf`);
    const folder = folderOf({
      ...Object.fromEntries(names.map((name, index) => [name, ERROR.repeat(index % 3) + FIXABLE + WARNING])),
      '3.conf': 'include 4.conf\ninclude 5.conf\n',
      '5.conf': `include 3.conf\n${ERROR}`,
      '9.conf': '\0\0\0',
    });
    const expected = await runIn(folder, names);
    expect(findingsIn(expected.stdout).length).toBeGreaterThan(10);
    for (const order of [names.toReversed(), [...names.slice(4), ...names.slice(0, 4)], ['.'], ['*.conf']]) {
      const { stdout, exitCode } = await runIn(folder, order);
      expect(stdout).toBe(expected.stdout);
      expect(exitCode).toBe(2);
    }
  });

  it('prints on a terminal what is being done, once that takes more than a second', async () => {
    let now = 0;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => (now += 400));
    try {
      const slow = await run([], { files, errorTerminal: 80 });
      expect(slow.stderr).toMatch(/^(?:\r\u001b\[K[a-z][a-z0-9 -]*)+\r\u001b\[K$/);
      expect((await run([], { files })).stderr).toBe('');
    } finally {
      clock.mockRestore();
    }
    expect((await run([], { files, errorTerminal: 80 })).stderr).toBe('');
  });
});

describe('--format json', () => {
  it('has the shape that scripts rely on', async () => {
    const files = { config: `\uFEFF${FIXABLE}include absent\ndomain-key k,example.com,/etc/key\n` };
    const { stdout } = await run(['--format', 'json', 'config', 'gone'], { files });
    const { findings, ...rest } = JSON.parse(stdout) as { findings: Record<string, unknown>[] };
    expect(rest).toEqual({
      version: 1,
      tool: { name: 'pmta-lint', version: expect.stringMatching(/^\d/) as unknown },
      files: [{ path: 'config', lines: 5, directives: 3, complete: false }],
      failures: [{ path: 'gone', message: 'cannot be read: there is no such file or folder' }],
      fixes: { applied: 0, effects: { neutral: 0, tightens: 0, unsafe: 0 }, withheld: [] },
      summary: expect.objectContaining({
        files: 1,
        lines: 5,
        errors: 1,
        warnings: 1,
        infos: 0,
        fixable: { neutral: 1, tightens: 0, unsafe: 0 },
        suppressed: 0,
      }) as unknown,
    });
    expect(findings.find(({ rule }) => rule === 'deprecated-directive')).toEqual({
      rule: 'deprecated-directive',
      messageId: expect.any(String) as unknown,
      data: expect.any(Object) as unknown,
      category: 'names',
      severity: 'warning',
      message: expect.stringContaining("'max-msg-per-hour' is deprecated") as unknown,
      path: 'config',
      start: { line: 2, column: 3, offset: 24 },
      end: { line: 2, column: 19, offset: 40 },
      related: [],
      fix: {
        effect: 'neutral',
        title: expect.any(String) as unknown,
        edits: expect.arrayContaining([
          expect.objectContaining({ path: 'config', start: expect.any(Number) as unknown }),
        ]) as unknown,
      },
      docs: 'pmta-lint explain deprecated-directive',
    });
    expect(findings.find(({ rule }) => rule === 'include-not-found')).toMatchObject({ fix: null });
  });
});

describe('--rule', () => {
  const files = { config: 'http-access 0/0 admin\nmax-msg-rate 5/hour\n' };

  it('switches a rule off, and gives another level to its findings', async () => {
    const all = await run(['--format', 'json', 'config'], { files });
    const chosen = await run(
      [
        '--format',
        'json',
        '--rule',
        'exposed-management=info',
        '--rule',
        'misplaced-directive=off',
        'config',
      ],
      { files },
    );
    const levels = (text: string): string[] =>
      (JSON.parse(text) as { findings: { rule: string; severity: string }[] }).findings.map(
        ({ rule, severity }) => `${rule} ${severity}`,
      );
    expect(levels(all.stdout)).toContain('exposed-management error');
    expect(levels(chosen.stdout)).toContain('exposed-management info');
    expect(levels(chosen.stdout).some((level) => level.startsWith('misplaced-directive'))).toBe(false);
  });
});
