import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, git, repositoryOf, write } from '../cli/repository.ts';
import { runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { ATTACKS, CALLS, OWN, preyOf, set } from './hostile-repositories.ts';

/*
 * A repository of a stranger, unpacked with its `.git`: whatever its attributes, settings, hooks and names say, git is
 * only asked to read, and nothing is run.
 */

describe('nothing of a repository is run by', () => {
  it.each(ATTACKS)('%s', async (_, prepare) => {
    const prey = preyOf();
    const environment = { PATH: process.env.PATH, HOME: process.env.HOME, ...prepare(prey) };
    // What would run, runs for git itself: otherwise the attack would prove nothing.
    for (const argv of CALLS) {
      const { exitCode, stderr } = await runIn(prey.folder, argv, { environment });
      expect(existsSync(prey.mark), argv.join(' ')).toBe(false);
      expect(existsSync(join(prey.folder, 'traced')), argv.join(' ')).toBe(false);
      expect([0, 1, 2]).toContain(exitCode);
      expect(stderr).not.toMatch(/^ +at /m);
    }
  });

  it('the attacks that git itself would fall for are attacks', () => {
    const prey = preyOf();
    set(prey.folder, ['core.fsmonitor', prey.script]);
    git(prey.folder, 'ls-files', '--deleted', '-m');
    expect(existsSync(prey.mark)).toBe(true);
  });
});

const BIN = folderOf({ git: '#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec "$REAL" "$@"\n' });
chmodSync(join(BIN, 'git'), 0o755);

/** The git of this machine, as one of before 2.44, which cannot be told to fetch nothing. */
const OLDER_GIT = {
  PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`,
  REAL: execFileSync('which', ['git'], { encoding: 'utf8' }).trim(),
};

describe('git', () => {
  it('fetches nothing, also where an object is declared to be elsewhere and by a program', async () => {
    const { folder, script, mark } = preyOf();
    const id = git(folder, 'rev-parse', 'HEAD~1:config').trim();
    set(
      folder,
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', `ext::${script}`],
      ['protocol.ext.allow', 'always'],
      ['protocol.allow', 'always'],
    );
    rmSync(join(folder, '.git/objects', id.slice(0, 2), id.slice(2)));
    spawnSync('git', ['cat-file', '-p', id], { cwd: folder, timeout: 120_000 });
    expect(existsSync(mark)).toBe(true);
    rmSync(mark);
    for (const environment of [{ PATH: process.env.PATH }, OLDER_GIT]) {
      for (const argv of [['compare', 'HEAD~1:config', 'config'], ['--since', 'HEAD~1'], ['--staged']]) {
        const { stderr } = await runIn(folder, argv, { environment });
        expect(stderr).not.toMatch(/^ +at /m);
        expect(existsSync(mark), argv.join(' ')).toBe(false);
      }
    }
  });

  it('does not take a folder of the repository for a repository of its own', async () => {
    const { folder } = preyOf({ 'conf/a.conf': 'frobnicate x\n' });
    git(folder, 'clone', '-q', '--bare', '.', 'bare');
    for (const name of readdirSync(join(folder, 'bare')))
      cpSync(join(folder, 'bare', name), join(folder, 'conf', name), { recursive: true });
    const inside = join(folder, 'conf');
    write(folder, 'conf/config', '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n');
    write(folder, 'conf/a.conf', 'frobnicate x\nfrobnicate y\n');
    git(inside, '--git-dir=.', '--work-tree=..', 'add', '-A', '..');
    git(inside, '--git-dir=.', '--work-tree=..', 'commit', '-qm', 'x');
    const { stdout, stderr, exitCode } = await runIn(folder, ['--since', 'HEAD', 'conf/a.conf']);
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toContain("'conf' is in no git work tree that git would read");
    expect((await runIn(folder, ['conf/a.conf'])).stdout).toContain('conf/a.conf:2:1: ');
  });

  it('compares in a repository without a work tree, where that is where one is', async () => {
    const { folder } = preyOf();
    const bare = folderOf({});
    git(folder, 'clone', '-q', '--bare', '.', join(bare, 'r'));
    const { stdout, exitCode } = await runIn(join(bare, 'r'), ['compare', 'HEAD~1:config', 'main:config']);
    expect([stdout, exitCode]).toEqual(['Nothing changes for mail from HEAD~1:config to main:config.\n', 0]);
    git(folder, 'clone', '-q', '--bare', '.', 'inside');
    const other = await runIn(join(folder, 'inside'), ['compare', 'HEAD~1:config', 'main:config']);
    expect(other.exitCode).toBe(2);
  });

  it('sees no more of the disk where the settings of the repository move its work tree', async () => {
    const { folder } = preyOf();
    const outside = folderOf({ config: 'frobnicate Kanary4711\n', '.git/HEAD': '' });
    set(folder, ['core.worktree', outside]);
    for (const argv of [
      ['--since', 'HEAD'],
      ['--since', 'HEAD', 'config'],
      ['--staged'],
      ['compare', 'HEAD:config', 'config'],
      ['compare', 'config', 'HEAD:../config'],
    ]) {
      const { stdout, stderr } = await runIn(folder, argv);
      expect(stdout + stderr).not.toContain('Kanary4711');
    }
  });

  it.each([
    '--output=pwned',
    '-O./evil.sh',
    '--upload-pack=./evil.sh',
    '--exec=./evil.sh',
    '--textconv',
    '--help',
    '-c',
    '',
    'HEAD\n--output=pwned',
    'HEAD..HEAD',
    '^HEAD',
    ':/x',
    'HEAD^{/nowhere}',
    '@{upstream}',
    '$(./evil.sh)',
    '`./evil.sh`',
    'HEAD; ./evil.sh',
    '| ./evil.sh',
  ])('reads %j as the name of a revision or refuses it', async (revision) => {
    const { folder, mark } = preyOf();
    for (const argv of [
      [`--since=${revision}`],
      ['compare', `${revision}:config`, 'config'],
      ['compare', 'config', `${revision}:config`],
    ]) {
      const { stdout, stderr, exitCode } = await runIn(folder, argv);
      expect([stdout, exitCode, argv]).toEqual(['', 2, argv]);
      expect(stderr).toMatch(/^pmta-lint: .*\n$/);
    }
    expect([existsSync(mark), existsSync(join(folder, 'pwned'))]).toEqual([false, false]);
  });

  it('reads no name of a file as an option, a pattern or a command', async () => {
    const names = [
      ...[
        '--output=pwned.conf',
        '-c.conf',
        ':(top)x.conf',
        ':!x.conf',
        '$(.evil.sh).conf',
        '`x`.conf',
        '*.conf',
      ],
      ...['a\nb.conf', 'a\tb.conf', '"a".conf', "'.conf", '\\.conf', ' .conf', '\u202e.conf', 'HEAD', '@{0}'],
    ];
    const { folder, mark } = preyOf({
      ...Object.fromEntries(names.map((name) => [name, 'frobnicate x\n'])),
      '.gitignore': 'ignored/\n',
    });
    const paths = names.filter((name) => name.endsWith('.conf'));
    for (const name of paths) write(folder, name, 'frobnicate x\nfrobnicate y\n');
    git(folder, 'add', '-A');
    for (const argv of [
      ['--staged'],
      ['--since', 'HEAD'],
      ['--since', 'HEAD', '--', ...paths],
      ['--', ...paths],
    ]) {
      const { stdout, exitCode } = await runIn(folder, ['--preset', 'strict', '--format', 'json', ...argv]);
      const { findings } = JSON.parse(stdout) as { findings: { path: string; rule: string }[] };
      const found = new Set(
        findings.filter(({ rule }) => rule === 'unknown-directive').map(({ path }) => path),
      );
      for (const name of paths) expect(found, `${argv.join(' ')} ${name}`).toContain(name);
      expect(exitCode).toBeLessThan(2);
    }
    expect([existsSync(mark), existsSync(join(folder, 'pwned.conf'))]).toEqual([false, false]);
  });

  it.runIf(process.getuid?.() === 0)('refuses the repository of another user, as git does', async () => {
    const { folder } = preyOf();
    for (const name of ['', '.git', '.git/config']) chownSync(join(folder, name), 4321, 4321);
    const environment = { PATH: process.env.PATH };
    const { stdout, stderr, exitCode } = await runIn(folder, ['--since', 'HEAD'], { environment });
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toContain('is in no git work tree that git would read');
    // What needs no git goes on.
    expect((await runIn(folder, ['config'], { environment })).exitCode).toBe(0);
  });

  it('reads submodules only from the disk, and runs nothing in them', async () => {
    const { folder, script, mark } = preyOf();
    const other = repositoryOf({ 'x.conf': 'frobnicate x\n' });
    git(folder, 'submodule', '--quiet', 'add', other, 'sub');
    set(join(folder, 'sub'), ['core.fsmonitor', script]);
    set(
      folder,
      ['submodule.sub.update', `!${script}`],
      ['submodule.recurse', 'true'],
      ['status.submoduleSummary', 'true'],
    );
    commit(folder);
    rmSync(mark, { force: true });
    for (const argv of CALLS) await runIn(folder, argv, { environment: { PATH: process.env.PATH } });
    expect(existsSync(mark)).toBe(false);
  });
});

describe('settings of a repository', () => {
  it.each([
    [
      'a tag of YAML that makes objects',
      "rules: !!js/function \"function () { require('fs').writeFileSync('pwned', '') }\"\n",
    ],
    ['a regular expression of YAML', 'ignores: [!!js/regexp /x/]\n'],
    ['keys that every object has', '__proto__: { rules: {} }\nconstructor: { prototype: {} }\n'],
    ['a program behind extends', 'extends: ./evil.cjs\n'],
    ['a program behind extends, by another ending', 'extends: ./evil.JS\n'],
    ['a package behind extends', 'extends: evil\n'],
    ['an address behind extends', 'extends: https://example.com/settings.yaml\n'],
    ['an address as a root', 'includeRoots: { /etc/pmta: "https://example.com/" }\n'],
  ])('run nothing: %s', async (_, text) => {
    const program = "require('fs').writeFileSync('pwned', '')\n";
    const folder = folderOf({
      config: OWN,
      'pmta-lint.config.yaml': text,
      'evil.cjs': program,
      'evil.JS': program,
      'node_modules/evil/index.js': program,
    });
    await runIn(folder, ['config']);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
    expect(existsSync('pwned')).toBe(false);
    expect(({} as { rules?: unknown }).rules).toBeUndefined();
  });

  it("that are a program are not run with --no-config, nor with a file of one's own", async () => {
    const mark = join(folderOf({}), 'ran');
    const folder = folderOf({
      config: OWN,
      'pmta-lint.config.js': `require('fs').writeFileSync(${JSON.stringify(mark)}, ''); module.exports = {};\n`,
    });
    const own = join(folderOf({ 'own.yaml': 'reputation: cold\n' }), 'own.yaml');
    for (const argv of [
      ['--no-config', 'config'],
      ['--config', own, 'config'],
      ['init'],
      ['explain', 'max-smtp-out'],
      ['rules'],
    ])
      await runIn(folder, argv);
    expect(existsSync(mark)).toBe(false);
    // Any other call runs it: that is what a program is for, and why the two options are there.
    await runIn(folder, ['config']);
    expect(existsSync(mark)).toBe(true);
    expect(readFileSync(join(folder, 'config'), 'utf8')).toBe(OWN);
  });
});

it('a configuration starts no program that it names, and reaches no address', async () => {
  const mark = join(folderOf({}), 'ran');
  const text = [
    `log-file |/bin/touch ${mark}`,
    `<acct-file |/bin/touch ${mark}>`,
    '  records d,b',
    '</acct-file>',
    '<domain example.com>',
    '  type pipe',
    `  command "/bin/touch ${mark}"`,
    '</domain>',
    `include |/bin/touch ${mark}`,
    `include \`/bin/touch ${mark}\``,
    `include $(/bin/touch ${mark})`,
    'include http://127.0.0.1:9/x',
    '',
  ].join('\n');
  const folder = folderOf({ config: text });
  for (const argv of CALLS) await runIn(folder, argv, { environment: { PATH: process.env.PATH } });
  expect(existsSync(mark)).toBe(false);
});
