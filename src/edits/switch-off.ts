import type { FixSafety } from '../engine/finding.ts';
import type { RuleFix } from '../engine/rule.ts';
import { canonicalOf } from '../model/source/canonical.ts';
import type { DirectiveUse } from '../model/source/content.ts';
import { replaceValue } from './writing.ts';

/** A fix that switches a boolean directive off, in the word that its author uses: `false` next to `true`, else `no`. */
export function switchOff(use: DirectiveUse, safety: FixSafety): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const no = /^"?true/i.test(use.value ?? '') ? 'false' : 'no';
  return { safety, title: `set ${canonicalOf(use).name} to ${no}`, edits: [replaceValue(use, no)] };
}
