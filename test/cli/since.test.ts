import { renameSync, rmSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, git, repositoryOf, write } from './repository.ts';
import { run, runIn, type Outcome } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { MAIN } from '../support/section.ts';
import { ERROR, FIXABLE, FIXED, findingsIn, WARNING } from './samples.ts';

/** The configuration of a team that has known it to be wrong for long. */
const OLD = {
  config: `${MAIN}include conf.d/*.conf\n${ERROR}`,
  'conf.d/a.conf': `<domain a.com>\n  smtp-pattern-list slow\n  bogus 1\n</domain>\n`,
  'conf.d/list.conf': `<smtp-pattern-list slow>\n  reply /^421 4\\.7/ mode=backoff\n</smtp-pattern-list>\n`,
};

const since = (folder: string, ...argv: string[]): Promise<Outcome> =>
  runIn(folder, ['--since', 'HEAD', 'config', ...argv]);

async function foundIn(folder: string, ...argv: string[]): Promise<string[]> {
  return findingsIn((await since(folder, ...argv)).stdout);
}

describe('--since', () => {
  it('does not report what was there before', async () => {
    const folder = repositoryOf(OLD);
    const { stdout, exitCode, stderr } = await since(folder);
    expect([stdout, stderr, exitCode]).toEqual([
      'No findings since HEAD in 3 files (12 lines, 5 directives).\n',
      '',
      0,
    ]);
  });

  it('reports what is on changed lines, also what was there in another form', async () => {
    const folder = repositoryOf(OLD);
    write(folder, 'conf.d/a.conf', `# new\n\n${OLD['conf.d/a.conf'].replace('bogus 1', 'bogus 2')}`);
    expect(await foundIn(folder)).toEqual(['conf.d/a.conf:5:3 unknown-directive']);
  });

  it('reports what a change causes elsewhere', async () => {
    const folder = repositoryOf(OLD);
    rmSync(join(folder, 'conf.d/list.conf'));
    expect(await foundIn(folder)).toEqual(['conf.d/a.conf:2:3 undefined-reference']);
    // Naming a file does not leave that out: what a change causes is reported wherever it is.
    write(folder, 'pmta-lint.config.yaml', 'entry: config\n');
    write(folder, 'conf.d/b.conf', '<domain b.com>\n  max-smtp-out 2\n</domain>\n');
    const { stdout } = await runIn(folder, ['--since', 'HEAD', 'conf.d/b.conf']);
    expect(findingsIn(stdout)).toEqual(['conf.d/a.conf:2:3 undefined-reference']);
  });

  it('reports what is new in the configuration as a whole, and not because its first line changed', async () => {
    const folder = repositoryOf({ config: `${MAIN}<domain yahoo.com>\n  max-smtp-out 2\n</domain>\n` });
    write(folder, 'config', `# a note\n${readFileSync(join(folder, 'config'), 'utf8')}`);
    expect(await foundIn(folder)).toEqual([]);
    write(folder, 'config', MAIN);
    const { stdout } = await since(folder);
    expect(findingsIn(stdout).filter((one) => one.startsWith('config:1:1'))).toEqual([
      'config:1:1 missing-provider-domain',
    ]);
    expect(stdout).toContain('Yahoo');
  });

  it('counts findings of one line: one more is new', async () => {
    const list = 'virtual-mta-pool x\n';
    const text = `<virtual-mta-pool p>\n  virtual-mta none\n</virtual-mta-pool>\n`;
    const folder = repositoryOf({ config: MAIN + list + text });
    write(folder, 'config', MAIN + list + text + text);
    const found = await foundIn(folder);
    expect(found.every((one) => Number(one.split(':')[1]) > 7 || one.includes('duplicate'))).toBe(true);
    expect(found).not.toEqual([]);
  });

  it('does not take another form of line end for a change', async () => {
    const folder = repositoryOf({ config: ERROR + WARNING });
    write(folder, 'config', (ERROR + WARNING).replaceAll('\n', '\r\n'));
    expect(await foundIn(folder)).toEqual([]);
  });

  it('follows renamed files, whether git recorded the renaming or not', async () => {
    const folder = repositoryOf(OLD);
    git(folder, 'mv', 'conf.d/a.conf', 'conf.d/b.conf');
    expect(await foundIn(folder)).toEqual([]);
    commit(folder);
    git(folder, 'mv', 'config', 'pmta.conf');
    const main = await runIn(folder, ['--since', 'HEAD~1', 'pmta.conf']);
    expect(findingsIn(main.stdout)).toEqual([]);
    renameSync(join(folder, 'conf.d/b.conf'), join(folder, 'conf.d/c.conf'));
    write(folder, 'conf.d/c.conf', `${OLD['conf.d/a.conf']}${WARNING}`);
    const moved = await runIn(folder, ['--since', 'HEAD', 'pmta.conf']);
    expect(findingsIn(moved.stdout)).toEqual(['conf.d/c.conf:5:1 unknown-directive']);
    // Another text is another file.
    write(folder, 'conf.d/c.conf', `${WARNING}bogus y\n`);
    const other = await runIn(folder, ['--since', 'HEAD', 'pmta.conf']);
    expect(findingsIn(other.stdout)).toContain('conf.d/c.conf:1:1 unknown-directive');
  });

  it('reads ignored files as they are now, in both states', async () => {
    const files = {
      config: `${MAIN}include secret.conf\ninclude more/*.conf\n`,
      '.gitignore': 'secret.conf\nmore/\n',
      'secret.conf': WARNING,
      'more/a.conf': ERROR,
    };
    const folder = repositoryOf(files);
    const { stdout } = await since(folder);
    expect(findingsIn(stdout)).toEqual([]);
    expect(stdout).not.toContain('incomplete');
    write(folder, 'new.conf', WARNING);
    write(folder, 'config', `${files.config}include new.conf\n`);
    expect(await foundIn(folder)).toEqual(['new.conf:1:1 unknown-directive']);
  });

  it('works in a sub-folder, in a second work tree, and from outside', async () => {
    const folder = repositoryOf(OLD);
    git(folder, 'worktree', 'add', '-q', 'beside');
    for (const place of ['', 'beside']) {
      write(join(folder, place), 'conf.d/a.conf', `${OLD['conf.d/a.conf']}${WARNING}`);
      const below = await runIn(folder, ['--since', 'HEAD', '../config'], {
        workingDirectory: join(place, 'conf.d'),
      });
      expect(findingsIn(below.stdout)).toEqual(['a.conf:5:1 unknown-directive']);
    }
    const outside = await runIn(folderOf({}), ['--since', 'HEAD', join(folder, 'config')]);
    expect(findingsIn(outside.stdout)).toEqual([`${folder}/conf.d/a.conf:5:1 unknown-directive`]);
  });

  it('takes all for new before the first commit', async () => {
    const folder = folderOf({ config: WARNING });
    git(folder, 'init', '-q');
    expect(await foundIn(folder)).toEqual(['config:1:1 unknown-directive']);
    const { exitCode, stderr } = await runIn(folder, ['--since', 'main', 'config']);
    expect([exitCode, stderr]).toEqual([
      2,
      "pmta-lint: --since: git knows no revision 'main'; nothing is committed yet\n",
    ]);
  });

  it('reads a submodule as it is now, and prints that', async () => {
    const inner = repositoryOf({ 's.conf': ERROR });
    const folder = repositoryOf({ config: MAIN });
    git(folder, 'submodule', 'add', '-q', inner, 'sub');
    write(folder, 'config', `${MAIN}include sub/s.conf\n`);
    commit(folder);
    write(folder, 'sub/s.conf', ERROR + WARNING);
    const { stdout, stderr } = await since(folder);
    expect(findingsIn(stdout)).toEqual([]);
    expect(stderr).toBe("pmta-lint: 'sub' is a submodule: a change inside it is not looked at\n");
    const itself = await runIn(folder, ['--since', 'HEAD', 'sub/s.conf']);
    expect(findingsIn(itself.stdout)).toEqual(['sub/s.conf:2:1 unknown-directive']);
    const both = await runIn(folder, ['--since', 'HEAD', '.']);
    expect([both.exitCode, both.stderr]).toEqual([0, stderr]);
  });

  it('reports what a baseline does not hide', async () => {
    const folder = repositoryOf(OLD);
    write(folder, 'conf.d/a.conf', `${OLD['conf.d/a.conf']}${WARNING}`);
    await runIn(folder, ['--baseline', 'b.json', '--update-baseline', 'config']);
    write(folder, 'config', `${OLD.config}${WARNING}`);
    expect(await foundIn(folder, '--baseline', 'b.json')).toEqual(['config:6:1 unknown-directive']);
  });

  it('fixes with --fix only what is new', async () => {
    const folder = repositoryOf({ config: FIXABLE });
    const block = FIXABLE.replace('example.com', 'example.org');
    write(folder, 'config', FIXABLE + block);
    const { read } = await since(folder, '--fix');
    expect(read('config').toString()).toBe(FIXABLE + FIXED.replace('example.com', 'example.org'));
  });

  it('reports what a reload does not apply', async () => {
    const folder = repositoryOf({ config: `${MAIN}run-as-root yes\n` });
    write(folder, 'config', `${MAIN}run-as-root no\n`);
    expect(await foundIn(folder, '--rule', 'restart-needed=info')).toEqual(['config:4:1 restart-needed']);
    expect((await runIn(folder, ['--rule', 'restart-needed=info', 'config'])).stdout).not.toContain(
      'restart',
    );
  });

  it('counts comments and settings as they are now, and a comment that is gone as a change', async () => {
    const comment = '# pmta-lint-disable-next-line syntax-error -- ours\n';
    const folder = repositoryOf({ config: comment + ERROR });
    write(folder, 'config', ERROR);
    expect(await foundIn(folder)).toEqual(['config:1:1 syntax-error']);
  });

  it.each([
    [['--since', 'nix'], "--since: git knows no revision 'nix'"],
    [['--since', '-x'], "--since: git knows no revision '-x'"],
    [['--since', ''], "--since: git knows no revision ''"],
    [
      ['--since', 'HEAD', '--staged'],
      '--staged looks at what is staged, --since at the work tree: give one of them',
    ],
  ])('as %j is refused', async (argv, message) => {
    const { exitCode, stderr } = await runIn(repositoryOf(OLD), [...argv, 'config']);
    expect([exitCode, stderr]).toEqual([2, `pmta-lint: ${message}\n`]);
  });

  it('is refused where git has nothing to compare with', async () => {
    const outside = await run(['--since', 'HEAD', 'config'], { files: OLD });
    expect([outside.exitCode, outside.stderr]).toEqual([
      2,
      'pmta-lint: --since compares with git: this folder is in no git work tree that git would read\n',
    ]);
    const input = await run(['--since', 'HEAD', '--stdin'], { input: WARNING });
    expect(input.stderr).toBe(
      'pmta-lint: standard input is in no revision: --since and --staged read files\n',
    );
    const [one, two] = [repositoryOf(OLD), repositoryOf(OLD)];
    const both = await runIn(one, ['--since', 'HEAD', 'config', join(two, 'config')]);
    expect(both.stderr).toContain('is not in the git work tree');
    symlinkSync(join(two, 'config'), join(one, 'link.conf'));
    const link = await runIn(one, ['--since', 'HEAD', 'config', 'link.conf']);
    expect(link.exitCode).toBe(2);
  });
});
