import { describe, expect, it, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { findSettings, type SettingsReader } from '../../src/settings/discover.ts';
import { effectiveSettings, type EffectiveSettings } from '../../src/settings/effective-settings.ts';
import { readLayers } from '../../src/settings/layers.ts';
import { memoryFileSystem } from '../support/memory-file-system.ts';

function readerOf(files: Readonly<Record<string, string>>): SettingsReader {
  const paths = Object.entries(files).map(([name, text]) => [`/repo/${name}`, text] as const);
  return {
    system: memoryFileSystem({ '/repo/.git/HEAD': '', ...Object.fromEntries(paths) }),
    rules,
    shownPath: (path) => path.replace(/^\/repo\//, ''),
  };
}

async function effective(
  files: Readonly<Record<string, string>>,
  name = Object.keys(files)[0] ?? '',
): Promise<EffectiveSettings> {
  const reader = readerOf(files);
  const path = `/repo/${name}`;
  const flags = { rules: new Map(), inlineConfig: true };
  return effectiveSettings(path, await readLayers(path, reader), flags, reader);
}

async function problemsOf(files: Readonly<Record<string, string>>, name?: string): Promise<string[]> {
  try {
    await effective(files, name);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

const FILE = 'pmta-lint.config.json';
const YAML = 'pmta-lint.config.yaml';

describe('the settings file is found', () => {
  it.each([FILE, YAML, 'pmta-lint.config.yml', 'pmta-lint.config.js', 'pmta-lint.config.mjs'])(
    'as %s, upward',
    async (name) => {
      const reader = readerOf({ [name]: '{}', 'deep/down/config': '' });
      expect(await findSettings('/repo/deep/down', reader)).toBe(`/repo/${name}`);
    },
  );

  it('as a key of package.json, and not in a package.json that only depends on the tool', async () => {
    const inner = '{"devDependencies": {"pmta-lint": "1"}}';
    const reader = readerOf({ 'package.json': '{"pmta-lint": {}}', 'sub/package.json': inner });
    expect(await findSettings('/repo/sub', reader)).toBe('/repo/package.json');
  });

  it('nearest first', async () => {
    const reader = readerOf({ [FILE]: '{}', [`sub/${YAML}`]: '' });
    expect(await findSettings('/repo/sub', reader)).toBe(`/repo/sub/${YAML}`);
  });

  it('or not at all', async () => {
    expect(await findSettings('/repo', readerOf({ config: '' }))).toBeUndefined();
  });

  it('and two in one folder are refused', async () => {
    const reader = readerOf({ [FILE]: '{}', [YAML]: '' });
    await expect(findSettings('/repo', reader)).rejects.toThrow(
      'pmta-lint.config.json and pmta-lint.config.yaml both hold settings: keep one of them',
    );
  });
});

describe('a settings file', () => {
  test('returns what applies', async () => {
    const { settings, entries, configDefaults, mappedRoots, ignores } = await effective({
      [FILE]: JSON.stringify({
        $schema: 'x',
        extends: 'strict',
        pmtaVersion: '5.5',
        entry: ['pmta/config'],
        configDefaults: 'pmta/config-defaults',
        includeRoots: { '/etc/pmta/': 'pmta' },
        reputation: 'cold',
        providers: { comcast: false, orange: { maxSmtpOut: 4, reputation: 'established' }, apple: true },
        rules: { 'syntax-error': 'off', 'unknown-directive': ['warning', { reason: 'a fork' }] },
        ignores: ['vendor'],
        directives: ['X-Own-Directive'],
        allowSecurityComments: true,
      }),
      'pmta/config': '',
    });
    expect(settings).toMatchObject({
      preset: 'strict',
      version: '5.5',
      reputation: 'cold',
      allowSecuritySuppressions: true,
    });
    expect(settings.providers).toEqual([
      'google',
      'yahoo',
      'microsoft-consumer',
      'apple',
      'orange',
      'united-internet',
    ]);
    expect(settings.ownLimits.get('orange')).toEqual({ maxSmtpOut: 4, reputation: 'established' });
    expect([...settings.extraDirectives]).toEqual(['x-own-directive']);
    expect(settings.isOff('syntax-error')).toBe(true);
    expect(settings.choiceFor('unknown-directive', '/repo/pmta/config')).toEqual({ level: 'warning' });
    expect(entries).toEqual(['/repo/pmta/config']);
    expect(configDefaults).toBe('/repo/pmta/config-defaults');
    expect([...mappedRoots]).toEqual([['/etc/pmta', '/repo/pmta']]);
    expect(ignores('/repo/vendor/x.conf')).toBe(true);
    expect(ignores('/repo/pmta/x.conf')).toBe(false);
    expect(ignores('/elsewhere/vendor/x.conf')).toBe(false);
  });

  test('in YAML means the same', async () => {
    const { settings } = await effective({
      [YAML]: 'extends: [strict]\nrules:\n  syntax-error: off\n  wrapped-value: [info, {reason: known}]\n',
    });
    expect(settings.preset).toBe('strict');
    expect(settings.isOff('syntax-error')).toBe(true);
    expect(settings.choiceFor('wrapped-value', '/repo/x').level).toBe('info');
  });

  test('that is empty sets nothing', async () => {
    const { settings } = await effective({ [YAML]: '# nothing yet\n' });
    expect(settings.preset).toBe('recommended');
  });

  test('extends others, key by key, and wins over them', async () => {
    const { settings, ignores } = await effective({
      [FILE]: '{"extends": ["base/base.yaml", "strict"], "rules": {"syntax-error": "warning"}}',
      'base/base.yaml':
        'reputation: cold\nignores: [old]\nrules: {syntax-error: off, wrapped-value: error}\nproviders: {apple: true}\n',
    });
    expect(settings.preset).toBe('strict');
    expect(settings.reputation).toBe('cold');
    expect(settings.choiceFor('syntax-error', '/repo/x').level).toBe('warning');
    expect(settings.choiceFor('wrapped-value', '/repo/x').level).toBe('error');
    // Relative to the file that says it.
    expect(ignores('/repo/base/old/x')).toBe(true);
    expect(ignores('/repo/old/x')).toBe(false);
  });

  test('overrides rules for some files, the later one winning', async () => {
    const { settings } = await effective({
      [FILE]: JSON.stringify({
        rules: { 'syntax-error': 'error' },
        overrides: [
          { files: 'isp/**', rules: { 'syntax-error': 'off', 'wrapped-value': 'off' } },
          { files: ['isp/new.conf'], rules: { 'syntax-error': 'info' } },
        ],
      }),
    });
    expect(settings.choiceFor('syntax-error', '/repo/config').level).toBe('error');
    expect(settings.choiceFor('syntax-error', '/repo/isp/a.conf').level).toBe('off');
    expect(settings.choiceFor('syntax-error', '/repo/isp/new.conf').level).toBe('info');
    expect(settings.choiceFor('wrapped-value', '/repo/isp/new.conf').level).toBe('off');
    expect(settings.isOff('syntax-error')).toBe(false);
    expect(settings.choiceFor('syntax-error', '/repo/isp/a.conf')).toBe(
      settings.choiceFor('syntax-error', '/repo/isp/b.conf'),
    );
  });
});

describe('a mistake in a settings file is reported with its location and what would be right', () => {
  const cases: [string, Readonly<Record<string, string>>, string[]][] = [
    [
      'an unknown key',
      { [YAML]: 'a: 1\n' },
      [
        `${YAML}:1:1: there is no key 'a'; known: extends, pmtaVersion, entry, configDefaults, includeRoots, reputation, providers, rules, overrides, ignores, directives, baseline, fixEffect, allowSecurityComments`,
      ],
    ],
    [
      'a slip in a key',
      { [YAML]: 'reputation: cold\nentri: x\n' },
      [`${YAML}:2:1: there is no key 'entri'; did you mean 'entry'?`],
    ],
    [
      'an unknown rule',
      { [FILE]: '{\n  "rules": {\n    "open-rely": "off"\n  }\n}' },
      [`${FILE}:3:5: there is no rule 'open-rely'; did you mean 'open-relay'?`],
    ],
    [
      'an unknown rule in an override',
      { [YAML]: 'overrides:\n  - files: x\n    rules: {open-rely: off}\n' },
      [`${YAML}:3:13: there is no rule 'open-rely'; did you mean 'open-relay'?`],
    ],
    [
      'an option that a rule does not have',
      { [YAML]: 'rules:\n  syntax-error: [off, {max: 3}]\n' },
      [`${YAML}:2:24: there is no option 'max'; known: reason`],
    ],
    [
      'a level',
      { [YAML]: 'rules: {syntax-error: warn}\n' },
      [`${YAML}:1:23: 'syntax-error' cannot be 'warn': give one of error, warning, info, off`],
    ],
    [
      'an unknown provider',
      { [YAML]: 'providers:\n  gogle: true\n' },
      [`${YAML}:2:3: there is no provider 'gogle'; did you mean 'google'?`],
    ],
    [
      'the name of a provider in place of its id',
      { [YAML]: 'providers:\n  gmail.com: true\n' },
      [`${YAML}:2:3: there is no provider 'gmail.com'; did you mean 'google'?`],
    ],
    [
      'a provider that nothing is near',
      { [YAML]: 'providers:\n  zzzz: true\n' },
      [`${YAML}:2:3: there is no provider 'zzzz'; pmta-lint providers lists them`],
    ],
    [
      'a version without quotes',
      { [YAML]: 'pmtaVersion: 5.0\n' },
      [`${YAML}:1:14: 'pmtaVersion' cannot be 5: give one of 4.5, 5.0, 5.5, 6.0; write it in quotes`],
    ],
    [
      'a limit',
      { [YAML]: 'providers:\n  google: {maxSmtpOut: 0, maxMsgRate: 5 an hour}\n' },
      [
        `${YAML}:2:24: 'maxSmtpOut' cannot be 0: give at least 1`,
        `${YAML}:2:39: 'maxMsgRate': give a rate, such as 500/h`,
      ],
    ],
    [
      'a whole file of another form',
      { [YAML]: '- strict\n' },
      [`${YAML}:1:1: settings are an object of keys, and not a list`],
    ],
    [
      'a key twice',
      { [FILE]: '{"reputation": "cold",\n "reputation": "warm"}' },
      [`${FILE}:2:2: Map keys must be unique`],
    ],
    ['broken JSON', { [FILE]: '{"reputation": \n' }, [`${FILE}:1:16: Flow map must end with a }`]],
    [
      'broken YAML',
      { [YAML]: 'rules: {a: b\n' },
      [`${YAML}:2:1: Flow map in block collection must be sufficiently indented and end with a }`],
    ],
    [
      'a glob',
      { [YAML]: 'ignores: ["../x"]\n' },
      [
        `${YAML}:1:10: '../x' is no glob: give *, **, ? and {a,b}, relative to the settings file and below it`,
      ],
    ],
    [
      'an entry outside',
      { [YAML]: 'entry: /etc/pmta/config\n' },
      [
        `${YAML}:1:8: '/etc/pmta/config' lies outside /repo: settings lead nowhere else, give --include-root or the path on the command line`,
      ],
    ],
    [
      'a root outside',
      { [YAML]: 'includeRoots: {/etc/pmta: ../../etc}\n' },
      [
        `${YAML}:1:27: '../../etc' lies outside /repo: settings lead nowhere else, give --include-root or the path on the command line`,
      ],
    ],
    [
      'a security rule that is off without a word',
      { [YAML]: 'rules:\n  open-relay: off\n' },
      [
        `${YAML}:2:15: 'open-relay' is a rule of category security: say why it is off: ["off", { "reason": "…" }]`,
      ],
    ],
    [
      'a base that is not there',
      { [YAML]: 'extends: recomended\n' },
      [
        `${YAML}:1:10: cannot extend 'recomended': there is no such file, and the presets are recommended, strict and all`,
      ],
    ],
    [
      'files that extend each other',
      { [YAML]: 'extends: b.yaml\n', 'b.yaml': `extends: ${YAML}\n` },
      [`b.yaml:1:10: cannot extend '${YAML}': it is extended already, the files extend each other`],
    ],
    [
      'a program as a base',
      { [YAML]: 'extends: ./evil.js\n', 'evil.js': 'throw 1' },
      [
        `${YAML}:1:10: cannot extend './evil.js': a program is run only where it is found as the settings file itself, or named by --config`,
      ],
    ],
    [
      'a base outside',
      { [YAML]: 'extends: ../other.yaml\n' },
      [
        `${YAML}:1:10: cannot extend '../other.yaml': there is no such file, and the presets are recommended, strict and all`,
      ],
    ],
  ];

  it.each(cases)('%s', async (_name, files, expected) => {
    expect(await problemsOf(files)).toEqual(expected);
  });

  it('and a security rule may be off with a reason', async () => {
    const files = { [YAML]: 'rules:\n  open-relay: [off, {reason: closed network}]\n' };
    expect(await problemsOf(files)).toEqual([]);
  });

  it('and a bomb of aliases cannot fill the memory', async () => {
    const lines = Array.from({ length: 12 }, (_, index) =>
      index === 0
        ? 'a0: &a0 [x, x]'
        : `a${index}: &a${index} [*a${index - 1}, *a${index - 1}, *a${index - 1}]`,
    );
    expect((await problemsOf({ [YAML]: `${lines.join('\n')}\n` }))[0]).toMatch(/alias/i);
  });

  it('and many problems are cut', async () => {
    const numbers = Array.from({ length: 30 }, (_, index) => index).join(', ');
    const problems = await problemsOf({ [YAML]: `ignores: [${numbers}]` });
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('… and 10 more problems');
  });
});
