import { spawn } from 'node:child_process';
import { chownSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { nodeDisk } from '../../src/fix/disk.ts';
import { writeFiles } from '../../src/fix/write.ts';
import type { WriteReport } from '../../src/fix/write.ts';
import { Folder, NEW, OLD, change, contents } from './files-to-write.ts';

const folder = new Folder();
let program: string;

/** Arguments: the step before which the signal comes (0: never), the signal, the files. Prints the steps and the report. */
const PROGRAM = `
import { writeFiles } from './src/fix/write.ts';
import { steppingDisk } from './test/fix/stepping-disk.ts';
const [at, signal, ...paths] = process.argv.slice(2);
const steps: string[] = [];
const disk = steppingDisk((step, method) => {
  steps.push(method);
  if (step === Number(at)) process.kill(process.pid, signal);
});
const files = paths.map((path) => ({ path, before: Buffer.from(${JSON.stringify(OLD)}), after: Buffer.from(${JSON.stringify(NEW)}) }));
const report = await writeFiles(files, disk);
console.log(JSON.stringify({ steps, report }));
`;

beforeAll(() => {
  const built = mkdtempSync(join(tmpdir(), 'interrupted-'));
  chmodSync(built, 0o755);
  program = join(built, 'write.mjs');
  buildSync({
    stdin: { contents: PROGRAM, loader: 'ts', resolveDir: join(import.meta.dirname, '../..') },
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
  });
});

afterAll(() => {
  rmSync(join(program, '..'), { recursive: true });
});

interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly output: string;
}

function run(at: number, signal: string, paths: readonly string[], user?: number): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const options = user === undefined ? {} : { uid: user, gid: user };
    const child = spawn(process.execPath, [program, String(at), signal, ...paths], {
      ...options,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', (code, ended) => {
      resolve({ code, signal: ended, output });
    });
  });
}

/** Does a piece of work for each number from 1 on, a few at a time. */
async function forEach(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(++next);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

describe('a write', () => {
  async function steps(): Promise<string[]> {
    const paths = [folder.oldFile('x').path, folder.oldFile('y', 0o600).path];
    const { output, code } = await run(0, 'SIGKILL', paths);
    expect([code, ...paths.map(contents)]).toEqual([0, NEW, NEW]);
    return (JSON.parse(output) as { steps: string[] }).steps;
  }

  it('killed at any step leaves each file wholly old or new, and a next run is not disturbed', async () => {
    const all = await steps();
    expect(all.length).toBeGreaterThan(30);
    const outcomes = new Set<string>();
    await forEach(all.length, async (at) => {
      const paths = [folder.oldFile(`a${at}`).path, folder.oldFile(`b${at}`, 0o600).path];
      const { signal } = await run(at, 'SIGKILL', paths);
      expect(signal).toBe('SIGKILL');
      const after = paths.map(contents);
      for (const text of after) expect([OLD, NEW]).toContain(text);
      outcomes.add(after.map((text) => (text === OLD ? 'old' : 'new')).join(' '));
      const rest = paths.filter((_, index) => after[index] === OLD).map((path) => change(path));
      expect(await writeFiles(rest, nodeDisk())).toMatchObject({ refused: [], held: [], warnings: [] });
      expect(paths.map(contents)).toEqual([NEW, NEW]);
    });
    expect(outcomes).toEqual(new Set(['old old', 'new old', 'new new']));
    expect(folder.temporaries().length).toBeGreaterThan(0);
  });

  it('interrupted at any step leaves all files old or all new, no temporary file, and ends by the signal', async () => {
    const all = await steps();
    const outcomes = new Set<string>();
    await forEach(all.length, async (at) => {
      const paths = [folder.oldFile(`a${at}`).path, folder.oldFile(`b${at}`, 0o600).path];
      const sent = at % 3 === 0 ? 'SIGTERM' : at % 3 === 1 ? 'SIGINT' : 'SIGHUP';
      const { signal, code, output } = await run(at, sent, paths);
      expect([signal, code, output]).toEqual([sent, null, '']);
      const after = new Set(paths.map(contents));
      expect(after.size).toBe(1);
      for (const text of after) outcomes.add(text);
      // Once files are being replaced, the rest is replaced too.
      expect([...after]).toEqual([at < all.indexOf('rename') + 1 ? OLD : NEW]);
    });
    expect(outcomes).toEqual(new Set([OLD, NEW]));
    expect(folder.temporaries()).toEqual([]);
  });
});

describe.runIf(process.getuid?.() === 0)('a user without privileges', () => {
  const USER = 1234;

  async function reportFor(path: string): Promise<WriteReport> {
    const { output } = await run(0, 'SIGKILL', [path], USER);
    return (JSON.parse(output) as { report: WriteReport }).report;
  }

  function ownFile(mode = 0o644): string {
    const { path } = folder.oldFile('config', mode);
    chownSync(path, USER, USER);
    chownSync(folder.path, USER, USER);
    return path;
  }

  it('writes a file of their own', async () => {
    const path = ownFile();
    expect(await reportFor(path)).toMatchObject({ written: [path], refused: [] });
    expect(contents(path)).toBe(NEW);
  });

  it.each<[string, () => string, string]>([
    [
      'in a folder that is closed to them',
      () => {
        const path = ownFile();
        chownSync(folder.path, 0, 0);
        chmodSync(folder.path, 0o755);
        return path;
      },
      'needs a new file beside it, and its folder "FOLDER" is closed to this user (EACCES)',
    ],
    ['that is read-only', () => ownFile(0o444), 'is read-only for this user (EACCES)'],
    [
      'that belongs to someone else',
      () => {
        const path = ownFile(0o666);
        chownSync(path, 4321, 4321);
        return path;
      },
      'belongs to user 4321 and group 4321, and this user cannot hand the new file over to them (EPERM)',
    ],
  ])('is refused a file %s', async (_, make, reason) => {
    const path = make();
    const report = await reportFor(path);
    expect(report).toEqual({
      written: [],
      refused: [{ path, reason: reason.replace('FOLDER', folder.path) }],
      held: [],
      warnings: [],
    });
    expect([contents(path), folder.temporaries()]).toEqual([OLD, []]);
  });

  it('does not disturb a file that they cannot read', async () => {
    const path = ownFile(0o600);
    chownSync(path, 0, 0);
    expect((await reportFor(path)).refused).toHaveLength(1);
    expect(contents(path)).toBe(OLD);
  });
});
