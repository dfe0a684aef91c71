import type { Rule } from '../../src/engine/rule.ts';
import { applyEdits, selectEdits } from '../../src/fix/edits.ts';
import { lintTexts, type Texts } from './lint-texts.ts';

/** The files after one pass with every fix of a rule, the unsafe ones too. */
export function fixedTexts(texts: Texts | string, rule: Rule): Record<string, string> {
  const before = typeof texts === 'string' ? { config: texts } : texts;
  const { findings } = lintTexts(before, [rule]);
  const { edits } = selectEdits(findings.flatMap(({ fix }) => fix ?? []));
  return Object.fromEntries(
    Object.entries(before).map(([name, text]) => [
      name,
      applyEdits(text, edits.get(`/etc/pmta/${name}`) ?? []),
    ]),
  );
}
