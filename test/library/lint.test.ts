import { resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import { lint } from '../../src/index.ts';
import { runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { problems } from '../report/validate.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const GMAIL = '<domain gmail.com>\n    max-smtp-out 400\n</domain>\n';

function rulesOf({ findings }: Awaited<ReturnType<typeof lint>>): string[] {
  return findings.map(({ rule, path, start }) => `${path}:${start.line} ${rule}`);
}

it('checks a text without reading anything', async () => {
  const report = await lint({ text: GMAIL });
  expect(rulesOf(report)).toEqual(['config:2 high-provider-connections']);
  expect(problems('schemas/report.schema.json', report)).toEqual([]);
  expect(report.files).toEqual([{ path: 'config', lines: 3, directives: 1, complete: true }]);
});

it('reads includes from the given files, with wildcards, and reports what is not among them', async () => {
  const text = 'include conf.d/*.conf\ninclude /etc/pmta/absent\n';
  const files = { 'conf.d/gmail.conf': GMAIL, 'conf.d/notes.txt': 'nonsense\n' };
  const report = await lint({ text, files });
  expect(rulesOf(report)).toEqual([
    'conf.d/gmail.conf:2 high-provider-connections',
    'config:2 include-not-found',
  ]);
  expect(report.files.map(({ path, complete }) => [path, complete])).toEqual([
    ['conf.d/gmail.conf', false],
    ['config', false],
  ]);
});

it('puts a text in the place of a file on the disk, as an editor has it', async () => {
  const cwd = folderOf({ config: 'include gmail.conf\n', 'gmail.conf': GMAIL, link: { link: 'config' } });
  const text = 'include gmail.conf\nmax-smpt-out 5\n';
  expect(rulesOf(await lint({ text, path: 'config', disk: true }, { cwd }))).toEqual([
    'config:2 unknown-directive',
    'gmail.conf:2 high-provider-connections',
  ]);
  // Reached through a link it is the same file.
  const around = { text: 'include link\n', path: 'main', files: { config: text }, disk: true };
  expect(rulesOf(await lint(around, { cwd }))).toContain('link:2 unknown-directive');
  expect(rulesOf(await lint({ text, path: 'config' }, { cwd }))).toEqual([
    'config:1 include-not-found',
    'config:2 unknown-directive',
  ]);
});

it.each([['examples/risky'], ['examples/first/config'], ['examples/problems/*.conf'], ['nothing/here']])(
  'reports for %s what the command reports',
  async (path) => {
    const report = await lint(path, { cwd: ROOT });
    const { stdout } = await runIn(ROOT, ['--format', 'json', '--no-config', path]);
    expect(report).toEqual(JSON.parse(stdout));
    expect(problems('schemas/report.schema.json', report)).toEqual([]);
  },
);

it('takes several paths, and reports what cannot be read with what is found', async () => {
  const cwd = folderOf({ 'a.conf': GMAIL, 'b.conf': 'max-smpt-out 5\n' });
  const report = await lint(['b.conf', 'a.conf', 'c.conf'], { cwd });
  expect(rulesOf(report)).toEqual(['a.conf:2 high-provider-connections', 'b.conf:1 unknown-directive']);
  expect(report.failures).toEqual([
    { path: 'c.conf', message: 'cannot be read: there is no such file or folder' },
  ]);
});

it('reports why something that is not text cannot be checked', async () => {
  const report = await lint({ text: new Uint8Array([0xff, 0xfe, 0x61, 0]) });
  expect(report.failures).toEqual([
    { path: 'config', message: expect.stringContaining('cannot be checked: it is UTF-16') },
  ]);
});

it('looks for settings only on request', async () => {
  const files = {
    config: GMAIL,
    'pmta-lint.config.json': '{ "rules": { "high-provider-connections": "info" }, "extends": "strict" }',
  };
  const cwd = folderOf({ ...files, 'other.json': '{ "rules": { "high-provider-connections": "off" } }' });
  const severities = async (settings?: Parameters<typeof lint>[1]): Promise<string[]> =>
    (await lint('config', { cwd, ...settings })).findings.map(({ severity }) => severity);
  const inMemory = async (settings: string): Promise<string[]> =>
    (await lint({ text: GMAIL, files }, { settings })).findings.map(({ severity }) => severity);
  expect(await severities()).toEqual(['warning']);
  expect(await severities({ settings: 'nearest' })).toContain('info');
  expect(await severities({ settings: 'other.json' })).toEqual([]);
  expect(await severities({ settings: { rules: { 'high-provider-connections': 'error' } } })).toEqual([
    'error',
  ]);
  expect(await severities({ settings: { extends: './other.json' } })).toEqual([]);
  expect(await inMemory('nearest')).toContain('info');
  expect(await inMemory('pmta-lint.config.json')).toContain('info');
});

it('omits what a baseline of the settings records, and reports how much', async () => {
  const cwd = folderOf({ config: GMAIL, 'pmta-lint.config.json': '{ "baseline": "known.json" }' });
  await runIn(cwd, ['--update-baseline', '--baseline', 'known.json', 'config']);
  const report = await lint('config', { cwd, settings: 'nearest' });
  expect(report.findings).toEqual([]);
  expect(report.baseline).toEqual({ path: 'known.json', hidden: 1, hiddenErrors: 0, stale: [] });
  expect(report.summary.suppressed).toBe(1);
});

it('checks a fragment in the section it is meant for', async () => {
  const text = 'max-smtp-out 400\n';
  expect(rulesOf(await lint({ text }, { scope: 'global' }))).toEqual(['config:1 misplaced-directive']);
  expect(rulesOf(await lint({ text }, { scope: 'Domain' }))).toEqual([]);
});

it('lets includes lead into further folders', async () => {
  const cwd = folderOf({ 'main/config': 'include ../shared/gmail.conf\n', 'shared/gmail.conf': GMAIL });
  expect(rulesOf(await lint('main/config', { cwd }))).toEqual(['main/config:1 include-not-found']);
  expect(rulesOf(await lint('main/config', { cwd, includeRoots: ['shared'] }))).toEqual([
    'shared/gmail.conf:2 high-provider-connections',
  ]);
});

it('prints nothing, and reads neither the environment nor the current folder', async () => {
  const spies = [
    vi.spyOn(process.stdout, 'write'),
    vi.spyOn(process.stderr, 'write'),
    vi.spyOn(process, 'exit'),
    vi.spyOn(process, 'cwd'),
  ];
  await lint('examples/risky', { cwd: ROOT });
  const calls = spies.map((spy) => spy.mock.calls);
  for (const spy of spies) spy.mockRestore();
  expect(calls).toEqual([[], [], [], []]);
});

it('can be called several times at once', async () => {
  const texts = Array.from(
    { length: 8 },
    (_, index) => `<domain d${index}.com>\n    max-smpt-out 5\n</domain>\n`,
  );
  const reports = await Promise.all(texts.map((text, index) => lint({ text, path: `file${index}` })));
  expect(reports.map(rulesOf)).toEqual(texts.map((_, index) => [`file${index}:2 unknown-directive`]));
});
