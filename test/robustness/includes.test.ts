import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { memoryFileSystem } from '../support/memory-file-system.ts';
import { loadModel } from '../../src/model/load.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { assertCleanOutput } from './assert-clean-output.ts';
import { BAD_LINKS } from './bad-links.ts';

describe('links and includes', () => {
  it.each(
    BAD_LINKS.map(([name, files, argv, exitCode, ...lines]) => ({ name, files, argv, exitCode, lines })),
  )('$name', async ({ files, argv, exitCode, lines }) => {
    const { stdout, stderr, exitCode: code } = await run(argv, { files });
    assertCleanOutput(stdout + stderr);
    expect(stdout.split('\n').slice(0, -1)).toEqual(
      lines.map((line) => expect.stringMatching(line) as unknown),
    );
    expect(code).toBe(exitCode);
  });
});

describe('an include that fans out to 100,000 files', () => {
  it('by a wildcard reads each of them once', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `/etc/pmta/c/${index}.conf`);
    const texts = Object.fromEntries(names.map((name) => [name, `# ${name}\n`]));
    const system = memoryFileSystem({ ...texts, '/etc/pmta/config': 'include c/*.conf\n' });
    // What the disk answers at once, the list in memory takes from all names.
    const listed = names.map((name) => name.slice('/etc/pmta/c/'.length)).sort();
    const files = new SourceFiles({ ...system, list: () => listed });
    const model = loadModel(files.read('/etc/pmta/config'), files, { version: '5.0' });
    expect(model.files).toHaveLength(100_001);
    expect(model.knows('includes')).toBe(true);
  });

  it('by wildcards in folders of links ends, and reports where it gave up', async () => {
    const folder = folderOf({ config: `include ${'*/'.repeat(12)}*.conf\n`, 'x.conf': '!!!\n' });
    for (let index = 0; index < 30; index++) symlinkSync('.', join(folder, `l${index}`));
    const { stdout, exitCode } = await runIn(folder, ['config']);
    assertCleanOutput(stdout);
    expect(stdout).toMatch(/^(?:x|.*\/x)\.conf:1:1: error: /);
    expect(exitCode).toBe(1);
  });

  it('by 20,000 lines reads the file once', async () => {
    const files = { config: 'include x\n'.repeat(20_000), x: 'host-name a.example.com\n' };
    const { stdout, exitCode } = await run(['config', '--quiet'], { files });
    expect(stdout).toMatch(/ in 2 files \(20001 lines, 20001 directives\)\.\n$/);
    expect(exitCode).toBe(0);
  });

  it('is not read where a folder of 10,000 files has none with the name', async () => {
    const folder = folderOf({ config: 'include c/*.conf\n' });
    mkdirSync(join(folder, 'c'));
    for (let index = 0; index < 10_000; index++) writeFileSync(join(folder, 'c', `${index}.txt`), '!!!');
    const { stdout, exitCode } = await runIn(folder, ['config', '--preset', 'strict']);
    expect(stdout).toMatch(/^config:1:1: info: 'c\/\*\.conf' matches no file/);
    expect(exitCode).toBe(0);
  });
});
