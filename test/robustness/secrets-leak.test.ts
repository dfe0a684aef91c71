import { describe, expect, it } from 'vitest';
import { directives, isSensitive } from '../../src/catalog/directives.ts';
import { FORMATS } from '../../src/cli/options.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { loadConfigurations } from '../../src/model/project.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { runIn, type Outcome } from '../cli/run.ts';
import { folderOf, type Files } from '../support/folders.ts';
import { flagging } from '../engine/linted.ts';
import { memoryFileSystem } from '../support/memory-file-system.ts';
import { directivePlaces, languagePlaces, sectionPlaces } from './every-place.ts';
import { plantedSecrets, type PlantedSecret } from './secrets-leak.ts';

/*
 * Every secret directive, written well and badly, and logins in other places: none of them shows in what any command
 * prints or writes. A patch alone holds what its lines hold.
 */

const OLD = plantedSecrets('A');
const NEW = plantedSecrets('B');

/** Settings that give every command something to say. */
const AROUND = [
  '<domain example.com>',
  '  max-msg-per-hour 500',
  '  smtp-pattern-list p',
  '</domain>',
  '<smtp-pattern-list p>',
  '  reply /too many/ mode=backoff',
  '</smtp-pattern-list>',
  '',
].join('\n');

function configuration(rows: readonly PlantedSecret[]): string {
  return `${AROUND}${rows.map(({ text }) => `${text}\n`).join('')}`;
}

/** The places whose secret is in an output, in whatever case, each with what is around it there. */
function leaksIn(output: string, rows: readonly PlantedSecret[]): string[] {
  const folded = output.toLowerCase();
  return rows.flatMap(({ name, word }) => {
    const at = folded.indexOf(word.toLowerCase());
    return at === -1 ? [] : [`${name}: …${output.slice(Math.max(0, at - 80), at + 8)}…`];
  });
}

const FILES: Files = { config: configuration(OLD), new: configuration(NEW), empty: '' };
const EVERYTHING = ['--preset', 'all', '--fail-on', 'error'];

type Row = readonly [argv: readonly string[], says: RegExp, written?: string];

/** The call, what shows that it printed something, and the file that it writes. */
const COMMANDS: readonly Row[] = [
  ...FORMATS.map((format): Row => [['config', ...EVERYTHING, '--format', format], /unknown-directive/]),
  [['config', ...EVERYTHING, '--format', 'pretty', '--color'], /\*\*\*/],
  ...FORMATS.map((format): Row => [['config', ...EVERYTHING, '--output-file', `${format}=x`], /error/, 'x']),
  [['config', ...EVERYTHING, '--stats'], /unknown-directive/],
  [['config', ...EVERYTHING, '--fix', '--unsafe-fixes', '--format', 'pretty'], /\*\*\*/],
  [['config', ...EVERYTHING, '--fix', '--unsafe-fixes', '--format', 'markdown'], /\*\*\*/],
  [['config', '--preset', 'strict', '--suppress', 'unknown-directive', '--reason', 'x'], /comments hide/],
  [['config', ...EVERYTHING, '--baseline', 'x', '--update-baseline'], /x holds \d+ findings/, 'x'],
  [['config', '--print-config', '--format', 'json'], /rules/],
  [['compare', 'config', 'new'], /\(secret\)|\*\*\*|changed/],
  [['compare', 'config', 'new', '--format', 'json'], /\*\*\*/],
  [['compare', 'config', 'new', '--format', 'markdown'], /secret/],
  [['compare', 'config', 'empty', '--format', 'json'], /\*\*\*/],
  [['compare', 'empty', 'config', '--format', 'markdown'], /secret/],
  [['effective', 'example.com', 'config'], /auth-password +\*\*\*/],
  [['effective', 'example.com', 'config', '--format', 'json'], /\*\*\*/],
  [['reply', 'example.com', '421 too many', 'config'], /backoff/],
  [['reply', 'example.com', '421 too many', 'config', '--format', 'json'], /backoff/],
  [['reply', 'example.com', '599 unheard of', 'config'], /599 unheard of/],
  [['explain', 'auth-password'], /auth-password/],
];

function everythingOf({ stdout, stderr, read }: Outcome, written: string | undefined): string {
  return `${stdout}${stderr}${written === undefined ? '' : read(written).toString()}`;
}

it('all secret directives are among them', () => {
  const names = directives().filter(isSensitive);
  expect(names.length).toBeGreaterThan(8);
  for (const { name } of names) expect(OLD.some((row) => row.name.startsWith(`${name} in `))).toBe(true);
  expect(new Set([...OLD, ...NEW].map(({ word }) => word)).size).toBe(OLD.length + NEW.length);
});

