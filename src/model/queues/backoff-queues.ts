import { getOrMake, groupBy, memoize } from '../../base/collections.ts';
import { booleanOf } from '../../catalog/values/scalar.ts';
import { entersBackoff, replyRulesIn } from './backoff.ts';
import { isRouted, isSelected, namedQueueOf } from './block-queue.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { foldName } from '../../catalog/decisions.ts';
import type { Model } from '../model.ts';
import { PaceReader, type Pace } from './pace.ts';
import { mostSpecificBlock, providerQueuesOf } from './provider-queues.ts';
import type { Queue } from '../scopes/queue.ts';

export interface BackoffQueue {
  readonly queue: Queue;
  readonly section: SectionUse;
  readonly pace: Pace;
}

/** What of a queue decides whether, and how, it slows down; values as lines set them. */
interface Row {
  readonly queue: Queue;
  readonly list: string | null;
  readonly uponAllDisabled: string | null;
  readonly reroutes: string | null;
  readonly pace: Pace;
}

/** How many pairs of a block and a VMTA with defaults of its own are checked. */
const MAX_PAIRS = 50_000;

/** How many of them are enough of one block, and of one VMTA: what is wrong is one line in either. */
const ENOUGH = 3;

/** The queues that can enter backoff: one per block, and those of global blocks in VMTAs with their own `<domain *>`. */
export class BackoffQueues {
  readonly #reader = new PaceReader();
  readonly #entering = new Map<string, boolean>();
  readonly #global: Row[] = [];
  readonly #setBy = new Map<string, Map<DirectiveUse | null, BackoffQueue[]>>();
  /** One for each block, in reading order. */
  readonly ofBlocks: readonly BackoffQueue[];

  constructor(private readonly model: Model) {
    const found: BackoffQueue[] = [];
    for (const block of model.sectionsOf('domain')) {
      const queue = isSelected(model, block) ? namedQueueOf(model, block) : null;
      const section = queue === null ? undefined : mostSpecificBlock(queue);
      if (queue === null || section === undefined || isRouted(model, queue)) continue;
      const row = this.#rowOf(queue, (directive) => queue.written(directive));
      if (block.parent === model.root) this.#global.push(row);
      if (this.#enters(row)) found.push({ queue, section, pace: row.pace });
    }
    this.ofBlocks = found;
  }

  /** The queues of blocks for which a line sets a directive. */
  setBy(use: DirectiveUse, directive: string): readonly BackoffQueue[] {
    const byUse = getOrMake(this.#setBy, directive, () =>
      groupBy(this.ofBlocks, ({ queue }) => queue.use(directive)),
    );
    return byUse.get(use) ?? [];
  }

  #rowOf(queue: Queue, written: (directive: string) => string | null): Row {
    return {
      queue,
      list: written('smtp-pattern-list'),
      uponAllDisabled: written('backoff-upon-all-sources-disabled'),
      reroutes: written('backoff-reroute-to-virtual-mta'),
      pace: this.#reader.read(written),
    };
  }

  #enters({ list, uponAllDisabled }: Pick<Row, 'list' | 'uponAllDisabled'>): boolean {
    if (booleanOf(uponAllDisabled ?? '') === true) return true;
    if (list === null || list === '') return false;
    const name = foldName(list);
    return getOrMake(this.#entering, name, () => replyRulesIn(this.model, name).some(entersBackoff));
  }

  /**
   * Queues of global blocks in VMTAs whose own `<domain *>`, or that of their pool, comes first: those that pass a test on
   * what then applies. VMTAs whose defaults are the same count once, and of many of one block or one VMTA some are told.
   *
   * @param test Is told the speeds, and whether backoff takes another way; it is asked often.
   */
  *throughOwnDefaults(test: (pace: Pace, reroutes: boolean) => boolean): Generator<BackoffQueue> {
    let left = MAX_PAIRS;
    const ofRow = new Map<Row, number>();
    for (const { row: own, vmta } of this.#ownDefaults()) {
      let ofVmta = 0;
      for (const row of this.#global) {
        if (left-- <= 0) return;
        if (ofVmta >= ENOUGH && (ofRow.get(row) ?? 0) >= ENOUGH) continue;
        const list = own.list ?? row.list;
        const uponAllDisabled = own.uponAllDisabled ?? row.uponAllDisabled;
        const pace = over(own.pace, row.pace);
        if (!test(pace, (own.reroutes ?? row.reroutes ?? '') !== '')) continue;
        if (!this.#enters({ list, uponAllDisabled })) continue;
        const queue = this.model.queue(row.queue.domain, vmta);
        const section = mostSpecificBlock(queue);
        if (section?.parent !== this.model.root || isRouted(this.model, queue)) continue;
        // Wildcards of the VMTA or the pool come between its defaults and the global block.
        const effective = this.#rowOf(queue, (directive) => queue.written(directive));
        if (!test(effective.pace, (effective.reroutes ?? '') !== '') || !this.#enters(effective)) continue;
        ofVmta++;
        ofRow.set(row, (ofRow.get(row) ?? 0) + 1);
        yield { queue, section, pace: effective.pace };
      }
    }
  }

  *#ownDefaults(): Generator<{ row: Row; vmta: string | null }> {
    const seen = new Set<string>();
    const queues = providerQueuesOf(this.model);
    for (const group of queues.groups) {
      if (!group.hasDefaults) continue;
      const defaults = queues.defaultQueue(group);
      const row = this.#rowOf(defaults, (directive) => {
        const { scope, value } = defaults.setting(directive);
        return scope === 'vmta' || scope === 'pool' ? value : null;
      });
      const { list, uponAllDisabled, reroutes, pace } = row;
      const values = [list, uponAllDisabled, reroutes, ...pace.normal, ...pace.backoff];
      const key = values.map(String).join('\n');
      if (values.every((value) => value === null || value === undefined) || seen.has(key)) continue;
      seen.add(key);
      yield { row, vmta: group.vmtas[0] ?? null };
    }
  }
}

function over(own: Pace, other: Pace): Pace {
  return {
    normal: own.normal.map((speed, at) => speed ?? other.normal[at]),
    backoff: own.backoff.map((speed, at) => speed ?? other.backoff[at]),
  };
}

/** The queues of a configuration that can enter backoff; asked once, then remembered. */
export const backoffQueuesOf = memoize((model: Model) => new BackoffQueues(model));
