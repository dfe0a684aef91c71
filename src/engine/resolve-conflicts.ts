import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';

/** A finding together with the stretch in which it overrules others. */
export interface Candidate {
  readonly finding: Finding;
  readonly covers: { readonly start: number; readonly end: number };
}

interface Stretch {
  readonly start: number;
  end: number;
}

/** Stretches of one file, joined where they touch, in order. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const { start, end } of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

function holds(stretches: readonly Stretch[], offset: number): boolean {
  let low = 0;
  let high = stretches.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const stretch = stretches[middle];
    if (stretch === undefined) return false;
    if (offset < stretch.start) high = middle - 1;
    else if (offset >= stretch.end) low = middle + 1;
    else return true;
  }
  return false;
}

/** Where findings of a rule stay silent in a file, by rule and path. */
type Silence = ReadonlyMap<string, readonly Stretch[]>;

function silenceOf(claims: readonly Candidate[], losersOf: ReadonlyMap<string, readonly string[]>): Silence {
  const silent = new Map<string, Stretch[]>();
  for (const { finding, covers } of claims) {
    for (const loser of losersOf.get(finding.rule) ?? []) {
      const key = `${loser} ${finding.path}`;
      const known = silent.get(key);
      // A stretch without length still stands for the place where it is.
      const stretch = { start: covers.start, end: Math.max(covers.end, covers.start + 1) };
      if (known === undefined) silent.set(key, [stretch]);
      else known.push(stretch);
    }
  }
  return new Map([...silent].map(([key, stretches]) => [key, joined(stretches)]));
}

function without(claims: readonly Candidate[], silence: Silence): Candidate[] {
  return claims.filter(
    ({ finding }) => !holds(silence.get(`${finding.rule} ${finding.path}`) ?? [], finding.start),
  );
}

/**
 * One cause, one finding: drops findings that stand where a more telling rule has spoken. What a rule overrules stands
 * in the rule itself. A rule that names another one wins against it where that one overrules all: else both would be
 * silent.
 */
export function resolveConflicts(claims: readonly Candidate[], rules: readonly Rule[]): Finding[] {
  const named = new Map<string, readonly string[]>();
  const sweeping = new Map<string, readonly string[]>();
  for (const { id, supersedes: overrules } of rules) {
    if (overrules !== 'all') named.set(id, overrules ?? []);
    else
      sweeping.set(
        id,
        rules.flatMap((rule) => (rule.id === id ? [] : [rule.id])),
      );
  }
  const byName = silenceOf(claims, named);
  const sweepers = without(
    claims.filter(({ finding }) => sweeping.has(finding.rule)),
    byName,
  );
  return without(without(claims, byName), silenceOf(sweepers, sweeping)).map(({ finding }) => finding);
}
