import { describe, expect, it, test } from 'vitest';
import { run } from './run.ts';
import { folderOf } from '../support/folders.ts';

const CONFIG = 'log-file /var/log/pmta/log\nmax-smtp-uot 20\n';
const UNKNOWN = 'unknown-directive';

/** The rules of the findings that a call prints, by file. */
async function found(
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
  workingDirectory?: string,
): Promise<string[]> {
  const given = workingDirectory === undefined ? { files } : { files, workingDirectory };
  const { stdout, stderr, exitCode } = await run(['--format', 'json', ...argv], given);
  expect(stderr).toBe('');
  expect(exitCode).toBeLessThan(2);
  const report = JSON.parse(stdout) as { findings: { rule: string; path: string; severity: string }[] };
  return report.findings.map(({ rule, path, severity }) => `${path} ${rule} ${severity}`);
}

describe('settings of a call', () => {
  const files = {
    'pmta-lint.config.yaml': `rules: {${UNKNOWN}: info}\n`,
    'pmta/config': CONFIG,
  };

  it('are those of the nearest file upward of what is checked', async () => {
    expect(await found(['pmta/config'], files)).toEqual([`pmta/config ${UNKNOWN} info`]);
    expect(await found(['config'], files, 'pmta')).toEqual([`config ${UNKNOWN} info`]);
    expect(await found([], files, 'pmta')).toEqual([`config ${UNKNOWN} info`]);
  });

  it('are none with --no-config', async () => {
    expect(await found(['--no-config', 'pmta/config'], files)).toEqual([`pmta/config ${UNKNOWN} error`]);
  });

  it('are those of the file that --config names', async () => {
    const more = { ...files, 'other.json': `{"rules": {"${UNKNOWN}": "warning"}}` };
    expect(await found(['--config', 'other.json', 'pmta/config'], more)).toEqual([
      `pmta/config ${UNKNOWN} warning`,
    ]);
  });

  it('lose to the command line', async () => {
    expect(await found(['--rule', `${UNKNOWN}=warning`, 'pmta/config'], files)).toEqual([
      `pmta/config ${UNKNOWN} warning`,
    ]);
  });

  it('come from a program, in either kind of module', async () => {
    const esm = { 'pmta-lint.config.mjs': `export default { rules: { '${UNKNOWN}': 'info' } };\n` };
    expect(await found(['config'], { ...esm, config: CONFIG })).toEqual([`config ${UNKNOWN} info`]);
    const common = { 'pmta-lint.config.js': `module.exports = { rules: { '${UNKNOWN}': 'info' } };\n` };
    expect(await found(['config'], { ...common, config: CONFIG })).toEqual([`config ${UNKNOWN} info`]);
  });

  it('come from package.json', async () => {
    const about = JSON.stringify({ 'pmta-lint': { rules: { [UNKNOWN]: 'info' } } });
    expect(await found(['config'], { 'package.json': about, config: CONFIG })).toEqual([
      `config ${UNKNOWN} info`,
    ]);
  });

  it('are those of the name that standard input is given', async () => {
    const { stdout } = await run(['--format', 'json', '--stdin', '--stdin-filename', 'pmta/config'], {
      files,
      input: CONFIG,
    });
    expect(stdout).toContain('"severity": "info"');
  });

  it('may differ between the paths of a call only where that is documented', async () => {
    const two = { ...files, 'b/pmta-lint.config.json': '{}', 'b/config': CONFIG };
    const { exitCode, stderr } = await run(['pmta/config', 'b/config'], { files: two });
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'pmta-lint: the paths have different settings files (pmta-lint.config.yaml, b/pmta-lint.config.json): check them apart, or give --config or --no-config\n',
    );
  });
});

