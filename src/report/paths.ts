import { isAbsolute, relative, sep } from 'node:path';
import { getOrMake } from '../base/collections.ts';
import type { Line } from '../compare/change.ts';
import type { LinePlace } from './shapes.ts';
import { visible } from './visible.ts';

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

/** The location of a line, or of the tag of a section. */
export function linePlace(line: Line, shown: PathWriter): LinePlace {
  const { start } =
    'tagRange' in line ? line.tagRange : line.kind === 'directive' ? line.nameRange : line.line;
  return { path: shown(line.file.path), start: line.file.lines.positionAt(start) };
}

/** `config:12` */
export function placeText({ path, start }: LinePlace): string {
  return `${visible(path)}:${start.line}`;
}
