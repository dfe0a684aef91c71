import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileSystem } from '../../src/model/source/file-system.ts';
import { loadModel, type LoadOptions } from '../../src/model/load.ts';
import type { Model } from '../../src/model/model.ts';
import { nodeFileSystem } from '../../src/model/source/node-file-system.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';
import { memoryFileSystem } from '../support/memory-file-system.ts';

/** What came of each include: what it led to, or why not. */
function outcomes(model: Model): (string | readonly string[])[] {
  return model.includes.map(({ problem, files }) => problem ?? files.map((file) => file.path));
}

function loadFrom(system: FileSystem, path: string, options: Partial<LoadOptions> = {}): Model {
  const files = new SourceFiles(system);
  return loadModel(files.read(path), files, { version: '5.0', ...options });
}

function failing(system: FileSystem, method: 'read' | 'list', path: string, code: string): FileSystem {
  return {
    ...system,
    [method](wanted: string) {
      if (wanted === path) throw Object.assign(new Error(`${code}: ${wanted}`), { code });
      return system[method](wanted);
    },
  };
}

describe('where includes lead', () => {
  it('is relative to the file that includes, else to the main configuration', () => {
    const texts = {
      config: 'include a/b.conf\n',
      'a/b.conf': 'include c.conf\ninclude ../d.conf\ninclude d.conf\n',
      'a/c.conf': '',
      'c.conf': '',
      'd.conf': '',
    };
    const model = modelOf(texts);
    expect(outcomes(model)).toEqual([
      ['/etc/pmta/a/b.conf'],
      ['/etc/pmta/a/c.conf'],
      ['/etc/pmta/d.conf'],
      ['/etc/pmta/d.conf'],
    ]);
    expect(model.knows('includes')).toBe(true);
  });

  it('is the path itself where it is absolute, quoted, or with backslashes', () => {
    const texts = {
      config: 'include /etc/pmta/x.conf\ninclude "my files/y.conf"\ninclude my\\z.conf\n',
      'x.conf': '',
      'my files/y.conf': '',
      'my/z.conf': '',
    };
    expect(outcomes(modelOf(texts)).flat()).toEqual([
      '/etc/pmta/x.conf',
      '/etc/pmta/my files/y.conf',
      '/etc/pmta/my/z.conf',
    ]);
  });

  it('is every file that a wildcard matches, by name', () => {
    const names = ['b.conf', 'a.conf', 'B.conf', '.hidden.conf', 'x.txt', 'a.conf.bak', '10.conf', '9.conf'];
    const texts: Texts = {
      config: 'include v/*.conf\n',
      ...Object.fromEntries(names.map((name) => [`v/${name}`, ''])),
      'v/folder.conf/x': '',
    };
    expect(outcomes(modelOf(texts))).toEqual([
      ['10.conf', '9.conf', 'B.conf', 'a.conf', 'b.conf'].map((name) => `/etc/pmta/v/${name}`),
    ]);
  });

  it('takes wildcards in folders, a ? for one character, and other signs as they are', () => {
    const texts = {
      config: 'include */a?.conf\ninclude v(1)+/a.*\n',
      'u/ab.conf': '',
      'v/a.conf': '',
      'v/ac.conf': '',
      'v(1)+/a.x': '',
    };
    expect(outcomes(modelOf(texts))).toEqual([
      ['/etc/pmta/u/ab.conf', '/etc/pmta/v/ac.conf'],
      ['/etc/pmta/v(1)+/a.x'],
    ]);
  });

  it('is a model that stays complete where a wildcard matches nothing, and no other', () => {
    expect(modelOf('include none/*.conf\n')).toMatchObject({ completeness: 'includes' });
    for (const path of ['none.conf', '/opt/x.conf', '/opt/*.conf', '../x', 'http://a.example/x']) {
      expect([path, modelOf(`include ${path}\n`).knows('includes')]).toEqual([path, false]);
    }
  });

  it('is inside a section where the include is in one', () => {
    const model = modelOf({ config: '<domain a.com>\ninclude x\n</domain>\n', x: 'max-smtp-out 7\n' });
    expect(model.named('max-smtp-out')[0]?.section.argument).toBe('a.com');
    expect(model.queue('a.com', null).value('max-smtp-out')).toBe('7');
  });

  it('keeps the order of reading', () => {
    const texts = {
      config: 'log-rotate 1\ninclude x/*\nlog-rotate 4\n',
      'x/a': 'log-rotate 2\n',
      'x/b': 'log-rotate 3\n',
    };
    expect(
      modelOf(texts)
        .named('log-rotate')
        .map((use) => use.value),
    ).toEqual(['1', '2', '3', '4']);
  });
});