describe('the content of settings', () => {
  test('entry: is checked where no path is given, as a main configuration whatever its content', async () => {
    const files = {
      'pmta-lint.config.json': '{"entry": "servers/out1.pmta-main"}',
      'servers/out1.pmta-main': '<domain *>\n    smtp-pattern-list nowhere\n</domain>\n',
      'other.conf': CONFIG,
    };
    const lines = await found([], files);
    expect(lines).toContain('servers/out1.pmta-main undefined-reference error');
    expect(lines.some((line) => line.startsWith('other.conf'))).toBe(false);
    expect(await found(['.'], files)).toContain('servers/out1.pmta-main undefined-reference error');
  });

  test('ignores: what a search leaves out, and what is named itself is checked all the same', async () => {
    const files = {
      'pmta-lint.config.json': '{"ignores": ["old"]}',
      'old/config': CONFIG,
      'new/config': CONFIG,
    };
    expect(await found(['.'], files)).toEqual([`new/config ${UNKNOWN} error`]);
    expect(await found(['old/config'], files)).toEqual([`old/config ${UNKNOWN} error`]);
  });

  test('overrides: other levels for some files, included ones too', async () => {
    const files = {
      'pmta-lint.config.json': JSON.stringify({
        overrides: [{ files: 'isp/**', rules: { [UNKNOWN]: 'off' } }],
      }),
      config: `${CONFIG}include isp/a.conf\n`,
      'isp/a.conf': 'max-smtp-uot 20\n',
    };
    expect(await found(['config'], files)).toEqual([`config ${UNKNOWN} error`]);
  });

  test('includeRoots: where absolute includes are found', async () => {
    const files = {
      'pmta-lint.config.json': '{"includeRoots": {"/etc/pmta": "pmta"}}',
      'pmta/config': 'include /etc/pmta/isp.conf\n',
      'pmta/isp.conf': CONFIG,
    };
    expect(await found(['pmta/config'], files)).toEqual([`pmta/isp.conf ${UNKNOWN} error`]);
  });

  test('directives: names that are known', async () => {
    const files = { 'pmta-lint.config.json': '{"directives": ["Max-Smtp-Uot"]}', config: CONFIG };
    expect(await found(['config'], files)).toEqual([]);
  });

  test('configDefaults: apply where the configuration sets nothing', async () => {
    const files = {
      'pmta-lint.config.json': '{"configDefaults": "shipped/defaults"}',
      'shipped/defaults': '<domain *>\n    max-smtp-out 3\n</domain>\n',
      config: CONFIG,
    };
    const { stdout } = await run(['effective', 'example.com', 'config', '--format', 'json'], { files });
    const { settings } = JSON.parse(stdout) as { settings: { directive: string; value: string }[] };
    expect(settings.find(({ directive }) => directive === 'max-smtp-out')?.value).toBe('3');
  });

  test('pmtaVersion and reputation: what the rules go by', async () => {
    const files = { 'pmta-lint.config.yaml': "pmtaVersion: '6.0'\n", config: CONFIG };
    expect(await found(['config'], files)).toEqual([`config ${UNKNOWN} warning`]);
  });

  test('providers: limits of your own instead of the general ones', async () => {
    const block = '<domain gmail.com>\n    max-smtp-out 15\n</domain>\n';
    const rule = 'high-provider-connections';
    const settings = (limits: object): Record<string, string> => ({
      'pmta-lint.config.json': JSON.stringify({ providers: { google: limits } }),
      'a.conf': block,
    });
    expect(await found(['a.conf'], settings({ maxSmtpOut: 10 }))).toEqual([`a.conf ${rule} error`]);
    expect(await found(['a.conf'], settings({ maxSmtpOut: 15 }))).toEqual([]);
    expect(await found(['a.conf'], settings({ reputation: 'cold' }))).toEqual([`a.conf ${rule} warning`]);
  });
});

describe('effective', () => {
  it('takes the only entry of the settings', async () => {
    const files = {
      'pmta-lint.config.json': '{"entry": "pmta/main"}',
      'pmta/main': '<domain gmail.com>\n    max-smtp-out 7\n</domain>\n',
    };
    const { stdout } = await run(['effective', 'gmail.com', '--format', 'json'], { files });
    const { settings } = JSON.parse(stdout) as { settings: { directive: string; value: string }[] };
    expect(settings.find(({ directive }) => directive === 'max-smtp-out')?.value).toBe('7');
  });

  it('fails where there are several', async () => {
    const files = { 'pmta-lint.config.json': '{"entry": ["a", "b"]}', a: '', b: '' };
    const { exitCode, stderr } = await run(['effective', 'gmail.com'], { files });
    expect([exitCode, stderr]).toEqual([
      2,
      "pmta-lint: the settings name several configurations: give one of them, 'a' or 'b'\n",
    ]);
  });
});

describe('settings that cannot be used end the run with 2 and a line for each problem', () => {
  it.each<[string, Readonly<Record<string, string>>, string[], string]>([
    [
      'two slips',
      { 'pmta-lint.config.yaml': 'reputation: hot\nrules: {open-rely: off}\n' },
      [],
      "pmta-lint: pmta-lint.config.yaml:1:13: 'reputation' cannot be 'hot': give one of cold, warm, established\n" +
        "pmta-lint: pmta-lint.config.yaml:2:9: there is no rule 'open-rely'; did you mean 'open-relay'?\n",
    ],
    [
      'a file that is not there',
      {},
      ['--config', 'none.yaml'],
      "pmta-lint: --config 'none.yaml': there is no such file\n",
    ],
    [
      'a program that throws',
      { 'pmta-lint.config.mjs': "throw new Error('no\\nmore');\n" },
      [],
      'pmta-lint: pmta-lint.config.mjs: no\u240amore\n',
    ],
  ])('%s', async (_name, files, argv, expected) => {
    const { exitCode, stderr } = await run(['--format', 'concise', ...argv, 'config'], {
      files: { config: CONFIG, ...files },
    });
    expect(stderr).toBe(expected);
    expect(exitCode).toBe(2);
  });
});

