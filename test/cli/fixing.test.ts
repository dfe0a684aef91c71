import { chmodSync, linkSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, runIn } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { ERROR, FIXABLE, FIXED, WARNING, findingsIn } from './samples.ts';

describe('--stdin', () => {
  it('takes includes from the working directory, or from where the file would be', async () => {
    const files = { 'part.conf': ERROR, 'sub/part.conf': `\n${ERROR}` };
    const input = 'include part.conf\n';
    const plain = await run(['--stdin'], { files, input });
    expect(findingsIn(plain.stdout)).toEqual(['part.conf:1:1 syntax-error']);
    const named = await run(['--stdin', '--stdin-filename', 'sub/config'], { files, input: input + ERROR });
    expect(findingsIn(named.stdout)).toEqual([
      'sub/config:2:1 syntax-error',
      'sub/part.conf:2:1 syntax-error',
    ]);
  });

  it('is used for the file of that name, also in a loop', async () => {
    const files = { config: ERROR, 'part.conf': 'include config\n', link: { link: 'config' } };
    const { stdout } = await run(['--stdin', '--stdin-filename', 'link'], {
      files,
      input: 'include part.conf\n',
    });
    expect(findingsIn(stdout)).toEqual(['link:1:1 include-not-found']);
  });

  const TEXTS: readonly (readonly [name: string, input: string | Buffer, output: string | Buffer])[] = [
    ['text with a fix', FIXABLE, FIXED],
    ['nothing to fix', `host-name a  \r\n\r\n# x`, `host-name a  \r\n\r\n# x`],
    ['nothing at all', '', ''],
    ['CRLF', FIXABLE.replaceAll('\n', '\r\n'), FIXED.replaceAll('\n', '\r\n')],
    ['a byte-order mark and no last line end', `\uFEFF${FIXABLE.trimEnd()}`, `\uFEFF${FIXED.trimEnd()}`],
    [
      'latin-1',
      Buffer.from(`# caf\xe9 \x80\n${FIXABLE}`, 'latin1'),
      Buffer.from(`# caf\xe9 \x80\n${FIXED}`, 'latin1'),
    ],
    ['errors', `${ERROR}<x\n${FIXABLE}`, `${ERROR}<x\n${FIXED}`],
    ['control characters', `# \0\u001b[31m\n${FIXABLE}`, `# \0\u001b[31m\n${FIXED}`],
  ];
  it.each(TEXTS.map(([name, input, output]) => ({ name, input, output })))(
    '--fix prints the fixed text of $name, byte for byte',
    async ({ input, output }) => {
      const { stdoutBytes, stderr } = await run(['--stdin', '--fix'], { input });
      expect(stdoutBytes).toEqual(Buffer.from(output as string));
      expect(stderr).toMatch(/ in 1 file \(\d+ lines?, \d+ directives?\)/);
      const again = await run(['--stdin', '--fix'], { input: stdoutBytes });
      expect(again.stdoutBytes).toEqual(stdoutBytes);
    },
  );

  it('--fix changes no file that the text includes', async () => {
    const outcome = await run(['--stdin', '--fix'], {
      files: { 'part.conf': FIXABLE },
      input: `include part.conf\n${FIXABLE}`,
    });
    expect(outcome.stdout).toBe(`include part.conf\n${FIXED}`);
    expect(outcome.stderr).toContain('1 warning in 2 files (7 lines, 3 directives); 1 finding fixed');
    expect(outcome.read('part.conf').toString()).toBe(FIXABLE);
  });

  it('that is not text is a failure and prints nothing', async () => {
    const { stdoutBytes, stderr, exitCode } = await run(['--stdin', '--fix'], { input: Buffer.alloc(100) });
    expect(stdoutBytes).toHaveLength(0);
    expect(stderr).toContain('<stdin>: failure: cannot be checked: it is no text');
    expect(exitCode).toBe(2);
  });
});

