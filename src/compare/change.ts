import type { Strictness } from '../catalog/compare-values.ts';
import type { DirectiveUse, OtherUse, SectionUse } from '../model/source/content.ts';

export type ChangeSubject =
  'queue' | 'source' | 'access' | 'vmta' | 'pool' | 'list' | 'key' | 'accounting' | 'server';

/** What a change is due to: a line, or the tag of a section. */
export type Line = DirectiveUse | OtherUse | SectionUse;

/** VMTAs, all but some; null is {default}. Many queues share one list. */
export interface VmtaSet {
  readonly all: readonly (string | null)[];
  readonly but: ReadonlySet<string | null>;
}

/** Queues in which everything that is compared is the same, before and after. */
export interface QueueClass {
  /** The one that represents all. */
  readonly domain: string;
  readonly vmta: string | null;
  /** Every one of these domains in every one of these VMTAs. */
  readonly domains: readonly string[];
  readonly vmtas: VmtaSet;
}

/** One thing that is no longer as it was for mail. */
export interface Change {
  readonly subject: ChangeSubject;
  /** Of a queue: `domain/vmta`; else the section's argument, or '' at the top level. */
  readonly name: string;
  /** The directive; `<kind>` for a section as a whole. */
  readonly directive: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether the change is conservative, the reverse, or unknown. Never `equal`. */
  readonly verdict: Exclude<Strictness, 'equal'>;
  /** There where a value holds something that may not be shown. */
  readonly secret?: true;
  /** The lines that say so; null where none does. */
  readonly old: Line | null;
  readonly new: Line | null;
  /** Of a queue: all queues that it applies to. */
  readonly queues?: QueueClass;
  /** Whether the queues lost their way into backoff or out of it, or got one. */
  readonly backoff?: 'lost' | 'gained';
  /** It applies only in a backoff that an operator begins with `pmta set queue`. */
  readonly byHand?: true;
}

/** The values of two maps under each key of either. */
export function pairUp<K, V>(
  old: ReadonlyMap<K, V>,
  now: ReadonlyMap<K, V>,
): (readonly [K, V | undefined, V | undefined])[] {
  return [...new Set([...old.keys(), ...now.keys()])].map((key) => [key, old.get(key), now.get(key)]);
}

/** The change of sections that came or went as a whole. */
export function presenceChange(
  base: Pick<Change, 'subject' | 'name'>,
  kind: string,
  old: Line | null,
  now: Line | null,
): Change {
  const shown = (one: Line | null): string | null => (one === null ? null : 'there');
  const [before, after] = [shown(old), shown(now)];
  return { ...base, directive: `<${kind}>`, before, after, verdict: 'unknown', old, new: now };
}
