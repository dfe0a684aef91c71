import type { Line } from '../../grammar/tree.ts';
import { memoize } from '../base/collections.ts';
import { mayHold } from '../catalog/sections.ts';
import type { SectionUse } from './source/content.ts';
import type { Model } from './model.ts';
import type { SourceFile } from './source/source-file.ts';

/** `unclosed`: it or a section around it is not closed. `foreign`: PowerMTA does not know one of them, or not there. */
export type Placement = 'sound' | 'unclosed' | 'foreign';

/** Whether PowerMTA accepts a section here; at the top of a fragment of guessed scope it accepts every known one. */
export function isAtHome(model: Model, section: SectionUse): boolean {
  const { parent } = section;
  if (parent === null) return true;
  if (section.facts === undefined) return false;
  return (parent === model.root && !model.topScopeIsGiven) || mayHold(parent.scope, section.kind);
}

const known = new WeakMap<SectionUse, Placement>();

function within(model: Model, section: SectionUse, around: Placement): Placement {
  if (around === 'foreign' || !isAtHome(model, section)) return 'foreign';
  return around === 'unclosed' || section.node?.close === null ? 'unclosed' : 'sound';
}

/** How far the lines of a section can be checked. Works on a stack of its own: lists may nest as deep as they like. */
export function placementOf(model: Model, section: SectionUse): Placement {
  const pending: SectionUse[] = [];
  let placement: Placement = 'sound';
  for (const around of section.ancestry()) {
    const found = known.get(around);
    if (found !== undefined) {
      placement = found;
      break;
    }
    pending.push(around);
  }
  for (const inner of pending.reverse()) {
    placement = within(model, inner, placement);
    known.set(inner, placement);
  }
  return placement;
}

/** Where the first line starts that a template engine replaces by text of its own (`<%= … %>`); Infinity for none. */
const firstOutput = memoize((file: SourceFile): number => {
  const isOutput = (line: Line): boolean => line.kind === 'template' && /^\s*<%=/.test(file.slice(line));
  return file.document.lines.find(isOutput)?.start ?? Infinity;
});

/** Like the section's placement, but `foreign` after a line of a template engine. `start`: of the line in `file`. */
export function placementAt(model: Model, section: SectionUse, file: SourceFile, start: number): Placement {
  return start > firstOutput(file) ? 'foreign' : placementOf(model, section);
}
