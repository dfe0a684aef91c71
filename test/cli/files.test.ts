import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, runIn, type Given } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { ERROR, findingsIn } from './samples.ts';

describe('the files of a call', () => {
  const TREE = {
    config: ERROR,
    'a.conf': ERROR,
    'sub/b.cfg': ERROR,
    'sub/deep/c.pmta': ERROR,
    'sub/config': ERROR,
    'notes.txt': ERROR,
    'sub/configuration': ERROR,
    '.hidden/d.conf': ERROR,
    'sub/.git/config': ERROR,
    'node_modules/x/config': ERROR,
    'sub/node_modules/config': ERROR,
    'linked-folder': { link: 'sub' },
    'dangling.conf': { link: 'nowhere' },
    'folder.conf/': '',
    'inside.conf': { link: 'sub/configuration' },
  };

  const filesFor = async (argv: string[], given: Given = {}): Promise<string[]> => {
    const { stdout } = await run([...argv, '--format', 'json'], { files: TREE, ...given });
    const { files, failures } = JSON.parse(stdout) as Record<'files' | 'failures', { path: string }[]>;
    return [...files.map(({ path }) => path), ...failures.map(({ path }) => `- ${path}`)];
  };

  it('are the configurations in a folder, with those below it', async () => {
    const all = ['a.conf', 'config', 'sub/b.cfg', 'sub/config', 'sub/deep/c.pmta'];
    expect(await filesFor([])).toEqual(all);
    expect(await filesFor(['.'])).toEqual(all);
    expect(await filesFor(['sub'])).toEqual(['sub/b.cfg', 'sub/config', 'sub/deep/c.pmta']);
    expect(await filesFor(['folder.conf'])).toEqual(['- folder.conf']);
    // A link or a dot folder that is named is meant.
    expect(await filesFor(['.hidden'])).toEqual(['.hidden/d.conf']);
    expect(await filesFor(['linked-folder/b.cfg'])).toEqual(['linked-folder/b.cfg']);
  });

  it('are not what a link in a folder leads out to', async () => {
    const outside = folderOf({ 'secret.conf': ERROR });
    const { stdout, exitCode } = await run([], {
      files: { 'x.conf': { link: join(outside, 'secret.conf') }, 'y.conf': '' },
    });
    expect(stdout).toMatch(/^No findings in 1 file /);
    expect(exitCode).toBe(0);
  });

  it('are what a glob matches', async () => {
    expect(await filesFor(['*.conf'])).toEqual(['a.conf']);
    expect(await filesFor(['sub/**/*.{cfg,pmta}'])).toEqual(['sub/b.cfg', 'sub/deep/c.pmta']);
    expect(await filesFor(['./sub/*.cfg'])).toEqual(['sub/b.cfg']);
    expect(await filesFor(['../sub/*.cfg'], { workingDirectory: 'folder.conf' })).toHaveLength(1);
    expect(await filesFor(['*.nothing'])).toEqual(['- *.nothing']);
    expect(await filesFor(['!a.conf'])).toEqual(['- !a.conf']);
    expect(await filesFor(['[', '{', '(((('])).toEqual(['- ((((', '- [', '- {']);
  });

  it('are files also where their name looks like a glob', async () => {
    const { stdout } = await run(['[a].conf'], { files: { '[a].conf': '', 'a.conf': ERROR } });
    expect(stdout).toMatch(/^No findings in 1 file /);
  });

  it('are checked once, however often and in whatever form they are named', async () => {
    const folder = folderOf({ config: ERROR, other: { link: 'config' } });
    const { stdout } = await runIn(folder, [
      'config',
      './config',
      join(folder, 'config'),
      'other',
      '.',
      'c*',
    ]);
    expect(findingsIn(stdout)).toEqual(['config:1:1 syntax-error']);
    expect(stdout).toContain('in 1 file (');
  });

  it('have paths relative to the working directory where they are below it, else absolute', async () => {
    const given = { files: TREE, workingDirectory: 'sub' };
    const { stdout, folder } = await run(['config', '../config'], given);
    expect(findingsIn(stdout)).toEqual([`${folder}/config:1:1 syntax-error`, 'config:1:1 syntax-error']);
  });

  it('that are included are checked once, in the scope of their includer, also when they are named', async () => {
    const files = {
      config: '<domain example.com>\n  include limits.conf\n</domain>\n',
      'limits.conf': `max-smtp-out 3\nsmtp-source-host 192.0.2.1 a.example.com\n${ERROR}`,
    };
    const expected = ['limits.conf:2:1 misplaced-directive', 'limits.conf:3:1 syntax-error'];
    for (const argv of [['config'], ['limits.conf', 'config'], ['.', 'limits.conf']]) {
      const { stdout } = await run(argv, { files });
      expect(findingsIn(stdout)).toEqual(expected);
      expect(stdout).toContain('in 2 files (');
    }
    const alone = await run(['limits.conf'], { files });
    expect(findingsIn(alone.stdout)).toEqual(['limits.conf:3:1 syntax-error']);
    const scoped = await run(['limits.conf', '--scope', 'source'], { files });
    expect(findingsIn(scoped.stdout)).toEqual([
      'limits.conf:1:1 misplaced-directive',
      'limits.conf:2:1 misplaced-directive',
      'limits.conf:3:1 syntax-error',
    ]);
  });

  it('next to a main configuration give its defaults, and are not reported', async () => {
    const config = [
      'log-file /var/log/pmta/log',
      '<spool /var/spool/pmta>',
      '</spool>',
      '<domain example.com>',
      '  smtp-pattern-list shipped',
      '</domain>',
      '',
    ].join('\n');
    const undefinedIn = async (files: Record<string, string>): Promise<string[]> => {
      const { stdout } = await run(['config'], { files });
      expect(stdout).toContain('in 1 file (');
      return findingsIn(stdout).filter((finding) => / (?:undefined-reference|syntax-error)$/.test(finding));
    };
    const defaults = `<smtp-pattern-list shipped>\n  reply /x/ mode=backoff\n</smtp-pattern-list>\n${ERROR}`;
    expect(await undefinedIn({ config })).toEqual(['config:5:3 undefined-reference']);
    expect(await undefinedIn({ config, 'config-defaults': defaults })).toEqual([]);
  });
});

