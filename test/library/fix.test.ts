import { spawnSync } from 'node:child_process';
import { linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fix } from '../../src/index.ts';
import { runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { problems } from '../report/validate.ts';

const GMAIL = '<domain gmail.com>\n    max-smtp-out 400\n</domain>\n';
const FIXED = GMAIL.replace('400', '20');

it('gives back the texts and the patch, and writes nothing', async () => {
  const outcome = await fix({ text: 'include gmail.conf\n', files: { 'gmail.conf': GMAIL } });
  expect(outcome.changed).toEqual([{ path: 'gmail.conf', text: FIXED, bytes: Buffer.from(FIXED) }]);
  expect(outcome.diff).toBe(
    [
      '--- a/gmail.conf',
      '+++ b/gmail.conf',
      '@@ -1,3 +1,3 @@',
      ' <domain gmail.com>',
      '-    max-smtp-out 400',
      '+    max-smtp-out 20',
      ' </domain>',
      '',
    ].join('\n'),
  );
  expect(Buffer.from(outcome.patch).toString()).toBe(outcome.diff);
  expect(outcome.written).toEqual([]);
  expect(outcome.report.fixes).toEqual({
    applied: 1,
    effects: { neutral: 0, tightens: 1, unsafe: 0 },
    withheld: [],
  });
  expect(outcome.report.findings).toEqual([]);
  expect(problems('schemas/report.schema.json', outcome.report)).toEqual([]);
});

it('makes a patch in the encoding of the file, which applies', async () => {
  const before = Buffer.from(`# caf\u00e9\n${GMAIL}`, 'latin1');
  const cwd = folderOf({ config: before });
  const { changed, diff, patch } = await fix('config', { cwd });
  expect(readFileSync(join(cwd, 'config'))).toEqual(before);
  expect(diff).toContain(' # caf\u00e9\n');
  const applied = spawnSync('patch', ['-p1'], { cwd, input: patch });
  expect(applied.status).toBe(0);
  expect(readFileSync(join(cwd, 'config'))).toEqual(Buffer.from(`# caf\u00e9\n${FIXED}`, 'latin1'));
  expect(Buffer.from(changed[0]!.bytes)).toEqual(readFileSync(join(cwd, 'config')));
});

it('applies unsafe fixes on request', async () => {
  const text = '<domain gmail.com>\n    max-msg-rate 5/sec\n    retry-after 1s\n</domain>\n';
  const safe = await fix({ text });
  const unsafe = await fix({ text }, { unsafe: true });
  expect(unsafe.report.fixes.applied).toBeGreaterThanOrEqual(safe.report.fixes.applied);
  expect(unsafe.report.summary.fixable.unsafe).toBe(0);
});

it('writes on request, as the command does', async () => {
  const files = { config: 'include gmail.conf\n', 'gmail.conf': GMAIL };
  const [cwd, other] = [folderOf(files), folderOf(files)];
  const outcome = await fix('config', { cwd, write: true });
  const { stdout } = await runIn(other, ['--fix', '--no-config', '--format', 'json', 'config']);
  expect(outcome.written).toEqual(['gmail.conf']);
  expect(outcome.report).toEqual(JSON.parse(stdout));
  for (const name of Object.keys(files))
    expect(readFileSync(join(cwd, name), 'utf8')).toBe(readFileSync(join(other, name), 'utf8'));
  expect((await fix('config', { cwd, write: true })).changed).toEqual([]);
});

it('reports what is there where a file is refused', async () => {
  const cwd = folderOf({
    config: 'include *.conf\n',
    'a.conf': GMAIL,
    'b.conf': GMAIL.replace('gmail', 'yahoo'),
  });
  linkSync(join(cwd, 'b.conf'), join(cwd, 'b.copy'));
  const { report, written } = await fix('config', { cwd, write: true });
  expect(written).toEqual([]);
  expect(report.failures).toEqual([
    { path: 'b.conf', message: expect.stringMatching(/^not written: has another name/) },
    { path: 'a.conf', message: 'not written: another file was refused' },
  ]);
  expect(report.fixes.applied).toBe(0);
  expect(report.findings.map(({ path }) => path)).toEqual(['a.conf', 'b.conf']);
  expect(readFileSync(join(cwd, 'a.conf'), 'utf8')).toBe(GMAIL);
});

it('leaves files alone that were not given', async () => {
  const cwd = folderOf({
    config: 'include a.conf\ninclude b.conf\n',
    'a.conf': GMAIL,
    'b.conf': GMAIL.replace('gmail', 'yahoo'),
  });
  const settings = { entry: 'config' };
  const { changed } = await fix('a.conf', { cwd, settings });
  expect(changed.map(({ path }) => path)).toEqual(['a.conf']);
});

it('refuses to write texts', async () => {
  const cwd = folderOf({ config: GMAIL });
  writeFileSync(join(cwd, 'other'), '');
  await expect(fix({ text: GMAIL, path: 'config', disk: true }, { cwd, write: true })).rejects.toMatchObject({
    name: 'InvalidArgumentError',
    message: 'write: texts cannot be written; take them from `changed`',
  });
  expect(readFileSync(join(cwd, 'config'), 'utf8')).toBe(GMAIL);
});
