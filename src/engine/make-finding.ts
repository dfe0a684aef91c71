import { withoutCredentials } from '../catalog/credentials.ts';
import type { Location } from '../model/source/source-file.ts';
import type { Finding, Fix, MessageData, Place, Related, Severity } from './finding.ts';
import type { ErasedFinding, Rule, RuleFix } from './rule.ts';

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
