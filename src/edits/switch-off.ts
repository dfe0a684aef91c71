import type { FixSafety } from '../engine/finding.ts';
import type { RuleFix } from '../engine/rule.ts';
import { canonicalOf } from '../model/source/canonical.ts';
import type { DirectiveUse } from '../model/source/content.ts';
import { replaceValue } from './writing.ts';

/** A fix that writes another value; null where the value continues in other lines. */
export function setValue(
  use: DirectiveUse,
  value: string,
  safety: FixSafety,
  title = `set ${canonicalOf(use).name} to ${value}`,
): RuleFix | null {
  return use.continuation.length > 0 ? null : { safety, title, edits: [replaceValue(use, value)] };
}

/** A fix that switches a boolean directive off, in the word that its author uses: `false` for `true`, else `no`. */
export function switchOff(use: DirectiveUse, safety: FixSafety): RuleFix | null {
  return setValue(use, /^"?true/i.test(use.value ?? '') ? 'false' : 'no', safety);
}
