import { getOrMake } from '../base/collections.ts';
import type { Model } from '../model/model.ts';
import { withoutSecretsOf } from '../model/secrets.ts';
import type { DirectiveComment } from './directive-comment.ts';
import type { Finding, Severity } from './finding.ts';
import { LocatedFinding } from './make-finding.ts';
import type { RuleFailure } from './lint-result.ts';
import { resolveConflicts, type Candidate } from './resolve-conflicts.ts';
import { EffectiveOptions } from './rule-options.ts';
import type { RuleFinding, Rule, RuleContext } from './rule.ts';
import type { RuleChoice, Settings } from './settings.ts';

/** Whether a configuration has anything that the rule could report. */
export function appliesTo({ requires }: Rule, model: Model): boolean {
  // A fragment as a whole may be the inside of a section.
  const hasSection = (kind: string): boolean =>
    model.root.scope === kind || model.sectionsOf(kind).length > 0;
  return (
    requires === undefined ||
    requires.some((name) =>
      name.startsWith('<') ? hasSection(name.slice(1, -1)) : model.named(name).length > 0,
    )
  );
}

/** A rule's options by file; files with equal choices share one object. */
function optionsReader(rule: Rule, settings: Settings): RuleContext['optionsIn'] {
  const byChoice = new Map<RuleChoice, EffectiveOptions>();
  return ({ path }) => {
    const choice = settings.choiceFor(rule.id, path);
    return getOrMake(
      byChoice,
      choice,
      () => new EffectiveOptions(rule.options ?? {}, choice.options ?? {}, settings.preset === 'all'),
    );
  };
}

function candidateOf(
  rule: Rule,
  reported: RuleFinding,
  severity: Severity,
  { mayLackDefaults }: Model,
): Candidate {
  const { file, range } = reported.location;
  const { line } = file.lines.positionAt(range.start);
  const silencesRange = reported.silencesRange ?? {
    start: file.lines.startOf(line),
    end: file.lines.startOf(line + 1),
  };
  return { finding: new LocatedFinding(rule, reported, severity, mayLackDefaults), silencesRange };
}

/** How rules are run over one configuration. */
export interface RuleRun {
  readonly settings: Settings;
  readonly comments: readonly DirectiveComment[];
  /** Called before each rule runs. */
  readonly observe?: ((rule: Rule, model: Model) => void) | undefined;
  readonly onFailure: (failure: RuleFailure) => void;
}

/**
 * The findings of rules in one configuration, one for one cause. A rule that throws is a failure and leaves the findings
 * of the others.
 */
export function runRules(rules: readonly Rule[], model: Model, run: RuleRun): Finding[] {
  const { settings, comments, observe, onFailure } = run;
  const candidates: Candidate[] = [];
  // Nothing in a config-defaults is reported: it is PowerMTA's, not the user's.
  const ownFiles = new Set(model.files.filter((file) => file !== model.defaults));
  for (const rule of rules) {
    if (!appliesTo(rule, model)) continue;
    observe?.(rule, model);
    const report = (reported: RuleFinding): void => {
      const { file } = reported.location;
      if (!ownFiles.has(file)) return;
      const { level } = settings.choiceFor(rule.id, file.path);
      if (level !== 'off')
        candidates.push(candidateOf(rule, reported, level ?? reported.severity ?? rule.severity, model));
    };
    try {
      rule.check({ model, settings, optionsIn: optionsReader(rule, settings), comments, report });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      onFailure({ rule: rule.id, path: model.main.path, message: withoutSecretsOf(model.files, message) });
    }
  }
  return resolveConflicts(candidates, rules);
}
