import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { assertCleanOutput } from './assert-clean-output.ts';
import { BAD_SETTINGS, JSON_FILE, YAML_FILE } from './settings-files.ts';

const CONFIG = { config: 'host-name a.example.com\n' };

describe('a settings file', () => {
  it.each(BAD_SETTINGS.map(([name, files, exitCode, ...lines]) => ({ name, files, exitCode, lines })))(
    '$name',
    async ({ files, exitCode, lines }) => {
      const outcome = await run(['config'], { files: { ...CONFIG, ...files } });
      assertCleanOutput(outcome.stdout + outcome.stderr);
      expect(outcome.stderr.split('\n').slice(0, -1)).toEqual(
        lines.map((line) => expect.stringMatching(line) as unknown),
      );
      expect(outcome.exitCode).toBe(exitCode);
      expect(outcome.stdout === '').toBe(exitCode === 2);
    },
  );

  it('is never waited for where it is a named pipe', async () => {
    const folder = folderOf(CONFIG);
    for (const name of [JSON_FILE, 'package.json']) spawnSync('mkfifo', [join(folder, name)]);
    const { stderr, exitCode } = await runIn(folder, ['config']);
    expect(stderr).toBe('pmta-lint: package.json: cannot be read: it is no regular file\n');
    expect(exitCode).toBe(2);
    const named = await runIn(folder, ['config', '--config', JSON_FILE]);
    expect(named.stderr).toBe(`pmta-lint: ${JSON_FILE}: cannot be read: it is no regular file\n`);
    expect(named.exitCode).toBe(2);
  });

  it('leaves the prototype of objects alone', async () => {
    for (const text of ['__proto__: {reputation: cold}', 'rules: {__proto__: {x: 1}}']) {
      await run(['config'], { files: { ...CONFIG, [YAML_FILE]: text } });
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('reputation' in {}).toBe(false);
  });
});
