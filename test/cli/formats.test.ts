import { chmodSync, linkSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/cli/options.ts';
import { readMarkdown } from '../report/read-markdown.ts';
import { readXml, xmlProblems } from '../report/read-xml.ts';
import { effectiveProblems, gitlabProblems, reportProblems, sarifProblems } from '../report/validate.ts';
import { run, runIn, type Given } from './run.ts';
import { folderOf, type Files } from '../support/folders.ts';
import { ERROR, FIXABLE, WARNING } from './samples.ts';

const FILES = { config: `${ERROR}${WARNING}${FIXABLE}` };

/** A configuration with a secret in places that rules report, also in lines that fixes move or join. */
const SECRETS = `auth-password hunter2
<domain gmail.com>
  auth-password hunter2
  auth-pasword hunter2 # hunter2
  http-api-key hunter2
  max-smtp-out 400
</domain>
<vault>
  access-token hunter2
  # access-token hunter2
</vault>
<domain gmail.com>
  auth-password "hunter2
</domain>
`;

const SUPPRESSED = '# pmta-lint-disable-next-line unknown-directive -- known\nother x\n';

/** Real configurations with something of everything that reports contain. */
const CALLS: readonly (readonly [name: string, argv: string[], given: Given])[] = [
  ['findings', ['config'], { files: FILES }],
  ['every preset', ['--preset', 'all', 'config'], { files: FILES }],
  ['nothing found', ['config'], { files: { config: 'host-name a\n' } }],
  ['errors alone', ['--quiet', 'config'], { files: FILES }],
  ['failures', ['config', 'absent', 'binary'], { files: { ...FILES, binary: '\0\0\0\u0001' } }],
  ['nothing but failures', ['absent'], {}],
  [
    'includes that cannot be read',
    ['config'],
    { files: { config: 'log-file /x\ninclude absent\ninclude b*\n', b1: ERROR } },
  ],
  ['applied fixes', ['--fix', 'config'], { files: FILES }],
  ['applied unsafe fixes', ['--fix', '--unsafe-fixes', '--preset', 'strict', 'config'], { files: FILES }],
  ['standard input', ['--stdin'], { input: `\ufeff${FILES.config}`.replaceAll('\n', '\r\n') }],
  [
    'bytes of Latin-1',
    ['config'],
    { files: { config: Buffer.from('h\u00f6st-name x\n!!! \u0085\n', 'latin1') } },
  ],
  [
    'several configurations',
    ['a', 'b'],
    { files: { a: `${FILES.config}include c\n`, b: `${ERROR}include c\n`, c: FIXABLE } },
  ],
  ['Windows line ends', ['config'], { files: { config: FILES.config.replaceAll('\n', '\r\n') } }],
  ['silenced findings', ['config'], { files: { config: `${FILES.config}${SUPPRESSED}` } }],
  ['names with blanks', ['.'], { files: { 'a b/c d.conf': FILES.config, 'a\\b.conf': FILES.config } }],
  ['hostile names', ['.'], { files: { 'a b#c%d?/::error::\u202e\n漢.conf': FILES.config } }],
  [
    'files outside the working directory',
    ['../config'],
    { files: { ...FILES, 'sub/': '' }, workingDirectory: 'sub' },
  ],
  ['secrets', ['--preset', 'all', 'config'], { files: { config: SECRETS } }],
  [
    'secrets and fixes',
    ['--preset', 'all', '--fix', '--unsafe-fixes', 'config'],
    { files: { config: SECRETS } },
  ],
];

describe.each(CALLS.map(([name, argv, given]) => ({ name, argv, given })))('$name', ({ argv, given }) => {
  it('is valid JSON by the schema of the package', async () => {
    const { stdout, exitCode } = await run([...argv, '--format', 'json'], given);
    expect(reportProblems(stdout)).toEqual([]);
    expect(exitCode).toBeLessThan(3);
  });

  it('is valid SARIF by the schema of the standard', async () => {
    const { stdout } = await run([...argv, '--format', 'sarif'], given);
    expect(sarifProblems(stdout)).toEqual([]);
  });

  it('is valid for GitLab and readers of JUnit and Checkstyle', async () => {
    expect(gitlabProblems((await run([...argv, '--format', 'gitlab'], given)).stdout)).toEqual([]);
    for (const format of ['junit', 'checkstyle'] as const)
      expect(xmlProblems(format, (await run([...argv, '--format', format], given)).stdout)).toEqual([]);
  });

  it.runIf(!argv.includes('--fix'))('is the same twice in each format', async () => {
    const folder = folderOf(given.files ?? {});
    for (const format of FORMATS) {
      const call = async (): Promise<string> =>
        (await runIn(folder, [...argv, '--format', format], given)).stdout;
      expect(await call()).toBe(await call());
    }
  });

  it('is the same number of findings in each format', async () => {
    // Once each, since --fix changes the files.
    const [json, sarif, github, concise, gitlab, junit, checkstyle, markdown] = await Promise.all(
      ['json', 'sarif', 'github', 'concise', 'gitlab', 'junit', 'checkstyle', 'markdown'].map(
        async (format) => (await run([...argv, '--format', format], given)).stdout,
      ),
    );
    const count = (JSON.parse(json!) as { findings: unknown[] }).findings.length;
    expect((JSON.parse(sarif!) as Log).runs[0]?.results).toHaveLength(count);
    expect(
      github!.match(/^(?:::(?:error|warning|notice) title=[a-z-]+,|(?:error|warning|info): )/gm) ?? [],
    ).toHaveLength(count);
    expect(concise!.match(/: (?:error|warning|info): /g) ?? []).toHaveLength(count);
    const issues = JSON.parse(gitlab!) as { severity: string }[];
    expect(issues.filter(({ severity }) => severity !== 'blocker')).toHaveLength(count);
    expect(readXml(junit!).attributes.failures).toBe(`${count}`);
    const errors = readXml(checkstyle!).children.flatMap((file) => file.children);
    expect(errors.filter(({ attributes }) => attributes.source !== 'pmta-lint.failure')).toHaveLength(count);
    expect(markdown!.match(/^\| (?:error|warning|info) \| /gm) ?? []).toHaveLength(count);
  });
});

it.each(FORMATS)('no secret is in a report of format %s', async (format) => {
  for (const [preset, fix] of [
    ['all', []],
    ['strict', ['--fix', '--unsafe-fixes']],
  ] as const) {
    const { stdout, stderr } = await run(['--preset', preset, ...fix, '--format', format, 'config'], {
      files: { config: SECRETS },
    });
    expect(stdout).toMatch(/max-smtp-out|gmail/);
    expect(stdout + stderr).not.toContain('hunter2');
  }
});

describe('--format markdown', () => {
  const FIXES = `${FIXABLE}<domain gmail.com>\n  max-smtp-out 400\n</domain>\nlog-file /x\nspool /y\n`;

  it('shows what the fixes would change for mail, and a patch that makes it', async () => {
    const folder = folderOf({ config: FIXES });
    const { stdout, exitCode, read } = await runIn(folder, ['config', '--format', 'markdown']);
    expect(read('config').toString()).toBe(FIXES);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n\*\*What the fixes would change for mail\*\* in `config`: .*tighter\n/);
    expect(stdout).toMatch(/^\| Tighter \| `gmail\.com`.* \| `max-smtp-out` \| `400` \| `20` \(-95%\) \| /m);
    const [patch] = readMarkdown(stdout).blocks;
    const { stdout: diff } = await runIn(folder, ['config', '--diff']);
    expect(`${patch?.value ?? ''}\n`).toBe(diff);
  });

  it('shows what --fix did', async () => {
    const { stdout, read } = await run(['--fix', 'config', '--format', 'markdown'], {
      files: { config: FIXES },
    });
    expect(read('config').toString()).not.toBe(FIXES);
    expect(stdout).toMatch(/\n\*\*What the applied fixes changed for mail\*\* in `config`: .*tighter\n/);
    expect(readMarkdown(stdout).blocks[0]?.value).toContain('\n-  max-smtp-out 400\n');
  });

  it('prints nothing about fixes where none would change anything', async () => {
    const { stdout } = await run(['config', '--format', 'markdown'], { files: { config: ERROR } });
    expect(stdout).not.toMatch(/fix|details/);
  });

  it('shows no patch of fixes that were not written', async () => {
    const folder = folderOf({ config: FIXES });
    // A file with two names is left alone.
    linkSync(join(folder, 'config'), join(folder, 'other'));
    const { stdout } = await runIn(folder, ['config', '--fix', '--format', 'markdown']);
    expect(stdout).toContain('\n- **failed**: `config`: not written: has another name (hard links), ');
    expect(stdout).not.toMatch(/Patch|applied fixes/);
  });
});

