import { allowsIn, defineRule, isSecret, hasPlaceholder, quote, setValue, unquote } from '../../kit.ts';
import type { Directive, DirectiveUse, RuleContext, RuleFix, SectionUse } from '../../kit.ts';
import { respelledValue, type BadValue } from '../../../src/catalog/values.ts';
import { parseListen, parseRange } from '../../../src/catalog/values/address.ts';
import { parseDomainPattern } from '../../../src/catalog/values/names.ts';
import { opensAccess } from '../../../src/catalog/access.ts';
import { effectOfCorrection } from '../_shared/correction-effects.ts';

/** Four numbers with dots, numbers with a prefix length, two addresses with a dash: addresses, not names. */
const MEANT_AS_ADDRESS =
  /^\d+(?:\.\d+){3}\.?$|^\d+(?:\.\d+){0,3}\.?\/[\d/]*$|^[\d.]+-[\d.]+$|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:\/\d*)?$/i;

const messages = {
  /** `reason` is what the catalog says of the value; null for a secret. */
  malformed: (data: { name: string; reason: string | null; expected: string; isRefused: boolean }) => {
    const { reason, expected } = data;
    const what =
      reason === null
        ? `${quote(data.name)} has a value of another form than it takes`
        : `${quote(data.name)}: ${reason}`;
    const isSaid = expected === '' || reason?.includes(expected) === true;
    return {
      message: `${what}${isSaid ? '' : `; legal is ${expected}`}; PowerMTA ${data.isRefused ? 'refuses' : 'may refuse'} to load the file`,
    };
  },
  source: ({ argument }: { argument: string }) => ({
    message: `${quote(argument)} is not an IP address or CIDR; legal is an address, a CIDR (e.g. 192.0.2.1, 10/8) or a name; no connection matches it, so what stands in this source is without effect`,
  }),
  domain: ({ reason, expected }: { reason: string; expected: string }) => ({
    message: `${reason}; legal is ${expected}; no domain matches it, so these settings reach no queue`,
  }),
  listener: ({ reason, expected }: { reason: string; expected: string }) => ({
    message: `${reason}; legal is ${expected}; PowerMTA refuses to load the file`,
  }),
};
type Context = RuleContext<typeof messages>;

/** The right spelling, where only the spelling is wrong. Unsafe where a yes lets someone in. */
function respelling(use: DirectiveUse, facts: Directive, value: string): RuleFix | null {
  const corrected = isSecret(use) ? undefined : respelledValue(facts, use.section.scope, value);
  if (corrected === undefined) return null;
  if (!opensAccess(facts, unquote(corrected)))
    return setValue(use, corrected, 'neutral', `write ${quote(corrected)}`);
  return setValue(
    use,
    corrected,
    'unsafe',
    `${quote(value)} → ${quote(corrected)}: ${effectOfCorrection(facts, corrected)}`,
  );
}

/** The refusal of a directive's value; undefined where it is accepted, or cannot be checked. */
function refusalOf(use: DirectiveUse, facts: Directive, value: string): BadValue | undefined {
  if (facts.miniLanguage === true && allowsIn(facts, use.section.scope) === 'no') return undefined;
  const result = use.verdict;
  if (result === undefined || result.ok || result.missing === true) return undefined;
  const isFilledIn = hasPlaceholder(value.slice(result.at.start, result.at.end));
  return isFilledIn && !isSecret(use) ? undefined : result;
}

function checkDirective({ report }: Context, use: DirectiveUse): void {
  const { facts, value } = use;
  if (facts === undefined || value === null || use.broken) return;
  const refusal = refusalOf(use, facts, value);
  if (refusal === undefined) return;
  const { severity, expected } = refusal;
  const reason = isSecret(use) ? null : refusal.reason;
  const data = { name: use.name, reason, expected, isRefused: severity === 'error' };
  const fix = respelling(use, facts, value);
  report({ location: use.nameLocation, severity, messageId: 'malformed', data, fix });
}

function checkTag({ report }: Context, { argument, facts, node, tagLocation: location }: SectionUse): void {
  if (argument === null || argument === '' || hasPlaceholder(argument)) return;
  if (node?.open.kind === 'open' && node.open.problem !== null) return;
  const form = facts?.argument.form;
  const piece = { text: argument, start: 0, end: argument.length };
  const isBadAddress = MEANT_AS_ADDRESS.test(argument) && parseRange(argument) === undefined;
  if (form === 'ip-or-cidr-or-name' && isBadAddress)
    report({ location, messageId: 'source', data: { argument } });
  const messageId = form === 'ip:port' ? 'listener' : 'domain';
  // Several patterns in one tag have a rule of their own.
  const isPattern = form === 'domain-pattern' && !/[ \t,]/.test(argument);
  const result = form === 'ip:port' ? parseListen(piece) : isPattern ? parseDomainPattern(piece) : null;
  if (result?.ok === false) {
    const { reason, expected } = result;
    report({ location, messageId, data: { reason, expected } });
  }
}

export const rule = defineRule({
  id: 'invalid-value',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: ['neutral', 'unsafe'],
  summary: "a value that is not of its directive's form, such as 100/hour, on or 10 minutes",
  messages,
  check(context) {
    for (const use of context.model.directives) checkDirective(context, use);
    for (const section of context.model.sections) checkTag(context, section);
  },
});
