import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';

const PAGE = resolve(import.meta.dirname, '../../man/pmta-lint.1');

const mandoc = spawnSync('mandoc', ['-T', 'lint', PAGE], { encoding: 'utf8' });
const hasMandoc = mandoc.error === undefined;
if (!hasMandoc) console.warn('NOT TESTED: the form of the man page, since mandoc is missing');

describe('the man page', () => {
  it.runIf(hasMandoc)('has no error of mandoc except the missing date', () => {
    const said = mandoc.stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'));
    expect(said).toEqual([]);
  });

  it('describes every command and flag of the help', async () => {
    const page = readFileSync(PAGE, 'utf8').replaceAll('\\-', '-');
    const { stdout: help } = await run(['--help']);
    const [, listed = ''] = /^Commands:\n([^]*?)\n\n/m.exec(help) ?? [];
    const names = [...listed.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name);
    expect(names).toContain('lint');
    for (const name of names) {
      expect(page).toContain(`\n.SS ${name}\n`);
      const { stdout } = await run([name, '--help']);
      for (const [, flag = ''] of stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm))
        expect(page).toContain(`\\fB${flag}\\fR`);
    }
  });

  it('is in the package', () => {
    const about = JSON.parse(readFileSync(join(PAGE, '../../package.json'), 'utf8')) as {
      man: string;
      files: string[];
    };
    expect(about.man).toBe('man/pmta-lint.1');
    expect(about.files).toContain('man');
  });
});
