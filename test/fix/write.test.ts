import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

import { nodeDisk } from '../../src/fix/disk.ts';
import type { Disk } from '../../src/fix/disk.ts';
import { writeFiles } from '../../src/fix/write.ts';
import { Folder, NEW, OLD, change, contents } from './files-to-write.ts';
import { steppingDisk, systemError } from './stepping-disk.ts';

const folder = new Folder();
const asRoot = process.getuid?.() === 0;

describe('writeFiles', () => {
  it('writes, and leaves no other file', async () => {
    const files = [folder.oldFile('a'), folder.oldFile('b')];
    const report = await writeFiles(files, nodeDisk());
    expect(report).toEqual({ written: files.map(({ path }) => path), refused: [], held: [], warnings: [] });
    expect(files.map(({ path }) => contents(path))).toEqual([NEW, NEW]);
    expect(readdirSync(folder.path)).toEqual(['a', 'b']);
  });

  it('writes any bytes, also none', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256);
    const large = { ...folder.oldFile('large'), after: bytes };
    const empty = { ...folder.oldFile('empty'), after: new Uint8Array() };
    expect((await writeFiles([large, empty], nodeDisk())).written).toHaveLength(2);
    expect(readFileSync(large.path).equals(bytes)).toBe(true);
    expect(readFileSync(empty.path)).toHaveLength(0);
  });

  it('skips what stays the same, without reading the disk', async () => {
    const disk = steppingDisk(() => {
      throw new Error('not to be called');
    });
    const report = await writeFiles([change(join(folder.path, 'missing'), OLD)], disk);
    expect(report).toEqual({ written: [], refused: [], held: [], warnings: [] });
  });

  it.each(['600', '640', '644', '664', '755', '4755', '2750'])('keeps the mode %s', async (octal) => {
    const mode = Number.parseInt(octal, 8);
    const file = folder.oldFile('config', mode);
    expect((await writeFiles([file], nodeDisk())).written).toEqual([file.path]);
    expect(statSync(file.path).mode & 0o7777).toBe(mode);
  });

  it('keeps the new file private until it has its owner, for any umask', async () => {
    const file = folder.oldFile('config', 0o664);
    const modes: number[] = [];
    const disk = steppingDisk((_, method) => {
      for (const name of folder.temporaries()) modes.push(statSync(join(folder.path, name)).mode & 0o777);
      if (method === 'setMode') expect(new Set(modes)).toEqual(new Set([0o600]));
    });
    const umask = process.umask(0);
    try {
      await writeFiles([file], disk);
    } finally {
      process.umask(umask);
    }
    expect(new Set(modes)).toEqual(new Set([0o600, 0o664]));
  });

  it.runIf(asRoot)('keeps owner and group, and setuid with them', async () => {
    const file = folder.oldFile('config');
    chownSync(file.path, 1234, 4321);
    chmodSync(file.path, 0o6750);
    expect((await writeFiles([file], nodeDisk())).written).toEqual([file.path]);
    const { uid, gid, mode } = statSync(file.path);
    expect([uid, gid, mode & 0o7777]).toEqual([1234, 4321, 0o6750]);
  });

  it('writes the target of a symbolic link and keeps the link', async () => {
    mkdirSync(join(folder.path, 'real'));
    const target = folder.oldFile('real/config', 0o640).path;
    symlinkSync('real/config', join(folder.path, 'middle'));
    symlinkSync('middle', join(folder.path, 'link'));
    const seen = new Set<string>();
    const disk = steppingDisk(() => folder.temporaries().forEach((name) => seen.add(name)));
    const link = join(folder.path, 'link');
    expect((await writeFiles([change(link)], disk)).written).toEqual([link]);
    expect(readlinkSync(link)).toBe('middle');
    expect(lstatSync(target).isFile()).toBe(true);
    expect([contents(target), statSync(target).mode & 0o777]).toEqual([NEW, 0o640]);
    expect([...seen]).toEqual([expect.stringMatching(/^real\/\.config\.pmta-lint-[\w-]{8}$/)]);
  });

  it('writes a file once that is requested under two names', async () => {
    const file = folder.oldFile('config');
    const link = join(folder.path, 'link');
    symlinkSync('config', link);
    const report = await writeFiles([file, change(link)], nodeDisk());
    expect(report).toMatchObject({ written: [file.path, link], refused: [] });
    expect(contents(file.path)).toBe(NEW);
  });

  it('refuses a file that is to get two contents', async () => {
    const file = folder.oldFile('config');
    const link = join(folder.path, 'link');
    symlinkSync('config', link);
    const { refused, held } = await writeFiles([file, change(link, 'other')], nodeDisk());
    expect(refused).toEqual([
      { path: link, reason: `is the same file as "${file.path}", which is to get other contents` },
    ]);
    expect(held).toEqual([file.path]);
    expect(contents(file.path)).toBe(OLD);
  });

  it('takes another name when one is taken, and leaves that file alone', async () => {
    const file = folder.oldFile('config');
    let taken = 0;
    const disk = steppingDisk((_, method, path) => {
      if (method !== 'createPrivate' || taken === 3) return;
      taken++;
      symlinkSync('config', String(path));
    });
    expect((await writeFiles([file], disk)).written).toEqual([file.path]);
    expect(contents(file.path)).toBe(NEW);
    expect(folder.temporaries().map((name) => readlinkSync(join(folder.path, name)))).toEqual([
      'config',
      'config',
      'config',
    ]);
  });

  it('writes files with the longest possible names', async () => {
    const files = [
      folder.oldFile('x'.repeat(255)),
      folder.oldFile('é'.repeat(127)),
      folder.oldFile('€'.repeat(85)),
    ];
    expect((await writeFiles(files, nodeDisk())).refused).toEqual([]);
    expect(files.map(({ path }) => contents(path))).toEqual([NEW, NEW, NEW]);
  });

  it('takes off its signal handlers', async () => {
    const counts = (): number[] =>
      ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal));
    const before = counts();
    await writeFiles([folder.oldFile('a')], nodeDisk());
    await writeFiles([change(join(folder.path, 'missing'))], nodeDisk());
    expect(counts()).toEqual(before);
  });

  it('reports a signal that someone else listens to', async () => {
    const heard: string[] = [];
    const listener = (signal: string): void => void heard.push(signal);
    const file = folder.oldFile('config');
    const methods: string[] = [];
    const disk = steppingDisk((_, method) => {
      methods.push(method);
      if (method === 'write') process.kill(process.pid, 'SIGTERM');
    });
    try {
      process.on('SIGTERM', listener);
      const { refused } = await writeFiles([file], disk);
      expect(refused).toEqual([{ path: file.path, reason: 'was not written: interrupted by SIGTERM' }]);
      await setTimeout(20);
    } finally {
      process.off('SIGTERM', listener);
    }
    expect(heard).toEqual(['SIGTERM']);
    expect(methods.slice(methods.indexOf('write'))).toEqual(['write', 'close', 'remove']);
    expect([contents(file.path), folder.temporaries()]).toEqual([OLD, []]);
  });
});

