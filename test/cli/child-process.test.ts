import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../support/folders.ts';
import { install } from '../support/installed.ts';

/*
 * What cannot be tried in the process of the tests: another user, pipes that never end, and memory that runs out.
 */

const NOBODY = 65_534;

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bundle = join(dirname(install()), '../dist/cli.cjs');

/** Runs the bundled command as another process; it is ended after two minutes. */
function runApart(
  folder: string,
  argv: readonly string[],
  { user, memory = 512 }: { user?: number; memory?: number } = {},
): Promise<Ended> {
  const script = `require(${JSON.stringify(bundle)}).main(process.argv.slice(1)).then((code) => { process.exitCode = code; })`;
  const child = spawn(process.execPath, [`--max-old-space-size=${memory}`, '-e', script, '--', ...argv], {
    cwd: folder,
    // What CI sets would change the format.
    env: { ...process.env, GITHUB_ACTIONS: '' },
    timeout: 120_000,
    killSignal: 'SIGKILL',
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  const read = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (read.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (read.stderr += chunk.toString()));
  child.stdin.end();
  return new Promise((done) => {
    child.on('close', (exitCode) => {
      done({ exitCode, ...read });
    });
  });
}

/** Permissions mean nothing to root, so that the tests of them run as somebody else. */
const asSomeone = process.getuid?.() === 0 ? { user: NOBODY } : {};

describe('libraries that wait for their first use', () => {
  it('are there in the bundle: addresses of IPv6, settings in YAML, accounting files', async () => {
    const folder = folderOf({
      config: '<source 2001:db8::/32>\n  always-allow-relaying yes\n</source>\nsmtp-listener [::]:25\n',
      '.pmta-lint.yaml': 'preset: strict\n',
      'replies.csv': 'dsnDiag\n"smtp;421 4.7.0 try again later"\n',
    });
    const linted = await runApart(folder, ['config', '--format', 'json']);
    expect([linted.stderr, linted.exitCode]).toEqual(['', 0]);
    const replies = await runApart(folder, ['reply', 'gmail.com', '--file', 'replies.csv', 'config']);
    expect([replies.stderr, replies.exitCode]).toEqual(['', 0]);
    expect(replies.stdout).toContain('421 4.7.0 try again later');
  });
});

describe('files that may not be read or written', () => {
  it('are failures, findings or refusals, and the rest is checked', async () => {
    const folder = folderOf({
      'closed.conf': '!!!\n',
      'open.conf': '!!!\n',
      'main.conf': 'include closed.conf\n',
      'locked/x.conf': '!!!\n',
    });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'closed.conf'), 0);
    chmodSync(join(folder, 'locked'), 0);
    const named = await runApart(folder, ['closed.conf', 'open.conf', 'locked/x.conf'], asSomeone);
    expect(named.stdout.split('\n').slice(0, -2)).toEqual([
      expect.stringMatching(/^open\.conf:1:1: error: /),
      'closed.conf: failure: cannot be read: permission denied',
      'locked/x.conf: failure: cannot be read: permission denied',
    ]);
    expect([named.stderr, named.exitCode]).toEqual(['', 2]);

    const included = await runApart(folder, ['main.conf'], asSomeone);
    expect(included.stdout).toMatch(
      /^main\.conf:1:1: error: 'closed\.conf' cannot be read; [^]*: incomplete: /,
    );
    expect(included.exitCode).toBe(1);

    const effective = await runApart(folder, ['effective', 'a.com', 'closed.conf'], asSomeone);
    expect(effective.stderr).toBe(`pmta-lint: 'closed.conf' cannot be read: permission denied\n`);
    expect(effective.exitCode).toBe(2);
  });

  it('are not written either', async () => {
    const text = '<domain a.com>\nmax-msg-per-hour 500\n</domain>\n';
    const folder = folderOf({ config: text });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'config'), 0o444);
    const { stdout, exitCode } = await runApart(folder, ['--fix', 'config'], asSomeone);
    expect(stdout).toContain('config: failure: not written: is read-only for this user');
    expect(exitCode).toBe(2);
  });
});

describe('a named pipe', () => {
  it('is not waited for, wherever it is', async () => {
    const main = 'log-file l\n<spool s>\n</spool>\ninclude pipe\ninclude x/*\n';
    const folder = folderOf({ config: main, 'x/a': '' });
    for (const name of ['pipe', 'config-defaults', 'x/pipe', 'y.conf']) {
      expect(spawnSync('mkfifo', [join(folder, name)]).status).toBe(0);
    }
    const checked = await runApart(folder, ['.', '--quiet']);
    expect(checked.stdout).toMatch(/^config:4:1: error: 'pipe' is not a file; /);
    expect(checked.exitCode).toBe(1);
    const named = await runApart(folder, ['pipe']);
    expect(named.stdout).toMatch(/^pipe: failure: cannot be read: it is no regular file\n/);
    const effective = await runApart(folder, ['effective', 'a.com', 'pipe']);
    expect(effective.stderr).toBe(`pmta-lint: 'pipe' cannot be read: it is no regular file\n`);
  });
});

/** Writes VMTAs into a file until it has that many MB. */
function writeLarge(path: string, megabytes: number): void {
  const file = openSync(path, 'w');
  let number = 0;
  for (let size = writeSync(file, 'log-file l\n<spool s>\n</spool>\n'); size < megabytes << 20;) {
    let text = '';
    for (const end = number + 1000; number < end; number++) {
      const [a, b] = [number >> 8, number & 255];
      text += `# VMTA number ${number} of ${'a long list '.repeat(50)}\n<virtual-mta v${number}>\n  smtp-source-host 10.${a >> 8}.${a & 255}.${b} h${number}.example.com\n</virtual-mta>\n`;
    }
    size += writeSync(file, text);
  }
  closeSync(file);
}

describe('files that include each other many times', () => {
  it('end in a finding, and not where memory ends', async () => {
    const folder = folderOf({
      config: 'include a\n'.repeat(100),
      a: 'include b\n'.repeat(100),
      b: 'max-smtp-out 3\n'.repeat(1000),
    });
    const { stdout, exitCode } = await runApart(folder, ['config', '--quiet'], { memory: 2048 });
    expect(stdout).toMatch(/^a:\d+:1: error: 'b' was not read: files are included more than /);
    expect(exitCode).toBe(1);
  });
});

describe('a large file', () => {
  it('of 50 MB is checked', async () => {
    const folder = folderOf({});
    writeLarge(join(folder, 'config'), 50);
    const { stdout, stderr, exitCode } = await runApart(folder, ['config', '--quiet'], { memory: 1024 });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/ in 1 file \(\d{6} lines, \d+ directives\)/);
    expect(exitCode).toBe(0);
  });

  it('that is not a configuration is not read at all', async () => {
    const folder = folderOf({ config: 'include log\n' });
    for (const name of ['log', 'x.conf']) {
      const file = openSync(join(folder, name), 'w');
      writeSync(file, 'x', 300 * 2 ** 20);
      closeSync(file);
    }
    const { stdout, exitCode } = await runApart(folder, ['config', 'x.conf']);
    expect(stdout).toContain("config:1:1: error: 'log' cannot be read");
    expect(stdout).toContain('x.conf: failure: cannot be read: it is too large for a configuration\n');
    expect(exitCode).toBe(2);
  });
});