test('a settings file that is a link out of the work tree is not read', async () => {
  const elsewhere = folderOf({ 'secret.yaml': 'password: hunter2\n' });
  const files = {
    '.git/HEAD': '',
    'pmta-lint.config.yaml': { link: `${elsewhere}/secret.yaml` },
    config: CONFIG,
  };
  const { exitCode, stderr } = await run(['config'], { files });
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    `pmta-lint: pmta-lint.config.yaml is a link that leads out of .: name the file with --config\n`,
  );
  expect(stderr).not.toContain('hunter2');
});

test('an entry that is not there is a failure, exit code 2', async () => {
  const files = { 'pmta-lint.config.json': '{"entry": ["gone", "config"]}', config: CONFIG };
  const { exitCode, stdout } = await run(['--format', 'concise'], { files });
  expect(exitCode).toBe(2);
  expect(stdout).toContain('gone: failure: cannot be read: there is no such file or folder');
  expect(stdout).toContain(`[${UNKNOWN}]`);
});

test('--print-config says so where all is the default', async () => {
  const { stdout } = await run(['--print-config', 'a.conf']);
  expect(stdout).toBe(
    'a.conf: no settings file\n\nAll is the default, with preset recommended; --format json prints it too.\n',
  );
});

test.each([
  [['--print-config'], '--print-config takes exactly one path'],
  [['--print-config', 'a', 'b'], '--print-config takes exactly one path'],
  [['--print-config', '--format', 'sarif', 'a'], '--print-config prints a table, or JSON with --format json'],
])('%j is refused', async (argv, message) => {
  const { stderr, exitCode } = await run(argv);
  expect([stderr, exitCode]).toEqual([`pmta-lint: ${message}\n`, 2]);
});

test('--print-config prints what applies to a path and where it was set', async () => {
  const files = {
    'pmta-lint.config.yaml': [
      'extends: base.json',
      'reputation: cold',
      'rules:',
      `  ${UNKNOWN}: info`,
      'overrides:',
      '  - files: isp/**',
      '    rules: {syntax-error: off}',
      '',
    ].join('\n'),
    'base.json': '{\n  "extends": "strict",\n  "reputation": "warm",\n  "ignores": ["old"]\n}\n',
  };
  const argv = ['--print-config', 'isp/a.conf', '--pmta-version', '5.5', '--rule', 'wrapped-value=error'];
  const short = await run(argv, { files });
  expect(short.exitCode).toBe(0);
  expect(short.stdout.split('\n').map((line) => line.trimEnd().replace(/(?<=\S) {2,}/g, '  '))).toEqual([
    'isp/a.conf: settings of pmta-lint.config.yaml',
    '',
    'Settings',
    '  preset  strict  base.json:2:14',
    '  reputation  cold  pmta-lint.config.yaml:2:13',
    '  pmtaVersion  5.5  command line',
    '',
    'Rules',
    `  ${UNKNOWN}  info  pmta-lint.config.yaml:4:3`,
    '  syntax-error  off  pmta-lint.config.yaml:7:13',
    '  wrapped-value  error  --rule',
    '',
    'All else is the default, with preset strict; --format json prints it too.',
    '',
  ]);
  const { stdout, exitCode } = await run([...argv, '--format', 'json'], { files });
  expect(exitCode).toBe(0);
  const shown = JSON.parse(stdout) as { rules: Record<string, unknown> };
  expect(shown).toMatchObject({
    version: 1,
    path: 'isp/a.conf',
    settingsFile: 'pmta-lint.config.yaml',
    ignored: false,
    settings: {
      preset: { value: 'strict', from: 'base.json:2:14' },
      reputation: { value: 'cold', from: 'pmta-lint.config.yaml:2:13' },
      pmtaVersion: { value: '5.5', from: 'command line' },
    },
  });
  expect(shown.rules[UNKNOWN]).toEqual({
    level: 'info',
    options: {},
    from: 'pmta-lint.config.yaml:4:3',
  });
  expect(shown.rules['syntax-error']).toEqual({
    level: 'off',
    options: {},
    from: 'pmta-lint.config.yaml:7:13',
  });
  expect(shown.rules['wrapped-value']).toEqual({ level: 'error', options: {}, from: '--rule' });
  expect(shown.rules['missing-backoff']).toEqual({ level: 'warning', options: {}, from: 'preset strict' });
});
