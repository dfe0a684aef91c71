import { dirname } from 'node:path';
import type { FileSystem } from '../../src/model/source/file-system.ts';

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** Files in memory, by absolute path, for tests that need no disk. */
export function memoryFileSystem(files: Readonly<Record<string, string | Uint8Array>>): FileSystem {
  const contents = new Map(Object.entries(files));
  const folders = new Set<string>(['/']);
  for (const path of contents.keys()) {
    for (let at = dirname(path); !folders.has(at); at = dirname(at)) folders.add(at);
  }
  return {
    read(path) {
      const content = contents.get(path);
      if (content === undefined) throw failure(folders.has(path) ? 'EISDIR' : 'ENOENT', path);
      return typeof content === 'string' ? Buffer.from(content) : content;
    },
    exists: (path) => contents.has(path) || folders.has(path),
    status(path) {
      const kind = contents.has(path) ? 'file' : 'folder';
      if (kind === 'folder' && !folders.has(path)) throw failure('ENOENT', path);
      return { kind, size: 0, mode: 0o644, uid: 0, gid: 0 };
    },
    list(folder) {
      if (!folders.has(folder)) throw failure('ENOENT', folder);
      const names = [...contents.keys(), ...folders]
        .filter((path) => path !== '/' && dirname(path) === folder)
        .map((path) => path.slice(folder === '/' ? 1 : folder.length + 1));
      return [...new Set(names)].sort();
    },
    realPath(path) {
      if (!contents.has(path) && !folders.has(path)) throw failure('ENOENT', path);
      return path;
    },
  };
}
