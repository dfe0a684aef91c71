import { withoutCredentials } from '../catalog/credentials.ts';
import type { Range } from '../../grammar/range.ts';
import type { Location } from '../model/source/source-file.ts';
import type { ErasedFinding, Rule, RuleFix } from './rule.ts';

/** How much a finding matters for mail: error, warning, or hygiene (info). */
export type Severity = 'error' | 'warning' | 'info';

/** The more severe, the lower: to sort by, and to compare. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** safe: applied by `--fix`; unsafe: a good guess that a person should review first. */
export type FixSafety = 'safe' | 'unsafe';

/** A range of one file. `path` is the path of the file as the model names it (absolute). */
export interface Place extends Range {
  readonly path: string;
}

/** One replacement of a range by a text; an insertion has `start === end`. */
export interface Edit extends Place {
  readonly text: string;
}

/** A second location that explains a finding. */
export interface Related extends Place {
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
export interface Finding extends Place {
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity;
  readonly messageId: string;
  readonly data: MessageData;
  /** One line, without secrets. Made from the message id and the data; never parsed. */
  readonly message: string;
  readonly why?: string;
  readonly help?: string;
  readonly related: readonly Related[];
  readonly fix: Fix | null;
}

/** What identifies a finding apart from its location: rule, message id and subject, never its text. */
export function identityOf({ rule, messageId, data }: Pick<Finding, 'rule' | 'messageId' | 'data'>): string {
  return `${rule} ${messageId} ${data.subject ?? ''}`.trimEnd();
}

/** The message id of findings of rules that have no message ids yet. */
const UNNAMED = '';

function placeOf({ file, range }: Location): Place {
  return { path: file.path, start: range.start, end: range.end };
}

function fixOf(fix: RuleFix | null): Fix | null {
  if (fix === null) return null;
  return { ...fix, edits: fix.edits.map((edit) => ({ ...placeOf(edit), text: edit.text })) };
}

function withoutSecrets(data: MessageData): MessageData {
  return JSON.parse(
    JSON.stringify(data, (_, value: unknown) =>
      typeof value === 'string' ? withoutCredentials(value) : value,
    ),
  ) as MessageData;
}

const NO_DATA: MessageData = {};
const NOTHING_RELATED: readonly Related[] = [];

/** A finding from what a rule reported. Its text and its fix are made when they are first needed. */
export function findingOf(rule: Rule, reported: ErasedFinding, severity: Severity): Finding {
  const { messageId = UNNAMED, data = NO_DATA } = reported;
  const own = rule.messages?.[messageId];
  let text: ReturnType<NonNullable<typeof own>> | undefined;
  const textOf = () => (text ??= own === undefined ? { message: reported.message ?? '' } : own(data));
  let safeData: MessageData | undefined;
  let fix: Fix | null | undefined;
  return {
    rule: rule.id,
    category: rule.category,
    severity,
    messageId,
    get data() {
      return (safeData ??= withoutSecrets(own === undefined ? { text: reported.message ?? '' } : data));
    },
    get message() {
      return textOf().message;
    },
    ...placeOf(reported.location),
    related:
      reported.related?.map((related) => ({ ...placeOf(related), message: related.message })) ??
      NOTHING_RELATED,
    get fix() {
      if (fix === undefined) {
        const given = reported.fix;
        fix = fixOf(typeof given === 'function' ? given() : (given ?? null));
      }
      return fix;
    },
  };
}

/** The same finding with another fix, which is made when it is first needed. */
export function withFix(finding: Finding, makeFix: () => Fix | null): Finding {
  return Object.create(finding, { fix: { get: makeFix, enumerable: true } }) as Finding;
}
