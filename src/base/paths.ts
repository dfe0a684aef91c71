import { isAbsolute, relative, sep } from 'node:path';
import { getOrMake } from './collections.ts';

/** Writes a path as a report shows it. */
export type PathWriter = (path: string) => string;

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** A path as all output shows it: with `/`, and relative to the working directory if it is below it. Not yet visible. */
export function shownPath(path: string, workingDirectory: string): string {
  if (!isAbsolute(path)) return withSlashes(path);
  const below = relative(workingDirectory, path);
  const outside = below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  return withSlashes(outside ? path : below === '' ? '.' : below);
}

/** `shownPath` for one working directory, remembered: `relative` takes 2 µs, and a report may name a path 100,000 times. */
export function pathWriter(workingDirectory: string): PathWriter {
  const known = new Map<string, string>();
  return (path) => getOrMake(known, path, () => shownPath(path, workingDirectory));
}
