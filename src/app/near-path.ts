import { basename, dirname, join } from 'node:path';
import { nearest } from '../catalog/nearest.ts';
import type { FileSystem } from '../model/source/file-system.ts';

function namesIn(folder: string, system: FileSystem): string[] {
  try {
    return system.list(folder);
  } catch {
    return [];
  }
}

/** The path that one which does not exist was probably meant as, one of its names misspelt; undefined for none. */
function nearPath(path: string, system: FileSystem): string | undefined {
  const [folder, name] = [dirname(path), basename(path)];
  if (folder === path) return undefined;
  const near = system.exists(folder) ? folder : nearPath(folder, system);
  if (near === undefined) return undefined;
  if (system.exists(join(near, name))) return join(near, name);
  // Of two misspelt names nothing is known.
  const meant = near === folder ? nearest(name, namesIn(folder, system)) : undefined;
  return meant === undefined ? undefined : join(folder, meant);
}

/** `; did you mean 'x'?` for a path (absolute) that does not exist, where a near one does; '' otherwise. */
export function pathHint(path: string, system: FileSystem, shown: (path: string) => string): string {
  if (system.exists(path)) return '';
  const near = nearPath(path, system);
  return near === undefined ? '' : `; did you mean '${shown(near)}'?`;
}
