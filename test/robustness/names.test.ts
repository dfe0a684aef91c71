import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/cli/options.ts';
import { runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { FIXABLE, FIXED } from '../cli/samples.ts';
import { assertCleanOutput } from './assert-clean-output.ts';
import { BAD_NAMES, type BadName } from './bad-names.ts';

/** Names that begin with a dot are passed over by searches and wildcards, as shells do. */
const isHidden = ({ name }: BadName): boolean => name.startsWith('.');

describe('a file whose name', () => {
  it.each(BAD_NAMES)('$what is named in every report without harm', async ({ name, shown }) => {
    const folder = folderOf({ [name]: FIXABLE });
    for (const format of FORMATS) {
      const { stdout, stderr, exitCode } = await runIn(folder, ['--format', format, '--', name]);
      assertCleanOutput(stdout + stderr);
      expect(stdout).toContain('max-msg-per-hour');
      expect(exitCode).toBe(0);
    }
    const { stdout } = await runIn(folder, ['--', name]);
    expect(stdout.split('\n', 1)).toEqual([
      expect.stringMatching(/:2:3: warning: .* \[deprecated-directive\]$/) as unknown,
    ]);
    expect(stdout.startsWith(`${shown}:2:3: `)).toBe(true);
  });

  it.each(BAD_NAMES.filter((bad) => !isHidden(bad)))(
    '$what is found in its folder, fixed, and nothing is left next to it',
    async ({ name }) => {
      const folder = folderOf({ [`c/${name}.conf`]: FIXABLE });
      const { stdout, exitCode } = await runIn(folder, ['--fix']);
      expect(stdout).toBe('No findings in 1 file (3 lines, 1 directive); 1 finding fixed\n');
      expect(exitCode).toBe(0);
      expect(readdirSync(join(folder, 'c'))).toEqual([`${name}.conf`]);
      expect(readFileSync(join(folder, 'c', `${name}.conf`), 'utf8')).toBe(FIXED);
    },
  );

  it.each(BAD_NAMES)('$what is included by a wildcard, unless it is hidden', async (bad) => {
    const { name } = bad;
    const folder = folderOf({ config: 'include c/*\n', [`c/${name}`]: '!!!\n' });
    const { stdout, exitCode } = await runIn(folder, ['config']);
    assertCleanOutput(stdout);
    expect(stdout).toContain(isHidden(bad) ? 'No findings in 1 file' : ':1:1: error: ');
    expect(exitCode).toBe(isHidden(bad) ? 0 : 1);
  });

  it('is not UTF-8 is a failure of its own, and the rest is checked', async () => {
    const folder = folderOf({ 'a.conf': '!!!\n' });
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff]), Buffer.from('.conf')]),
      '!!!\n',
    );
    const { stdout, exitCode } = await runIn(folder, ['.']);
    expect(stdout.split('\n').slice(0, -2)).toEqual([
      expect.stringMatching(/^a\.conf:1:1: error: /),
      'b\ufffd.conf: failure: cannot be read: there is no such file or folder',
    ]);
    expect(exitCode).toBe(2);
  });

  it('begins with a dash is not an option after --', async () => {
    const folder = folderOf({ '--fix': FIXABLE });
    expect((await runIn(folder, ['--', '--fix'])).stdout).toContain('--fix:2:3: warning: ');
    expect(readFileSync(join(folder, '--fix'), 'utf8')).toBe(FIXABLE);
  });
});
