import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  commitAll,
  copyOwnFiles,
  isInPath,
  mustRun,
  newFolder,
  plainEnvironment,
  repositoryOf,
  ROOT,
  run,
  VERSION,
  writeFiles,
  type Ended,
} from './work-tree.ts';

/** A main configuration that includes the files next to it; alone, its parts would miss what it defines. */
const MAIN = [
  'host-name mta.example.com',
  'log-file /var/log/pmta/log',
  '<spool /var/spool/pmta>',
  '</spool>',
  ...Array.from({ length: 12 }, (_, number) => `include conf.d/part-${number}.conf`),
  '',
].join('\n');
const part = (number: number, line: string): string =>
  `<domain part-${number}.example>\n  ${line}\n</domain>\n`;
const PARTS = Object.fromEntries(
  Array.from({ length: 12 }, (_, number) => [`conf.d/part-${number}.conf`, part(number, 'max-smtp-out 5')]),
);
const SOUND = { config: MAIN, ...PARTS, 'pmta-lint.config.yaml': 'entry: config\n' };
const UNKNOWN = 'max-smtp-uot 5';

const hasPreCommit = isInPath('pre-commit');
if (!hasPreCommit)
  console.warn(
    'SKIPPED: the hooks are not tried, since there is no pre-commit in PATH (apt-get install pre-commit)',
  );

interface Manifest {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
}
const HOOKS = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as Manifest[];

describe('the manifest of the hooks', () => {
  it('has three, each for the names that a folder is searched for', () => {
    expect(HOOKS.map(({ id }) => id)).toEqual(['pmta-lint', 'pmta-lint-fix', 'pmta-lint-all']);
    for (const { files } of HOOKS) {
      const pattern = new RegExp(files);
      const taken = ['config', 'pmta/config', 'a.conf', 'a b/é.cfg', 'x/y.pmta', 'a-b.conf'];
      expect(taken.filter((name) => !pattern.test(name))).toEqual([]);
      const left = ['configuration', 'my-config', 'config.md', 'a.conf.bak', '.git/configs', 'aconf'];
      expect(left.filter((name) => pattern.test(name))).toEqual([]);
    }
  });

  it('passes no name that would be an option', () => {
    for (const { files } of HOOKS) {
      expect(new RegExp(files).test('--output-file=sarif=x.conf')).toBe(false);
      expect(new RegExp(files).test('--config=/config')).toBe(false);
    }
  });
});

