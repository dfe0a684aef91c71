import { getOrMake } from '../base/collections.ts';
import { differences } from '../base/same-order.ts';
import { posix, relative, sep } from 'node:path';
import { filesWithComments } from '../suppressions/located-comments.ts';
import { identityOf, type Finding } from '../engine/finding.ts';
import type { LintResult } from '../engine/lint-result.ts';
import type { Category, Rule } from '../engine/rule.ts';
import type { Settings } from '../engine/settings.ts';
import { isEnabledIn } from '../engine/reported.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { Places } from './place.ts';
import { accountedFor, recordKey, recordOf, type FoundFinding, type Recorded } from './recorded.ts';

/** Findings of one rule in one place, that are known and may stay. */
export interface Entry {
  /** Relative to the folder of the baseline, with `/`. */
  readonly path: string;
  /** See `Places`. */
  readonly place: string;
  /** Rule, message id and subject (`identityOf`). */
  readonly finding: string;
  /** Of each finding. */
  readonly records: readonly Recorded[];
}

/** Findings of an entry that are gone. */
export interface Stale extends Omit<Entry, 'records'> {
  readonly count: number;
}

/** The rule of an entry. */
export function ruleOf({ finding }: Pick<Entry, 'finding'>): string {
  return finding.split(' ', 1)[0] ?? '';
}

function keyOf({ path, place, finding }: Omit<Entry, 'records'>): string {
  return JSON.stringify([path, place, finding]);
}

