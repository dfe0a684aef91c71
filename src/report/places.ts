import type { PathWriter } from '../base/paths.ts';
import { visible } from '../base/visible.ts';
import type { Line } from '../compare/change.ts';
import type { LinePlace } from './shapes.ts';

export function linePlace(line: Line, shown: PathWriter): LinePlace {
  const { start } =
    'tagRange' in line ? line.tagRange : line.kind === 'directive' ? line.nameRange : line.line;
  return { path: shown(line.file.path), start: line.file.lines.positionAt(start) };
}

/** `config:12` */
export function placeText({ path, start }: LinePlace): string {
  return `${visible(path)}:${start.line}`;
}
