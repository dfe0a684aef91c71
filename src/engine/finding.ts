import type { Range } from '../../grammar/range.ts';

/** How much a finding matters for mail: error, warning, or hygiene (info). */
export type Severity = 'error' | 'warning' | 'info';

/** The more severe, the lower: to sort by, and to compare. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** safe: applied by `--fix`; unsafe: a good guess that a person should review first. */
export type FixSafety = 'safe' | 'unsafe';

/** A range of one file. `path` is the path of the file as the model names it (absolute). */
export interface ReportedLocation extends Range {
  readonly path: string;
}

/** One replacement of a range by a text; an insertion has `start === end`. */
export interface Edit extends ReportedLocation {
  readonly text: string;
}

/** A second location that explains a finding. */
export interface Related extends ReportedLocation {
  readonly message: string;
}

/** The edits that repair a finding: all of them, or none. */
export interface Fix {
  readonly safety: FixSafety;
  /** What the fix does, in the imperative and without a full stop: `lower max-smtp-out to 20`. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/**
 * The data of a message: names, numbers and lists of them, no secrets. `subject` is the name of what the finding is
 * about where its location does not say it.
 */
export type MessageData = Readonly<Record<string, unknown>> & { readonly subject?: string };

/** One thing that is wrong or risky in a configuration, and where. */
export interface Finding extends ReportedLocation {
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity;
  readonly messageId: string;
  readonly data: MessageData;
  /** One line, without secrets. Made from the message id and the data; never parsed. */
  readonly message: string;
  /** What it does to mail or to loading. */
  readonly why?: string | undefined;
  /** What to do. */
  readonly help?: string | undefined;
  readonly related: readonly Related[];
  readonly fix: Fix | null;
}

/** What identifies a finding apart from its location: rule, message id and subject, never its text. */
export function identityOf({ rule, messageId, data }: Pick<Finding, 'rule' | 'messageId' | 'data'>): string {
  return `${rule} ${messageId} ${data.subject ?? ''}`.trimEnd();
}
