import type { ShownDecision } from './reply.ts';

/** Replies of one kind, with what becomes of them. */
export interface ShownGroup extends ShownDecision {
  readonly count: number;
  /** With stand-ins (`<address>`) for what differs from one to the next. */
  readonly shape: string;
  /** The first one as it was given. */
  readonly example: string;
  /** The first queues by name, and how many there are. */
  readonly queues: readonly string[];
  readonly queueCount: number;
  /** The list in force; null for none. */
  readonly list: string | null;
}

/** What becomes of the replies in a file. */
export interface ShownCoverage {
  /** The file as it was given. */
  readonly file: string;
  readonly kind: 'accounting' | 'lines';
  readonly complete: boolean;
  /** The number of replies; those of the groups, and some that are not told apart. */
  readonly replies: number;
  readonly notToldApart: number;
  readonly queues: number;
  readonly leftOut: {
    readonly accepted: number;
    readonly otherRecords: number;
    readonly withoutReply: number;
    readonly misshapen: number;
    readonly firstMisshapen: number;
  };
  readonly unknownVmtas: readonly string[];
  /** The most frequent first. */
  readonly groups: readonly ShownGroup[];
}

export type Standing = 'met' | 'undecided' | 'none-wanted' | 'unmet';

/** Whether a pattern meets a kind of replies. */
export function standingOf({ matches, undecided, addition }: ShownDecision): Standing {
  if (matches.length > 0) return 'met';
  if (undecided.length > 0) return 'undecided';
  return addition?.kind === 'none' ? 'none-wanted' : 'unmet';
}

/** How many replies each standing has. */
export function tallyOf(groups: readonly ShownGroup[]): Readonly<Record<Standing, number>> {
  const tally = { met: 0, undecided: 0, 'none-wanted': 0, unmet: 0 };
  for (const group of groups) tally[standingOf(group)] += group.count;
  return tally;
}

/** The lines that the lists lack, each once, with the list and how many replies each would meet; the most first. */
export function additionsOf(groups: readonly ShownGroup[]): {
  readonly line: string;
  readonly list: string | null;
  readonly count: number;
  readonly isKnown: boolean;
}[] {
  const byLine = new Map<string, { line: string; list: string | null; count: number; isKnown: boolean }>();
  for (const { addition, list, count } of groups) {
    if (addition?.kind !== 'rule') continue;
    const key = `${list ?? ''}\n${addition.line}`;
    const known = byLine.get(key);
    if (known === undefined) byLine.set(key, { line: addition.line, list, count, isKnown: addition.isKnown });
    else known.count += count;
  }
  return [...byLine.values()].sort((a, b) => b.count - a.count);
}
