import { type DirectiveUse, type Model, type OtherUse, placementAt } from '../../kit.ts';
import type { Range, SectionUse, SourceFile } from '../../kit.ts';

/** How far a line of a section can be checked. */
export function placementOfLine(model: Model, { section, file, line }: DirectiveUse | OtherUse) {
  return placementAt(model, section, file, line.start);
}

/** Whether lines are directly in a fragment of which it is not known what it is included in. */
export function isScopeGuessed(model: Model, section: SectionUse | null): boolean {
  return section === model.root && !model.topScopeIsGiven;
}

/**
 * The range in which a finding of a rule that supersedes all others silences them, without the start of the main file:
 * findings there are about the whole configuration.
 */
export function supersededRange(model: Model, file: SourceFile, { start, end }: Range): Range {
  const isFirst = file === model.main && start === model.root.tagRange.start;
  return { start: isFirst ? start + 1 : start, end };
}
