import type { Line } from '../../grammar/tree.ts';
import { memoize } from '../base/collections.ts';
import { mayHold } from '../catalog/sections.ts';
import type { SectionUse } from './source/content.ts';
import type { Model } from './model.ts';
import type { SourceFile } from './source/source-file.ts';

/**
 * How far the lines of a section can be judged: `sound` where the section and all around it are known, stand where
 * they may and are closed; `unclosed` where one of them is not closed, so that it is unsure what belongs to it;
 * `foreign` where PowerMTA does not know one of them, or not there.
 */
export type Placement = 'sound' | 'unclosed' | 'foreign';

/**
 * Whether PowerMTA can hold a section where it stands. At the top of a fragment whose scope is a guess every section
 * that PowerMTA knows is at home.
 */
export function isAtHome(model: Model, section: SectionUse): boolean {
  const { parent } = section;
  if (parent === null) return true;
  if (section.facts === undefined) return false;
  return (parent === model.root && !model.topScopeIsGiven) || mayHold(parent.scope, section.kind);
}

const known = new WeakMap<SectionUse, Placement>();

function judge(model: Model, section: SectionUse, around: Placement): Placement {
  if (around === 'foreign' || !isAtHome(model, section)) return 'foreign';
  return around === 'unclosed' || section.node?.close === null ? 'unclosed' : 'sound';
}

/** How far the lines of a section can be judged. Works on a stack of its own: lists may nest as deep as they like. */
export function placementOf(model: Model, section: SectionUse): Placement {
  const unjudged: SectionUse[] = [];
  let placement: Placement = 'sound';
  for (const around of section.ancestry()) {
    const found = known.get(around);
    if (found !== undefined) {
      placement = found;
      break;
    }
    unjudged.push(around);
  }
  for (const inner of unjudged.reverse()) {
    placement = judge(model, inner, placement);
    known.set(inner, placement);
  }
  return placement;
}

/** Where the first line starts that a template engine replaces by text of its own (`<%= … %>`); Infinity for none. */
const firstOutput = memoize((file: SourceFile): number => {
  const isOutput = (line: Line): boolean => line.kind === 'template' && /^\s*<%=/.test(file.slice(line));
  return file.document.lines.find(isOutput)?.start ?? Infinity;
});

/**
 * How far a line of a section can be judged: like the section, but behind a line that a template engine fills it is
 * unknown what the line belongs to.
 *
 * @param start Where the line starts in `file`.
 */
export function placementAt(model: Model, section: SectionUse, file: SourceFile, start: number): Placement {
  return start > firstOutput(file) ? 'foreign' : placementOf(model, section);
}