describe.skipIf(!hasPreCommit)('the hooks with pre-commit itself', () => {
  let hooks = '';
  let revision = '';
  let environment: Record<string, string> = {};

  /** A repository in which a hook is installed. */
  function repository(hook: object, files: Readonly<Record<string, string>> = SOUND): string {
    const settings = { repos: [{ repo: hooks, rev: revision, hooks: [hook] }] };
    const folder = repositoryOf({ ...files, '.pre-commit-config.yaml': JSON.stringify(settings) });
    mustRun('pre-commit', ['install'], folder, environment);
    return folder;
  }

  function commit(folder: string): Ended {
    mustRun('git', ['add', '--all'], folder);
    return run('git', ['commit', '-m', 'a change'], folder, environment);
  }

  const head = (folder: string): string => mustRun('git', ['log', '-1', '--format=%s'], folder);

  beforeAll(() => {
    const place = newFolder();
    hooks = join(place, 'pmta-lint');
    mkdirSync(hooks);
    copyOwnFiles(hooks);
    mustRun('git', ['init', '--quiet'], hooks);
    revision = commitAll(hooks);
    environment = plainEnvironment({
      PRE_COMMIT_HOME: join(place, 'home'),
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    });
    // What somebody waits for at the first commit: the packages that build pmta-lint are fetched, and it is built.
    mustRun('pre-commit', ['install-hooks'], repository({ id: 'pmta-lint' }), environment);
  });

  it('stops a commit that adds an error, and lets it pass once that is fixed', () => {
    const folder = repository({ id: 'pmta-lint' });
    writeFiles(folder, { 'conf.d/part-3.conf': part(3, UNKNOWN) });
    const stopped = commit(folder);
    expect(stopped.status).toBe(1);
    expect(stopped.all).toContain("conf.d/part-3.conf:2:3: error: 'max-smtp-uot' is no directive");
    expect(head(folder)).toBe('x');
    writeFiles(folder, { 'conf.d/part-3.conf': part(3, 'max-smtp-out 6') });
    const passed = commit(folder);
    expect(passed.all).toMatch(/pmta-lint\.*Passed/);
    expect(passed.status).toBe(0);
    expect(head(folder)).toBe('a change');
  });

  it('checks a part in its configuration, and reports only files of the commit', () => {
    const main = `${MAIN}<domain gmail.com>\n  include conf.d/gmail.conf\n</domain>\n`;
    const files = { ...SOUND, config: main, 'conf.d/part-1.conf': part(1, UNKNOWN), 'conf.d/gmail.conf': '' };
    const folder = repository({ id: 'pmta-lint' }, files);
    // It has no place in a <domain>. That it is in one is written in `config`.
    writeFiles(folder, { 'conf.d/gmail.conf': 'host-name mta.example.com\n' });
    const { status, all } = commit(folder);
    expect(all).toMatch(/^conf\.d\/gmail\.conf:1:1: error: .*\[misplaced-directive\]$/m);
    expect(all).not.toContain('part-1.conf');
    expect(status).toBe(1);
  });

  it('prints nothing where no configuration changes', () => {
    const folder = repository({ id: 'pmta-lint' }, { ...SOUND, 'conf.d/part-1.conf': part(1, UNKNOWN) });
    writeFiles(folder, { 'README.md': 'A word.\n' });
    const { status, all } = commit(folder);
    expect(all).toMatch(/no files to check.*Skipped/);
    expect(status).toBe(0);
  });

  it('checks many files in processes side by side, each finding once', () => {
    const folder = repository({ id: 'pmta-lint' });
    const changed = Object.keys(PARTS).map((name, number) => [name, part(number, UNKNOWN)] as const);
    writeFiles(folder, Object.fromEntries(changed));
    const { status, all } = commit(folder);
    expect(status).toBe(1);
    const found = [...all.matchAll(/^(conf\.d\/\S+?):2:3: error: /gm)].map(([, name]) => name);
    expect(found.sort()).toEqual(Object.keys(PARTS).sort());
    // pre-commit gives at least four files to a process.
    const processes = all.match(/^\d+ errors? in \d+ files?/gm) ?? [];
    expect(processes).toHaveLength(Math.min(availableParallelism(), 3));
  });

  it('fixes what can be fixed, and stops for a review', () => {
    const folder = repository({ id: 'pmta-lint-fix' });
    const fast = '<domain gmail.com>\n  max-smtp-out 400\n</domain>\n';
    writeFiles(folder, { 'conf.d/part-0.conf': fast });
    const stopped = commit(folder);
    expect(stopped.all).toContain('files were modified by this hook');
    expect(stopped.status).toBe(1);
    expect(readFileSync(join(folder, 'conf.d/part-0.conf'), 'utf8')).toContain('max-smtp-out 20');
    const passed = commit(folder);
    expect(passed.status).toBe(0);
    expect(mustRun('git', ['show', 'HEAD:conf.d/part-0.conf'], folder)).toContain('max-smtp-out 20');
  });

  it('checks all configurations on request, whatever has changed', () => {
    const folder = repository({ id: 'pmta-lint-all' }, { ...SOUND, 'conf.d/part-1.conf': part(1, UNKNOWN) });
    writeFiles(folder, { 'conf.d/part-2.conf': part(2, 'max-smtp-out 6') });
    const { status, all } = commit(folder);
    expect(all).toContain('conf.d/part-1.conf:2:3: error: ');
    expect(status).toBe(1);
    writeFiles(folder, { 'conf.d/part-1.conf': part(1, 'max-smtp-out 6') });
    expect(commit(folder).status).toBe(0);
  });

  it('takes arguments: with --staged old findings do not stop a new commit, new ones do', () => {
    const old = { ...SOUND, 'conf.d/part-1.conf': part(1, UNKNOWN) };
    const folder = repository({ id: 'pmta-lint', args: ['--staged'] }, old);
    writeFiles(folder, { 'conf.d/part-1.conf': `${part(1, UNKNOWN)}# nobody knows why\n` });
    expect(commit(folder).status).toBe(0);
    writeFiles(folder, { 'conf.d/part-1.conf': `${part(1, UNKNOWN)}${part(99, 'retry-aftr 5m')}` });
    const { status, all } = commit(folder);
    expect(status).toBe(1);
    expect(all).toContain('retry-aftr');
    expect(all).not.toContain('max-smtp-uot');
  });

  it('runs as the hook that pmta-lint init writes, which installs the package and builds nothing', () => {
    const place = newFolder();
    mustRun('npm', ['pack', '--ignore-scripts', '--pack-destination', place], ROOT);
    const folder = repositoryOf(SOUND);
    mustRun(process.execPath, [join(ROOT, 'bin/pmta-lint.cjs'), 'init', '--pre-commit'], folder);
    const path = join(folder, '.pre-commit-config.yaml');
    const text = readFileSync(path, 'utf8');
    // The tarball stands for the release in the registry.
    const tarball = join(place, `pmta-lint-${VERSION}.tgz`);
    expect(text).toContain(`'pmta-lint@${VERSION}'`);
    writeFileSync(path, text.replace(`pmta-lint@${VERSION}`, tarball));
    mustRun('pre-commit', ['install'], folder, environment);
    writeFiles(folder, { 'conf.d/part-5.conf': part(5, UNKNOWN) });
    const stopped = commit(folder);
    expect(stopped.all).toContain('conf.d/part-5.conf:2:3: error: ');
    expect(stopped.status).toBe(1);
    writeFiles(folder, { 'conf.d/part-5.conf': part(5, 'max-smtp-out 6') });
    expect(commit(folder).status).toBe(0);
  });

  it('leaves what is not staged as it is', () => {
    const folder = repository({ id: 'pmta-lint' });
    const path = join(folder, 'conf.d/part-4.conf');
    writeFileSync(path, part(4, 'max-smtp-out 7'));
    mustRun('git', ['add', 'conf.d/part-4.conf'], folder);
    writeFileSync(path, part(4, UNKNOWN));
    const { status } = run('git', ['commit', '-m', 'a part'], folder, environment);
    expect(status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(part(4, UNKNOWN));
  });
});
