import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { LONG_MACROS } from './samples.ts';
import type { Files } from '../support/folders.ts';

/** What makes a file a main configuration; three lines. */
const MAIN = 'log-file l\n<spool s>\n</spool>\n';
const OUTSIDE =
  "config:4: incomplete: '/nowhere/ips/*.txt' was not read (and 1 more): rules about what is missing, or about whole queues, stay silent; say with --include-root or includeRoots where it is";

const FILES: Files = {
  config: `${MAIN}include /nowhere/ips/*.txt\ninclude isp/gmail.conf\ninclude /nowhere/b.conf\n`,
  'isp/gmail.conf': '<domain gmail.com>\n    max-smtp-out 2\n</domain>\n',
};

async function incompleteIn(files: Files, ...argv: string[]): Promise<string[]> {
  const { stdout } = await run(['--format', 'concise', ...argv], { files });
  return stdout.split('\n').filter((line) => line.includes(': incomplete: '));
}

describe('includes that are not read', () => {
  it('are one line for a configuration: the first one with its place, how many more, and what to do', async () => {
    expect(await incompleteIn(FILES, 'config')).toEqual([OUTSIDE]);
  });

  it('are not reported again for fragments of it that include nothing', async () => {
    expect(await incompleteIn(FILES, 'config', 'isp/gmail.conf')).toEqual([OUTSIDE]);
    expect(await incompleteIn(FILES, 'isp/gmail.conf', 'config')).toEqual([OUTSIDE]);
  });

  it('are reported where they are written, and once if two configurations read the same file', async () => {
    const files = {
      a: `${MAIN}include shared.conf\n`,
      b: `${MAIN}include shared.conf\n`,
      'shared.conf': '\ninclude http://x.example/y\n',
    };
    expect(await incompleteIn(files, 'a', 'b')).toEqual([
      "shared.conf:2: incomplete: 'http://x.example/y' is an address, and nothing is fetched: rules about what is missing, or about whole queues, stay silent; include a copy of it to have it checked",
    ]);
  });

  it('count once where a file with one is included twice', async () => {
    const files = {
      config: `${MAIN}include a.conf\ninclude a.conf\n`,
      'a.conf': 'include /nowhere/x\n',
    };
    const [line, ...others] = await incompleteIn(files, 'config');
    expect(others).toEqual([]);
    expect(line).toMatch(/^a\.conf:1: incomplete: '\/nowhere\/x' was not read: /);
  });

  it('have a line for a tag with more domains than are computed too', async () => {
    const config = `${MAIN}${LONG_MACROS}<domain $a.$b>\n</domain>\n`;
    const [line, ...others] = await incompleteIn({ config }, 'config');
    expect(others).toEqual([]);
    expect(line).toMatch(/^config:6: incomplete: '\$a\.\$b' stands for more domains than are computed: /);
  });

  it.each([
    ['absent', "'absent' does not exist: ", 'correct the path or add the file'],
    ['.', "'.' is not a file: ", 'name a file, or all files of a folder with a wildcard (FOLDER/*.conf)'],
    ['binary', "'binary' is not text: ", 'save it as UTF-8'],
    ['bin*', "'bin*' was not read in full: ", 'save it as UTF-8'],
    ['../up', "'../up' was not read: ", 'name its folder with --include-root'],
    ['{{ x }}', "'{{ x }}' was not read: ", 'check what the template makes of it'],
    ['https://joe:pass@x.example/y', 'is an address', 'include a copy of it'],
  ])('%s', async (written, what, remedy) => {
    const files = { config: `include ${written}\n`, binary: Uint8Array.of(0, 1, 2, 0) };
    const [line] = await incompleteIn(files, 'config');
    expect(line).toContain(what);
    expect(line).toContain(remedy);
    expect(line).not.toContain('pass@');
  });

  it('are not reported where a wildcard matches no file', async () => {
    expect(await incompleteIn({ config: 'include *.none\n' }, 'config')).toEqual([]);
  });

  it('are reported on a terminal too', async () => {
    const { stdout } = await run(['--no-color', '--format', 'pretty', 'config'], {
      files: FILES,
      terminal: 300,
    });
    const text = OUTSIDE.replace('config:4: incomplete: ', 'incomplete: config:4: ');
    expect(stdout.replaceAll(/\n {2}/g, ' ')).toContain(text);
  });
});
