import {
  allowsIn,
  type DirectiveUse,
  isSecret,
  isToBeFilledIn,
  quote,
  replaceValue,
  type Rule,
  type RuleFix,
  unquote,
} from '../../kit.ts';
import type { Directive } from '../../../src/catalog/directives.ts';
import { respelledValue, type BadValue } from '../../../src/catalog/values.ts';
import { opensAccess } from '../../../src/catalog/access.ts';
import { faultOfTag } from './tags.ts';

const CONSEQUENCE = {
  error: 'PowerMTA refuses to load the file',
  warning: 'PowerMTA may refuse to load the file',
} as const;

function messageFor(use: DirectiveUse, { reason, expected, severity }: BadValue): string {
  const name = quote(use.name);
  const legal = expected === '' ? '' : `; legal is ${expected}`;
  if (isSecret(use))
    return `${name} has a value of another form than it takes${legal}; ${CONSEQUENCE[severity]}`;
  const grammar = expected !== '' && reason.includes(expected) ? '' : legal;
  return `${name}: ${reason}${grammar}; ${CONSEQUENCE[severity]}`;
}

/** The right spelling, where only the spelling is wrong. Unsafe where a yes lets someone in. */
function respelling(use: DirectiveUse, facts: Directive, value: string): RuleFix | null {
  if (use.continuation.length > 0 || isSecret(use)) return null;
  const corrected = respelledValue(facts, use.section.scope, value);
  if (corrected === undefined) return null;
  return {
    safety: opensAccess(facts, unquote(corrected)) ? 'unsafe' : 'safe',
    title: `write ${quote(corrected)}`,
    edits: [replaceValue(use, corrected)],
  };
}

/** The refusal of a directive's value; undefined where it is legal, or not for this rule to judge. */
function refusalOf(use: DirectiveUse, facts: Directive, value: string): BadValue | undefined {
  const { scope } = use.section;
  if (facts.miniLanguage === true && allowsIn(facts, scope) === 'no') return undefined;
  const result = use.verdict;
  if (result === undefined || result.ok || result.missing === true) return undefined;
  const filledIn = isToBeFilledIn(value.slice(result.at.start, result.at.end));
  return filledIn && !isSecret(use) ? undefined : result;
}

export const rule: Rule = {
  id: 'invalid-value',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary: "a value that is not of its directive's form, such as 100/hour, on or 10 minutes",
  check({ model, report }) {
    for (const use of model.directives) {
      const { facts, value } = use;
      if (facts === undefined || value === null || use.broken) continue;
      const refusal = refusalOf(use, facts, value);
      if (refusal === undefined) continue;
      report({
        location: { file: use.file, range: use.nameRange },
        severity: refusal.severity,
        message: messageFor(use, refusal),
        fix: respelling(use, facts, value),
      });
    }
    for (const section of model.sections) {
      const fault = faultOfTag(section);
      if (fault !== undefined)
        report({ location: { file: section.file, range: section.tagRange }, message: fault });
    }
  },
};
