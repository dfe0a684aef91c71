/** Recorded findings that are no longer reported. */
export interface StaleEntry {
  /** Of the file, absolute; it may be gone. */
  readonly path: string;
  /** The location in the structure of the file (see `Places`). */
  readonly place: string;
  readonly rule: string;
  readonly finding: string;
  /** How many. */
  readonly count: number;
}

/** The effect of a baseline on the findings of a run. */
export interface BaselineResult {
  /** The file, absolute. */
  readonly path: string;
  /** Number of findings that it hides. */
  readonly hidden: number;
  /** How many of these are errors. */
  readonly hiddenErrors: number;
  readonly stale: readonly StaleEntry[];
}
