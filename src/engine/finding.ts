import type { Range } from '../../grammar/range.ts';

/** How much a finding matters for mail: error, warning, or hygiene (info). */
export type Severity = 'error' | 'warning' | 'info';

/** The graver, the lower: to sort by, and to compare. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** safe: applied by `--fix`; unsafe: a good guess that a person should look at first. */
export type FixSafety = 'safe' | 'unsafe';

/** A stretch of one file. `path` is the path of the file as the model names it (absolute). */
export interface Place extends Range {
  readonly path: string;
}

/** One replacement of a stretch by a text; an insertion has `start === end`. */
export interface Edit extends Place {
  readonly text: string;
}

/** A second place that explains a finding. */
export interface Related extends Place {
  readonly message: string;
}

/** What would mend a finding: all edits of it together, or none. */
export interface Fix {
  readonly safety: FixSafety;
  /** What the fix does, in the imperative and without a full stop: `lower max-smtp-out to 20`. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** One thing that is wrong or risky in a configuration, and where. */
export interface Finding extends Place {
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity;
  /** Says what is there, what is wise or legal, and what it does to mail. One line, secrets already masked. */
  readonly message: string;
  readonly related: readonly Related[];
  readonly fix: Fix | null;
}
