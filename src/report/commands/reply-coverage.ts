import type { ReplyAnswer } from '../../replies/answer.ts';
import type { CoveredFile } from '../../app/reply-coverage.ts';
import type { CoverageGroup } from '../../replies/coverage.ts';
import { getOrMake } from '../../base/collections.ts';
import type { PathWriter } from '../../base/paths.ts';

/** What becomes of the replies in a file, which is named as it was given. */
export interface FileCoverage extends CoveredFile {
  readonly file: string;
  readonly shown: PathWriter;
}

export type Standing = 'met' | 'undecided' | 'none-wanted' | 'unmet';

export function standingOf({ matches, undecided, addition }: ReplyAnswer): Standing {
  if (matches.length > 0) return 'met';
  if (undecided.length > 0) return 'undecided';
  return addition?.kind === 'none' ? 'none-wanted' : 'unmet';
}

export function tallyOf(groups: readonly CoverageGroup[]): Readonly<Record<Standing, number>> {
  const tally = { met: 0, undecided: 0, 'none-wanted': 0, unmet: 0 };
  for (const { answer, count } of groups) tally[standingOf(answer)] += count;
  return tally;
}

/** A line to add to a list, and how many replies it would meet. */
export interface Addition {
  readonly line: string;
  /** Null where the queues have no list. */
  readonly list: string | null;
  count: number;
  readonly isKnown: boolean;
}

/** The lines that are missing from the lists, each once; those that meet most replies first. */
export function additionsOf(groups: readonly CoverageGroup[]): Addition[] {
  const byLine = new Map<string, Addition>();
  for (const { answer, count } of groups) {
    if (answer.addition?.kind !== 'rule') continue;
    const { line, isKnown } = answer.addition;
    const list = answer.list?.name ?? null;
    getOrMake(byLine, `${list ?? ''}\n${line}`, () => ({ line, list, count: 0, isKnown })).count += count;
  }
  return [...byLine.values()].sort((a, b) => b.count - a.count);
}
