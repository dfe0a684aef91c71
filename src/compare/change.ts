import type { Strictness } from '../catalog/compare-values.ts';

/** What a change is about. */
export type Subject =
  'queue' | 'source' | 'access' | 'vmta' | 'pool' | 'list' | 'key' | 'accounting' | 'server';

/** One thing that is no longer as it was for mail. */
export interface Change {
  readonly subject: Subject;
  /** Of a queue: `domain/vmta`; else the section's argument, or '' at the top level. */
  readonly name: string;
  readonly directive: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether the change is conservative, the reverse, or neither can be told. Never `equal`. */
  readonly verdict: Exclude<Strictness, 'equal'>;
}
