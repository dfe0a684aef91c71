import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenToReading } from '../../src/model/source/node-file-system.ts';
import { git, repositoryOf, write } from '../cli/repository.ts';
import { runIn, type Outcome } from '../cli/run.ts';
import { folderOf, type Files } from '../support/folders.ts';
import { FIXABLE } from '../cli/samples.ts';

/*
 * A repository of a stranger, whose links, includes and settings lead to a file of this machine: whatever a call names
 * inside the repository, nothing outside is read, shown or written.
 */

const WORD = 'Kanary4711';
const OUTSIDE: Files = {
  'secret.conf': `${FIXABLE}frobnicate ${WORD}\nlog-file /x\n`,
  'sub/config': `frobnicate ${WORD}\n`,
  replies: `550 5.1.1 ${WORD}\n`,
  'settings.yaml': `${WORD}: x\n`,
  'package.json': `{ "pmta-lint": { "${WORD}": 1 } }`,
  'known.json': `{ "version": 1, "findings": { "${WORD}": {} } }`,
  '.git/HEAD': '',
};

let outside = '';
const read: string[] = [];

/** Every file below a folder with what it holds. */
function everythingIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name);
      return [name, lstatSync(path).isFile() ? readFileSync(path, 'utf8') : ''];
    }),
  );
}

beforeEach(() => {
  outside = folderOf(OUTSIDE);
  listenToReading((path, question) => {
    if (question === 'presence') return;
    read.push(path);
  });
});

afterEach(() => {
  listenToReading(null);
  read.length = 0;
});

/** Runs a call in a repository with these files; `OUT` in links and texts is the folder outside. */
async function attack(
  files: Files,
  argv: readonly string[],
  input = '',
): Promise<Outcome & { before: unknown }> {
  const real = Object.entries(files).map(([name, content]) => {
    if (typeof content === 'string') return [name, content.replaceAll('OUT', outside)];
    return [name, 'link' in content ? { link: content.link.replace('OUT', outside) } : content];
  });
  const folder = repositoryOf(Object.fromEntries(real) as Files);
  const before = everythingIn(outside);
  const outcome = await runIn(folder, argv, { input, environment: { PATH: process.env.PATH } });
  return { ...outcome, before };
}

const TO_FILE = { config: { link: 'OUT/secret.conf' } };
const TO_FOLDER = { conf: { link: 'OUT' } };
const OWN = '<domain example.com>\n  max-smtp-out 3\n</domain>\n';
const MAIN = 'log-file /x\n<spool /s>\n</spool>\n';

const LED_OUT = /is not read: a link in the git work tree leads out of it/;

type Row = readonly [what: string, files: Files, argv: readonly string[], exitCode: number, says: RegExp];

