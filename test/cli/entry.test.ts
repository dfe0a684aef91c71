import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { ERROR, findingsIn, FIXABLE, FIXED } from './samples.ts';

const RISKY = resolve(import.meta.dirname, '../../examples/risky');
const USES = '<domain example.com>\n  smtp-pattern-list shared\n  smtp-pattern-list none\n</domain>\n';
const FILES = {
  'pmta-lint.config.yaml': 'entry: pmta/config\n',
  'pmta/config': `include lists.conf\ninclude conf.d/*.conf\n${ERROR}`,
  'pmta/lists.conf': '<smtp-pattern-list shared>\n  reply /^421/ mode=backoff\n</smtp-pattern-list>\n',
  'pmta/conf.d/uses.conf': USES,
  'pmta/conf.d/other.conf': FIXABLE,
};

/** What is wrong with names that are not defined is known only where everything is read. */
const rules = ['--rule', 'backoff-without-exit=off', '--rule', 'duplicate-directive=off'];

describe('a fragment that a main configuration of the settings includes', () => {
  it('is checked as part of it, and nothing is reported for the other files', async () => {
    const { stdout, exitCode } = await run([...rules, 'pmta/conf.d/uses.conf'], { files: FILES });
    expect(findingsIn(stdout)).toEqual(['pmta/conf.d/uses.conf:3:3 undefined-reference']);
    expect(stdout).toContain(' in 1 file (4 lines, 2 directives)\n');
    expect(exitCode).toBe(1);
    const alone = await run([...rules, '--no-config', 'pmta/conf.d/uses.conf'], { files: FILES });
    expect(findingsIn(alone.stdout)).toEqual([]);
  });

  it('shows places in the other files where they explain a finding', async () => {
    const files = {
      ...FILES,
      'pmta/conf.d/uses.conf': '<smtp-pattern-list shared>\n  reply /x/ mode=backoff\n</smtp-pattern-list>\n',
    };
    const { stdout } = await run(['pmta/conf.d/uses.conf', '--format', 'json'], { files });
    const report = JSON.parse(stdout) as {
      files: { path: string }[];
      findings: { path: string; related: { path: string; start: { line: number; offset: number } }[] }[];
    };
    expect(report.files.map(({ path }) => path)).toEqual(['pmta/conf.d/uses.conf']);
    expect(new Set(report.findings.map(({ path }) => path))).toEqual(new Set(['pmta/conf.d/uses.conf']));
    const related = report.findings.flatMap((finding) => finding.related);
    expect(related).toContainEqual(
      expect.objectContaining({ path: 'pmta/lists.conf', start: expect.objectContaining({ line: 1 }) }),
    );
  });

  it('counts with all that is named, and in each configuration that includes it', async () => {
    const files = {
      ...FILES,
      'pmta-lint.config.yaml': 'entry: [pmta/config, pmta/second]\n',
      'pmta/second': 'include conf.d/uses.conf\n',
    };
    const one = await run([...rules, 'pmta/conf.d/uses.conf'], { files });
    expect(findingsIn(one.stdout)).toEqual([
      'pmta/conf.d/uses.conf:2:3 undefined-reference',
      'pmta/conf.d/uses.conf:3:3 undefined-reference',
    ]);
    const both = await run([...rules, 'pmta/conf.d/uses.conf', 'pmta/conf.d/other.conf'], { files });
    expect(both.stdout).toContain('2 errors and 1 warning in 2 files');
    const whole = await run([...rules, 'pmta/conf.d/uses.conf', 'pmta/config'], { files: FILES });
    expect(whole.stdout).toContain(' in 4 files ');
  });

  it('is checked alone where nothing includes it, or its scope is given', async () => {
    const files = { ...FILES, 'pmta/lonely.conf': USES };
    expect(findingsIn((await run([...rules, 'pmta/lonely.conf'], { files })).stdout)).toEqual([]);
    const scoped = await run([...rules, '--scope', 'global', 'pmta/conf.d/uses.conf'], { files });
    expect(findingsIn(scoped.stdout)).toEqual([]);
  });

  it('is checked so in an editor too', async () => {
    const argv = [...rules, '--stdin', '--stdin-filename', 'pmta/conf.d/uses.conf'];
    const input = USES.replace('none', 'nix');
    const { stdout } = await run(argv, { files: FILES, input });
    expect(findingsIn(stdout)).toEqual(['pmta/conf.d/uses.conf:3:3 undefined-reference']);
    const fixed = await run(['--stdin', '--stdin-filename', 'pmta/conf.d/other.conf', '--fix'], {
      files: FILES,
      input: FIXABLE,
    });
    expect(fixed.stdout).toBe(FIXED);
  });

  it('is all that --fix changes; a fix that needs another file is left out, which is reported', async () => {
    const names = ['config', ...readdirSync(join(RISKY, 'conf.d')).map((name) => `conf.d/${name}`)];
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(RISKY, name))]));
    const given = { files: { ...files, 'pmta-lint.config.yaml': 'entry: config\n' } };
    const { read, stdout } = await run(['conf.d/providers.conf', '--fix'], given);
    const changed = names.filter((name) => !read(name).equals(files[name] ?? Buffer.of()));
    expect(changed).toEqual(['conf.d/providers.conf']);
    expect(stdout).toContain(
      'conf.d/providers.conf: withheld: the fix would change conf.d/backoff.conf, which was not named [missing-backoff]\n',
    );
  });
});
