import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sectionNames } from '../../src/catalog/sections.ts';
import { BAD_LINES, RULES_OF_FORM } from './bad-lines.ts';
import { folderOf, run, runIn, type Files, type Outcome } from './run.ts';

/** Characters that a terminal obeys or that hide text; the line end alone is meant. */
const STEERING = /[\0-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** What no output may hold, whatever the input was. */
function expectHarmless({ stdout, stderr }: Outcome): void {
  const output = stdout + stderr;
  expect(STEERING.exec(output)).toBeNull();
  expect(output).not.toContain('hunter2');
  expect(output).not.toMatch(/^ +at .*\d\)?$/m);
  expect(output).not.toContain('the rule stopped');
}

interface JsonFinding {
  readonly rule: string;
  readonly path: string;
  readonly start: { readonly line: number; readonly column: number };
}

/** Runs all forms of output, checks that they are harmless, and gives the exit code and the findings about form. */
async function check(
  files: Files,
  ...argv: string[]
): Promise<{ exitCode: number; places: string[]; stdout: string }> {
  const folder = folderOf(files);
  const concise = await runIn(folder, argv);
  const pretty = await runIn(folder, ['--preset', 'all', '--no-color', ...argv], { terminal: 80 });
  const json = await runIn(folder, ['--preset', 'strict', '--format', 'json', ...argv]);
  const diff = await runIn(folder, ['--diff', '--unsafe-fixes', ...argv]);
  for (const outcome of [concise, pretty, json, { ...diff, stdout: '' }]) {
    expectHarmless(outcome);
    expect(outcome.exitCode).toBeLessThanOrEqual(2);
  }
  const { findings } = JSON.parse(json.stdout) as { findings: readonly JsonFinding[] };
  const places = findings
    .filter(({ rule }) => RULES_OF_FORM.has(rule))
    .map(({ path, start, rule }) => `${path}:${start.line}:${start.column} ${rule}`);
  return { exitCode: concise.exitCode, places, stdout: concise.stdout };
}

describe('broken lines', () => {
  it.each(BAD_LINES.map(([text, exitCode, ...findings]) => ({ text, exitCode, findings })))(
    '$text',
    async ({ text, exitCode, findings }) => {
      const outcome = await check({ config: text }, 'config');
      expect(outcome.places).toEqual(findings.map((finding) => `config:${finding}`));
      expect(outcome.exitCode).toBe(exitCode);
    },
  );

  it('every section without its closing tag, and with either tag broken', async () => {
    for (const name of sectionNames()) {
      const texts = {
        open: `<${name} x>\n`,
        noEnd: `<${name} x\n</${name}>\n`,
        noClose: `<${name} x>\n</${name}\n`,
      };
      const { places } = await check(texts, 'open', 'noEnd', 'noClose');
      expect(places, name).toEqual([
        'noClose:2:1 syntax-error',
        'noEnd:1:1 syntax-error',
        'open:1:1 unclosed-section',
      ]);
    }
  });

  it('a line that is cut at any place harms no other line', async () => {
    const lines = [
      '<domain "gmail.com">',
      '</smtp-pattern-list>',
      'reply /\\/ "x" [/]/ mode=backoff # <',
      'domain-key k, *, "/etc/key"',
      'mail-from /x/ <pattern-list>',
      '<acct-file |/bin/tee "a > b">',
      '<% if x %>',
    ];
    for (const line of lines) {
      for (let length = 1; length <= line.length; length++) {
        const config = `${line.slice(0, length)}\n\n!!!\n`;
        const { stdout, exitCode } = await run(['config'], { files: { config } });
        expect(stdout, config).toContain('config:3:1: error: ');
        expect(exitCode).toBe(1);
      }
    }
  });
});

const NO_TEXT = 'cannot be checked: it is no text: byte 1 is NUL, and more follow';
const UTF16 = 'it is UTF-16 text; PowerMTA reads UTF-8 (iconv -f UTF-16 -t UTF-8 converts it)';
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');

