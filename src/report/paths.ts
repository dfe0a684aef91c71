import { isAbsolute, relative, sep } from 'node:path';

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/**
 * How a path is written in all output: relative to the working directory if it is under it, else as it is, with `/`.
 * A path that is relative already is taken to be relative to the working directory. Hidden characters are still in it.
 */
export function shownPath(path: string, workingDirectory: string): string {
  if (!isAbsolute(path)) return withSlashes(path);
  const below = relative(workingDirectory, path);
  const outside = below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  return withSlashes(outside ? path : below === '' ? '.' : below);
}

/** `shownPath` for one working directory that remembers its answers: a report names the same few paths often. */
export function pathWriter(workingDirectory: string): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    let shown = known.get(path);
    if (shown === undefined) {
      shown = shownPath(path, workingDirectory);
      known.set(path, shown);
    }
    return shown;
  };
}
