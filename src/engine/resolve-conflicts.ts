import { lowerBound, pushTo } from '../base/collections.ts';
import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';

interface Span {
  readonly start: number;
  end: number;
}

/** A finding with the range in which superseded rules are not reported. */
export interface Candidate {
  readonly finding: Finding;
  readonly silencesRange: Readonly<Span>;
}

/** Ranges of one file in order, joined where they touch. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** The ranges in which findings of a rule are superseded, by rule and path. */
type Superseded = ReadonlyMap<string, readonly Span[]>;

function supersededBy(
  candidates: readonly Candidate[],
  supersedes: ReadonlyMap<string, readonly string[]>,
): Superseded {
  const spans = new Map<string, Span[]>();
  for (const { finding, silencesRange } of candidates) {
    for (const id of supersedes.get(finding.rule) ?? []) {
      const { start, end } = silencesRange;
      // An empty range still covers its place.
      pushTo(spans, `${id} ${finding.path}`, { start, end: Math.max(end, start + 1) });
    }
  }
  return new Map([...spans].map(([key, ofRule]) => [key, joined(ofRule)]));
}

function without(candidates: readonly Candidate[], superseded: Superseded): Candidate[] {
  return candidates.filter(({ finding }) => {
    const spans = superseded.get(`${finding.rule} ${finding.path}`) ?? [];
    const next = spans[lowerBound(spans, ({ end }) => end <= finding.start)];
    return next === undefined || finding.start < next.start;
  });
}

/**
 * One cause, one finding: drops findings where a more specific rule has reported. Against a rule that supersedes all, one
 * that names it wins: else neither would be reported.
 */
export function resolveConflicts(candidates: readonly Candidate[], rules: readonly Rule[]): Finding[] {
  const named = new Map<string, readonly string[]>();
  const sweeping = new Map<string, readonly string[]>();
  for (const { id, supersedes } of rules) {
    if (supersedes !== 'all') named.set(id, supersedes ?? []);
    else
      sweeping.set(
        id,
        rules.map((rule) => rule.id).filter((other) => other !== id),
      );
  }
  const byName = supersededBy(candidates, named);
  const sweepers = candidates.filter(({ finding }) => sweeping.has(finding.rule));
  const bySweeper = supersededBy(without(sweepers, byName), sweeping);
  return without(without(candidates, byName), bySweeper).map(({ finding }) => finding);
}