function byKey(a: Entry, b: Entry): number {
  for (const part of ['path', 'place', 'finding'] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  return 0;
}

/** What one run knows, to compare a baseline with it. */
export interface BaselineRun {
  readonly models: readonly Model[];
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** The files whose findings the run reports; absent: all. */
  readonly isReported?: (file: SourceFile) => boolean;
  /** Whether something is at a path, absolute. */
  readonly exists: (path: string) => boolean;
}

export interface Applied {
  /** Findings that are not in it. */
  readonly findings: readonly Finding[];
  readonly hidden: number;
  readonly hiddenErrors: number;
  /** What it holds and the run has not found, though it would have; `count` is how many too many. */
  readonly stale: readonly Stale[];
}

/** What a new baseline has in addition to the old one, and what it has no longer, in findings. */
export interface Updated {
  readonly entries: readonly Entry[];
  readonly added: number;
  readonly removed: number;
  /** Of findings in both, those with another severity or value. */
  readonly changed: number;
}

/** Categories whose findings are about the value of a line; others are about how it is written. */
const VALUE_CATEGORIES: ReadonlySet<string> = new Set<Category>([
  ...(['throttling', 'queues', 'bounces', 'authentication', 'security', 'operations'] as const),
]);

/** Findings that a baseline knows by one key. */
interface Group {
  readonly entry: Omit<Entry, 'records'>;
  readonly findings: FoundFinding[];
}

/** The findings of a run, by the key that a baseline knows them by. */
class Found {
  readonly byKey: ReadonlyMap<string, Group>;
  /** By path as entries have it. */
  readonly files = new Map<string, SourceFile>();
  readonly #isWhole: ReadonlyMap<SourceFile, boolean>;
  readonly #rules: ReadonlyMap<string, Rule>;

  readonly #places = new Map<string, { readonly path: string; readonly places: Places }>();
  readonly #stopped: ReadonlySet<string>;
  #belowPreset: ReadonlyMap<string, Group> | undefined;

  constructor(
    private readonly result: LintResult,
    readonly run: BaselineRun,
    readonly folder: string,
  ) {
    this.#stopped = new Set(result.failures.map(({ rule }) => rule));
    this.#isWhole = filesWithComments(run.models);
    this.#rules = new Map(run.rules.map((rule) => [rule.id, rule]));
    for (const file of this.#isWhole.keys()) {
      const path = relative(folder, file.realPath).split(sep).join(posix.sep);
      if (run.isReported?.(file) !== false) this.files.set(path, file);
      this.#places.set(file.path, { path, places: new Places(file) });
    }
    this.byKey = this.#grouped(result.findings);
  }

  #grouped(findings: readonly Finding[]): Map<string, Group> {
    const groups = new Map<string, Group>();
    for (const finding of findings) {
      const at = this.#places.get(finding.path);
      if (at === undefined) continue;
      const entry = { path: at.path, place: at.places.placeOf(finding), finding: identityOf(finding) };
      const { findings: known } = getOrMake(groups, keyOf(entry), () => ({ entry, findings: [] }));
      const directed = VALUE_CATEGORIES.has(finding.category) ? at.places.valueAt(finding) : null;
      known.push({ finding, directed });
    }
    return groups;
  }

  /** How many findings there are by a key, those that the preset leaves out among them. */
  countOf(key: string): number {
    this.#belowPreset ??= this.#grouped(this.result.belowPreset());
    return (this.byKey.get(key)?.findings.length ?? 0) + (this.#belowPreset.get(key)?.findings.length ?? 0);
  }

  /** Whether a finding of an entry would be among those of the run if it were still there. */
  wouldFind(entry: Entry, needsWhole: boolean): boolean {
    const { path } = entry;
    const id = ruleOf(entry);
    const rule = this.#rules.get(id);
    if (rule === undefined) return true;
    const file = this.files.get(path);
    if (file === undefined) return !this.run.exists(posix.join(this.folder, path));
    if (this.#stopped.has(id) || !isEnabledIn(rule, file.path, this.run.settings)) return false;
    if (rule.standsAlone === true || this.#isWhole.get(file) === true) return true;
    return (
      !needsWhole && this.run.models.every((model) => model.knows('includes') || !model.files.includes(file))
    );
  }
}

type RecordsByKey = ReadonlyMap<string, readonly Recorded[]>;

/** How the records of one baseline differ from those of another, in findings. */
function countsOfDifference(old: RecordsByKey, now: RecordsByKey): Omit<Updated, 'entries'> {
  const total = { added: 0, removed: 0, changed: 0 };
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [gone, fresh] = differences(old.get(key) ?? [], now.get(key) ?? [], recordKey, null);
    const changed = Math.min(gone.length, fresh.length);
    total.added += fresh.length - changed;
    total.removed += gone.length - changed;
    total.changed += changed;
  }
  return total;
}

/** Known findings by rule, file and place. If a place has more findings of a rule than known, all of them are new. */
export class Baseline {
  readonly entries: readonly Entry[];

  /** @param folder Absolute, links resolved: what the paths of entries start from. */
  constructor(
    readonly folder: string,
    entries: readonly Entry[],
  ) {
    this.entries = entries.toSorted(byKey);
  }

  /** Takes known findings out of those of a run. */
  apply(result: LintResult, run: BaselineRun): Applied {
    const found = new Found(result, run, this.folder);
    const hidden = new Set<Finding>();
    const stale: Stale[] = [];
    for (const entry of this.entries) {
      const key = keyOf(entry);
      const findings = found.byKey.get(key)?.findings ?? [];
      const { records, ...known } = entry;
      if (findings.length <= records.length)
        for (const finding of accountedFor(records, findings)) hidden.add(finding);
      if (findings.length >= records.length || !found.wouldFind(entry, true)) continue;
      const gone = records.length - found.countOf(key);
      if (gone > 0) stale.push({ ...known, count: gone });
    }
    return {
      findings: result.findings.filter((finding) => !hidden.has(finding)),
      hidden: hidden.size,
      hiddenErrors: [...hidden].filter(({ severity }) => severity === 'error').length,
      stale,
    };
  }

  /** The baseline that holds what a run has found, and of the old one what the run could not have found. */
  updated(result: LintResult, run: BaselineRun): Updated {
    const found = new Found(result, run, this.folder);
    const entries = [...found.byKey.values()].map(({ entry, findings }) => ({
      ...entry,
      records: findings.map(recordOf),
    }));
    const old = new Map(this.entries.map((entry) => [keyOf(entry), entry.records]));
    const now = new Map<string, readonly Recorded[]>(entries.map((entry) => [keyOf(entry), entry.records]));
    const kept = this.entries.filter((entry) => {
      const key = keyOf(entry);
      return !now.has(key) && (found.countOf(key) > 0 || !found.wouldFind(entry, false));
    });
    for (const entry of kept) now.set(keyOf(entry), entry.records);
    return { entries: [...entries, ...kept].sort(byKey), ...countsOfDifference(old, now) };
  }
}
