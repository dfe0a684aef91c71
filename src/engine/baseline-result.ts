/** Findings that a baseline holds and that are no longer there. */
export interface StaleEntry {
  /** Of the file, absolute; it may be gone. */
  readonly path: string;
  /** Where in the structure of the file, in words. */
  readonly place: string;
  readonly rule: string;
  readonly finding: string;
  /** How many. */
  readonly count: number;
}

/** What a baseline has made of the findings of a run. */
export interface BaselineResult {
  /** The file, absolute. */
  readonly path: string;
  /** Number of findings that it holds and that are not shown for that. */
  readonly hidden: number;
  /** How many of these are errors. */
  readonly hiddenErrors: number;
  readonly stale: readonly StaleEntry[];
}
