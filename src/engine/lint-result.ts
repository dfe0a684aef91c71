import type { Model } from '../model/model.ts';
import type { BaselineResult } from './baseline-result.ts';
import type { Finding } from './finding.ts';

/** A rule that threw. */
export interface RuleFailure {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

export interface LintResult {
  /** By path, start, rule. Equal findings are one. */
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
  /** Findings that comments suppress. They are not among the findings. */
  readonly suppressedFindings: readonly Finding[];
  /** Findings that the preset leaves out; a function, since few callers need them. */
  readonly belowPreset: () => readonly Finding[];
  /** Number of findings that comments or a baseline hide. */
  readonly suppressed: number;
  /** The findings that a baseline hides, where there is one. */
  readonly known?: BaselineResult;
}

/** Leaves out findings that a call does not ask for, or that are known. */
export type Narrow = (result: LintResult, models: readonly Model[]) => LintResult;
