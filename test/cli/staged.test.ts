import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, git, repositoryOf, write } from './repository.ts';
import { runIn, type Outcome } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { ERROR, FIXABLE, FIXED, findingsIn, WARNING } from './samples.ts';

const staged = (folder: string, ...argv: string[]): Promise<Outcome> => runIn(folder, ['--staged', ...argv]);

describe('--staged', () => {
  it('reads what is staged, and not the work tree', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    write(folder, 'config', `host-name a\n${WARNING}`);
    expect((await staged(folder)).stdout).toBe(
      'No findings since the last commit in 1 file (1 line, 1 directive).\n',
    );
    git(folder, 'add', 'config');
    write(folder, 'config', `${ERROR}${ERROR}`);
    write(folder, 'more.conf', ERROR);
    const { stdout, exitCode } = await staged(folder, '--fail-on', 'warning');
    expect(findingsIn(stdout)).toEqual(['config:2:1 unknown-directive']);
    expect(exitCode).toBe(1);
  });

  it('finds the configurations that are staged, also below and by a glob', async () => {
    const folder = repositoryOf({ 'readme.txt': '' });
    write(folder, 'pmta/config', WARNING);
    write(folder, 'pmta/x.conf', WARNING);
    write(folder, '.hidden/config', WARNING);
    write(folder, 'notes.txt', WARNING);
    git(folder, 'add', '.');
    rmSync(join(folder, 'pmta/x.conf'));
    const all = ['pmta/config:1:1 unknown-directive', 'pmta/x.conf:1:1 unknown-directive'];
    expect(findingsIn((await staged(folder)).stdout)).toEqual(all);
    expect(findingsIn((await staged(folder, 'pmta')).stdout)).toEqual(all);
    expect(findingsIn((await staged(folder, 'pmta/*.conf')).stdout)).toEqual(all.slice(1));
    expect(findingsIn((await staged(folder, 'pmta/x.conf')).stdout)).toEqual(all.slice(1));
  });

  it('takes includes from what is staged, and from the disk what git ignores', async () => {
    const folder = repositoryOf({
      config: 'include a.conf\ninclude secret.conf\n',
      'a.conf': 'host-name a\n',
      '.gitignore': 'secret.conf\n',
      'secret.conf': 'host-name b\n',
    });
    write(folder, 'a.conf', WARNING);
    git(folder, 'add', '.');
    write(folder, 'a.conf', ERROR);
    const { stdout } = await staged(folder, 'config');
    expect(findingsIn(stdout)).toEqual(['a.conf:1:1 unknown-directive']);
    expect(stdout).not.toContain('incomplete');
  });

  it('reads what is staged over a link from outside too', async () => {
    const folder = repositoryOf({ 'pmta/config': 'host-name a\n' });
    write(folder, 'pmta/config', WARNING);
    git(folder, 'add', '.');
    write(folder, 'pmta/config', ERROR);
    const outside = folderOf({ link: { link: folder } });
    const { stdout } = await runIn(outside, ['--staged', 'link/pmta/config']);
    expect(findingsIn(stdout)).toEqual(['link/pmta/config:1:1 unknown-directive']);
  });

  it('works before the first commit', async () => {
    const folder = folderOf({ config: WARNING });
    git(folder, 'init', '-q');
    git(folder, 'add', '.');
    const { stdout } = await staged(folder);
    expect(stdout).toContain('1 warning in the first commit in 1 file');
  });

  it('goes by the index that git names to a hook', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    write(folder, 'config', WARNING);
    write(folder, '.git/hooks/pre-commit', '#!/bin/sh\necho "$GIT_INDEX_FILE" > seen\nexit 1\n');
    spawnSync('chmod', ['+x', join(folder, '.git/hooks/pre-commit')]);
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-am', 'x'], { cwd: folder });
    expect(readFileSync(join(folder, 'seen'), 'utf8')).toContain('index');
    // What the hook is given, kept for this test.
    git(folder, 'add', 'config');
    spawnSync('cp', ['.git/index', '.git/next'], { cwd: folder });
    git(folder, 'reset', '-q');
    expect(findingsIn((await staged(folder)).stdout)).toEqual([]);
    const hook = await runIn(folder, ['--staged'], {
      environment: { ...process.env, GIT_INDEX_FILE: '.git/next' },
    });
    expect(findingsIn(hook.stdout)).toEqual(['config:1:1 unknown-directive']);
  });

  it('follows a rename', async () => {
    const folder = repositoryOf({ 'old.conf': `${WARNING}host-name a\nhost-name b\n` });
    git(folder, 'mv', 'old.conf', 'new.conf');
    expect(findingsIn((await staged(folder)).stdout)).toEqual([]);
  });

  it('is refused in the middle of a merge, and works at its end', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    git(folder, 'switch', '-qc', 'other');
    write(folder, 'config', 'host-name b\n');
    commit(folder);
    git(folder, 'switch', '-q', 'main');
    write(folder, 'config', 'host-name c\n');
    commit(folder);
    expect(() => git(folder, 'merge', 'other')).toThrow();
    const during = await staged(folder);
    expect([during.exitCode, during.stderr]).toEqual([
      2,
      "pmta-lint: 'config' has a merge conflict: settle it and stage the file, then check again\n",
    ]);
    write(folder, 'config', WARNING);
    git(folder, 'add', '.');
    expect(findingsIn((await staged(folder)).stdout)).toEqual(['config:1:1 unknown-directive']);
  });

  it('leaves the repository as it is', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    write(folder, 'config', WARNING);
    git(folder, 'add', '.');
    const state = (): string => git(folder, 'count-objects', '-v') + git(folder, 'status', '--porcelain');
    const before = state();
    await staged(folder);
    expect(state()).toBe(before);
  });
});