it('a schema refuses what is not a report', async () => {
  const { stdout } = await run(['config', '--format', 'json'], { files: FILES });
  expect(reportProblems(stdout.replace('"severity": "error"', '"severity": "fatal"'))).not.toEqual([]);
  expect(reportProblems(stdout.replace('"version": 1', '"version": 1, "more": 1'))).not.toEqual([]);
});

describe('effective --format json', () => {
  it.each([
    ['gmail.com', FILES.config],
    ['gmail.com', SECRETS],
    [
      'hotmail.fr',
      '<domain hotmail.fr>\nqueue-to hotmail.com\n</domain>\n<domain *>\nmax-smtp-out 3\n</domain>\n<domain hotmail.com>\nmax-smtp-out 2\n</domain>\n',
    ],
    [
      'a.example',
      'include absent\n<domain a.example>\nsource-ip-max-smtp-out 10.0.0.1 1\nsource-ip-max-smtp-out 10.0.0.2 1\n</domain>\n',
    ],
  ])('is valid by the schema of the package for %s', async (domain, config) => {
    const { stdout } = await run(['effective', domain, '--format', 'json'], { files: { config } });
    expect(effectiveProblems(stdout)).toEqual([]);
    expect(effectiveProblems(stdout.replace('"scope": "default"', '"scope": "x"'))).not.toEqual([]);
  });
});

