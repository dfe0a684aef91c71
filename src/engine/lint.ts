import type { Model } from '../model/model.ts';
import { arbitrate, type Claim } from './arbitrate.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import type { NewFinding, NewFix, Rule, Spot } from './rule.ts';
import type { Settings } from './settings.ts';

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

/** Whether a preset shows findings of that rule and severity. */
function isShown(rule: Rule, severity: Severity, settings: Settings): boolean {
  if (settings.levels.has(rule.id) || settings.preset !== 'recommended') return true;
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
  const speaking = rules.filter((rule) => settings.levels.get(rule.id) !== 'off');
  for (const model of models) {
    const claims: Claim[] = [];
    for (const rule of speaking) {
      observe?.(rule, model);
      try {
        rule.check({
          model,
          settings,
          report: (reported) => {
            const level = settings.levels.get(rule.id);
            const severity = level === undefined || level === 'off' ? reported.severity : level;
            if (reported.at.file === model.defaults) return;
            claims.push(claimOf(rule, severity === undefined ? reported : { ...reported, severity }));
          },
        });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        failures.push({ rule: rule.id, path: model.main.path, message });
      }
    }
    const byId = new Map(speaking.map((rule) => [rule.id, rule]));
    for (const finding of arbitrate(claims, speaking)) {
      const rule = byId.get(finding.rule);
      if (rule !== undefined && isShown(rule, finding.severity, settings)) findings.push(finding);
    }
  }
  return { findings: withoutRepeats(findings.sort(compareFindings)), failures };
}
