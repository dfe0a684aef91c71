import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { install } from '../support/installed.ts';

/*
 * A repository with one file for each VMTA, and a process that may have 64 files open: Node and its own pipes need some
 * 20 of them.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const FILES = 600;
const MOST_OPEN = 64;

interface Generator {
  readonly generateRepository: (
    folder: string,
    options: { readonly files: number; readonly included: boolean },
  ) => string;
}

/** In memory where there is such a place: thousands of files that are written through to a disk take a while. */
const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pmta-lint-many-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

let command = '';
let generate: Generator['generateRepository'];

beforeAll(async () => {
  command = install();
  const module = pathToFileURL(join(ROOT, 'bench/repository.mjs')).href;
  ({ generateRepository: generate } = (await import(module)) as Generator);
});

function limited(folder: string, ...argv: readonly string[]): { status: number | null; stdout: string } {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `ulimit -n ${MOST_OPEN} && exec "$@"`, 'sh', process.execPath, command, ...argv],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  expect(stderr).toMatch(/^(?:[\d,]+ findings fixed in \d+ files: [^]*)?$/);
  return { status, stdout };
}

const unmended = (folder: string): string[] =>
  readdirSync(join(folder, 'vmtas')).filter((name) =>
    readFileSync(join(folder, 'vmtas', name), 'utf8').includes('max-smtp-out 500\n'),
  );

it.runIf(process.platform !== 'win32').each([true, false])(
  `lints and fixes ${FILES} files with few of them open at once; included: %s`,
  (included) => {
    const folder = generate(join(place, String(included)), { files: FILES, included });
    const path = included ? 'config' : '.';
    const count = included ? FILES + 1 : FILES;
    expect(limited(folder, '--preset', 'strict', path).stdout).toContain(` in ${count} files (`);
    expect(unmended(folder)).toHaveLength(FILES / 2);
    const { status, stdout } = limited(folder, '--fix', '--preset', 'strict', path);
    expect(stdout).toMatch(/; \d+ findings fixed\n$/);
    expect(status).toBe(0);
    expect(unmended(folder)).toEqual([]);
    expect(readdirSync(join(folder, 'vmtas'))).toHaveLength(FILES);
    expect(limited(folder, '--fix', '--preset', 'strict', path).stdout).not.toContain('findings fixed');
  },
  120_000,
);
