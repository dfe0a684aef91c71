import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportProblems, sarifProblems } from '../report/validate.ts';
import { write } from './repository.ts';
import { run, runIn } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { ERROR, FIXABLE, findingsIn, WARNING } from './samples.ts';

const KNOWN = `{
  "version": 1,
  "findings": {
    "a.conf": {
      "!!!": {
        "syntax-error unknownLine": "error"
      },
      "<domain example.com> max-msg-per-hour": {
        "deprecated-directive deprecated": "warning"
      }
    }
  }
}
`;

describe('--update-baseline', () => {
  it('writes what is found, and the next run is silent', async () => {
    const folder = folderOf({ 'a.conf': FIXABLE + ERROR });
    const first = await runIn(folder, ['--baseline', 'b.json', '--update-baseline', 'a.conf']);
    expect(first.stderr).toBe('pmta-lint: b.json holds 2 findings (2 added)\n');
    expect(first.stdout).toBe(
      'No findings in 1 file (4 lines, 1 directive), 2 in the baseline, 1 of them an error.\n',
    );
    expect(first.exitCode).toBe(0);
    expect(first.read('b.json').toString()).toBe(KNOWN);
    const second = await runIn(folder, ['--baseline', 'b.json', 'a.conf']);
    expect([second.stdout, second.stderr, second.exitCode]).toEqual([first.stdout, '', 0]);
  });

  it.each([
    [ERROR, '1 in the baseline, an error'],
    [ERROR + ERROR, '2 in the baseline, all of them errors'],
    [ERROR + ERROR + WARNING, '3 in the baseline, 2 of them errors'],
    [WARNING, '1 in the baseline'],
  ])('prints how many errors it hides: %j', async (text, said) => {
    const folder = folderOf({ 'a.conf': text });
    const argv = ['--baseline', 'b.json', '--update-baseline', 'a.conf'];
    for (const format of ['concise', 'pretty', 'github', 'markdown']) {
      const { stdout, exitCode } = await runIn(folder, [...argv, '--format', format]);
      expect(stdout.replaceAll('\n  ', ' ')).toContain(`, ${said}.\n`);
      expect(exitCode).toBe(0);
    }
  });

  it('does not write a file that has the same content', async () => {
    const folder = folderOf({ 'a.conf': FIXABLE + ERROR, 'b.json': KNOWN });
    const before = statSync(join(folder, 'b.json')).ino;
    const { stderr } = await runIn(folder, ['--baseline', 'b.json', '--update-baseline', 'a.conf']);
    expect(stderr).toBe('pmta-lint: b.json holds 2 findings (as before)\n');
    expect(statSync(join(folder, 'b.json')).ino).toBe(before);
  });

  it('takes out what is gone, and leaves what other files have', async () => {
    const files = { 'a.conf': FIXABLE, 'c.conf': WARNING };
    const folder = folderOf({
      ...files,
      'b.json': KNOWN.replace('"a.conf": {', '"c.conf": { "x": { "syntax-error": "error" } }, "a.conf": {'),
    });
    const { stderr, read } = await runIn(folder, ['--baseline', 'b.json', '--update-baseline', 'a.conf']);
    expect(stderr).toBe('pmta-lint: b.json holds 2 findings (1 taken out)\n');
    expect(JSON.parse(read('b.json').toString())).toEqual({
      version: 1,
      findings: {
        'a.conf': {
          '<domain example.com> max-msg-per-hour': { 'deprecated-directive deprecated': 'warning' },
        },
        'c.conf': { x: { 'syntax-error': 'error' } },
      },
    });
  });

  it('writes pmta-baseline.json where no file is named, and later runs read it', async () => {
    const folder = folderOf({ 'a.conf': ERROR });
    const first = await runIn(folder, ['--update-baseline', 'a.conf']);
    expect(first.stderr).toBe(
      'pmta-lint: pmta-baseline.json holds 1 finding (1 added); later runs read it\n',
    );
    expect((await runIn(folder, ['a.conf'])).stdout).toContain(', 1 in the baseline, an error.\n');
    expect((await runIn(folder, ['--no-baseline', 'a.conf'])).exitCode).toBe(1);
    write(folder, 'b.json', '{ "version": 1, "findings": {} }');
    expect((await runIn(folder, ['--baseline', 'b.json', 'a.conf'])).exitCode).toBe(1);
    const again = await runIn(folder, ['--update-baseline', 'a.conf']);
    expect(again.stderr).toBe(
      'pmta-lint: pmta-baseline.json holds 1 finding (as before); later runs read it\n',
    );
  });

  it('writes pmta-baseline.json beside the settings file, unless the settings say otherwise', async () => {
    const folder = folderOf({ 'pmta-lint.config.yaml': '', 'pmta/a.conf': ERROR });
    const inside = { workingDirectory: 'pmta' };
    await runIn(folder, ['--update-baseline', 'a.conf'], inside);
    expect(readFileSync(join(folder, 'pmta-baseline.json'), 'utf8')).toContain('"pmta/a.conf": {');
    expect((await runIn(folder, ['a.conf'], inside)).exitCode).toBe(0);
    const shown = await runIn(folder, ['--print-config', '--format', 'json', 'a.conf'], inside);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      settings: { baseline: { value: join(folder, 'pmta-baseline.json'), from: 'beside the settings' } },
    });
    write(folder, 'pmta-lint.config.yaml', 'baseline: false\n');
    expect((await runIn(folder, ['a.conf'], inside)).exitCode).toBe(1);
    const refused = await runIn(folder, ['--update-baseline', 'a.conf'], inside);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      'pmta-lint: the settings have no baseline (baseline: false): name it with --baseline FILE\n',
    ]);
    write(folder, 'pmta-lint.config.yaml', 'baseline: other.json\n');
    const named = await runIn(folder, ['--update-baseline', 'a.conf'], inside);
    expect(named.stderr).toMatch(/other\.json holds 1 finding \(1 added\)\n$/);
  });

  it('has paths relative to its folder, whatever the current folder', async () => {
    const folder = folderOf({ 'lint/': '', 'pmta/config': ERROR });
    await runIn(folder, ['--baseline', 'lint/b.json', '--update-baseline', 'pmta/config']);
    expect(readFileSync(join(folder, 'lint/b.json'), 'utf8')).toContain('"../pmta/config": {');
    const { exitCode } = await runIn(folder, ['--baseline', '../lint/b.json', 'config'], {
      workingDirectory: 'pmta',
    });
    expect(exitCode).toBe(0);
  });

  it('never overwrites a configuration, and prints what it cannot write', async () => {
    const files = { 'a.conf': ERROR };
    const own = await run(['--baseline', 'a.conf', '--update-baseline', 'a.conf'], { files });
    expect(own.exitCode).toBe(2);
    expect(own.read('a.conf').toString()).toBe(ERROR);
    const nowhere = await run(['--baseline', 'x/b.json', '--update-baseline'], { files });
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([
      2,
      "pmta-lint: --baseline 'x/b.json': there is no folder for it\n",
    ]);
  });

  it.runIf(process.getuid?.() !== 0)('prints that it may not write there', async () => {
    const folder = folderOf({ 'a.conf': ERROR, 'shut/': '' });
    chmodSync(join(folder, 'shut'), 0o500);
    const { exitCode, stderr } = await runIn(folder, ['--baseline', 'shut/b.json', '--update-baseline']);
    expect([exitCode, stderr]).toEqual([
      2,
      "pmta-lint: the baseline 'shut/b.json' was not written: permission denied\n",
    ]);
  });

  it.each([
    [['--no-baseline'], '--update-baseline writes what --no-baseline leaves alone'],
    [['--baseline', 'b', '--fix'], '--update-baseline takes the findings as they are: run it after --fix'],
    [['--baseline', 'b', '--since', 'main'], '--update-baseline needs all findings: leave out --since'],
    [['--baseline', 'b', '--stdin'], '--update-baseline needs all findings: leave out --stdin'],
    [['--baseline', ''], '--baseline is empty: give a file'],
  ])('with %j is refused', async (argv, message) => {
    const { exitCode, stderr } = await run(['--update-baseline', ...argv]);
    expect([exitCode, stderr]).toEqual([2, `pmta-lint: ${message}\n`]);
  });
});