describe('roots', () => {
  const files = {
    '/etc/pmta/config': 'include /opt/limits/x.conf\ninclude ../shared/y.conf\n',
    '/opt/limits/x.conf': '',
    '/etc/shared/y.conf': '',
  };

  it('are the folder of the main configuration', () => {
    expect(outcomes(loadFrom(memoryFileSystem(files), '/etc/pmta/config'))).toEqual([
      'outside-roots',
      'leaves-roots',
    ]);
  });

  it('are the top of its git work tree', () => {
    const system = memoryFileSystem({ ...files, '/etc/.git/HEAD': '' });
    expect(outcomes(loadFrom(system, '/etc/pmta/config'))).toEqual(['outside-roots', ['/etc/shared/y.conf']]);
  });

  it('are what the caller adds', () => {
    const model = loadFrom(memoryFileSystem(files), '/etc/pmta/config', {
      includeRoots: ['/opt/limits', '/nowhere'],
    });
    expect(outcomes(model)).toEqual([['/opt/limits/x.conf'], 'leaves-roots']);
  });

  it('do not reach into folders whose names only begin alike', () => {
    const system = memoryFileSystem({ '/etc/pmta/config': 'include ../pmta2/x\n', '/etc/pmta2/x': '' });
    expect(outcomes(loadFrom(system, '/etc/pmta/config'))).toEqual(['leaves-roots']);
  });

  it('map a folder of the server to one of a checkout', () => {
    const system = memoryFileSystem({
      '/work/pmta/config': 'include /etc/pmta/v/*.conf\ninclude /etc/pmta-old/x\n',
      '/work/files/v/a.conf': '',
    });
    const model = loadFrom(system, '/work/pmta/config', {
      mappedRoots: new Map([['/etc/pmta', '/work/files']]),
    });
    expect(outcomes(model)).toEqual([['/work/files/v/a.conf'], 'outside-roots']);
  });
});

