import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** The checkout that these tests are a part of. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Who commits in the repositories of the tests. */
const SOMEBODY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.example',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.example',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** Variables of the services that the suite itself may run in. */
const OF_SERVICES = /^(GITHUB_|GITLAB_|CI$|CI_|JENKINS_|WORKSPACE$|RUNNER_|INPUT_|GIT_|PRE_COMMIT)/;

/** The environment of the suite, without what a service or a hook around it has set. */
export function plainEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !OF_SERVICES.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), ...SOMEBODY, ...more };
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, removed when the tests of the file are over. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pmta-places-')));
  folders.push(folder);
  return folder;
}

/** What came of a program; both outputs together, as somebody sees them. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly all: string;
}

/** Runs a program to its end. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = plainEnvironment(),
): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  return { status, stdout, all: `${stdout}${stderr}` };
}

/** Runs a program that is to succeed; gives what it printed. */
export function mustRun(
  command: string,
  args: readonly string[],
  cwd: string,
  env?: Record<string, string>,
): string {
  const { status, stdout, all } = run(command, args, cwd, env);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit code ${status ?? 'none'}\n${all}`);
  return stdout.trim();
}

/** Whether a program is to be had. */
export function isInPath(command: string): boolean {
  return run('sh', ['-c', 'command -v "$0" >/dev/null', command], ROOT).status === 0;
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Commits all there is in a work tree, past its hooks; gives the commit. */
export function commitAll(folder: string, message = 'x'): string {
  mustRun('git', ['add', '--all'], folder);
  mustRun('git', ['commit', '--quiet', '--no-verify', '--allow-empty', '-m', message], folder);
  return mustRun('git', ['rev-parse', 'HEAD'], folder);
}

/** A git repository that holds these files, in one commit. */
export function repositoryOf(files: Readonly<Record<string, string>>, folder = newFolder()): string {
  mkdirSync(folder, { recursive: true });
  mustRun('git', ['init', '--quiet', '--initial-branch=main'], folder);
  writeFiles(folder, files);
  commitAll(folder);
  return folder;
}

/** The files of this checkout that belong to the repository or are about to, relative to its root. */
export function ownFiles(): string[] {
  return mustRun('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], ROOT)
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

/** Copies files of this checkout, or all that belong to its repository. */
export function copyOwnFiles(to: string, paths: readonly string[] = ownFiles()): void {
  for (const path of paths) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(ROOT, path), join(to, path), { verbatimSymlinks: true });
  }
}

/** The version of this checkout. */
export const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string })
  .version;

/** A folder for PATH in which `pmta-lint` is the one of this checkout, and `npx` runs it in this version alone. */
export function commandFolder(): string {
  const folder = newFolder();
  symlinkSync(join(ROOT, 'bin', 'pmta-lint.cjs'), join(folder, 'pmta-lint'));
  writeFileSync(
    join(folder, 'npx'),
    `#!/bin/sh\n[ "$1 $2" = "--yes pmta-lint@${VERSION}" ] || exit 64\nshift 2 && exec pmta-lint "$@"\n`,
  );
  chmodSync(join(folder, 'npx'), 0o755);
  return folder;
}

/** The files in a folder and below, sorted, relative to it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !lstatSync(join(folder, name)).isDirectory())
    .sort();
}
