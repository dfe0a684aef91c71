import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sectionNames } from '../../src/catalog/sections.ts';
import { assertCleanOutput } from '../robustness/assert-clean-output.ts';
import { BAD_FILES, utf16 } from './bad-files.ts';
import { BAD_LINES, RULES_OF_FORM } from './bad-lines.ts';
import { run, runIn } from './run.ts';
import { folderOf, type Files } from '../support/folders.ts';

interface JsonFinding {
  readonly rule: string;
  readonly path: string;
  readonly start: { readonly line: number; readonly column: number };
}

/** Runs all forms of output, checks that they are clean, and gives the exit code and the findings about form. */
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
    assertCleanOutput(outcome.stdout + outcome.stderr);
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

const UTF16 = 'it is UTF-16 text; PowerMTA reads UTF-8 (iconv -f UTF-16 -t UTF-8 converts it)';

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