describe('without --format', () => {
  const first = async (given: Given): Promise<string> =>
    (await run(['config'], { files: { config: ERROR }, ...given })).stdout.split('\n')[0]!;

  it('a pipe gets concise lines, a terminal the frames, GitHub Actions its commands', async () => {
    expect(await first({})).toMatch(/^config:1:1: error: /);
    expect(await first({ terminal: 80 })).toContain('config');
    expect(await first({ terminal: 80 })).not.toContain('error');
    expect(await first({ environment: { GITHUB_ACTIONS: 'true' } })).toMatch(
      /^::error title=syntax-error,file=config,line=1,/,
    );
    expect(await first({ environment: { GITHUB_ACTIONS: '' } })).toMatch(/^config:1:1: error: /);
    expect(await first({ environment: { GITHUB_ACTIONS: 'true' }, terminal: 80 })).not.toContain('::error');
  });

  it.each([
    [{ GITLAB_CI: 'true', CI_PROJECT_DIR: '' }, 'gitlab', '"path": "mail/pmta/config"'],
    [{ JENKINS_URL: 'x', WORKSPACE: '' }, 'checkstyle', '<file name="mail/pmta/config">'],
    [{ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: '' }, 'markdown', '`mail/pmta/config:1`'],
  ])('a service gets paths relative to its work tree: %j', async (names, format, named) => {
    const folder = folderOf({ 'mail/pmta/config': ERROR });
    const environment = Object.fromEntries(
      Object.entries(names).map(([name, value]) => [name, value === '' ? folder : value]),
    );
    const given = { workingDirectory: 'mail/pmta', environment };
    const { stdout } = await runIn(folder, ['config', '--format', format], given);
    expect(stdout).toContain(named);
  });

  it('GitHub Actions gets paths relative to its work tree', async () => {
    const folder = folderOf({ 'mail/pmta/config': ERROR });
    const inside = {
      workingDirectory: 'mail/pmta',
      environment: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder },
    };
    expect((await runIn(folder, ['config'], inside)).stdout).toContain('file=mail/pmta/config,');
    const sarif = JSON.parse((await runIn(folder, ['config', '--format', 'sarif'], inside)).stdout) as Log;
    expect(sarif.runs[0]?.artifacts?.[0]?.location?.uri).toBe('mail/pmta/config');
    const elsewhere = {
      ...inside,
      environment: { ...inside.environment, GITHUB_WORKSPACE: `${folder}/mail/pm` },
    };
    expect((await runIn(folder, ['config'], elsewhere)).stdout).toContain('file=config,');
  });
});

