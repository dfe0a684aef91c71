import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folderOf, type Files } from '../support/folders.ts';

/** Runs git in a folder; gives what it prints. Throws where it fails. */
export function git(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'protocol.file.allow=always', ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Writes a file below a folder. */
export function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** A repository with one commit of these files, on the branch `main`. */
export function repositoryOf(files: Files): string {
  const folder = folderOf(files);
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder);
  return folder;
}

/** Stages all there is and commits it. */
export function commit(folder: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'x');
}