describe(`none of ${OLD.length} secrets is in what is printed or written by`, () => {
  it.each(COMMANDS.map(([argv, says, written]) => ({ call: argv.join(' '), argv, says, written })))(
    '$call',
    async ({ argv, says, written }) => {
      const outcome = await runIn(folderOf(FILES), argv);
      const all = everythingOf(outcome, written);
      expect(leaksIn(all, [...OLD, ...NEW])).toEqual([]);
      expect(all).toMatch(says);
    },
  );

  it('what is printed with a patch', async () => {
    const argv = ['config', '--diff', '--unsafe-fixes', ...EVERYTHING];
    const { stdout, stderr } = await runIn(folderOf(FILES), argv);
    expect(leaksIn(stderr, OLD)).toEqual([]);
    const beside = stdout
      .split('\n')
      .filter((line) => !/^[-+ ]/.test(line) || /^(?:---|\+\+\+) [ab]\//.test(line));
    expect(leaksIn(beside.join('\n'), OLD)).toEqual([]);
    expect(stdout).toContain('\n@@ ');
  });
});

it('what a rule stumbles over shows no secret', () => {
  const text = configuration(OLD);
  const files = new SourceFiles(memoryFileSystem({ '/config': text }));
  const models = loadConfigurations([files.read('/config')], files, { version: '5.0' });
  const stumbling = flagging('a', {
    check() {
      throw new SyntaxError(`cannot read ${text}`);
    },
  });
  const { failures } = lint(models, [stumbling], settingsFor({}));
  expect(failures.map(({ rule }) => rule)).toEqual(['no-a']);
  const said = failures.map(({ message }) => message).join('');
  expect(said).toContain('cannot read <domain example.com>');
  expect(leaksIn(said, OLD)).toEqual([]);
});

// Every directive, tag and list of the language, with a login in its value.
describe('in every place of the language', () => {
  const places = [...directivePlaces(), ...sectionPlaces(), ...languagePlaces()];
  const written = [
    (word: string) => `example.com --password ${word}`,
    (word: string) => `https://user:${word}@example.com`,
    (word: string) => `"/x -u user:${word}"`,
  ];
  const rowsOf = (seed: string, write: (word: string) => string): PlantedSecret[] =>
    places.map(({ name, before, after }, index) => {
      const word = `Planted${seed}${String(index).padStart(4, '0')}q`;
      return { name, word, text: `${before}${write(word)}${after}` };
    });

  it.each(written.map((write) => [write('SECRET'), write] as const))('%s', async (_, write) => {
    const [old, now] = [rowsOf('A', write), rowsOf('B', write)];
    const folder = folderOf({ config: configuration(old), new: configuration(now), empty: '' });
    const calls = [
      ...FORMATS.map((format) => ['config', ...EVERYTHING, '--format', format]),
      ['config', ...EVERYTHING, '--baseline', 'x', '--update-baseline'],
      ['compare', 'config', 'new', '--format', 'json'],
      ['compare', 'config', 'empty', '--format', 'markdown'],
      ['effective', 'example.com', 'config', '--format', 'json'],
      ['effective', 'example.com', 'config'],
      ['reply', 'example.com', '421 x', 'config', '--format', 'json'],
    ];
    for (const argv of calls) {
      const { stdout, stderr, read } = await runIn(folder, argv);
      const kept = argv.includes('x') ? read('x').toString() : '';
      expect({ argv, leaks: leaksIn(stdout + stderr + kept, [...old, ...now]) }).toEqual({ argv, leaks: [] });
    }
  });
});

// Where nothing else is wrong, other rules report.
describe('alone in a configuration', () => {
  it.each(OLD)('$name', async (row) => {
    const other = NEW.find(({ name }) => name === row.name);
    const folder = folderOf({
      config: configuration([row]),
      new: configuration(other === undefined ? [] : [other]),
    });
    const rows = [row, ...(other === undefined ? [] : [other])];
    const calls = [
      [
        'config',
        ...EVERYTHING,
        '--format',
        'pretty',
        '--output-file',
        'json=x',
        '--baseline',
        'y',
        '--update-baseline',
      ],
      ['compare', 'config', 'new', '--format', 'json'],
    ];
    for (const argv of calls) {
      const outcome = await runIn(folder, argv);
      expect(leaksIn(everythingOf(outcome, 'x') + outcome.read('y').toString(), rows)).toEqual([]);
    }
  });
});