/** Files, the arguments, the exit code, and the lines of the report before its last one. */
const BAD_FILES: readonly (readonly [
  name: string,
  files: Files,
  argv: string[],
  exitCode: number,
  ...lines: RegExp[],
])[] = [
  ['a file that is not there', {}, ['x'], 2, /^x: failure: cannot be read: there is no such file or folder$/],
  [
    'a path through a file',
    { a: '' },
    ['a/b'],
    2,
    /^a\/b: failure: cannot be read: a part of the path is no folder$/,
  ],
  [
    'a path that is too long',
    {},
    ['x'.repeat(5000)],
    2,
    /^x+: failure: cannot be read: the name is too long$/,
  ],
  [
    'a folder named config',
    { 'config/': '' },
    ['config'],
    2,
    /^config: failure: nothing to check: no file named config, /,
  ],
  ['a folder named config in a folder', { 'config/': '' }, [], 2, /^\.: failure: nothing to check: /],
  ['a device', {}, ['/dev/zero'], 2, /^\/dev\/zero: failure: cannot be read: it is no regular file$/],
  [
    'a link to itself',
    { a: { link: 'a' } },
    ['a'],
    2,
    /^a: failure: cannot be read: its symbolic links lead in a circle$/,
  ],
  [
    'two links to each other',
    { a: { link: 'b' }, b: { link: 'a' } },
    ['a'],
    2,
    /^a: failure: .* in a circle$/,
  ],
  [
    'a link to nothing',
    { a: { link: 'b' } },
    ['a'],
    2,
    /^a: failure: cannot be read: there is no such file or folder$/,
  ],
  ['a binary file', { a: Buffer.alloc(64) }, ['a'], 2, new RegExp(`^a: failure: ${NO_TEXT}$`)],
  ['UTF-16', { a: utf16('host-name a\n') }, ['a'], 2, /^a: failure: cannot be checked: it is UTF-16 text; /],
  ['UTF-16, big-endian', { a: utf16('host-name a\n').swap16() }, ['a'], 2, /^a: failure: .* UTF-16 text; /],
  [
    'UTF-16 without its mark',
    { a: utf16('host-name a\n').subarray(2) },
    ['a'],
    2,
    /^a: failure: .* no text: byte 2 is NUL/,
  ],
  ['a single NUL', { a: 'host-name a\0\n' }, ['a'], 0],
  ['an empty file', { a: '' }, ['a'], 0],
  ['a byte-order mark alone', { a: '\uFEFF' }, ['a'], 0],
  [
    'a loop of one',
    { config: 'include config\n' },
    ['config'],
    1,
    /^config:1:1: error: .* \[include-not-found\]$/,
  ],
  [
    'a loop of two',
    { a: 'include b\n', b: 'include a\n' },
    ['a', 'b'],
    1,
    /^a:1:1: error: 'b' leads back to this file/,
  ],
  [
    'a loop of three',
    { a: 'include b', b: 'include c', c: 'include a' },
    ['a'],
    1,
    /^a:1:1: error: 'b' leads back/,
  ],
  [
    'an include of a folder',
    { a: 'include b', 'b/': '' },
    ['a'],
    1,
    /^a:1:1: error: 'b' is not a file; /,
    /incomplete/,
  ],
  ['an include of nothing', { a: 'include b' }, ['a'], 1, /^a:1:1: error: 'b' does not exist/, /incomplete/],
  [
    'an include of a binary file',
    { a: 'include b', b: Buffer.alloc(9) },
    ['a'],
    1,
    /^a:1:1: error: 'b' is not text /,
    /incomplete/,
  ],
  [
    'an include of UTF-16',
    { a: 'include b', b: utf16('x') },
    ['a'],
    1,
    /^a:1:1: error: 'b' is not text /,
    /incomplete/,
  ],
  [
    'an include of a device',
    { a: 'include b', b: { link: '/dev/zero' } },
    ['a'],
    0,
    /^a:1:1: warning: 'b' leads out of the folder/,
    /incomplete/,
  ],
  [
    'an include of a device, its folder being allowed',
    { a: 'include /dev/zero' },
    ['a', '--include-root', '/dev'],
    1,
    /^a:1:1: error: '\/dev\/zero' is not a file/,
    /incomplete/,
  ],
  [
    'an include of a link to itself',
    { a: 'include b', b: { link: 'b' } },
    ['a'],
    1,
    /^a:1:1: error: 'b' cannot be read/,
    /incomplete/,
  ],
  [
    'an include of a link to nothing',
    { a: 'include b', b: { link: 'c' } },
    ['a'],
    1,
    /^a:1:1: error: 'b' does not exist/,
    /incomplete/,
  ],
  [
    'an include that leads out',
    { a: 'include ../../../etc/passwd' },
    ['a'],
    0,
    /^a:1:1: warning: .* leads out of the folder/,
    /incomplete/,
  ],
  [
    'an include with NUL',
    { a: 'include b\0c' },
    ['a'],
    1,
    /^a:1:1: error: 'b␀c' cannot be read/,
    /incomplete/,
  ],
  [
    'an include that is too long',
    { a: `include ${'b'.repeat(5000)}` },
    ['a'],
    1,
    /^a:1:1: error: 'b+…' cannot be read/,
    /incomplete/,
  ],
  [
    'a wildcard without a match',
    { a: 'include b/*.conf' },
    ['a', '--preset', 'strict'],
    0,
    /^a:1:1: info: .* matches no file/,
  ],
  ['a wildcard of many stars', { a: `include ${'*a'.repeat(60)}b`, ['a'.repeat(200)]: '' }, ['a'], 0],
  [
    'a wildcard through links that lead upward',
    { a: `include ${'*/'.repeat(40)}x`, b: { link: '.' }, c: { link: '.' } },
    ['a'],
    0,
  ],
  ['an address', { a: 'include http://example.com/x' }, ['a'], 0, /incomplete/],
  [
    'the defaults being a device',
    { config: 'log-file l\n<spool s>\n</spool>\n', 'config-defaults': { link: '/dev/zero' } },
    ['config', '--quiet'],
    0,
  ],
  ['a name with a line end', { 'a\nb.conf': '!!!' }, ['a\nb.conf'], 1, /^a␊b\.conf:1:1: error: /],
  ['a name with a terminal escape', { 'a\u001b[31m.conf': '!!!' }, ['.'], 1, /^a␛\[31m\.conf:1:1: error: /],
  ['a name with quotes and blanks', { [`a "b" 'c'.conf`]: '!!!' }, ['.'], 1, /^a "b" 'c'\.conf:1:1: error: /],
  [
    'a name that turns the direction',
    { 'a\u202eb.conf': '!!!' },
    ['.'],
    1,
    /^a<U\+202E>b\.conf:1:1: error: /,
  ],
  ['an absent name with an escape', {}, ['\u009b31m\u0007'], 2, /^<U\+009B>31m␇: failure: /],
  [
    'an include of a name with an escape',
    { a: 'include \u001b[2J' },
    ['a'],
    1,
    /^a:1:1: error: '␛\[2J' does not exist/,
    /incomplete/,
  ],
];

describe('broken files and names', () => {
  it.each(
    BAD_FILES.map(([name, files, argv, exitCode, ...lines]) => ({ name, files, argv, exitCode, lines })),
  )('$name', async ({ files, argv, exitCode, lines }) => {
    const outcome = await check(files, ...argv);
    const shown = outcome.stdout.split('\n').slice(0, -2);
    expect(shown).toEqual(lines.map((line) => expect.stringMatching(line) as unknown));
    expect(outcome.exitCode).toBe(exitCode);
  });

  it('effective reads no device, no folder and no binary file', async () => {
    const files = { 'a/': '', b: Buffer.alloc(9), c: utf16('x') };
    const said = async (path: string): Promise<string> =>
      (await run(['effective', 'a.example', path], { files })).stderr;
    expect(await said('/dev/zero')).toBe(`pmta-lint: '/dev/zero' cannot be read: it is no regular file\n`);
    expect(await said('a')).toBe(`pmta-lint: 'a' cannot be read: it is a folder\n`);
    expect(await said('b')).toBe(
      `pmta-lint: 'b' cannot be read: it is no text: byte 1 is NUL, and more follow\n`,
    );
    expect(await said('c')).toBe(`pmta-lint: 'c' cannot be read: ${UTF16}\n`);
  });

  it('includes are followed 20 deep', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 26 }, (_, index) => [`f${index}`, `include f${index + 1}\n`]),
    );
    const { places } = await check(files, 'f0');
    expect(places).toEqual(['f20:1:1 include-not-found']);
  });

  it('a link that leads out of the roots is not read', async () => {
    const outside = folderOf({ secret: 'hunter2 !!!\n' });
    const files = { a: 'include b\n', b: { link: join(outside, 'secret') } };
    const { places } = await check(files, 'a');
    expect(places).toEqual(['a:1:1 include-not-found']);
  });
});

describe('secrets', () => {
  const LINES = [
    'http-access-password hunter2',
    'http-acces-password hunter2',
    '# auth-password hunter2',
    'auth-password "hunter2',
    'auth-password hunter2 # hunter2',
    '<domain a>\nauth-password hunter2\nauth-password hunter2\n!!!\n</domain>',
    '<domain a>\nbogus x\nauth-password hunter2\nbogus y\n',
    '<domain a>\nauth-password hunter2 \\\nhunter2\n</domain>',
    '<smtp-user u>\npassword hunter2\nbogus x\npassword hunter2\n</smtp-user>',
    'auth-password hunter2\r\n!!!\r\nauth-password hunter2',
  ];
  it.each(LINES)('%j shows none', async (text) => {
    await check({ config: text }, 'config');
  });
});
