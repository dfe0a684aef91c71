import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../support/folders.ts';
import { FIXABLE, FIXED } from '../cli/samples.ts';
import { assertCleanOutput } from './assert-clean-output.ts';
import { install } from '../support/installed.ts';

/*
 * What cannot be tried in the process of the tests: pipes and descriptors that are closed or full, signals, another user.
 */

const launcher = install();

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of bash in a folder; `$L` in it is the command. */
function bash(folder: string, line: string, user?: number): Ended {
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-o', 'pipefail', '-c', line], {
    cwd: folder,
    env: { PATH: process.env.PATH, SHLVL: '2', L: launcher, NODE: process.execPath },
    encoding: 'utf8',
    timeout: 120_000,
    killSignal: 'SIGKILL',
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  return { exitCode: status, stdout, stderr };
}

const RUN = '"$NODE" --max-old-space-size=512 "$L"';

describe('a reader that goes away', () => {
  const folder = folderOf({ config: '!!!\n'.repeat(10_000), 'fix.conf': FIXABLE.repeat(500) });

  it.each([
    ['the concise report', 'config --format concise', 1, /^config:1:1: error: .*\n$/],
    ['the pretty report', 'config --format pretty', 1, /^config\n$/],
    ['JSON', 'config --format json', 1, /^\{\n$/],
    ['SARIF', 'config --format sarif', 1, /^\{\n$/],
    ['annotations', 'config --format github', 1, /^::error .*\n$/],
    ['issues', 'config --format gitlab', 1, /^\[\n$/],
    ['XML', 'config --format junit', 1, /^<\?xml .*\n$/],
    ['a comment', 'config --format markdown', 1, /^\*\*pmta-lint\*\*: .*\n$/],
    ['a patch', '--diff fix.conf', 1, /^--- a\/fix\.conf\n$/],
    ['a help text', '--help', 0, /^Usage: .*\n$/],
    ['a page', 'explain max-smtp-out', 0, /^.*\n$/],
    ['effective settings', 'effective example.com fix.conf', 0, /^Queue .*\n$/],
  ])('after one line of %s ends nothing early', (_, argv, exitCode, line) => {
    const outcome = bash(folder, `${RUN} ${argv} | head -n 1`);
    expect(outcome.stderr.replace(/^\d+ findings would be fixed .*\n.*\n/, '')).toBe('');
    expect(outcome.stdout).toMatch(line);
    expect(outcome.exitCode).toBe(exitCode);
  });

  it('before anything was written does not stop a fix from being applied', () => {
    const own = folderOf({ config: FIXABLE + '!!!\n'.repeat(10_000) });
    const { stderr, exitCode } = bash(own, `${RUN} --fix config | true`);
    expect([stderr, exitCode]).toEqual([
      '1 finding fixed in 1 file: 1 neutral\nNothing changes for mail.\n',
      1,
    ]);
    expect(readFileSync(join(own, 'config'), 'utf8').startsWith(FIXED)).toBe(true);
  });
});

describe('outputs and inputs that are closed, full or no text', () => {
  const folder = folderOf({ config: '!!!\n' });
  const FULL = 'pmta-lint: the output cannot be written: there is no space left on the disk\n';
  const REPORT = /^config:1:1: error: .*\n1 error in 1 file .*\n$/;
  const EMPTY = /^No findings in 1 file \(0 lines, 0 directives\)\.\n$/;
  const NOTHING = /^$/;

  it.each<[string, string, number, RegExp, string]>([
    ['a full disk under a report', 'config > /dev/full', 2, NOTHING, FULL],
    ['a full disk under a patch', '--diff config > /dev/full', 0, NOTHING, 'No fix would change anything\n'],
    ['a full disk under a help text', '--help > /dev/full', 2, NOTHING, FULL],
    ['a full disk under a page', 'explain max-smtp-out > /dev/full', 2, NOTHING, FULL],
    ['a full disk under messages', '--bogus 2> /dev/full', 2, NOTHING, ''],
    ['a closed output', 'config >&-', 1, NOTHING, ''],
    ['closed messages', 'config 2>&-', 1, REPORT, ''],
    ['all of them closed', 'config <&- >&- 2>&-', 1, NOTHING, ''],
    ['no input', '--stdin < /dev/null', 0, EMPTY, ''],
    ['a closed input', '--stdin <&-', 0, EMPTY, ''],
    ['a folder as the input', '--stdin < .', 2, /^<stdin>: failure: cannot be read: it is a folder\n/, ''],
    [
      'an input without end',
      '--stdin < /dev/zero',
      2,
      /^<stdin>: failure: cannot be read: it is too large for a configuration\n/,
      '',
    ],
    [
      'an input that is no text',
      '--stdin < "$NODE"',
      2,
      /^<stdin>: failure: cannot be checked: it is no text: byte \d+ is NUL, and more follow\n/,
      '',
    ],
  ])('%s', (_, argv, exitCode, stdout, stderr) => {
    const outcome = bash(folder, `${RUN} ${argv}`);
    expect(outcome.stderr).toBe(stderr);
    expect(outcome.stdout).toMatch(stdout);
    expect(outcome.exitCode).toBe(exitCode);
  });

  it('a full disk under the version', () => {
    const { stderr, exitCode } = bash(folder, `${RUN} --version > /dev/full`);
    expect([stderr, exitCode]).toEqual(['pmta-lint: the output cannot be written (ENOSPC)\n', 2]);
  });

  it('a working directory that is gone', () => {
    const line = `mkdir gone && cd gone && rmdir ../gone && ${RUN}`;
    const relative = bash(folder, `${line} config`);
    assertCleanOutput(relative.stderr);
    expect(relative.stdout).toMatch(/^config: failure: cannot be read: there is no such file or folder\n/);
    expect(relative.exitCode).toBe(2);
    expect(bash(folder, `${line} ${join(folder, 'config')}`).exitCode).toBe(1);
    const init = bash(folder, `${line} init`);
    assertCleanOutput(init.stderr);
    expect([init.stdout, init.exitCode]).toEqual(['', 2]);
  });
});

/** Starts a fix of many files, and ends it by a signal as soon as the first new file is made. */
async function interrupted(folder: string, signal: NodeJS.Signals): Promise<NodeJS.Signals | number | null> {
  const child = spawn(process.execPath, [launcher, '--fix'], { cwd: folder, stdio: 'ignore' });
  const watch = setInterval(() => {
    if (readdirSync(folder).some((name) => name.includes('.pmta-lint-'))) child.kill(signal);
  }, 1);
  return new Promise((done) => {
    child.on('close', (code, ended) => {
      clearInterval(watch);
      done(ended ?? code);
    });
  });
}

describe('a signal in the middle of --fix', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s leaves 150 files all old or all new, and no other file',
    async (signal) => {
      const names = Array.from({ length: 150 }, (_, index) => `${index}.conf`);
      const folder = folderOf(Object.fromEntries(names.map((name) => [name, FIXABLE])));
      expect(await interrupted(folder, signal)).toBe(signal);
      expect(readdirSync(folder).sort()).toEqual([...names].sort());
      const texts = new Set(names.map((name) => readFileSync(join(folder, name), 'utf8')));
      expect([[FIXABLE], [FIXED]]).toContainEqual([...texts]);
    },
  );
});

describe('Ctrl-C in --watch', () => {
  it('ends the process during a check, without waiting for its end', async () => {
    const busy = "import { writeFileSync } from 'node:fs';\nwriteFileSync('begun', '');\nfor (;;);\n";
    const folder = folderOf({ config: '', 'pmta-lint.config.mjs': busy });
    const child = spawn(process.execPath, [launcher, '--watch', 'config'], { cwd: folder, stdio: 'ignore' });
    const watch = setInterval(() => {
      if (readdirSync(folder).includes('begun')) child.kill('SIGINT');
    }, 10);
    const signal = await new Promise((done) => {
      child.on('close', (_, ended) => {
        clearInterval(watch);
        done(ended);
      });
    });
    expect(signal).toBe('SIGINT');
  });
});

describe.runIf(process.getuid?.() === 0)('a user who may not write', () => {
  const USER = 1234;

  function ownFolder(): string {
    const folder = folderOf({ config: FIXABLE, 'other.conf': FIXABLE });
    for (const path of [folder, join(folder, 'config'), join(folder, 'other.conf')])
      chownSync(path, USER, USER);
    return folder;
  }

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'into the folder',
      (folder) => {
        chmodSync(folder, 0o555);
      },
      /^config: failure: not written: needs a new file beside it, and its folder ".*" is closed to this user \(EACCES\)$/m,
    ],
    [
      'to the file',
      (folder) => {
        chmodSync(join(folder, 'config'), 0o444);
      },
      /^config: failure: not written: is read-only for this user \(EACCES\)$/m,
    ],
  ])('%s loses nothing, and is reported', (_, close, reason) => {
    const folder = ownFolder();
    close(folder);
    const { stdout, stderr, exitCode } = bash(folder, `${RUN} --fix`, USER);
    expect(stderr).toBe('');
    expect(stdout).toMatch(reason);
    expect(stdout).toContain('other.conf: failure: not written: another file was refused\n');
    expect(exitCode).toBe(2);
    expect(readdirSync(folder)).toEqual(['config', 'other.conf']);
    for (const name of ['config', 'other.conf']) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(FIXABLE);
    }
  });

  it('a report file gets the report on standard output, and a failure', () => {
    const folder = ownFolder();
    chmodSync(folder, 0o555);
    const { stdout, exitCode } = bash(folder, `${RUN} config --output-file json=report.json`, USER);
    expect(stdout).toContain('report.json: failure: the report was not written: permission denied\n');
    expect(exitCode).toBe(2);
  });

  it('settings that may not be read stops the run', () => {
    const folder = ownFolder();
    const settings = join(folder, 'pmta-lint.config.json');
    spawnSync('install', ['-m', '000', '/dev/null', settings]);
    const { stderr, stdout, exitCode } = bash(folder, `${RUN} config`, USER);
    expect(stderr).toBe('pmta-lint: pmta-lint.config.json: cannot be read: permission denied\n');
    expect([stdout, exitCode]).toEqual(['', 2]);
  });
});