const READING: readonly Row[] = [
  ['a file that is named', TO_FILE, ['config'], 2, LED_OUT],
  ['a file that is named, for a fix', TO_FILE, ['--fix', 'config'], 2, LED_OUT],
  ['a file that is named, for a patch', TO_FILE, ['--diff', 'config'], 2, LED_OUT],
  [
    'a file that is named, for comments',
    TO_FILE,
    ['--suppress', 'unknown-directive', '--reason', 'x', 'config'],
    2,
    LED_OUT,
  ],
  [
    'a file that is named, since a revision',
    TO_FILE,
    ['--since', 'HEAD', 'config'],
    2,
    /is in no git work tree/,
  ],
  ['what is staged', TO_FILE, ['--staged'], 2, /cannot be read: permission denied/],
  [
    'a file that is named, as staged',
    TO_FILE,
    ['--staged', 'config'],
    2,
    /cannot be read|in no git work tree/,
  ],
  ['a folder that is named', TO_FOLDER, ['conf'], 2, LED_OUT],
  ['a file in a linked folder', TO_FOLDER, ['conf/secret.conf'], 2, LED_OUT],
  ['a glob below a linked folder', TO_FOLDER, ['conf/*.conf'], 2, LED_OUT],
  ['a glob everywhere', { ...TO_FOLDER, 'a.conf': '' }, ['**/*.conf'], 0, /in 1 file /],
  ['a glob that matches a link', { 'a.conf': { link: 'OUT/secret.conf' } }, ['*.conf'], 2, /cannot be read/],
  ['a search', { 'a.conf': { link: 'OUT/secret.conf' }, config: OWN, ...TO_FOLDER }, ['.'], 0, /in 1 file /],
  [
    'a link to a link',
    { config: { link: 'a' }, a: { link: 'conf/secret.conf' }, ...TO_FOLDER },
    ['config'],
    2,
    LED_OUT,
  ],
  ['a name on standard input', TO_FILE, ['--stdin', '--stdin-filename', 'config'], 0, /in 1 file /],
  [
    'defaults beside it',
    { config: MAIN, 'config-defaults': { link: 'OUT/secret.conf' } },
    ['config'],
    0,
    /in 1 file /,
  ],
  ['effective', TO_FILE, ['effective', 'example.com', 'config'], 2, LED_OUT],
  ['effective, of ./config', TO_FILE, ['effective', 'example.com'], 2, LED_OUT],
  ['compare', { ...TO_FILE, own: OWN }, ['compare', 'own', 'config'], 2, LED_OUT],
  ['compare with a revision', { ...TO_FILE, own: OWN }, ['compare', 'HEAD:own', 'config'], 2, LED_OUT],
  [
    'compare in a revision',
    { ...TO_FILE, own: OWN },
    ['compare', 'own', 'HEAD:config'],
    2,
    /leads out of the revision/,
  ],
  ['reply', TO_FILE, ['reply', 'example.com', '421 x', 'config'], 2, LED_OUT],
  [
    'a file of replies',
    { config: OWN, replies: { link: 'OUT/replies' } },
    ['reply', 'example.com', '--file', 'replies', 'config'],
    2,
    LED_OUT,
  ],
  [
    'settings that are named',
    { config: OWN, 's.yaml': { link: 'OUT/settings.yaml' } },
    ['--config', 's.yaml'],
    2,
    LED_OUT,
  ],
  [
    'settings that are found',
    { config: OWN, 'pmta-lint.config.yaml': { link: 'OUT/settings.yaml' } },
    [],
    2,
    /is a link that leads out of/,
  ],
  ['a package.json', { config: OWN, 'package.json': { link: 'OUT/package.json' } }, [], 0, /in 1 file /],
  [
    'a root that is named',
    { config: 'include conf/*.conf\n', ...TO_FOLDER },
    ['--include-root', 'conf'],
    2,
    LED_OUT,
  ],
  ['a baseline', { config: OWN, b: { link: 'OUT/known.json' } }, ['--baseline', 'b'], 2, LED_OUT],
  [
    'an include',
    { config: 'include conf/secret.conf\n', ...TO_FOLDER },
    ['config'],
    0,
    /leads out of the folder/,
  ],
  [
    'an include of a wildcard',
    { config: 'include con*/*.conf\n', ...TO_FOLDER },
    ['config'],
    0,
    /config:1:1: /,
  ],
  ['an absolute include', { config: 'include OUT/secret.conf\n' }, ['config'], 0, /config:1: incomplete/],
  [
    'an include upward',
    { config: 'include ../../../../../../OUT/secret.conf\n' },
    ['config'],
    0,
    /leads out/,
  ],
  [
    'an include of a device',
    { config: 'include /dev/zero\ninclude /dev/stdin\n' },
    ['config'],
    0,
    /incomplete/,
  ],
];

const SETTINGS: readonly (readonly [what: string, yaml: string])[] = [
  ['entry', 'entry: OUT/secret.conf'],
  ['entry through a link', 'entry: conf/secret.conf'],
  ['extends', 'extends: OUT/settings.yaml'],
  ['extends upward', 'extends: ../../../../../../../OUT/settings.yaml'],
  ['extends through a link', 'extends: ./conf/settings.yaml'],
  ['configDefaults', 'configDefaults: conf/secret.conf'],
  ['includeRoots', 'includeRoots: { /etc/pmta: conf }'],
  ['includeRoots below a link', 'includeRoots: { /etc/pmta: conf/none/at/all }'],
  ['a baseline', 'baseline: conf/known.json'],
  ['a baseline that is not there yet', 'baseline: conf/new.json'],
];

describe('nothing outside a repository is read or shown', () => {
  it.each(READING)('by way of %s', async (_, files, argv, exitCode, says) => {
    const outcome = await attack(files, argv, OWN);
    const { stdout, stderr, before } = outcome;
    expect(stdout + stderr).not.toContain(WORD);
    expect(stdout + stderr).toMatch(says);
    expect(outcome.exitCode).toBe(exitCode);
    expect(read.filter((path) => path.startsWith(`${outside}/`))).toEqual([]);
    expect(everythingIn(outside)).toEqual(before);
  });

  it.each(SETTINGS)('by way of the settings: %s', async (_, yaml) => {
    const files = { config: MAIN, 'pmta-lint.config.yaml': `${yaml}\n`, ...TO_FOLDER };
    const { stdout, stderr, exitCode, before } = await attack(files, ['config', '--update-baseline']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^pmta-lint: pmta-lint\.config\.yaml:\d+:\d+: .* lies outside /);
    expect(exitCode).toBe(2);
    expect(read.filter((path) => path.startsWith(outside))).toEqual([]);
    expect(everythingIn(outside)).toEqual(before);
  });

  it('and nothing that git keeps for itself, where the login of a checkout is', async () => {
    const folder = repositoryOf({
      config: 'include .git/config\ninclude .git/*\ninclude x/config\n',
      x: { link: '.git' },
      y: { link: '.git/config' },
    });
    git(folder, 'config', 'http.https://example.com/.extraheader', `X: ${WORD}`);
    for (const argv of [['config'], ['y'], ['x/config'], ['effective', 'a.com', 'y']]) {
      const { stdout, stderr } = await runIn(folder, argv);
      expect(stdout + stderr).not.toContain(WORD);
      expect(stdout + stderr).toMatch(/leads out|lies outside|is outside|cannot be read/);
    }
    expect(read.filter((path) => path.includes('/.git/'))).toEqual([]);
  });
});

