import { sameValue } from '../../catalog/compare-values.ts';
import { respelledValue } from '../../catalog/values.ts';
import type { Directive as DirectiveFacts } from '../../catalog/directives.ts';
import { findDirective } from '../../catalog/directives.ts';
import { opensAccess } from '../../catalog/access.ts';
import { unquote } from '../../catalog/values/words.ts';
import type { ValueResult } from '../../catalog/values/value.ts';

/** A directive as written. */
interface Written {
  readonly name: string;
  readonly value: string | null;
  readonly facts: DirectiveFacts | undefined;
  readonly verdict: ValueResult | undefined;
  readonly section: { readonly scope: string };
}

/** A directive as it works: under the name and with the value that PowerMTA knows today. */
export interface Canonical {
  readonly name: string;
  /** Without outer quotes; null where the value is missing. */
  readonly value: string | null;
}

/** A value that PowerMTA refuses only for its spelling (`100/hour`, `on`), respelled; others as they are. */
function respelled(use: Written, facts: DirectiveFacts, value: string): string {
  if (use.verdict?.ok === true) return value;
  const corrected = respelledValue(facts, use.section.scope, value);
  return corrected === undefined || opensAccess(facts, corrected) ? value : corrected;
}

/** Reads a directive under its current name: aliases, replaceable deprecated names and clear typos resolved. */
export function canonicalForm(use: Written): Canonical {
  const { facts, value } = use;
  if (facts === undefined || value === null) return { name: facts?.name ?? use.name, value };
  const plain = unquote(respelled(use, facts, value));
  const replacement = facts.deprecated?.oneForOne;
  if (replacement !== undefined && findDirective(replacement.to) !== undefined) {
    if (replacement.value === 'same') return { name: replacement.to, value: plain };
    if (replacement.value === 'N -> N/h' && /^[1-9]\d*$/.test(plain))
      return { name: replacement.to, value: `${plain}/h` };
  }
  return { name: facts.name, value: plain };
}

type Directive = Pick<Written, 'facts' | 'section'> & { readonly canonical: Canonical };

/** Whether two lines of one directive, under whatever name, have values of one meaning. */
export function haveOneValue(a: Directive, b: Directive): boolean {
  const [first, second] = [a.canonical.value, b.canonical.value];
  if (a.facts === undefined || first === null || second === null) return false;
  return first === second || sameValue(a.facts, a.section.scope, first, second);
}

/** A value with its blanks evened out, so that layout makes no difference. */
export function canonicalText(value: string): string {
  return value.trim().replace(/\s+/g, ' ').replace(/ ?, ?/g, ',');
}
