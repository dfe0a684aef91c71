import type { Range } from '../../grammar/range.ts';

/** How much a finding matters for mail: error, warning, or hygiene (info). */
export type Severity = 'error' | 'warning' | 'info';

/** The more severe, the lower: to sort by, and to compare. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * What a fix does to mail. neutral: nothing; tightens: every change is more careful; both are proved and applied by
 * `--fix`. unsafe: a good guess that a person reviews first, and whatever takes an access away.
 */
export type FixEffect = 'neutral' | 'tightens' | 'unsafe';

/** From the one that changes least to the one that changes most. */
export const FIX_EFFECTS: readonly FixEffect[] = ['neutral', 'tightens', 'unsafe'];

/** Findings by the effect of their fix. */
export type FixCounts = Readonly<Record<FixEffect, number>>;

export const NOTHING_FIXED: FixCounts = { neutral: 0, tightens: 0, unsafe: 0 };

export function total({ neutral, tightens, unsafe }: FixCounts): number {
  return neutral + tightens + unsafe;
}

/** Those whose fixes are proved, and applied without being asked for. */
export const PROVED_EFFECTS: readonly FixEffect[] = ['neutral', 'tightens'];

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
  readonly effect: FixEffect;
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
