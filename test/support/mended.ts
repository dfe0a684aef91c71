import type { Rule } from '../../src/engine/rule.ts';
import { applyEdits, selectEdits } from '../../src/fix/edits.ts';
import { lintTexts, type Texts } from './lint-texts.ts';

/** What findings of one rule stand at: `[NAME:]LINE TEXT`, the name for other files than `config`. */
export function places(texts: Texts | string, rule: Rule, scope?: string): string[] {
  const { findings, model } = lintTexts(texts, [rule], {}, scope === undefined ? {} : { scope });
  return findings.map(({ path, start, end }) => {
    const file = model.files.find((one) => one.path === path);
    const name = path.slice('/etc/pmta/'.length);
    const line = file?.lines.positionAt(start).line ?? 0;
    return `${name === 'config' ? '' : `${name}:`}${line} ${file?.text.slice(start, end) ?? ''}`;
  });
}

/** The files after one pass with every fix of a rule, the unsafe ones too. */
export function mended(texts: Texts | string, rule: Rule): Record<string, string> {
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
