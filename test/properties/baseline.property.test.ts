import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Baseline } from '../../src/baseline/baseline.ts';
import { baselineText, readBaseline } from '../../src/baseline/baseline-file.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { rules as allRules } from '../../rules/index.ts';
import { generatedConfigurations } from '../support/generate-configuration.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';
import { runs } from '../support/property-runs.ts';

// The lines that are put in front may end otherwise than the others.
const rules = allRules.filter(({ id }) => id !== 'mixed-line-endings');
const settings = settingsFor({ preset: 'all', readRuleChoice: (text) => readRuleChoice(text, rules) });

function found(texts: Texts): Parameters<Baseline['apply']> {
  const models = [modelOf(texts)];
  return [lint(models, rules, settings), { models, rules, settings, exists: () => true }];
}

/** The texts with all lines further down, and tags indented otherwise. */
function moved(texts: Texts, indent: string): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
      const rest = text.slice(mark.length).replace(/^[ \t]*(?=<\/?[a-z])/gm, indent);
      return [name, `${mark}# a note\n\n${rest}`];
    }),
  );
}

it('after a baseline was written nothing is found and nothing is stale, also when lines move', () => {
  const indents = fc.constantFrom('', '  ', '\t');
  fc.assert(
    fc.property(generatedConfigurations(), indents, ({ files }, indent) => {
      const before = found(files);
      const { entries } = new Baseline('/etc/pmta', []).updated(...before);
      expect(entries.reduce((sum, { records }) => sum + records.length, 0)).toBe(before[0].findings.length);
      const baseline = new Baseline('/etc/pmta', readBaseline(Buffer.from(baselineText(entries))));
      const left = (texts: Texts): object => {
        const { findings, stale } = baseline.apply(...found(texts));
        return { findings: findings.map(({ rule, message }) => `${rule}: ${message}`), stale };
      };
      expect(left(files)).toEqual({ findings: [], stale: [] });
      expect(left(moved(files, indent))).toEqual({ findings: [], stale: [] });
    }),
    { numRuns: runs(60) },
  );
});
