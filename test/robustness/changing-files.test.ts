import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodeFileSystem } from '../../src/model/source/node-file-system.ts';
import { runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { FIXABLE, FIXED } from '../cli/samples.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Does something to the disk right after the file of that path was read for the first time. */
function afterReading(path: string, act: () => void): void {
  const read = nodeFileSystem.read.bind(nodeFileSystem);
  let isDone = false;
  vi.spyOn(nodeFileSystem, 'read').mockImplementation((wanted) => {
    const bytes = read(wanted);
    if (wanted === path && !isDone) {
      isDone = true;
      act();
    }
    return bytes;
  });
}

type Change = readonly [
  what: string,
  act: (path: string) => void,
  reason: string,
  left: (path: string) => void,
];

const OTHER = 'host-name somebody.else.example.com\n';

function holds(text: string): (path: string) => void {
  return (path) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  };
}

const CHANGES: readonly Change[] = [
  [
    'gets a line more',
    (path) => {
      writeFileSync(path, FIXABLE + OTHER);
    },
    'has changed since it was read; run again',
    holds(FIXABLE + OTHER),
  ],
  [
    'is overwritten at the same length',
    (path) => {
      writeFileSync(path, FIXABLE.replace('500', '600'));
    },
    'has changed since it was read; run again',
    holds(FIXABLE.replace('500', '600')),
  ],
  [
    'is emptied',
    (path) => {
      writeFileSync(path, '');
    },
    'has changed since it was read; run again',
    holds(''),
  ],
  [
    'is replaced by another one',
    (path) => {
      writeFileSync(`${path}.new`, OTHER);
      renameSync(`${path}.new`, path);
    },
    'has changed since it was read; run again',
    holds(OTHER),
  ],
  [
    'is removed',
    (path) => {
      rmSync(path);
    },
    'no longer exists (ENOENT)',
    (path) => {
      expect(readdirSync(join(path, '..'))).not.toContain('config');
    },
  ],
  [
    'becomes a folder',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    'is not a regular file',
    (path) => {
      expect(statSync(path).isDirectory()).toBe(true);
    },
  ],
  [
    'becomes a link to nothing',
    (path) => {
      rmSync(path);
      symlinkSync('nowhere', path);
    },
    'is a symbolic link to a file that does not exist',
    (path) => {
      expect(readdirSync(join(path, '..'))).not.toContain('nowhere');
    },
  ],
];

describe('a file that, between being read and being fixed,', () => {
  it.each(CHANGES)('%s is left as it is then, and so are the others', async (_, act, reason, left) => {
    const folder = folderOf({ config: FIXABLE, 'z.conf': FIXABLE });
    const path = join(folder, 'config');
    afterReading(path, () => {
      act(path);
    });
    const { stdout, exitCode } = await runIn(folder, ['--fix', '.']);
    expect(stdout).toContain(`config: failure: not written: ${reason}\n`);
    expect(stdout).toContain('z.conf: failure: not written: another file was refused\n');
    expect(exitCode).toBe(2);
    left(path);
    expect(readFileSync(join(folder, 'z.conf'), 'utf8')).toBe(FIXABLE);
    expect(readdirSync(folder).filter((name) => name.includes('pmta-lint'))).toEqual([]);
  });

  it('is replaced by one of the same content is fixed', async () => {
    const folder = folderOf({ config: FIXABLE });
    const path = join(folder, 'config');
    afterReading(path, () => {
      writeFileSync(`${path}.new`, FIXABLE);
      chmodSync(`${path}.new`, 0o600);
      renameSync(`${path}.new`, path);
    });
    const { exitCode } = await runIn(folder, ['--fix', 'config']);
    expect(exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(FIXED);
    expect(statSync(path).mode & 0o7777).toBe(0o600);
  });
});

describe('a file that goes away while others are read', () => {
  it('is a failure where it was found by a search', async () => {
    const folder = folderOf({ 'a.conf': '!!!\n', 'b.conf': '!!!\n' });
    afterReading(join(folder, 'a.conf'), () => {
      rmSync(join(folder, 'b.conf'));
    });
    const { stdout, exitCode } = await runIn(folder, ['.']);
    expect(stdout).toContain('a.conf:1:1: error: ');
    expect(stdout).toContain('b.conf: failure: cannot be read: there is no such file or folder\n');
    expect(exitCode).toBe(2);
  });

  it('is a finding where it was included', async () => {
    const folder = folderOf({ config: 'include part\n', part: '!!!\n' });
    afterReading(join(folder, 'config'), () => {
      rmSync(join(folder, 'part'));
    });
    const { stdout, exitCode } = await runIn(folder, ['config']);
    expect(stdout).toMatch(/^config:1:1: error: 'part' does not exist/);
    expect(stdout).toContain("\nconfig:1: incomplete: 'part' does not exist: ");
    expect(exitCode).toBe(1);
  });

  it('is read as far as it goes where it grows or shrinks', async () => {
    const folder = folderOf({ config: 'include part\n', part: '!!!\n'.repeat(3) });
    afterReading(join(folder, 'config'), () => {
      writeFileSync(join(folder, 'part'), '!!!\n'.repeat(5));
    });
    const { stdout, exitCode } = await runIn(folder, ['config']);
    expect(stdout).toContain('5 errors in 2 files (6 lines, 1 directive)\n');
    expect(exitCode).toBe(1);
  });
});
