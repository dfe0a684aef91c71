import type { Rule } from '../../src/engine/rule.ts';
import { lintTexts, type Texts } from './lint-texts.ts';
import { fixOnce } from './rule-tester.ts';

/** The files after one pass with every fix of a rule, the unsafe ones too. */
export function fixedTexts(texts: Texts | string, rule: Rule): Texts {
  return fixOnce(texts, lintTexts(texts, [rule]).findings);
}