const REPORT = ['config', '--output-file'];
const WRITING: readonly Row[] = [
  [
    'a report',
    { config: OWN, r: { link: 'OUT/secret.conf' } },
    [...REPORT, 'json=r'],
    2,
    /the report was not written/,
  ],
  [
    'a report in a linked folder',
    { config: OWN, ...TO_FOLDER },
    [...REPORT, 'json=conf/x.json'],
    2,
    /not written/,
  ],
  [
    'a report that takes the place of a link to nothing',
    { config: OWN, r: { link: 'OUT/new' } },
    [...REPORT, 'json=r'],
    0,
    /No findings/,
  ],
  [
    'a baseline',
    { config: OWN, b: { link: 'OUT/known.json' } },
    ['--update-baseline', '--baseline', 'b'],
    2,
    LED_OUT,
  ],
  [
    'a new baseline',
    { config: OWN, ...TO_FOLDER },
    ['--update-baseline', '--baseline', 'conf/b'],
    2,
    LED_OUT,
  ],
  [
    'fixes of an include',
    { config: 'include conf/secret.conf\n', ...TO_FOLDER },
    ['--fix', 'config'],
    0,
    /incomplete/,
  ],
  [
    'init',
    { config: OWN, 'pmta-lint.config.yaml': { link: 'OUT/new' } },
    ['init'],
    2,
    /Left pmta-lint\.config\.yaml/,
  ],
  [
    'init for GitHub',
    { config: OWN, '.github': { link: 'OUT/sub' } },
    ['init', '--github'],
    2,
    /leads out of/,
  ],
  [
    'init for GitHub, to nothing',
    { config: OWN, '.github': { link: 'OUT/new' } },
    ['init', '--github'],
    2,
    /is not written/,
  ],
  [
    'init for GitLab',
    { config: OWN, '.gitlab-ci.yml': { link: 'OUT/secret.conf' } },
    ['init', '--gitlab'],
    2,
    /Left \.gitlab-ci\.yml/,
  ],
];

describe('nothing outside a repository is written', () => {
  it.each(WRITING)('by %s', async (_, files, argv, exitCode, says) => {
    const { stdout, stderr, before, exitCode: code } = await attack(files, argv);
    expect(stdout + stderr).not.toContain(WORD);
    expect(stdout + stderr).toMatch(says);
    expect(code).toBe(exitCode);
    expect(everythingIn(outside)).toEqual(before);
  });

  it('nor is anything that git keeps for itself', async () => {
    const folder = repositoryOf({
      config: '!!!\n',
      hook: { link: '.git/config' },
      dir: { link: '.git/hooks' },
    });
    const before = everythingIn(join(folder, '.git'));
    for (const path of ['hook', 'dir/pre-commit']) {
      const { stdout, exitCode } = await runIn(folder, [...REPORT, `json=${path}`]);
      expect(stdout).toContain('the report was not written: a link in the git work tree leads out of it');
      expect(exitCode).toBe(2);
    }
    expect(everythingIn(join(folder, '.git'))).toEqual(before);
  });
});

describe('what stays possible', () => {
  it('links inside a work tree, and links of places that are in none', async () => {
    const inside = repositoryOf({
      'real/config': OWN,
      config: { link: 'real/config' },
      conf: { link: 'real' },
    });
    expect((await runIn(inside, ['config', 'conf/config'])).stdout).toMatch(/^No findings in 1 file /);
    const plain = folderOf({ config: { link: join(inside, 'real/config') } });
    expect((await runIn(plain, ['config'])).stdout).toMatch(/^No findings in 1 file /);
  });

  it('a work tree that a link leads to, and a file in it by its whole path', async () => {
    const tree = repositoryOf({ config: OWN });
    const home = folderOf({ work: { link: tree } });
    expect((await runIn(home, ['work/config'])).stdout).toMatch(/^No findings in 1 file /);
    expect((await runIn(join(home, 'work'), ['config'])).stdout).toMatch(/^No findings in 1 file /);
    write(home, 'other', OWN);
    expect((await runIn(tree, [join(home, 'other')])).stdout).toMatch(/^No findings in 1 file /);
    expect(existsSync(join(tree, 'other'))).toBe(false);
  });
});