describe('writeFiles, interrupted after a refusal', () => {
  it('names each file once', async () => {
    const missing = change(join(folder.path, 'missing'));
    const listener = (): void => undefined;
    process.on('SIGTERM', listener);
    const disk = steppingDisk((_, method) => {
      if (method === 'read') process.kill(process.pid, 'SIGTERM');
    });
    try {
      const file = folder.oldFile('config');
      const { refused, held } = await writeFiles([missing, file], disk);
      expect([refused.map(({ path }) => path), held]).toEqual([[missing.path, file.path], []]);
      await setTimeout(20);
    } finally {
      process.off('SIGTERM', listener);
    }
  });
});

describe('writeFiles refuses, and writes no file at all', () => {
  async function refusal(path: string, disk: Disk = nodeDisk()): Promise<string | undefined> {
    const good = [folder.oldFile('good'), folder.oldFile('last')];
    const [first, last] = good.map((file) => file.path);
    const report = await writeFiles([change(first ?? ''), change(path), change(last ?? '')], disk);
    expect(report.written).toEqual([]);
    expect(report.refused.map((one) => one.path)).toEqual([path]);
    expect(report.held).toEqual([first, last]);
    for (const file of good) expect(contents(file.path)).toBe(OLD);
    expect(folder.temporaries()).toEqual([]);
    return report.refused[0]?.reason;
  }

  it('a file that has changed', async () => {
    const { path } = folder.oldFile('config');
    writeFileSync(path, `${OLD}# changed\n`);
    expect(await refusal(path)).toBe('has changed since it was read; run again');
    expect(contents(path)).toBe(`${OLD}# changed\n`);
  });

  it.each<[string, (path: string) => void, string]>([
    ['changes', (path) => writeFileSync(path, 'x'), 'has changed since it was read; run again'],
    ['is taken away', (path) => rmSync(path), 'no longer exists (ENOENT)'],
    [
      'gets another mode',
      (path) => chmodSync(path, 0o600),
      'has got another owner or mode meanwhile; run again',
    ],
    [
      'becomes a link',
      (path) => {
        renameSync(path, `${path}.moved`);
        symlinkSync(`${basename(path)}.moved`, path);
      },
      'leads to another file since it was read; run again',
    ],
  ])('a file that %s while it is written', async (_, meddle, reason) => {
    const { path } = folder.oldFile('config');
    let syncs = 0;
    const disk = steppingDisk((_step, method) => {
      if (method === 'sync' && ++syncs === 3) meddle(path);
    });
    expect(await refusal(path, disk)).toBe(reason);
  });

  it('a file that is gone', async () => {
    expect(await refusal(join(folder.path, 'missing'))).toBe('no longer exists (ENOENT)');
  });

  it('a dangling link, which stays', async () => {
    symlinkSync('nowhere', join(folder.path, 'link'));
    expect(await refusal(join(folder.path, 'link'))).toBe('is a symbolic link to a file that does not exist');
    expect(readlinkSync(join(folder.path, 'link'))).toBe('nowhere');
    expect(existsSync(join(folder.path, 'nowhere'))).toBe(false);
  });

  it('links that go round in a circle', async () => {
    symlinkSync('b', join(folder.path, 'a'));
    symlinkSync('a', join(folder.path, 'b'));
    expect(await refusal(join(folder.path, 'a'))).toBe(
      'is a symbolic link that leads round in a circle (ELOOP)',
    );
  });

  it('a folder', async () => {
    mkdirSync(join(folder.path, 'sub'));
    expect(await refusal(join(folder.path, 'sub'))).toBe('is not a regular file');
  });

  it('a pipe, without waiting for someone to write to it', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    expect(await refusal(join(folder.path, 'pipe'))).toBe('is not a regular file');
  });

  it('a device', async () => {
    expect(await refusal('/dev/null')).toBe('is not a regular file');
  });

  it.each([
    [1, 'another name'],
    [2, '2 other names'],
  ])('a file with hard links: %i', async (links, names) => {
    const { path } = folder.oldFile('config');
    for (let link = 1; link <= links; link++) linkSync(path, `${path}.${link}`);
    expect(await refusal(path)).toBe(
      `has ${names} (hard links), which would keep the old contents; make it a file of its own or apply the diff by hand`,
    );
    expect(statSync(path).nlink).toBe(links + 1);
  });

  it.each<[keyof Disk, string, string]>([
    ['checkWritable', 'EACCES', 'is read-only for this user (EACCES)'],
    ['checkWritable', 'EROFS', 'its file system is read-only (EROFS)'],
    [
      'createPrivate',
      'EACCES',
      'needs a new file beside it, and its folder "FOLDER" is closed to this user (EACCES)',
    ],
    ['createPrivate', 'EEXIST', 'needs a new file beside it, which cannot be made in "FOLDER" (EEXIST)'],
    ['write', 'ENOSPC', 'there is no space left on its disk (ENOSPC)'],
    ['write', 'EDQUOT', 'the disk quota is used up (EDQUOT)'],
    ['sync', 'EIO', 'cannot be written (EIO)'],
    ['read', 'EACCES', 'cannot be read again (EACCES)'],
  ])('when %s fails with %s', async (failing, code, reason) => {
    const file = folder.oldFile('config');
    const disk = steppingDisk((_, method) => {
      if (method === failing) throw systemError(code);
    });
    const { refused } = await writeFiles([file], disk);
    expect(refused).toEqual([{ path: file.path, reason: reason.replace('FOLDER', folder.path) }]);
    expect([contents(file.path), folder.temporaries()]).toEqual([OLD, []]);
  });

  it.runIf(asRoot)('a file whose owner cannot be kept', async () => {
    const file = folder.oldFile('config');
    chownSync(file.path, 1234, 4321);
    const disk = steppingDisk((_, method) => {
      if (method === 'setOwner') throw systemError('EPERM');
    });
    const { refused } = await writeFiles([file], disk);
    expect(refused[0]?.reason).toBe(
      'belongs to user 1234 and group 4321, and this user cannot hand the new file over to them (EPERM)',
    );
    expect([contents(file.path), statSync(file.path).uid, folder.temporaries()]).toEqual([OLD, 1234, []]);
  });
});
