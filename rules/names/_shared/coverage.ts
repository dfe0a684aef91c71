import type { Model, Range, SourceFile } from '../../kit.ts';

/**
 * The stretch in which a finding with `overrules: 'all'` silences others. What is said of the configuration as a whole
 * stands at the start of its first line and is left out, for it is about something else than that line.
 */
export function coverageOf(model: Model, file: SourceFile, range: Range): Range {
  const isFirst = file === model.main && range.start === model.root.tagRange.start;
  return isFirst ? { start: range.start + 1, end: range.end } : range;
}
