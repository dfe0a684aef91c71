import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { compare, effective, reply } from '../../src/index.ts';
import { runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { problems } from '../report/validate.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CONFIG = 'examples/risky/config';
const gmail = (connections: number): string =>
  `<domain gmail.com>\n    max-smtp-out ${connections}\n</domain>\n`;

it('returns what applies to a queue, as the command does', async () => {
  const report = await effective('GMAIL.com', CONFIG, { cwd: ROOT });
  const { stdout } = await runIn(ROOT, ['effective', 'gmail.com', CONFIG, '--format', 'json']);
  expect(report).toEqual(JSON.parse(stdout));
  expect(problems('schemas/effective.schema.json', report)).toEqual([]);
});

it('returns the settings of the VMTA of a queue', async () => {
  const text = `<virtual-mta one>\n    smtp-source-host 192.0.2.1 one.example.com\n    ${gmail(7)}</virtual-mta>\n${gmail(20)}`;
  const valueIn = async (vmta?: string): Promise<string | null | undefined> => {
    const { settings } = await effective('gmail.com', { text }, vmta === undefined ? {} : { vmta });
    return settings.find(({ directive }) => directive === 'max-smtp-out')?.value;
  };
  expect([await valueIn(), await valueIn('ONE')]).toEqual(['20', '7']);
  await expect(valueIn('two')).rejects.toMatchObject({
    name: 'InvalidArgumentError',
    message: expect.stringContaining("no VMTA is named 'two'"),
  });
});

it('returns what a reply causes, as the command does', async () => {
  const text = '421-4.7.28 Our system has detected an unusual rate of unsolicited mail';
  const report = await reply('gmail.com', text, CONFIG, { cwd: ROOT });
  const { stdout } = await runIn(ROOT, ['reply', 'gmail.com', text, CONFIG, '--format', 'json']);
  expect(report).toEqual(JSON.parse(stdout));
  expect(problems('schemas/reply.schema.json', report)).toEqual([]);
});

it('returns what changes for mail, between texts, paths, or one of each', async () => {
  const cwd = folderOf({ old: gmail(20), new: gmail(40) });
  const { stdout } = await runIn(cwd, ['compare', 'old', 'new', '--format', 'json']);
  const report = await compare('old', 'new', { cwd });
  expect(report).toEqual(JSON.parse(stdout));
  expect(problems('schemas/compare.schema.json', report)).toEqual([]);
  expect(report.changes.map(({ before, after, risk }) => [before, after, risk])).toEqual([
    ['20', '40', 'looser'],
  ]);
  const now = { text: gmail(40), path: 'new' };
  expect(await compare('old', now, { cwd })).toEqual(report);
  expect(await compare({ text: gmail(20), path: 'old' }, now)).toEqual(report);
  expect(await compare(now, now)).toEqual({ version: 1, mail: false, changes: [] });
});

it('returns where not all was compared, as the command does', async () => {
  const cwd = folderOf({ old: gmail(20), new: `${gmail(20)}include absent\n` });
  const { stdout } = await runIn(cwd, ['compare', 'old', 'new', '--format', 'json']);
  expect(JSON.parse(stdout)).toEqual(await compare('old', 'new', { cwd }));
  const report = await compare({ text: gmail(20) }, { text: `${gmail(20)}include absent\n` });
  expect(report.complete).toBe(false);
  expect(problems('schemas/compare.schema.json', report)).toEqual([]);
});
