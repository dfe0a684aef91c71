import { sizeOf, TARGETS, type Input, type Target } from './input.ts';
import type { Inputs } from './inputs.ts';
import type { Verdict } from './judge.ts';
import type { Found } from './kept-failures.ts';
import { minimised } from './minimise.ts';

/** How often each check runs: the quick ones more often. */
const TURNS: Readonly<Record<Target, number>> = {
  parse: 6,
  lint: 4,
  fix: 3,
  compare: 3,
  reply: 4,
  report: 2,
};

export interface Campaign {
  readonly targets: readonly Target[];
  readonly inputs: Inputs;
  readonly judge: (target: Target, input: Input) => Promise<Verdict>;
  /** Whether to try another input. */
  readonly goesOn: (tried: number) => boolean;
  /** Called for each new kind of failure, with the smallest input that shows it. */
  readonly onFailure: (found: Found) => void;
}

export interface Result {
  readonly tried: ReadonlyMap<Target, number>;
  /** How often each kind of failure occurred. */
  readonly failures: ReadonlyMap<string, number>;
  /** The number of different outcomes. */
  readonly seen: number;
}

function turnsOf(targets: readonly Target[]): Target[] {
  const rounds = Math.max(...targets.map((target) => TURNS[target]));
  return Array.from({ length: rounds }, (_, round) =>
    targets.filter((target) => round < TURNS[target]),
  ).flat();
}

/** Tries inputs on the targets in turn. The same seed tries the same inputs in the same order. */
export async function fuzz({ targets, inputs, judge, goesOn, onFailure }: Campaign): Promise<Result> {
  const turns = turnsOf(targets.length === 0 ? TARGETS : targets);
  const tried = new Map<Target, number>();
  const failures = new Map<string, number>();
  const seen = new Set<string>();
  for (let number = 0; goesOn(number); number++) {
    const target = turns[number % turns.length] ?? 'parse';
    const input = inputs.make(number);
    const { seen: shown, failure } = await judge(target, input);
    tried.set(target, (tried.get(target) ?? 0) + 1);
    const before = seen.size;
    for (const one of shown) seen.add(`${target} ${one}`);
    if (seen.size > before) inputs.keep(input.files);
    if (failure === null) continue;
    const kind = `${target}: ${failure.key}`;
    failures.set(kind, (failures.get(kind) ?? 0) + 1);
    if (failures.get(kind) !== 1) continue;
    const stillFails = async (candidate: Input): Promise<boolean> =>
      sizeOf(candidate) <= sizeOf(input) && (await judge(target, candidate)).failure?.key === failure.key;
    if (!(await stillFails(input))) {
      // It passed on a second try: the machine was slow.
      failures.delete(kind);
      continue;
    }
    const least = await minimised(input, stillFails);
    const { failure: leastFailure } = await judge(target, least);
    onFailure({ target, failure: leastFailure ?? failure, input: least, seed: inputs.seed, number });
  }
  return { tried, failures, seen: seen.size };
}
