/** A half-open range of a source text, in UTF-16 units: `start` is the first unit, `end` is after the last one. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
