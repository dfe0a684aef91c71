import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { pages } from '../../rules/pages.ts';
import { reportedFile } from '../../src/app/lint-report.ts';
import { newFindings } from '../../src/app/new-findings.ts';
import { Baseline } from '../../src/baseline/baseline.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { LintResult } from '../../src/engine/lint-result.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import type { Model } from '../../src/model/model.ts';
import { fingerprintsOf } from '../../src/report/findings/fingerprint.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { examplesOf } from '../support/examples.ts';
import { modelOf } from '../support/lint-texts.ts';

const SETTINGS = settingsFor({ preset: 'strict', readRuleChoice: (text) => readRuleChoice(text, rules) });

/** The rules with every message in other words. */
const REWORDED: readonly Rule[] = rules.map((rule) => ({
  ...rule,
  messages: Object.fromEntries(
    Object.keys(rule.messages).map((id, index) => [id, () => ({ message: `Other words ${index}` })]),
  ),
}));

/** The findings with the reworded rules that a baseline recorded with the rules as they are leaves. */
function leftByBaseline(model: Model, before: LintResult, after: LintResult): readonly Finding[] {
  const run = (some: readonly Rule[]) => ({
    models: [model],
    rules: some,
    settings: SETTINGS,
    exists: () => true,
  });
  const { entries } = new Baseline('/etc/pmta', []).updated(before, run(rules));
  const { findings, stale } = new Baseline('/etc/pmta', entries).apply(after, run(REWORDED));
  expect(stale).toEqual([]);
  return findings;
}

const models = [...pages].flatMap(([id, page]) =>
  examplesOf(page)
    .filter(({ expected }) => expected === 'bad')
    .map(
      ({ texts, options }, index) =>
        [
          `${id} ${index + 1}`,
          modelOf(texts, { ...(options.scope === undefined ? {} : { scope: options.scope }) }),
        ] as const,
    ),
);

describe('a rule whose messages are reworded', () => {
  it.each(models)('has the same fingerprints, baseline and new findings: example %s', (_, model) => {
    const [original, reworded] = [lint([model], rules, SETTINGS), lint([model], REWORDED, SETTINGS)];
    const [before, now] = [original.findings, reworded.findings];
    expect(now.length).toBe(before.length);
    expect(now.every(({ message }) => message.startsWith('Other words'))).toBe(true);

    const files = model.files.map((file) => reportedFile(file, model.knows('includes')));
    const fingerprints = (findings: readonly Finding[]) =>
      [...fingerprintsOf(findings, files).values()].sort();
    expect(fingerprints(now)).toEqual(fingerprints(before));

    expect(leftByBaseline(model, original, reworded)).toEqual([]);

    const byPath = new Map(model.files.map((file) => [file.path, file]));
    expect(newFindings(now, byPath, { findings: before, files: byPath, fileBefore: (file) => file })).toEqual(
      [],
    );
  });
});