describe('a finding that got worse', () => {
  const limit = (value: string): string => `<domain gmail.com>\n  max-smtp-out ${value}\n</domain>\n`;

  it('is reported, and --update-baseline records it', async () => {
    const folder = folderOf({ config: limit('30') });
    const argv = ['--no-config', '--baseline', 'b.json', 'config'];
    await runIn(folder, [...argv, '--update-baseline']);
    expect((await runIn(folder, argv)).stdout).toContain('No findings');
    write(folder, 'config', limit('4000'));
    const worse = await runIn(folder, argv);
    expect(findingsIn(worse.stdout)).toEqual(['config:2:3 high-provider-connections']);
    const { stderr } = await runIn(folder, [...argv, '--update-baseline']);
    expect(stderr).toMatch(/^pmta-lint: b\.json holds \d+ findings? \(1 changed\)\n$/);
    write(folder, 'config', limit('40'));
    expect((await runIn(folder, argv)).stdout).toContain('No findings');
  });
});

describe('--baseline', () => {
  const files = { 'a.conf': FIXABLE + ERROR, 'b.json': KNOWN };

  it('hides recorded findings from list, exit code, counts and fixes, however the file is laid out', async () => {
    const folder = folderOf(files);
    write(folder, 'a.conf', `# moved\r\n\r\n${ERROR}\t${FIXABLE.replaceAll('  ', '\t')}${WARNING}`);
    const { exitCode, stdout } = await runIn(folder, [
      '--baseline',
      'b.json',
      'a.conf',
      '--fail-on',
      'error',
    ]);
    expect(findingsIn(stdout)).toEqual(['a.conf:7:1 unknown-directive']);
    expect(stdout).toContain(
      '1 warning in 1 file (7 lines, 2 directives), 2 in the baseline, 1 of them an error\n',
    );
    expect(exitCode).toBe(0);
    const diff = await runIn(folder, ['--baseline', 'b.json', 'a.conf', '--diff']);
    expect([diff.stdout, diff.exitCode]).toEqual(['', 0]);
  });

  it('prints which entries are stale', async () => {
    const { stdout, exitCode } = await run(['--baseline', 'b.json', 'a.conf'], {
      files: { ...files, 'a.conf': FIXABLE },
    });
    expect(stdout).toBe(
      "a.conf: stale: no longer found at '!!!', but in the baseline [syntax-error]\n" +
        'No findings in 1 file (3 lines, 1 directive), 1 in the baseline; 1 finding of the baseline is gone; --update-baseline takes it out\n',
    );
    expect(exitCode).toBe(0);
  });

  it('is counted in JSON and SARIF', async () => {
    const now = { ...files, 'a.conf': FIXABLE + WARNING };
    const json = await run(['--baseline', 'b.json', 'a.conf', '--format', 'json'], { files: now });
    expect(reportProblems(json.stdout)).toEqual([]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      baseline: {
        path: 'b.json',
        hidden: 1,
        hiddenErrors: 0,
        stale: [{ rule: 'syntax-error', path: 'a.conf', place: '!!!', count: 1 }],
      },
      summary: { errors: 0, warnings: 1, suppressed: 1 },
    });
    const sarif = await run(['--baseline', 'b.json', 'a.conf', '--format', 'sarif'], { files: now });
    expect(sarifProblems(sarif.stdout)).toEqual([]);
    const [first] = (JSON.parse(sarif.stdout) as { runs: object[] }).runs;
    expect(first).toMatchObject({
      results: [{ ruleId: 'unknown-directive', baselineState: 'new' }],
      properties: { baseline: { hidden: 1, stale: 1 } },
    });
    const without = await run(['a.conf', '--format', 'json'], { files: now });
    expect(Object.keys(JSON.parse(without.stdout) as object)).not.toContain('baseline');
  });

  it('is that of the settings, relative to their folder, unless the call names another one', async () => {
    const given = {
      files: {
        'pmta-lint.config.yaml': 'baseline: lint/b.json\n',
        'lint/b.json': KNOWN.replace('a.conf', '../pmta/a.conf'),
        'pmta/a.conf': FIXABLE + ERROR,
      },
      workingDirectory: 'pmta',
    };
    expect((await run(['a.conf'], given)).stdout).toContain('2 in the baseline');
    const none = await run(['--no-baseline', 'a.conf'], given);
    expect(findingsIn(none.stdout)).toHaveLength(2);
    const shown = await run(['--print-config', '--format', 'json', 'a.conf'], given);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      settings: { baseline: { value: expect.stringMatching(/lint\/b\.json$/) } },
    });
  });

  it.each([
    [
      'none.json',
      "the baseline 'none.json' cannot be read: there is no such file or folder; --update-baseline makes it",
    ],
    ['folder', "the baseline 'folder' cannot be read: it is a folder"],
    ['bad.json', "the baseline 'bad.json': has version 9; this pmta-lint reads version 1"],
  ])('that is %s ends the run', async (name, message) => {
    const folder = folderOf({ ...files, 'folder/': '', 'bad.json': '{ "version": 9, "findings": {} }' });
    const { exitCode, stdout, stderr } = await runIn(folder, ['--baseline', name, 'a.conf']);
    expect([exitCode, stdout, stderr]).toEqual([2, '', `pmta-lint: ${message}\n`]);
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
  });

  it('goes into the command to type next', async () => {
    const { stdout } = await run(['--baseline', 'b.json', 'c.conf'], {
      files: { ...files, 'c.conf': FIXABLE },
      terminal: 80,
    });
    expect(stdout).toContain('next: pmta-lint --diff --baseline b.json c.conf');
  });
});