describe('--output-file', () => {
  const call = (argv: readonly string[], files: Files = FILES) => run([...argv, 'config'], { files });

  it('writes a report besides the one on standard output', async () => {
    const plain = await call([]);
    const { stdout, stderr, exitCode, read, folder } = await call([
      '--output-file',
      'sarif=report.sarif',
      '--output-file',
      'json=a=b.json',
    ]);
    expect([stdout, stderr, exitCode]).toEqual([plain.stdout, '', plain.exitCode]);
    expect(sarifProblems(read('report.sarif').toString())).toEqual([]);
    expect(reportProblems(read('a=b.json').toString())).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['a=b.json', 'config', 'report.sarif']);
  });

  it('of several formats leaves the one without a file for standard output', async () => {
    const { stdout, read } = await call([
      '--format',
      'json',
      '--format',
      'sarif',
      '--output-file',
      'sarif=x',
    ]);
    expect(reportProblems(stdout)).toEqual([]);
    expect(sarifProblems(read('x').toString())).toEqual([]);
  });

  it('may be given for the format of standard output', async () => {
    const { stdout, read } = await call(['--format', 'json', '--output-file', 'json=x']);
    expect(read('x').toString()).toBe(stdout);
  });

  it('leaves the usual report for standard output where all formats have files', async () => {
    const { stdout } = await call([
      '--format',
      'json',
      '--format',
      'sarif',
      '--output-file',
      'sarif=x',
      '--output-file',
      'json=y',
    ]);
    expect(stdout).toMatch(/^config:1:1: error: /);
  });

  it('has no colour and no width of a terminal in it', async () => {
    const { read } = await run(['--color', '--output-file', 'pretty=x', 'config'], {
      files: FILES,
      terminal: 30,
    });
    const plain = await run(['--no-color', '--format', 'pretty', 'config'], { files: FILES });
    expect(read('x').toString()).toBe(plain.stdout);
  });

  it('takes the place of an older report, with its mode, and through a link', async () => {
    const folder = folderOf({ ...FILES, 'reports/old': 'old', x: { link: 'reports/old' } });
    chmodSync(join(folder, 'reports/old'), 0o640);
    await runIn(folder, ['--output-file', 'json=x', 'config']);
    expect(lstatSync(join(folder, 'x')).isSymbolicLink()).toBe(true);
    expect(statSync(join(folder, 'reports/old')).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(folder, 'reports'))).toEqual(['old']);
    const { read } = await runIn(folder, ['config', '--format', 'json', '--output-file', 'concise=y']);
    expect(reportProblems(read('x').toString())).toEqual([]);
  });

  it('writes to a device that is there', async () => {
    const { stderr, exitCode } = await run(['--output-file', 'json=/dev/null', 'config'], {
      files: { config: 'host-name a\n' },
    });
    expect([stderr, exitCode]).toEqual(['', 0]);
  });

  it('never overwrites a configuration that was checked, whatever its name', async () => {
    const folder = folderOf({ ...FILES, other: 'include config\n' });
    symlinkSync('config', join(folder, 'link'));
    for (const path of ['config', './config', 'link']) {
      const { stdout, exitCode, read } = await runIn(folder, ['--output-file', `json=${path}`, 'other']);
      expect(stdout).toContain(`failure: the report was not written: it is a configuration that was checked`);
      expect(exitCode).toBe(2);
      expect(read('config').toString()).toBe(FILES.config);
    }
  });

  it('that cannot be written is a failure, and the report is printed all the same', async () => {
    const { stdout, exitCode } = await call(['--output-file', 'json=/proc/no-such-file', '--format', 'json']);
    const report = JSON.parse(stdout) as {
      findings: unknown[];
      failures: { path: string; message: string }[];
    };
    expect(report.findings).not.toEqual([]);
    expect(report.failures).toEqual([
      { path: '/proc/no-such-file', message: expect.stringMatching(/^the report was not written: /) },
    ]);
    expect(exitCode).toBe(2);
  });

  it('can be used with --fix, and contains what is left', async () => {
    const { read } = await call(['--fix', '--output-file', 'json=x']);
    const report = JSON.parse(read('x').toString()) as { findings: unknown[]; fixes: { applied: number } };
    expect(report.findings).not.toEqual([]);
    expect(report.fixes.applied).toBeGreaterThan(0);
  });
});