describe('--staged --fix', () => {
  it('fixes the work tree where all is staged, and prints that it must be staged again', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    write(folder, 'config', FIXABLE);
    git(folder, 'add', '.');
    const { stderr, read, exitCode } = await staged(folder, '--fix');
    expect(read('config').toString()).toBe(FIXED);
    expect(stderr).toBe(
      'pmta-lint: the fixes are in 1 file on the disk and not in what is staged, and a commit would leave them out: look at them, then git add config, and commit again\n1 finding fixed in 1 file: 1 neutral\nNothing changes for mail.\n',
    );
    expect(exitCode).toBe(1);
    expect(git(folder, 'status', '--porcelain')).toBe('MM config\n');
    git(folder, 'add', 'config');
    const again = await staged(folder, '--fix');
    expect([again.stderr, again.exitCode]).toEqual(['', 0]);
  });

  it('stops a commit as a hook, until what it fixed is staged', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    write(folder, 'config', `host-name a\n${FIXABLE}`);
    git(folder, 'add', '.');
    const { stdout, exitCode } = await staged(folder, '--fix', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ findings: [], fixes: { applied: 1 } });
    expect(exitCode).toBe(1);
  });

  it('names the files from where it was called, in quotes where the shell needs them, and not all of very many', async () => {
    const folder = repositoryOf({ 'readme.txt': '' });
    write(folder, 'pmta/a b.conf', FIXABLE);
    write(folder, 'other/c.conf', FIXABLE);
    git(folder, 'add', '.');
    const below = await runIn(folder, ['--staged', '--fix', '..'], { workingDirectory: 'pmta' });
    expect(below.stderr).toContain(`then git add ${folder}/other/c.conf 'a b.conf', and commit again\n`);
    const many = repositoryOf({ 'readme.txt': '' });
    for (let index = 10; index < 34; index++) write(many, `${index}.conf`, FIXABLE);
    git(many, 'add', '.');
    const { stderr } = await staged(many, '--fix');
    expect(stderr).toContain('the fixes are in 24 files on the disk');
    expect(stderr).toContain(' 28.conf 29.conf and 4 more, and commit again\n');
  });

  it('does not pass the name of a file to git as an option', async () => {
    const folder = repositoryOf({ 'readme.txt': '' });
    write(folder, '-n.conf', FIXABLE);
    git(folder, 'add', '.');
    const { stderr } = await staged(folder, '--fix', './-n.conf');
    expect(stderr).toContain('then git add -- -n.conf, and commit again\n');
  });

  it('does not ask to stage a file that git ignores', async () => {
    const folder = repositoryOf({ '.gitignore': 'secret.conf\n', config: '' });
    write(folder, 'secret.conf', FIXABLE);
    write(folder, 'config', 'include secret.conf\n');
    git(folder, 'add', '.');
    const { stderr, exitCode, read } = await staged(folder, '--fix', 'config');
    expect(read('secret.conf').toString()).toBe(FIXED);
    expect([stderr, exitCode]).toEqual([
      '1 finding fixed in 1 file: 1 neutral\nNothing changes for mail.\n',
      0,
    ]);
  });

  it('asks to stage comments that hide findings too', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    write(folder, 'config', WARNING);
    git(folder, 'add', '.');
    const { stderr, exitCode } = await staged(folder, '--suppress', 'unknown-directive', '--reason', 'old');
    expect(stderr).toContain('pmta-lint: the comments are in 1 file on the disk and not in what is staged');
    expect(exitCode).toBe(1);
  });

  it('leaves all files alone where a part of one is not staged', async () => {
    const folder = repositoryOf({ 'a.conf': '', 'b.conf': '' });
    write(folder, 'a.conf', FIXABLE);
    write(folder, 'b.conf', FIXABLE);
    git(folder, 'add', '.');
    write(folder, 'b.conf', `${FIXABLE}# more\n`);
    const { stdout, exitCode, read } = await staged(folder, '--fix');
    expect(exitCode).toBe(2);
    expect(stdout).toContain(
      'b.conf: failure: not written: only a part of its changes is staged, and a fix would mix with the rest: stage all of it, or stash the rest (git stash --keep-index)\n',
    );
    expect(stdout).toContain('a.conf: failure: not written: another file was refused\n');
    expect(findingsIn(stdout)).toEqual([
      'a.conf:2:3 deprecated-directive',
      'b.conf:2:3 deprecated-directive',
    ]);
    expect(read('a.conf').toString()).toBe(FIXABLE);
    expect(read('b.conf').toString()).toBe(`${FIXABLE}# more\n`);
  });

  it('keeps line ends that git changes on their way to the disk', async () => {
    const folder = repositoryOf({ config: 'host-name a\n' });
    git(folder, 'config', 'core.autocrlf', 'true');
    const crlf = FIXABLE.replaceAll('\n', '\r\n');
    write(folder, 'config', crlf);
    git(folder, 'add', '.');
    const { stdout, exitCode, read } = await staged(folder, '--fix');
    expect(exitCode).toBe(2);
    expect(stdout).toContain(
      'config: failure: not written: it has other line ends on the disk than git keeps',
    );
    expect(read('config').toString()).toBe(crlf);
  });
});
