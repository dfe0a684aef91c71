import { compareFindings, withoutRepeats } from '../engine/equal-findings.ts';
import type { DirectiveComment } from '../engine/directive-comment.ts';
import type { Finding } from '../engine/finding.ts';
import type { LintResult, RuleFailure } from '../engine/lint-result.ts';
import { isReported } from '../engine/reported.ts';
import type { Rule } from '../engine/rule.ts';
import { runRules } from '../engine/run-rules.ts';
import type { Settings } from '../engine/settings.ts';
import type { Model } from '../model/model.ts';
import { InlineConfig } from './inline-config.ts';

/**
 * Runs rules over configurations and applies the suppressions in them. Suppressions apply after conflicts between rules
 * are resolved: one cause, one finding, one comment.
 *
 * @param observe Called before each rule runs.
 */
export function lint(
  models: readonly Model[],
  rules: readonly Rule[],
  givenSettings: Settings,
  observe?: (rule: Rule, model: Model) => void,
): LintResult {
  const inline = new InlineConfig(models, rules, givenSettings);
  const { settings } = inline;
  const enabled = new Map(rules.filter(({ id }) => !settings.isOff(id)).map((rule) => [rule.id, rule]));
  const failures: RuleFailure[] = [];
  const onFailure = (failure: RuleFailure): void => void failures.push(failure);
  const findings: Finding[] = [];
  const suppressedFindings: Finding[] = [];
  const belowPreset: Finding[] = [];

  const run = (some: readonly Rule[], commentsIn: (model: Model) => readonly DirectiveComment[]): void => {
    const reported: Finding[] = [];
    const found = models.flatMap((model) =>
      runRules(some, model, { settings, comments: commentsIn(model), observe, onFailure }),
    );
    for (const finding of found) {
      const rule = enabled.get(finding.rule);
      const isInPreset = rule !== undefined && isReported(rule, finding.severity, finding.path, settings);
      (isInPreset ? reported : belowPreset).push(finding);
    }
    for (const finding of withoutRepeats(reported.sort(compareFindings)))
      (inline.suppresses(finding) ? suppressedFindings : findings).push(finding);
    // A suppression is used also where the preset would not report what it suppresses.
    for (const finding of belowPreset) inline.suppresses(finding);
  };

  const all = [...enabled.values()];
  run(
    all.filter(({ runs }) => runs !== 'last'),
    () => [],
  );
  const comments = inline.commentsWithStatus(new Set(failures.map(({ rule }) => rule)));
  if (comments.length > 0) {
    run(
      all.filter(({ runs }) => runs === 'last'),
      (model) => comments.filter(({ file }) => model.files.includes(file)),
    );
  }
  return {
    findings: findings.sort(compareFindings),
    failures,
    suppressedFindings,
    belowPreset: () => withoutRepeats(belowPreset.toSorted(compareFindings)),
    suppressed: suppressedFindings.length,
  };
}