describe('--diff', () => {
  it('prints only the patch, what it would do on standard error, and writes nothing', async () => {
    const outcome = await run(['--diff'], {
      files: { config: FIXABLE, 'sub/x y.conf': FIXABLE, 'z.conf': WARNING },
    });
    const hunk =
      '@@ -1,3 +1,3 @@\n <domain example.com>\n-  max-msg-per-hour 500\n+  max-msg-rate 500/h\n </domain>\n';
    expect(outcome.stdout).toBe(
      `--- a/config\n+++ b/config\n${hunk}--- a/sub/x y.conf\t\n+++ b/sub/x y.conf\t\n${hunk}`,
    );
    expect(outcome.stderr).toBe(
      '2 findings would be fixed in 2 files: 2 neutral\nNothing would change for mail.\n',
    );
    expect(outcome.exitCode).toBe(1);
    expect(outcome.read('config').toString()).toBe(FIXABLE);
  });

  it('is empty where no fix would change anything', async () => {
    const { stdout, stderr, exitCode } = await run(['--diff', 'config'], { files: { config: ERROR } });
    expect([stdout, stderr, exitCode]).toEqual(['', 'No fix would change anything\n', 0]);
  });

  it('prints what could not be read on standard error only', async () => {
    const { stdout, stderr, exitCode } = await run(['--diff', 'a\u001b[31m']);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'pmta-lint: a␛[31m: cannot be read: there is no such file or folder\nNothing was checked\n',
    );
    expect(exitCode).toBe(2);
  });

  it('has the absolute path of a file outside the working directory', async () => {
    const given = { files: { config: FIXABLE, 'sub/x': '' }, workingDirectory: 'sub' };
    const { stdout, folder } = await run(['--diff', '../config'], given);
    expect(stdout).toMatch(new RegExp(`^--- a${folder}/config\n\\+\\+\\+ b${folder}/config\n`));
  });

  it('applies unsafe fixes with the option for them', async () => {
    const files = { config: '<domain example.com>\n  max-smtp-out 3\n' };
    expect((await run(['--diff'], { files })).exitCode).toBe(0);
    const { stdout, exitCode } = await run(['--diff', '--unsafe-fixes'], { files });
    expect(stdout).toContain('+</domain>\n');
    expect(exitCode).toBe(1);
  });

  it('of standard input has the name it was given', async () => {
    const { stdout } = await run(['--diff', '--stdin', '--stdin-filename', 'sub/c'], { input: FIXABLE });
    expect(stdout).toMatch(/^--- a\/sub\/c\n\+\+\+ b\/sub\/c\n@@/);
  });
});

describe('--fix', () => {
  it('writes what it fixes, includes too, keeps the mode, and has nothing to do a second time', async () => {
    const folder = folderOf({ config: `include part\n${FIXABLE}`, part: FIXABLE, other: FIXABLE });
    chmodSync(join(folder, 'config'), 0o640);
    const first = await runIn(folder, ['--fix', 'config']);
    expect(first.stdout).toBe('No findings in 2 files (7 lines, 3 directives); 2 findings fixed\n');
    expect(first.exitCode).toBe(0);
    expect(first.read('config').toString()).toBe(`include part\n${FIXED}`);
    expect(first.read('part').toString()).toBe(FIXED);
    expect(first.read('other').toString()).toBe(FIXABLE);
    expect(statSync(join(folder, 'config')).mode & 0o7777).toBe(0o640);
    const before = statSync(join(folder, 'config'));
    const second = await runIn(folder, ['--fix', 'config']);
    expect(second.stdout).toBe('No findings in 2 files (7 lines, 3 directives).\n');
    expect(statSync(join(folder, 'config')).ino).toBe(before.ino);
  });

  it('that may not write one file writes none, prints why, and reports what is there', async () => {
    const folder = folderOf({ 'a.conf': FIXABLE, 'b.conf': FIXABLE });
    linkSync(join(folder, 'b.conf'), join(folder, 'b.backup'));
    const { stdout, exitCode } = await runIn(folder, ['--fix']);
    expect(exitCode).toBe(2);
    expect(findingsIn(stdout)).toEqual([
      'a.conf:2:3 deprecated-directive',
      'b.conf:2:3 deprecated-directive',
    ]);
    expect(stdout).toContain('b.conf: failure: not written: has another name (hard links)');
    expect(stdout).toContain('a.conf: failure: not written: another file was refused\n');
    expect(stdout).not.toContain(' fixed');
    for (const name of ['a.conf', 'b.conf', 'b.backup']) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(FIXABLE);
    }
  });
});
