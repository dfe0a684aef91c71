import { placementAt } from '../../kit.ts';
import type { DirectiveUse, Model, OtherUse, Range, SourceFile } from '../../kit.ts';

type LineUse = Pick<DirectiveUse | OtherUse, 'section' | 'file' | 'line'>;

/** How far a line of a section can be judged. */
export function placementOfLine(
  model: Model,
  { section, file, line }: LineUse,
): ReturnType<typeof placementAt> {
  return placementAt(model, section, file, line.start);
}

/**
 * The range in which a finding of a rule that supersedes all others silences them, without the start of the main file:
 * findings there are about the whole configuration.
 */
export function silencedIn(model: Model, file: SourceFile, { start, end }: Range): Range {
  const isFirst = file === model.main && start === model.root.tagRange.start;
  return { start: isFirst ? start + 1 : start, end };
}
