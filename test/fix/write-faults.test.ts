import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Disk } from '../../src/fix/disk.ts';
import { writeFiles } from '../../src/fix/write.ts';
import type { FileChange } from '../../src/fix/write.ts';
import { Folder, NEW, OLD, contents } from './files-to-write.ts';
import { steppingDisk, systemError } from './stepping-disk.ts';

const folder = new Folder();

describe('every step of a write that fails', () => {
  function threeFiles(): FileChange[] {
    return [folder.oldFile('a'), folder.oldFile('b', 0o600), folder.oldFile('c', 0o640)];
  }

  async function count(): Promise<(keyof Disk)[]> {
    const methods: (keyof Disk)[] = [];
    const files = threeFiles();
    const disk = steppingDisk((_, method) => void methods.push(method));
    expect((await writeFiles(files, disk)).written).toHaveLength(3);
    return methods;
  }

  /** Runs a write over three files where some steps fail, and compares its report with the disk. */
  async function checked(
    failing: (step: number, method: keyof Disk) => boolean,
    code: string,
    warnings: number,
  ) {
    const files = threeFiles();
    let open = 0;
    const disk = steppingDisk((step, method) => {
      // A handle whose closing fails is closed nevertheless.
      if (method === 'close') open--;
      if (failing(step, method)) throw systemError(code);
      if (method === 'createPrivate') open++;
    });
    const report = await writeFiles(files, disk);
    expect(open).toBe(0);
    const filesWith = (text: string): string[] =>
      files.map(({ path }) => path).filter((path) => contents(path) === text);
    const old = [...report.refused.map(({ path }) => path), ...report.held];
    expect(filesWith(NEW)).toEqual(report.written);
    expect(filesWith(OLD)).toEqual(old.sort());
    expect(report.written.length + old.length).toBe(3);
    expect(files.map(({ path }) => statSync(path).mode & 0o777)).toEqual([0o644, 0o600, 0o640]);
    expect(report.warnings).toHaveLength(warnings);
    return report;
  }

  it('replaces nothing before all is on the disk', async () => {
    const order = (await count()).join(' ');
    const made = 'createPrivate write statusOf statusOf( setMode)? sync close';
    const looked = 'realPath status checkWritable read';
    expect(order).toMatch(
      new RegExp(`^(${looked} ?){3}(${made} ?){3}(${looked} ?){3}rename rename rename syncFolder$`),
    );
  });

  it.each(['ENOSPC', 'EACCES', 'EIO'])(
    'with %s leaves each file old or new, and reports which',
    async (code) => {
      const methods = await count();
      expect(methods.length).toBeGreaterThan(3 * 15);
      for (const [index, method] of methods.entries()) {
        const report = await checked(
          (step) => step === index + 1,
          code,
          method === 'syncFolder' && code !== 'EACCES' ? 1 : 0,
        );
        expect(folder.temporaries()).toEqual([]);
        expect(readdirSync(folder.path)).toEqual(['a', 'b', 'c']);
        if (method === 'syncFolder') expect(report.written).toHaveLength(3);
        else if (method === 'rename') expect(report.refused).toHaveLength(1);
        else
          expect(report).toMatchObject({
            written: [],
            refused: [{ reason: expect.stringContaining(code) as string }],
          });
      }
    },
  );

  it('reports what is new and what is old when the second of three files cannot be replaced', async () => {
    let renames = 0;
    const { written, refused, held } = await checked(
      (_, method) => method === 'rename' && ++renames === 2,
      'EBUSY',
      0,
    );
    expect(written).toEqual([join(folder.path, 'a')]);
    expect(refused).toEqual([
      { path: join(folder.path, 'b'), reason: 'cannot be replaced, it may be a mount point (EBUSY)' },
    ]);
    expect(held).toEqual([join(folder.path, 'c')]);
    expect(folder.temporaries()).toEqual([]);
  });

  it('reports a temporary file that could not be removed', async () => {
    const { warnings } = await checked((_, method) => method === 'sync' || method === 'remove', 'EIO', 1);
    const [left] = folder.temporaries();
    expect(warnings).toEqual([
      `Temporary file "${join(folder.path, left ?? '')}" could not be removed (EIO).`,
    ]);
  });

  it('is not taken for a failure of the disk when it is a mistake of ours, and still tidies up', async () => {
    const file = folder.oldFile('config');
    const disk = steppingDisk((_, method) => {
      if (method === 'sync') throw new TypeError('a mistake');
    });
    await expect(writeFiles([file], disk)).rejects.toThrow('a mistake');
    expect([contents(file.path), folder.temporaries()]).toEqual([OLD, []]);
  });
});