describe('symbolic links', () => {
  let root = '';

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'pmta-includes-')));
    const files: Texts = {
      'pmta/config': 'include out.conf\ninclude inside.conf\ninclude folder/x.conf\ninclude v/*.conf\n',
      'pmta/real.conf': 'log-rotate 5\n',
      'pmta/v/a.conf': '',
      'secret/x.conf': 'log-rotate 6\n',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    symlinkSync(join(root, 'secret/x.conf'), join(root, 'pmta/out.conf'));
    symlinkSync('real.conf', join(root, 'pmta/inside.conf'));
    symlinkSync(join(root, 'secret'), join(root, 'pmta/folder'));
    symlinkSync(join(root, 'secret/x.conf'), join(root, 'pmta/v/link.conf'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('are followed inside the roots and never out of them', () => {
    const model = loadFrom(nodeFileSystem, join(root, 'pmta/config'));
    expect(outcomes(model)).toEqual([
      'leaves-roots',
      [join(root, 'pmta/inside.conf')],
      'leaves-roots',
      'leaves-roots',
    ]);
    expect(model.named('log-rotate').map((use) => use.value)).toEqual(['5']);
    // What a wildcard finds inside is read all the same.
    expect(model.files.map((file) => file.path)).toContain(join(root, 'pmta/v/a.conf'));
  });

  it('are followed to where the caller allows files', () => {
    const model = loadFrom(nodeFileSystem, join(root, 'pmta/config'), {
      includeRoots: [join(root, 'secret')],
    });
    expect(model.named('log-rotate').map((use) => use.value)).toEqual(['6', '5', '6', '6']);
  });
});

describe('loops and depth', () => {
  it('ends a loop, keeps the rest, and knows its includes', () => {
    const model = modelOf({
      config: 'include a\nlog-rotate 1\n',
      a: 'include b\nlog-rotate 2\n',
      b: 'include a\nlog-rotate 3\n',
    });
    expect(model.knows('includes')).toBe(true);
    expect(model.named('log-rotate').map((use) => use.value)).toEqual(['3', '2', '1']);
    const loop = model.includes.find(({ problem }) => problem === 'cycle')?.loop ?? [];
    expect(loop.map((use) => [use.file.path, use.value])).toEqual([
      ['/etc/pmta/a', 'b'],
      ['/etc/pmta/b', 'a'],
    ]);
  });

  it('is not a loop where a file is included twice in a row', () => {
    const model = modelOf({ config: 'include a\n<domain x>\ninclude a\n</domain>\n', a: 'max-smtp-out 5\n' });
    expect(model.includes.map(({ problem }) => problem)).toEqual([null, null]);
    expect(model.named('max-smtp-out').map((use) => use.section.kind)).toEqual(['global', 'domain']);
    expect(model.files).toHaveLength(2);
  });

  it('leaves the model partial where something besides the loop is unread', () => {
    const system = failing(
      memoryFileSystem({ '/etc/pmta/config': 'include *\n', '/etc/pmta/a': '' }),
      'read',
      '/etc/pmta/a',
      'EACCES',
    );
    expect(loadFrom(system, '/etc/pmta/config').knows('includes')).toBe(false);
  });

  it('follows 20 levels and not 21', () => {
    const chain = (length: number): Texts =>
      Object.fromEntries(
        Array.from({ length: length + 1 }, (_, level) => [
          level === 0 ? 'config' : `f${level}`,
          level === length ? 'log-rotate 5\n' : `include f${level + 1}\n`,
        ]),
      );
    expect(modelOf(chain(20)).named('log-rotate')).toHaveLength(1);
    const deeper = modelOf(chain(21));
    expect(deeper.named('log-rotate')).toHaveLength(0);
    expect(deeper.knows('includes')).toBe(false);
    expect(deeper.includes.at(-1)?.problem).toBe('too-deep');
  });

  it('stays bounded where every file includes the next one many times', () => {
    const texts: Texts = Object.fromEntries(
      Array.from({ length: 15 }, (_, level) => [
        level === 0 ? 'config' : `f${level}`,
        level === 14 ? '' : `include f${level + 1}\n`.repeat(4),
      ]),
    );
    const model = modelOf(texts);
    expect(model.knows('includes')).toBe(false);
    expect(model.includes.some(({ problem }) => problem === 'too-many')).toBe(true);
  });
});

describe('reading', () => {
  it('opens each file once', () => {
    const system = memoryFileSystem({
      '/etc/pmta/config': 'include x\ninclude ./x\ninclude /etc/pmta/x\ninclude [x]\n'.replace('[x]', 'x*'),
      '/etc/pmta/x': 'log-rotate 5\n',
    });
    const opened: string[] = [];
    const counting: FileSystem = {
      ...system,
      read(path) {
        opened.push(path);
        return system.read(path);
      },
    };
    const model = loadFrom(counting, '/etc/pmta/config');
    expect(opened).toEqual(['/etc/pmta/config', '/etc/pmta/x']);
    expect(model.named('log-rotate')).toHaveLength(4);
    expect(model.files).toHaveLength(2);
  });

  it('never opens what lies outside', () => {
    const system = memoryFileSystem({
      '/etc/pmta/config': 'include /etc/shadow\ninclude ../shadow\n',
      '/etc/shadow': 'x',
    });
    const guarded = failing(system, 'read', '/etc/shadow', 'MUST_NOT_BE_OPENED');
    expect(outcomes(loadFrom(guarded, '/etc/pmta/config'))).toEqual(['outside-roots', 'leaves-roots']);
  });

  it.each([
    ['EACCES', 'unreadable'],
    ['EIO', 'unreadable'],
    ['ENOENT', 'missing'],
  ])('reports %s as %s', (code, problem) => {
    const system = memoryFileSystem({ '/etc/pmta/config': 'include x\n', '/etc/pmta/x': '' });
    const model = loadFrom(failing(system, 'read', '/etc/pmta/x', code), '/etc/pmta/config');
    expect(outcomes(model)).toEqual([problem]);
    expect(model.knows('includes')).toBe(false);
  });

  it('keeps the other files of a wildcard of which one cannot be read', () => {
    const system = memoryFileSystem({
      '/etc/pmta/config': 'include v/*\n',
      '/etc/pmta/v/a': '',
      '/etc/pmta/v/b': 'log-rotate 5\n',
    });
    const model = loadFrom(failing(system, 'read', '/etc/pmta/v/a', 'EACCES'), '/etc/pmta/config');
    expect(model.includes).toMatchObject([{ problem: 'unreadable', path: '/etc/pmta/v/a' }]);
    expect(model.named('log-rotate')).toHaveLength(1);
    expect(model.knows('includes')).toBe(false);
  });

  it('distinguishes a folder from a file', () => {
    expect(outcomes(modelOf({ config: 'include v\n', 'v/a': '' }))).toEqual(['not-a-file']);
  });

  it('passes over includes without a path or with a broken one', () => {
    expect(modelOf('include\ninclude "x\n').includes).toEqual([]);
  });
});
