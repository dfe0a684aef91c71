import type { Model } from '../model/model.ts';
import { withoutSecretsOf } from '../model/secrets.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { resolveConflicts, type Candidate } from './resolve-conflicts.ts';
import { compareFindings, withoutRepeats } from './equal-findings.ts';
import { findingOf, type Finding, type Severity } from './finding.ts';
import { InlineConfig } from '../suppressions/inline-config.ts';
import type { DirectiveComment } from './directive-comment.ts';
import type { BaselineResult } from './baseline-result.ts';
import { OptionsInForce } from './rule-options.ts';
import type { ErasedFinding, Rule, RuleContext } from './rule.ts';
import type { RuleChoice, Settings } from './settings.ts';
import { isReported } from './reported.ts';

/** A rule that could not do its work. */
export interface RuleFailure {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

export interface LintResult {
  /** By path, start, rule. Equal findings are one. */
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
  /** Findings that comments silence. They are not among the findings. */
  readonly suppressedFindings: readonly Finding[];
  /** Findings that the preset leaves out. Worked out when it is asked for, since few ask. */
  readonly belowPreset: () => readonly Finding[];
  /** Number of findings that comments or a baseline hide. */
  readonly suppressed: number;
  /** What a baseline hides, where one was asked. */
  readonly known?: BaselineResult;
}

/** Leaves out findings that a call does not ask for, or that are known. */
export type Narrow = (result: LintResult, models: readonly Model[]) => LintResult;

function claimOf(rule: Rule, reported: ErasedFinding, severity: Severity): Candidate {
  const { file, range } = reported.location;
  const finding = findingOf(rule, reported, severity);
  if (reported.silencesRange !== undefined) return { finding, covers: reported.silencesRange };
  const { line } = file.lines.positionAt(range.start);
  return { finding, covers: { start: file.lines.startOf(line), end: file.lines.startOf(line + 1) } };
}

/** A rule's options, by what was chosen: choices are few, places are many. */
function optionsReader(rule: Rule, settings: Settings): RuleContext['optionsIn'] {
  const known = new Map<RuleChoice, OptionsInForce>();
  return (file) => {
    const choice = settings.choiceFor(rule.id, file.path);
    let options = known.get(choice);
    if (options === undefined) {
      options = new OptionsInForce(rule.options ?? {}, choice.options ?? {}, settings.preset === 'all');
      known.set(choice, options);
    }
    return options;
  };
}

/** Whether there is a section of that kind; a fragment as a whole may be the inside of one. */
function holdsSection(model: Model, kind: string): boolean {
  return model.root.scope === kind || model.sectionsOf(kind).length > 0;
}

/** Whether a configuration holds something that the rule could speak of. */
export function appliesTo(rule: Rule, model: Model): boolean {
  if (rule.requires === undefined) return true;
  return rule.requires.some((name) =>
    name.startsWith('<') ? holdsSection(model, name.slice(1, -1)) : model.named(name).length > 0,
  );
}

/** One run: what is asked of the rules, and what they have said so far. */
class Run {
  readonly failures: RuleFailure[] = [];
  readonly inline: InlineConfig;
  readonly rules: readonly Rule[];
  findings: Finding[] = [];
  readonly silenced: Finding[] = [];
  readonly unshown: Finding[] = [];
  readonly #settings: Settings;
  readonly #byId: ReadonlyMap<string, Rule>;

  constructor(
    readonly models: readonly Model[],
    rules: readonly Rule[],
    settings: Settings,
    readonly observe: (rule: Rule, model: Model) => void,
  ) {
    this.inline = new InlineConfig(models, rules, settings);
    this.#settings = this.inline.settings;
    this.rules = rules.filter((rule) => !this.#settings.isOff(rule.id));
    this.#byId = new Map(this.rules.map((rule) => [rule.id, rule]));
  }

  /** Runs some rules over all configurations; what comments silence is counted and left out. */
  ask(rules: readonly Rule[], commentsIn: (model: Model) => readonly DirectiveComment[]): void {
    const found = this.models.flatMap((model) => this.#check(rules, model, commentsIn(model)));
    const isShownHere = (finding: Finding): boolean => {
      const rule = this.#byId.get(finding.rule);
      return rule !== undefined && isReported(rule, finding.severity, finding.path, this.#settings);
    };
    const shown = withoutRepeats(found.filter(isShownHere).sort(compareFindings));
    for (const finding of found) if (!isShownHere(finding)) this.unshown.push(finding);
    const left: Finding[] = [];
    for (const finding of shown) (this.inline.hides(finding) ? this.silenced : left).push(finding);
    this.findings = [...this.findings, ...left].sort(compareFindings);
    // A comment is in use also where the preset would not show what it silences.
    for (const finding of found) this.inline.hides(finding);
  }

  #check(rules: readonly Rule[], model: Model, comments: readonly DirectiveComment[]): Finding[] {
    const claims: Candidate[] = [];
    const files = model.defaults === null ? null : new Set(model.files);
    const isOfUser = (file: SourceFile): boolean => files === null || files.has(file);
    for (const rule of rules) {
      if (!appliesTo(rule, model)) continue;
      this.observe(rule, model);
      try {
        this.#run(rule, model, comments, isOfUser, claims);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const shown = withoutSecretsOf(model.files, message);
        this.failures.push({ rule: rule.id, path: model.main.path, message: shown });
      }
    }
    return resolveConflicts(claims, rules);
  }

  /** @param isOfUser What stands in other files is not for the user to change. */
  #run(
    rule: Rule,
    model: Model,
    comments: readonly DirectiveComment[],
    isOfUser: (file: SourceFile) => boolean,
    claims: Candidate[],
  ): void {
    rule.check({
      model,
      settings: this.#settings,
      optionsIn: optionsReader(rule, this.#settings),
      comments,
      report: (reported) => {
        if (!isOfUser(reported.location.file)) return;
        const { level } = this.#settings.choiceFor(rule.id, reported.location.file.path);
        if (level === 'off') return;
        claims.push(claimOf(rule, reported, level ?? reported.severity ?? rule.severity));
      },
    });
  }
}

function nothing(): void {
  // Nobody wants to know.
}

/**
 * Runs rules over configurations. A rule that throws is a failure of its own and hides nothing of the others. Comments
 * silence findings when it is settled which rule speaks of a mistake: one cause, one finding, one comment.
 *
 * @param observe Is told of each rule before it runs.
 */
export function lint(
  models: readonly Model[],
  rules: readonly Rule[],
  settings: Settings,
  observe: (rule: Rule, model: Model) => void = nothing,
): LintResult {
  const run = new Run(models, rules, settings, observe);
  run.ask(
    run.rules.filter((rule) => rule.runs !== 'last'),
    () => [],
  );
  const judged = run.inline.judged(new Set(run.failures.map(({ rule }) => rule)));
  if (judged.length > 0) {
    const last = run.rules.filter((rule) => rule.runs === 'last');
    run.ask(last, (model) => {
      const files = new Set(model.files);
      return judged.filter(({ file }) => files.has(file));
    });
  }
  const { findings, failures, silenced } = run;
  const unshown = (): Finding[] => withoutRepeats(run.unshown.toSorted(compareFindings));
  return {
    findings,
    failures,
    suppressedFindings: silenced,
    belowPreset: unshown,
    suppressed: silenced.length,
  };
}
