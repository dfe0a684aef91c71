import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pmta-lint-crash-'));
  for (const part of ['bin', 'scripts/crash-places.mjs'])
    cpSync(join(ROOT, part), join(home, part), { recursive: true });
  mkdirSync(join(home, 'dist'));
  writeFileSync(join(home, 'package.json'), '{ "version": "1.2.3" }');
  writeFileSync(join(home, 'dist/cli.cjs'), "exports.main = async () => {\nthrow new Error('broken'); };");
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function node(script: string, input = ''): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(home, script), 'config'], { input, encoding: 'utf8' });
}

/** Line 2, column 1 of the bundle is line 42 of the source. */
function buildMap(): void {
  const map = { version: 3, sources: ['../src/fix/passes.ts'], names: [], mappings: ';AAyCA' };
  writeFileSync(join(home, 'dist/cli.cjs.map'), JSON.stringify(map));
}

it('finds the place in the source out of what the published package prints', () => {
  const { stderr: report } = node('bin/pmta-lint.cjs');
  expect(report).not.toContain('src/fix/passes.ts');
  buildMap();
  const { stdout } = node('scripts/crash-places.mjs', report);
  expect(stdout).toContain('(src/fix/passes.ts:42)');
  expect(stdout).toContain('Error: broken');
});

it('refuses a report about another version, whose places mean something else', () => {
  buildMap();
  const { status, stderr } = node('scripts/crash-places.mjs', 'pmta-lint 1.2.2, node v20, linux x64\n');
  expect([status, stderr]).toEqual([
    1,
    'crash-places: the report is about 1.2.2, this is 1.2.3: check that out and run npm ci\n',
  ]);
});
