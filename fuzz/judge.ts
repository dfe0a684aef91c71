import { check as checkCompare } from './checks/compare.ts';
import { check as checkFix } from './checks/fix.ts';
import { check as checkLint } from './checks/lint.ts';
import { check as checkParse } from './checks/parse.ts';
import { BrokenPromise, withoutNames, type Seen } from './checks/promise.ts';
import { check as checkReply } from './checks/reply.ts';
import { check as checkReport } from './checks/report.ts';
import type { Input, Target } from './input.ts';

export type Check = (input: Input) => Seen;

export const CHECKS: Readonly<Record<Target, Check>> = {
  parse: checkParse,
  lint: checkLint,
  fix: checkFix,
  compare: checkCompare,
  reply: checkReply,
  report: checkReport,
};

export interface Failure {
  /** The identity of the failure. */
  readonly key: string;
  readonly message: string;
  /** '' where it is not known. */
  readonly stack: string;
}

export interface Verdict {
  readonly seen: readonly string[];
  readonly failure: Failure | null;
}

/** Milliseconds of the processor that one input may take, of 100 kB at most. */
const LONGEST: Readonly<Record<Target, number>> = {
  parse: 2000,
  lint: 8000,
  fix: 30_000,
  compare: 15_000,
  reply: 8000,
  report: 8000,
};

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { key: `throws ${String(error)}`, message: String(error), stack: '' };
  const { message, stack = '' } = error;
  if (error instanceof BrokenPromise) return { key: error.promise, message, stack };
  const [, where = ''] = /^ +at (\S+)/m.exec(stack) ?? [];
  return { key: `throws ${error.name} ${withoutNames(message)} in ${where}`, message, stack };
}

function millisecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** Tries a check on an input. */
export function judge(
  target: Target,
  input: Input,
  checks: Readonly<Record<string, Check>> = CHECKS,
): Verdict {
  const check = checks[target];
  if (check === undefined) throw new Error(`nothing is called ${target}`);
  // CPU time, since wall time depends on what else runs.
  const before = process.cpuUsage();
  try {
    const seen = [...check(input)];
    const milliseconds = millisecondsOf(process.cpuUsage(before));
    if (milliseconds <= LONGEST[target]) return { seen, failure: null };
    const message = `took ${Math.round(milliseconds)} ms, more than ${LONGEST[target]}`;
    return { seen, failure: { key: 'takes long', message, stack: '' } };
  } catch (error) {
    return { seen: [], failure: failureOf(error) };
  }
}