describe('--stats', () => {
  it('prints a table of parts on standard error, the longest first, and changes nothing else', async () => {
    const plain = await run(['config'], { files: FILES });
    const { stdout, stderr, exitCode } = await run(['--stats', 'config'], { files: FILES });
    expect([stdout, exitCode]).toEqual([plain.stdout, plain.exitCode]);
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ *ms +% +times +reported +part$/);
    expect(lines.at(-1)).toMatch(/^1 file, 5 lines, 2 directives, \d+ findings in \d+\.\d ms$/);
    const rows = lines
      .slice(1, -1)
      .map((line) => /^ *(\d+\.\d\d) +(-?\d+\.\d) +(\d+) +(\d*) *(\S.*)$/.exec(line)?.slice(1));
    const times = rows.map((row) => Number(row?.[0]));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const parts = rows.map((row) => row?.[4] ?? '');
    for (const part of [
      'start-up',
      'looking for files',
      'reading',
      'parsing',
      'model',
      'arbitration',
      'report',
      'the rest',
    ]) {
      expect(parts).toContain(part);
    }
    expect(parts).toContain('rule syntax-error');
    expect(rows.find((row) => row?.[4] === 'rule syntax-error')?.[3]).toBe('1');
    const shares = rows.reduce((sum, row) => sum + Number(row?.[1]), 0);
    expect(Math.abs(shares - 100)).toBeLessThan(5);
  });

  it('goes with every kind of call', async () => {
    for (const [argv, part] of [
      [['--fix', 'config'], 'fixing'],
      [['--diff', 'config'], 'fixing'],
      [['--format', 'json', 'config'], 'fixes'],
    ] as const) {
      const files = { config: `${FIXABLE}<domain gmail.com>\n  max-smtp-out 400\n</domain>\n` };
      const { stderr, exitCode } = await run(['--stats', ...argv], { files });
      expect(stderr).toMatch(new RegExp(`  ${part}$`, 'm'));
      expect(exitCode).toBeLessThan(2);
    }
    expect((await run(['--stats', '--stdin'], { input: ERROR })).stderr).toContain('rule syntax-error');
    expect((await run(['--stats', 'absent'])).stderr).toContain(
      '0 files, 0 lines, 0 directives, 0 findings in',
    );
  });
});