describe('files that look like PowerMTA configuration and have other names', () => {
  const TEXT = '<domain a.example>\n  max-smtp-out 5\n</domain>\n';

  it('are named on one line at the end where a folder is searched', async () => {
    const files = {
      config: 'include part.inc\n',
      'part.inc': TEXT,
      'vmta.tpl': TEXT,
      'sub/powermta_config.erb': TEXT,
      'notes.tpl': 'Dear all,\nnothing here\n',
      'config-defaults': TEXT,
      'old-pmta.bak': TEXT,
    };
    const { stderr, exitCode } = await run(['.'], { files });
    expect(stderr).toBe(
      'pmta-lint: 2 more files look like PowerMTA configuration and were not checked (vmta.tpl and sub/powermta_config.erb); name them to check them\n',
    );
    expect(exitCode).toBe(0);
    expect((await run(['config'], { files })).stderr).toBe('');
    expect((await run(['.', 'sub/powermta_config.erb', 'vmta.tpl'], { files })).stderr).toBe('');
    const ignoring = { ...files, 'pmta-lint.config.yaml': 'ignores: ["**/*.erb", "*.tpl"]\n' };
    expect((await run(['.'], { files: ignoring })).stderr).toBe('');
  });

  it('are named where nothing else is there to check', async () => {
    const { stdout, stderr, exitCode } = await run([], { files: { 'vmta.tpl': TEXT } });
    expect(stdout).toContain('nothing to check: no file named config');
    expect(stderr).toBe(
      'pmta-lint: 1 more file looks like PowerMTA configuration and was not checked (vmta.tpl); name it to check it\n',
    );
    expect(exitCode).toBe(2);
  });
});
