import { withoutCredentials } from '../catalog/credentials.ts';
import type { Location } from '../model/source/source-file.ts';
import type { Finding, Fix, MessageData, Place, Severity } from './finding.ts';
import type { MessageText, Rule, RuleFinding, RuleFix } from './rule.ts';

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

/** A finding from what a rule reported. Its text and its fix are made when they are first needed. */
export function findingOf(rule: Rule, reported: RuleFinding, severity: Severity): Finding {
  const { messageId } = reported;
  let text: MessageText | undefined;
  let data: MessageData | undefined;
  let fix: Fix | null | undefined;
  const textOf = (): MessageText => {
    const make = rule.messages[messageId];
    if (make === undefined) throw new Error(`${rule.id} has no message '${messageId}'`);
    return (text ??= make(reported.data));
  };
  return {
    ...{ rule: rule.id, category: rule.category, severity, messageId },
    ...placeOf(reported.location),
    related: (reported.related ?? []).map((related) => ({ ...placeOf(related), message: related.message })),
    get data() {
      return (data ??= withoutSecrets(reported.data ?? {}));
    },
    get message() {
      return textOf().message;
    },
    get why() {
      return textOf().why;
    },
    get help() {
      return textOf().help;
    },
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
