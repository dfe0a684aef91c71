import { describe, expect, it } from 'vitest';
import { commit, git, repositoryOf, write } from './repository.ts';
import { run, runIn } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { FIXABLE, FIXED } from './samples.ts';

const environment = process.env;

/** The warnings in front of the summary of the fixes. */
function warningsIn(stderr: string): string {
  return stderr.replace(/(?:^|\n)\d+ findings? (?:would be )?fixed in [^]*$/, (end) =>
    end.startsWith('\n') ? '\n' : '',
  );
}

async function fixedIn(folder: string, ...argv: string[]): Promise<string> {
  const { stderr, read } = await runIn(folder, ['--fix', ...argv, 'a.conf'], { environment });
  expect(read('a.conf').toString()).toContain(FIXED);
  return warningsIn(stderr);
}

const WARNING =
  'pmta-lint: the fixes mix with changes that are not committed in 1 file (a.conf); commit first to tell them apart, or give --allow-dirty\n';

describe('--fix in a git work tree', () => {
  it('warns of a file with changes that are not committed, staged or not', async () => {
    const folder = repositoryOf({ 'a.conf': FIXABLE });
    write(folder, 'a.conf', `# more\n${FIXABLE}`);
    expect(await fixedIn(folder)).toBe(WARNING);
    const staged = repositoryOf({ 'a.conf': '' });
    write(staged, 'a.conf', FIXABLE);
    git(staged, 'add', '.');
    expect(await fixedIn(staged)).toBe(WARNING);
  });

  it('warns of a file that no commit has', async () => {
    const folder = repositoryOf({ x: '' });
    write(folder, 'a.conf', FIXABLE);
    expect(await fixedIn(folder)).toBe(WARNING);
  });

  it('does not warn with --allow-dirty', async () => {
    const folder = repositoryOf({ x: '' });
    write(folder, 'a.conf', FIXABLE);
    expect(await fixedIn(folder, '--allow-dirty')).toBe('');
  });

  it('does not warn of files that are committed, however git keeps their line ends, or that git ignores', async () => {
    expect(await fixedIn(repositoryOf({ 'a.conf': FIXABLE, 'b.conf': 'x\n' }))).toBe('');
    const ignored = repositoryOf({ '.gitignore': 'a.conf\n' });
    write(ignored, 'a.conf', FIXABLE);
    expect(await fixedIn(ignored)).toBe('');
    const folder = repositoryOf({ '.gitattributes': '*.conf text eol=crlf\n' });
    const crlf = FIXABLE.replaceAll('\n', '\r\n');
    write(folder, 'a.conf', crlf);
    commit(folder);
    const { stderr } = await runIn(folder, ['--fix', 'a.conf'], { environment });
    expect(warningsIn(stderr)).toBe('');
  });

  it('does not warn of other files with changes, and runs no filter of the repository', async () => {
    const folder = repositoryOf({ 'a.conf': FIXABLE, 'b.conf': '', '.gitattributes': 'a.conf filter=x\n' });
    git(folder, 'config', 'filter.x.clean', 'touch ran; cat');
    write(folder, 'b.conf', '# other\n');
    write(folder, 'a.conf', `# more\n${FIXABLE}`);
    expect(await fixedIn(folder)).toBe('');
    expect(git(folder, 'ls-files', '--others')).not.toContain('ran');
  });

  it('does not warn with --diff or --staged', async () => {
    const folder = repositoryOf({ 'a.conf': '' });
    write(folder, 'a.conf', FIXABLE);
    const { stderr: summary } = await runIn(folder, ['--diff', 'a.conf'], { environment });
    expect(warningsIn(summary)).toBe('');
    git(folder, 'add', '.');
    const { stderr } = await runIn(folder, ['--fix', '--staged', 'a.conf'], { environment });
    expect(stderr).not.toContain('--allow-dirty');
  });
});

it('--fix outside of work trees does not warn', async () => {
  expect(await fixedIn(folderOf({ 'a.conf': FIXABLE }))).toBe('');
});

it('--allow-dirty without --fix is refused', async () => {
  const { stderr, exitCode } = await run(['--allow-dirty']);
  expect([stderr, exitCode]).toEqual(['pmta-lint: --allow-dirty goes with --fix\n', 2]);
});
