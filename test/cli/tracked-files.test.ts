import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trackedFiles } from '../../src/git/tracked-files.ts';
import { runIn, type Given } from './run.ts';
import { folderOf, type Files } from '../support/folders.ts';

const KEY = 'http-api-key qX7mB2vR9tK4wL8nC3zF6hJ1pD5sG0yE\n';
const CONFIG = `include users/smtp.conf\n${KEY}`;
const FILES: Files = {
  config: CONFIG,
  'users/smtp.conf': '<smtp-user news>\n  password Wm4-hT8_rZ2-kq7B\n</smtp-user>\n',
};

/** What git needs of the environment, without what a hook or the machine may have set. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

function git(folder: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', env: ENVIRONMENT });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

/** A repository with files, of which some are added. */
function repository(files: Files, ...added: string[]): string {
  const folder = folderOf(files);
  git(folder, 'init', '-q');
  if (added.length > 0) git(folder, 'add', ...added);
  return folder;
}

/** The files in which tracked secrets are found. */
async function secretsIn(
  folder: string,
  argv: readonly string[] = ['config'],
  given: Given = {},
): Promise<string[]> {
  const environment = { PATH: process.env.PATH, ...given.environment };
  const { stdout } = await runIn(folder, [...argv, '--format', 'json'], { ...given, environment });
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; path: string }[] };
  return findings.filter(({ rule }) => rule === 'secret-in-config').map(({ path }) => path);
}

describe('a secret in a file', () => {
  it('is found if git tracks it, and not else', async () => {
    const folder = folderOf(FILES);
    expect(await secretsIn(folder)).toEqual([]);
    git(folder, 'init', '-q');
    expect(await secretsIn(folder)).toEqual([]);
    git(folder, 'add', 'config');
    expect(await secretsIn(folder)).toEqual(['config']);
    git(folder, 'add', 'users');
    expect(await secretsIn(folder)).toEqual(['config', 'users/smtp.conf']);
    git(folder, 'rm', '-q', '--cached', 'config');
    expect(await secretsIn(folder)).toEqual(['users/smtp.conf']);
  });

  it('is found from any folder', async () => {
    const folder = repository({ 'a/b/config': KEY, 'c/': '' }, '.');
    expect(await secretsIn(folder, ['a/b/config'])).toEqual(['a/b/config']);
    expect(await secretsIn(folder, ['config'], { workingDirectory: 'a/b' })).toEqual(['config']);
    const [path] = await secretsIn(folder, ['../a/b/config'], { workingDirectory: 'c' });
    expect(path).toMatch(/a\/b\/config$/);
  });

  it('is found for any name that a file can have', async () => {
    const names = ['new\nline.conf', ' blank .conf', 'bücher.conf', '-x.conf', '*.conf', '"q".conf'];
    const folder = repository(Object.fromEntries(names.map((name) => [name, KEY])), '.');
    expect((await secretsIn(folder, ['.'])).sort()).toEqual(names.sort());
  });

  it('is found in the target of a tracked link, not at the link', async () => {
    const folder = repository({ 'real/config': KEY, 'real/other': KEY }, 'real/config');
    symlinkSync('real/config', join(folder, 'link'));
    symlinkSync('real/other', join(folder, 'untracked'));
    git(folder, 'add', 'untracked');
    expect(await secretsIn(folder, ['link'])).toHaveLength(1);
    expect(await secretsIn(folder, ['untracked'])).toEqual([]);
  });

  it('is found in standard input that replaces a tracked file', async () => {
    const folder = repository({ config: KEY, other: KEY }, 'config');
    const given = { input: KEY };
    expect(await secretsIn(folder, ['--stdin', '--stdin-filename', 'config'], given)).toEqual(['config']);
    expect(await secretsIn(folder, ['--stdin', '--stdin-filename', 'other'], given)).toEqual([]);
    expect(await secretsIn(folder, ['--stdin', '--stdin-filename', 'gone/x'], given)).toEqual([]);
    expect(await secretsIn(folder, ['--stdin'], given)).toEqual([]);
  });
});

