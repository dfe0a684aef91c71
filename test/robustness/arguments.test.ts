import { describe, expect, it } from 'vitest';
import { directives } from '../../src/catalog/directives.ts';
import { FORMATS, type Format } from '../../src/cli/options.ts';
import { run, runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import {
  directivePlaces,
  everywhere,
  languagePlaces,
  secretPlaces,
  sectionPlaces,
  type Place,
} from './every-place.ts';
import { assertCleanOutput, withoutColour } from './assert-clean-output.ts';
import { HUGE_ARGUMENTS, SHORT_ARGUMENTS, VALUES } from './hostile-arguments.ts';

const PLACES: readonly Place[] = [
  ...directivePlaces(),
  ...sectionPlaces(),
  ...languagePlaces(),
  ...secretPlaces(),
];

/** A directive of each kind of value, in one of its scopes. */
function placesByKind(): Place[] {
  const byKind = new Map<string, Place>();
  const kinds = new Map(
    directives().map(({ name, type, args, argSeparator, anyOf, refKind }) => [
      name,
      JSON.stringify([type, args?.map((argument) => argument.type), argSeparator, anyOf, refKind]),
    ]),
  );
  for (const place of directivePlaces()) {
    const kind = kinds.get(place.name.split(' ', 1)[0] ?? '') ?? '';
    if (!byKind.has(kind)) byKind.set(kind, place);
  }
  return [...byKind.values()];
}

const SOME_ARGUMENTS = SHORT_ARGUMENTS.filter((_, index) => index % 6 === 2);

/** Keeps the part of a file that decides whether it is text free of the argument. */
const PREAMBLE = Buffer.from(`#${'-'.repeat(8192)}\n`);

/** Checks a configuration once, and gives what some formats, and the terminal of 20 columns if there are more, got to see. */
async function outputsOf(
  config: Buffer,
  formats: readonly Format[],
): Promise<{ exitCode: number; outputs: string[]; summary: string }> {
  const folder = folderOf({ config });
  const files = formats.flatMap((format) => ['--output-file', `${format}=report.${format}`]);
  const standard = formats.length > 1 ? 'pretty' : 'concise';
  const argv = ['config', '--preset', 'all', '--format', standard, '--color', ...files];
  const { exitCode, stdout, stderr, read } = await runIn(folder, argv, { terminal: 20 });
  const reports = formats.map((format) => {
    const report = read(`report.${format}`).toString();
    // A patch keeps the tabs of its lines.
    return format === 'markdown' ? report.replaceAll('\t', ' ') : report;
  });
  const summary = read('report.concise').toString().trimEnd().split('\n').at(-1) ?? '';
  return { exitCode, outputs: [withoutColour(stdout), stderr, ...reports], summary };
}

/** Markdown takes as long as all fixes. */
function formatsFor(argument: (typeof SHORT_ARGUMENTS)[number]): readonly Format[] {
  return SOME_ARGUMENTS.includes(argument) ? FORMATS : FORMATS.filter((format) => format !== 'markdown');
}

describe(`${directives().length} directives in all their scopes, sections, lists and comments take, unharmed,`, () => {
  it('all of the catalog', () => {
    const tried = new Set(PLACES.map(({ name }) => name));
    for (const { name, scopes } of directives())
      for (const scope of scopes) expect(tried).toContain(`${name} in ${scope}`);
  });

  it.each(SHORT_ARGUMENTS)('$name', async (argument) => {
    const { bytes } = argument;
    const config = Buffer.concat([PREAMBLE, everywhere(PLACES, bytes)]);
    // Printable ASCII looks the same everywhere.
    const isPlain = /^[\x20-\x7e]*$/.test(bytes.toString('latin1'));
    const { exitCode, outputs, summary } = await outputsOf(
      config,
      isPlain ? ['concise'] : formatsFor(argument),
    );
    for (const output of outputs) assertCleanOutput(output);
    expect(summary).toMatch(/^\d+ errors, \d+ warnings and \d+ infos in 1 file /);
    expect(exitCode).toBe(1);
  });

  it.each(HUGE_ARGUMENTS)('$name, by kind of value', async ({ bytes }) => {
    for (const place of placesByKind()) {
      const { stdout, exitCode } = await run(['config'], { files: { config: everywhere([place], bytes) } });
      assertCleanOutput(stdout);
      expect(exitCode, place.name).toBeLessThanOrEqual(1);
    }
  });

  it.each(HUGE_ARGUMENTS)('the first 5 KB of $name, in all places at once', async ({ bytes }) => {
    const config = everywhere(PLACES, bytes.subarray(0, 5000));
    const { stdout, exitCode } = await run(['config', '--preset', 'all'], { files: { config } });
    assertCleanOutput(stdout);
    expect(exitCode).toBe(1);
  });
});

describe('a fix of all of it is computed or withheld, and prints no secret', () => {
  it.each(SOME_ARGUMENTS)('$name', async ({ bytes }) => {
    const config = Buffer.concat([PREAMBLE, everywhere(PLACES, bytes)]);
    const argv = ['config', '--preset', 'all', '--diff', '--unsafe-fixes'];
    const { stderr, exitCode } = await run(argv, { files: { config } });
    expect(stderr).toMatch(/^[\d,]+ findings? would be fixed in 1 file: /);
    expect(exitCode).toBe(1);
  });
});

describe('the message about a value', () => {
  it.each(VALUES)('%s %j', async (directive, value, exitCode, ...lines) => {
    const config = `<domain example.com>\n${directive} ${value}\n</domain>\n`;
    const outcome = await run(['config', '--preset', 'strict'], { files: { config } });
    const shown = outcome.stdout.split('\n').slice(0, -2);
    expect(shown.map((line) => line.replace(/^config:/, ''))).toEqual(lines);
    expect(outcome.exitCode).toBe(exitCode);
  });
});
