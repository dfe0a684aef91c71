import { mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { surveyOf } from '../../src/init/survey.ts';
import { run, runIn, type Outcome } from './run.ts';
import { folderOf, type Files } from '../support/folders.ts';

const MAIN = [
  'host-name mta.example.com',
  'postmaster admin@example.com',
  'log-file /var/log/pmta/log',
  '<spool /var/spool/pmta>',
  '</spool>',
  '',
].join('\n');
const GMAIL = '<domain gmail.com>\n  max-smtp-out 10\n</domain>\n';
const NGINX = 'server {\n  listen 80;\n  server_name x.example.com;\n  location / { root /srv; }\n}\n';
const SETTINGS = 'pmta-lint.config.yaml';

interface Written {
  readonly entry?: readonly string[];
  readonly includeRoots?: Readonly<Record<string, string>>;
  readonly configDefaults?: string;
  readonly pmtaVersion?: string;
  readonly providers?: Readonly<Record<string, boolean>>;
  readonly ignores?: readonly string[];
}

/** Runs init where it is to succeed: what it said, and the settings that it wrote, which pmta-lint accepts. */
async function inited(
  files: Files,
  argv: readonly string[] = [],
  workingDirectory = '',
): Promise<Outcome & { readonly settings: Written; readonly text: string }> {
  const folder = folderOf({ '.git/': '', ...files });
  const outcome = await runIn(folder, ['init', ...argv], { workingDirectory });
  expect(outcome.stderr).toBe('');
  expect(outcome.exitCode).toBe(0);
  const text = outcome.read(join(workingDirectory, SETTINGS)).toString();
  const accepted = await runIn(folder, ['--print-config', '.'], { workingDirectory });
  expect([accepted.stderr, accepted.exitCode]).toEqual(['', 0]);
  return { ...outcome, text, settings: (parse(text) as Written | null) ?? {} };
}

/** The files that a call without paths checks. */
async function checked(
  folder: string,
  argv: readonly string[] = [],
  workingDirectory = '',
): Promise<string[]> {
  const { stdout } = await runIn(folder, ['--format', 'json', ...argv], { workingDirectory });
  return (JSON.parse(stdout) as { files: { path: string }[] }).files.map(({ path }) => path);
}

describe('pmta-lint init', () => {
  it('finds the main configuration, where its absolute paths lead here, and prints why', async () => {
    const { folder, stdout, settings } = await inited({
      'server/etc/config': `${MAIN}include /etc/pmta/isp/*.conf\ninclude /etc/pmta/vmta.conf\n`,
      'server/etc/isp/gmail.conf': GMAIL,
      'server/etc/isp/other.conf': '<domain *>\n  max-smtp-out 5\n</domain>\n',
      'server/etc/vmta.conf': '<virtual-mta a>\n  smtp-source-host 192.0.2.1 a.example.com\n</virtual-mta>\n',
    });
    expect(settings).toEqual({
      entry: ['server/etc/config'],
      includeRoots: { '/etc/pmta': 'server/etc' },
      providers: { google: true },
    });
    expect(stdout).toBe(
      [
        'Found',
        '  entry         server/etc/config: it has spool, log-file, host-name and 1 more, and includes 3 files',
        '  includeRoots  /etc/pmta is server/etc: 2 includes found there',
        '  providers     google: with blocks of their own',
        '',
        `Wrote ${SETTINGS}`,
        'next: pmta-lint',
        '',
      ].join('\n'),
    );
    expect(await checked(folder)).toHaveLength(4);
  });

  it('takes one configuration for each server, and folders that they share', async () => {
    const { settings, folder } = await inited({
      'mta1/config': `${MAIN}include /etc/pmta/common/isp.conf\n`,
      'mta2/config': `${MAIN}include /etc/pmta/common/isp.conf\n`,
      'common/isp.conf': GMAIL,
    });
    expect(settings.entry).toEqual(['mta1/config', 'mta2/config']);
    expect(settings.includeRoots).toEqual({ '/etc/pmta/common': 'common' });
    expect(await checked(folder)).toEqual(['common/isp.conf', 'mta1/config', 'mta2/config']);
  });

  it('prints where servers mean different folders by one path, and is right for each', async () => {
    const files = {
      'mta1/config': `${MAIN}include /etc/pmta/isp.conf\n`,
      'mta1/isp.conf': GMAIL,
      'mta2/config': `${MAIN}include /etc/pmta/isp.conf\n`,
      'mta2/isp.conf': GMAIL,
    };
    const { settings, stdout } = await inited(files);
    expect(settings.entry).toEqual(['mta1/config', 'mta2/config']);
    expect(settings.includeRoots).toBeUndefined();
    expect(stdout).toContain(
      'mta1 and mta2 mean different folders by one path: run pmta-lint init in each of them',
    );
    const one = await inited(files, [], 'mta2');
    expect(one.settings.includeRoots).toEqual({ '/etc/pmta': '.' });
    expect(await checked(one.folder, [], 'mta2')).toEqual(['config', 'isp.conf']);
  });

  it('finds a main configuration that is nothing but includes', async () => {
    const { settings } = await inited({
      'etc/pmta/config': 'include /etc/pmta/a.conf\ninclude /etc/pmta/b.conf\n',
      'etc/pmta/a.conf': MAIN,
      'etc/pmta/b.conf': GMAIL,
    });
    expect(settings.entry).toEqual(['etc/pmta/config']);
    expect(settings.includeRoots).toEqual({ '/etc/pmta': 'etc/pmta' });
  });

  it('writes a file to be filled in where there is nothing, or only a part', async () => {
    const none = await inited({ 'README.md': '# x\n' });
    expect(none.settings).toEqual({});
    expect(none.stdout).toContain('entry  no file of PowerMTA');
    expect(none.stdout).toContain(`next: name the main configuration in ${SETTINGS}, behind entry`);
    const part = await inited({ 'isp.conf': GMAIL });
    expect(part.settings).toEqual({});
    expect(part.stdout).toContain('none: 1 file of PowerMTA (isp.conf), and nothing with log-file and spool');
  });

  it('reads CRLF, a byte-order mark and other names than config', async () => {
    const { settings } = await inited({ 'pmta.prod': `\ufeff${MAIN}${GMAIL}`.replaceAll('\n', '\r\n') });
    expect(settings.entry).toEqual(['pmta.prod']);
  });

  it('follows no links, and ends where they lead in circles', async () => {
    const { settings } = await inited({
      'real/config': MAIN,
      linked: { link: 'real' },
      'real/loop': { link: '..' },
      config: { link: 'real/config' },
    });
    expect(settings.entry).toEqual(['real/config']);
  });

  it('prefers what is in use to samples and templates, and names those', async () => {
    const { settings, text } = await inited({
      config: MAIN,
      'config.sample': MAIN,
      'templates/config.j2': `${MAIN}{% for v in vmtas %}\n<virtual-mta {{ v.name }}>\n</virtual-mta>\n{% endfor %}\n`,
    });
    expect(settings.entry).toEqual(['config']);
    expect(text).toContain(
      '# - config.sample, it has spool, log-file, host-name and 1 more; by its name a sample or a copy',
    );
    expect(text).toContain('# - templates/config.j2, ');
  });

  it('takes a template where there is nothing else', async () => {
    const jinja = `${MAIN}max-smtp-out {{ most }}\n{% if x %}\nsmtp-listener 0/0:25\n{% endif %}\n`;
    const { settings, stdout, folder } = await inited({ 'roles/pmta/templates/config.j2': jinja });
    expect(settings.entry).toEqual(['roles/pmta/templates/config.j2']);
    expect(stdout).toContain('; a template: what it leaves open is not judged');
    expect(await checked(folder)).toEqual(['roles/pmta/templates/config.j2']);
  });

  it('skips files of other programs', async () => {
    const { settings, folder } = await inited({
      'pmta/config': MAIN,
      'web/nginx.conf': NGINX,
      'web/sites/a.conf': NGINX,
      'pmta/proxy.conf': NGINX,
      'haproxy.cfg': 'global\n  daemon\ndefaults\n  mode http\n',
    });
    expect(settings.ignores).toEqual(['./haproxy.cfg', 'pmta/proxy.conf', 'web/']);
    expect(await checked(folder, ['.'])).toEqual(['pmta/config']);
  });

  it('names config-defaults that lie elsewhere', async () => {
    const defaults = '<domain *>\n  max-smtp-out 20\n  retry-after 10m\n</domain>\n';
    const elsewhere = await inited({ 'a/config': MAIN, 'shipped/config-defaults': defaults });
    expect(elsewhere.settings.configDefaults).toBe('shipped/config-defaults');
    const beside = await inited({ 'a/config': MAIN, 'a/config-defaults': defaults });
    expect(beside.settings).toEqual({ entry: ['a/config'] });
  });

  it('takes hints at the release', async () => {
    const brought = await inited({
      config: `${MAIN}<signals>\n</signals>\n<source 0/0>\n  api-key x\n</source>\n`,
    });
    expect(brought.settings.pmtaVersion).toBe('5.0');
    const said = await inited({ config: `# PowerMTA 5.5 on mta1\n${MAIN}` });
    expect(said.settings.pmtaVersion).toBe('5.5');
    expect(said.text).toContain('# a comment in config names it');
    const old = await inited({ config: `# for PowerMTA 4.5\n${MAIN}` });
    expect(old.settings.pmtaVersion).toBeUndefined();
    expect(old.text).toContain(`# pmtaVersion: '4.5', if a comment in config names it`);
  });

  it('shows in comments what can be said, all of it as it can be said', async () => {
    const { text, folder } = await inited({});
    const example = /^# (?=\w+: |rules:$| {2}[\w-]+: )/gm;
    const keys = Object.keys(parse(text.replaceAll(example, '')) as object);
    expect(keys).toEqual(
      expect.arrayContaining(['entry', 'includeRoots', 'pmtaVersion', 'reputation', 'providers', 'ignores']),
    );
    expect(keys).toEqual(expect.arrayContaining(['baseline', 'extends', 'rules']));
    const all = text.replaceAll(example, '').replace(/^google: .*$/m, '');
    writeFileSync(join(folder, SETTINGS), all);
    const { stderr, exitCode } = await runIn(folder, ['--print-config', '.']);
    expect([stderr, exitCode]).toEqual(['', 0]);
  });

  it('stops in trees without end, and prints that', () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`d${index}/x.conf`, '']));
    const folder = folderOf(files);
    expect(surveyOf(folder, { folders: 10, files: 100 })).toMatchObject({ isCut: true });
    expect(surveyOf(folder, { folders: 100, files: 10 })).toMatchObject({ isCut: true });
    expect(surveyOf(folder)).toMatchObject({ isCut: false });
  });

  it('reads the likeliest of too many files', async () => {
    const others = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`a/${index}.conf`, NGINX]));
    const { settings, stdout, text } = await inited({ ...others, 'etc/pmta/config': MAIN });
    expect(settings.entry).toEqual(['etc/pmta/config']);
    expect(settings.ignores).toEqual(['a/']);
    expect(stdout).toContain('looked at  not all: the folder holds too many files');
    expect(text).toContain('# The folder holds more files than were looked at.');
  });

  it('writes settings that are valid for any names of files and folders', async () => {
    const name = fc
      .string({
        unit: fc.constantFrom(...Array.from(`ab .-_:#'"\`{}[]!*?&%@,|>\\\t\n\u001b\u2028é~=`)),
        minLength: 1,
        maxLength: 8,
      })
      .filter((text) => !/^\.+$/.test(text) && !text.startsWith('.'));
    await fc.assert(
      fc.asyncProperty(name, name, async (folder, other) => {
        const main = `m${folder}/config`;
        const { settings, stdout, folder: top } = await inited({ [main]: MAIN, [`f${other}/x.conf`]: NGINX });
        expect(settings.entry).toEqual([main]);
        expect(await checked(top, ['.'])).toEqual([main]);
        expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028]/);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what is there already', () => {
  it.each([SETTINGS, 'pmta-lint.config.json', 'package.json'])('%s is never touched', async (name) => {
    const before =
      name === SETTINGS ? 'reputation: cold\n' : name === 'package.json' ? '{"pmta-lint":{}}' : '{}';
    const { exitCode, stdout, read } = await run(['init'], { files: { [name]: before, config: MAIN } });
    expect(read(name).toString()).toBe(before);
    expect(stdout).toContain(`Left ${name} as it is. A new ${SETTINGS} would say:`);
    expect(stdout).toContain('entry:\n  - config');
    expect(exitCode).toBe(2);
  });

  it('nor does a link to nowhere lead anywhere', async () => {
    const { exitCode, folder } = await run(['init'], {
      files: { config: MAIN, [SETTINGS]: { link: 'new' } },
    });
    expect(exitCode).toBe(2);
    expect(readlinkSync(join(folder, SETTINGS))).toBe('new');
  });

  it('a settings file in a parent folder is named, since it no longer applies here', async () => {
    const files = { [SETTINGS]: 'extends: strict\n', 'a/config': MAIN };
    const { stdout } = await inited(files, [], 'a');
    expect(stdout).toContain(`../${SETTINGS} no longer holds here: name it behind extends`);
  });

  it('broken settings are reported, and nothing is written', async () => {
    const files = { 'package.json': '{ "pmta-lint": ', config: MAIN };
    const { exitCode, stderr } = await run(['init'], { files });
    expect(stderr).toMatch(/^pmta-lint: package\.json:1:\d+: /);
    expect(exitCode).toBe(2);
  });
});

const ALL = ['--pre-commit', '--github', '--gitlab'];

/** The arguments of pmta-lint in a line of a shell. */
function argumentsIn(line: string): string[] {
  const [, rest = ''] = /pmta-lint(?:@[\d.]+)?(.*)$/.exec(line) ?? [];
  return [...rest.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

interface PreCommit {
  readonly repos: readonly [
    { readonly hooks: readonly [{ readonly entry: string; readonly files: string }] },
  ];
}
interface Workflow {
  readonly jobs: { readonly 'pmta-lint': { readonly steps: readonly { readonly run?: string }[] } };
}
interface GitLab {
  readonly 'pmta-lint': { readonly script: readonly string[] };
}

describe('snippets', () => {
  it.each([
    ['at the top of the work tree', ''],
    ['in a folder of it', 'mail'],
  ])('are commands that run, %s', async (_, at) => {
    const files = { 'mail/pmta/config': `${MAIN}include isp.conf\n`, 'mail/pmta/isp.conf': GMAIL };
    const { read, folder } = await inited(files, ALL, at);
    const [
      {
        hooks: [hook],
      },
    ] = (parse(read('.pre-commit-config.yaml').toString()) as PreCommit).repos;
    const workflow = parse(read('.github/workflows/pmta-lint.yml').toString()) as Workflow;
    const gitlab = parse(read('.gitlab-ci.yml').toString()) as GitLab;
    const commands = [
      hook.entry,
      workflow.jobs['pmta-lint'].steps.at(-1)?.run ?? '',
      gitlab['pmta-lint'].script.at(-1) ?? '',
    ];
    for (const command of commands) {
      const outcome = await runIn(folder, argumentsIn(command));
      expect(outcome.stderr).toBe('');
      expect(outcome.stdout).toContain('in 2 files');
      expect(outcome.exitCode).toBeLessThan(2);
    }
    const pattern = new RegExp(hook.files);
    expect(pattern.test('mail/pmta/isp.conf')).toBe(true);
    expect(pattern.test(join(at, SETTINGS))).toBe(true);
    expect(pattern.test('web/nginx.conf')).toBe(false);
  });

  it('take pmta-lint from package.json where that names it', async () => {
    const about = JSON.stringify({ devDependencies: { 'pmta-lint': '1' } });
    const { read } = await inited({ config: MAIN, 'package.json': about }, ALL);
    expect(read('.gitlab-ci.yml').toString()).toContain('- npm ci\n    - npx --no-install pmta-lint');
    expect(read('.github/workflows/pmta-lint.yml').toString()).toContain('- run: npm ci\n');
    expect(read('.pre-commit-config.yaml').toString()).toContain('language: system');
  });

  it('are printed where a file is there, which stays as it is', async () => {
    const files = { config: MAIN, '.pre-commit-config.yaml': 'repos: []\n', '.gitlab-ci.yml': 'a: b\n' };
    const { exitCode, stdout, read } = await run(['init', ...ALL], { files: { '.git/': '', ...files } });
    expect(read('.pre-commit-config.yaml').toString()).toBe('repos: []\n');
    expect(read('.gitlab-ci.yml').toString()).toBe('a: b\n');
    expect(stdout).toContain(
      'Left .pre-commit-config.yaml as it is. To be added by hand:\n\n# behind repos:\n',
    );
    expect(stdout).toContain('include:\n  - local: .gitlab/pmta-lint.gitlab-ci.yml\n');
    expect(parse(read('.gitlab/pmta-lint.gitlab-ci.yml').toString())).toHaveProperty('pmta-lint');
    expect(stdout).toContain('Wrote .github/workflows/pmta-lint.yml');
    expect(exitCode).toBe(2);
  });

  it('end with what makes a commit be checked', async () => {
    const next = async (files: Files, ...argv: string[]): Promise<string | undefined> =>
      (await run(['init', ...argv], { files: { '.git/': '', ...files } })).stdout
        .trimEnd()
        .split('\n')
        .at(-1);
    const install = '; then pre-commit install, so that each commit is checked';
    expect(await next({ config: MAIN }, '--pre-commit')).toBe(`next: pmta-lint${install}`);
    expect(await next({ config: MAIN }, '--github')).toBe('next: pmta-lint');
    expect(await next({}, '--pre-commit')).toBe(
      `next: name the main configuration in ${SETTINGS}, behind entry${install}`,
    );
  });

  it('are in place when they are there already', async () => {
    const { folder, read } = await inited({ config: MAIN }, ALL);
    const before = read('.gitlab-ci.yml').toString();
    const { exitCode, stdout } = await runIn(folder, ['init', ...ALL]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Left .gitlab-ci.yml as it is: it names pmta-lint already');
    expect(read('.gitlab-ci.yml').toString()).toBe(before);
  });

  it('do not go through a link that leads out of the work tree', async () => {
    const outside = folderOf({ 'x/': '' });
    const folder = folderOf({ '.git/': '', config: MAIN });
    symlinkSync(outside, join(folder, '.github'));
    mkdirSync(join(folder, '.gitlab'));
    const { exitCode, stderr } = await runIn(folder, ['init', '--github']);
    expect(stderr).toContain('a link on the way leads out of');
    expect(exitCode).toBe(2);
    expect(surveyOf(outside).files).toEqual([]);
  });
});