describe('a repository', () => {
  it('may be a second work tree', async () => {
    const folder = repository({ config: KEY }, '.');
    git(folder, 'commit', '-qm', 'x');
    const beside = join(folderOf({}), 'tree');
    git(folder, 'worktree', 'add', '-q', beside);
    expect(await secretsIn(beside)).toEqual(['config']);
    git(beside, 'rm', '-q', '--cached', 'config');
    expect(await secretsIn(beside)).toEqual([]);
    expect(await secretsIn(folder)).toEqual(['config']);
  });

  it('may contain another one', async () => {
    const inner = repository({ users: KEY, local: KEY }, 'users');
    git(inner, 'commit', '-qm', 'x');
    const folder = repository({ config: `include pmta/users\ninclude pmta/local\n${KEY}` }, '.');
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'pmta');
    writeFileSync(join(folder, 'pmta', 'local'), KEY);
    expect(await secretsIn(folder)).toEqual(['config', 'pmta/users']);
  });

  it('is not the one that a hook or the environment names', async () => {
    const folder = repository({ config: KEY }, '.');
    const empty = repository({ config: KEY });
    const hook = (git: string, index: string): Given => ({
      environment: {
        GIT_DIR: join(git, '.git'),
        GIT_INDEX_FILE: join(index, '.git', 'index'),
        GIT_PREFIX: 'x/',
      },
    });
    expect(await secretsIn(folder, ['config'], hook(empty, empty))).toEqual(['config']);
    expect(await secretsIn(empty, ['config'], hook(folder, folder))).toEqual([]);
  });

  it('tracks nothing where its index is gone or broken', async () => {
    const folder = repository({ config: KEY }, '.');
    const index = join(folder, '.git', 'index');
    writeFileSync(index, 'spoilt');
    expect(await secretsIn(folder)).toEqual([]);
    rmSync(index);
    expect(await secretsIn(folder)).toEqual([]);
  });

  it('tracks nothing that lies in its own folder', async () => {
    const folder = repository({ config: KEY }, '.');
    renameSync(join(folder, 'config'), join(folder, '.git', 'config.conf'));
    expect(await secretsIn(folder, ['.git/config.conf'])).toEqual([]);
  });
});

describe('git', () => {
  it('need not be there, nor the folder', () => {
    const folder = repository(FILES, '.');
    expect(trackedFiles(ENVIRONMENT)(join(folder, 'config'))).toBe(true);
    expect(trackedFiles({ PATH: '/nowhere' })(join(folder, 'config'))).toBe(false);
    expect(trackedFiles(ENVIRONMENT)(join(folder, 'gone', 'config'))).toBe(false);
  });

  it('is run once a folder, and only where there is a secret', async () => {
    const folder = folderOf({
      config: `include a/*\n${KEY}`,
      'a/1': '<smtp-user a>\npassword Wm4-hT8_rZ2-kq7B\n</smtp-user>\n',
      'a/2': '<smtp-user b>\npassword Wm4-hT8_rZ2-kq7C\n</smtp-user>\n',
      'b/config': '<smtp-user c>\npassword {{ password }}\n</smtp-user>\n# http-api-key x\n',
    });
    const bin = folderOf({ git: `#!/bin/sh\necho "$PWD" >> "${join(folder, 'log')}"\nprintf 'config\\0'\n` });
    chmodSync(join(bin, 'git'), 0o755);
    const given = { environment: { PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` } };
    expect(await secretsIn(folder, ['b/config'], given)).toEqual([]);
    expect(existsSync(join(folder, 'log'))).toBe(false);
    expect(await secretsIn(folder, ['config', '--fix'], given)).toEqual(['config']);
    const queried = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
    expect(queried.sort()).toEqual([folder, join(folder, 'a')]);
  });
});
