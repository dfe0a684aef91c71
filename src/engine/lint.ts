import type { Model } from '../model/model.ts';
import { arbitrate, type Claim } from './arbitrate.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import { OptionsInForce } from './rule-options.ts';
import type { NewFinding, NewFix, Rule, RuleContext, Spot } from './rule.ts';
import type { RuleChoice, Settings } from './settings.ts';

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
}

function place({ file, range }: Spot): { path: string; start: number; end: number } {
  return { path: file.path, start: range.start, end: range.end };
}

function placedFix(fix: NewFix | null): Fix | null {
  if (fix === null) return null;
  return { ...fix, edits: fix.edits.map((edit) => ({ ...place(edit), text: edit.text })) };
}

function claimOf(rule: Rule, reported: NewFinding): Claim {
  const { at, fix } = reported;
  const { line } = at.file.lines.positionAt(at.range.start);
  let placed: Fix | null | undefined;
  const finding: Finding = {
    rule: rule.id,
    category: rule.category,
    severity: reported.severity ?? rule.severity,
    message: reported.message,
    ...place(at),
    related: (reported.related ?? []).map((related) => ({ ...place(related), message: related.message })),
    get fix() {
      if (placed === undefined) placed = placedFix(typeof fix === 'function' ? fix() : (fix ?? null));
      return placed;
    },
  };
  const lineRange = { start: at.file.lines.startOf(line), end: at.file.lines.startOf(line + 1) };
  return { finding, covers: reported.covers ?? lineRange };
}

/** Whether a finding is shown: its rule was given a level there, or the preset has the rule and the severity. */
function isShown(rule: Rule, { severity, path }: Finding, settings: Settings): boolean {
  if (settings.preset !== 'recommended' || settings.choiceFor(rule.id, path).level !== undefined) return true;
  return rule.preset === 'recommended' && severity !== 'info';
}

/** The order of findings: by path, start, rule, and then by what makes equal ones neighbours. */
export function compareFindings(a: Finding, b: Finding): number {
  const texts = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    texts(a.path, b.path) ||
    a.start - b.start ||
    texts(a.rule, b.rule) ||
    a.end - b.end ||
    texts(a.message, b.message)
  );
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** A fix that mends a place for all that include it; null where they would need different ones. */
function commonFix(findings: readonly Finding[]): Fix | null {
  const [first, ...others] = findings.map(({ fix }) => fix);
  const text = JSON.stringify(first);
  return others.every((fix) => JSON.stringify(fix) === text) ? (first ?? null) : null;
}

/**
 * Equal findings of a file that is read in several places as one: the gravest of them. Which configuration was read
 * first makes no difference.
 */
function asOne(equal: readonly Finding[]): Finding {
  const [gravest, ...others] = equal.toSorted(
    (a, b) =>
      RANK[a.severity] - RANK[b.severity] || (JSON.stringify(a.related) < JSON.stringify(b.related) ? -1 : 1),
  );
  if (gravest === undefined) throw new Error('there is no finding to make one of');
  if (others.length === 0) return gravest;
  const { rule, category, severity, message, path, start, end, related } = gravest;
  return {
    ...{ rule, category, severity, message, path, start, end, related },
    get fix() {
      return commonFix(equal);
    },
  };
}

/** Ordered findings with equal ones made one. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group !== undefined && first !== undefined && compareFindings(first, finding) === 0)
      group.push(finding);
    else groups.push([finding]);
  }
  return groups.map(asOne);
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

function runRule(rule: Rule, model: Model, settings: Settings, claims: Claim[]): void {
  rule.check({
    model,
    settings,
    optionsIn: optionsReader(rule, settings),
    report: (reported) => {
      if (reported.at.file === model.defaults) return;
      const { level } = settings.choiceFor(rule.id, reported.at.file.path);
      if (level === 'off') return;
      claims.push(claimOf(rule, level === undefined ? reported : { ...reported, severity: level }));
    },
  });
}

/**
 * Runs rules over configurations. A rule that throws is a failure of its own and hides nothing of the others.
 *
 * @param observe Is told of each rule before it runs.
 */
export function lint(
  models: readonly Model[],
  rules: readonly Rule[],
  settings: Settings,
  observe?: (rule: Rule, model: Model) => void,
): LintResult {
  const failures: RuleFailure[] = [];
  const findings: Finding[] = [];
  const speaking = rules.filter((rule) => !settings.isOff(rule.id));
  const byId = new Map(speaking.map((rule) => [rule.id, rule]));
  for (const model of models) {
    const claims: Claim[] = [];
    for (const rule of speaking) {
      observe?.(rule, model);
      try {
        runRule(rule, model, settings, claims);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        failures.push({ rule: rule.id, path: model.main.path, message });
      }
    }
    for (const finding of arbitrate(claims, speaking)) {
      const rule = byId.get(finding.rule);
      if (rule !== undefined && isShown(rule, finding, settings)) findings.push(finding);
    }
  }
  return { findings: withoutRepeats(findings.sort(compareFindings)), failures };
}
