import { factsIn, findDirective } from '../../catalog/directives.ts';
import {
  replyRulesIn,
  replyRuleFrom,
  wayIn,
  type ReplyRule,
  type SettledValues,
  type WayIn,
} from './backoff.ts';
import { SectionUse } from '../source/content.ts';
import { foldName, holdingOf } from '../../catalog/decisions.ts';
import type { Model } from '../model.ts';
import { defaultValue, usesIn, type Queue } from '../scopes/queue.ts';
import { repliesIn } from '../lists/replies.ts';

/** A `<domain>` block that a fix is about to add: the last one of its scope under names without wildcard. */
export interface NewBlock {
  /** The whole configuration, a VMTA or a pool. */
  readonly parent: SectionUse;
  /** In lower case. */
  readonly names: ReadonlySet<string>;
}

/** A block that lines are written into. */
export type Target = SectionUse | NewBlock;

/** An smtp-pattern-list as it will be: its rules, and their texts, which are equal for equal rules. */
interface PlannedList {
  readonly rules: readonly ReplyRule[];
  readonly texts: readonly string[];
}

interface PlannedLevel {
  readonly scope: 'vmta' | 'pool' | 'global';
  readonly blocks: readonly Target[];
}

/** Equal for uses of one section of a file that is read several times: a line in it stands in all of them. */
function keyOf(target: Target): unknown {
  return target instanceof SectionUse ? (target.node ?? target) : target;
}

/**
 * Lines that a fix is about to write, and what then holds in queues, without writing and reading them. A line put into
 * a block wins over what stands there.
 */
export class Plan {
  readonly #lines = new Map<unknown, { target: Target; values: Map<string, string> }>();
  readonly #lists = new Map<string, PlannedList>();
  readonly #directives = new Set<string>();
  /** By what `keyOfScope` says of the scope that they are added to. */
  readonly #newBlocks = new Map<string, NewBlock[]>();

  constructor(readonly model: Model) {}

  /** Another plan with the same lines, to try something on. */
  copy(): Plan {
    const plan = new Plan(this.model);
    for (const { target, values } of this.#lines.values()) {
      for (const [directive, value] of values) plan.#set(target, directive, value);
    }
    for (const [name, list] of this.#lists) plan.#lists.set(name, list);
    return plan;
  }

  /** Puts a line into a block, in the place of a former one; of an included file into all blocks that include it. */
  set(target: Target, directive: string, value: string): void {
    const former =
      target instanceof SectionUse ? holdingOf(usesIn(target).get(directive) ?? [])?.use : undefined;
    if (former === undefined || former.file === former.section.file) {
      this.#set(target, directive, value);
      return;
    }
    for (const { line, section } of this.model.named(former.name)) {
      if (line === former.line) this.#set(section, directive, value);
    }
  }

  #set(target: Target, directive: string, value: string): void {
    this.#directives.add(directive);
    const known = this.#lines.get(keyOf(target));
    if (known !== undefined) {
      known.values.set(directive, value);
      return;
    }
    this.#lines.set(keyOf(target), { target, values: new Map([[directive, value]]) });
    if (target instanceof SectionUse) return;
    const scope = keyOfScope(target.parent);
    const there = this.#newBlocks.get(scope);
    if (there === undefined) this.#newBlocks.set(scope, [target]);
    else there.push(target);
  }

  /** The value that is planned for a directive in a block. */
  get(target: Target, directive: string): string | undefined {
    return this.#lines.get(keyOf(target))?.values.get(directive);
  }

  /** The lines planned for a block, in the order in which they came up. */
  linesOf(target: Target): ReadonlyMap<string, string> {
    return this.#lines.get(keyOf(target))?.values ?? new Map<string, string>();
  }

  get targets(): Target[] {
    return [...this.#lines.values()].map(({ target }) => target);
  }

  get directives(): ReadonlySet<string> {
    return this.#directives;
  }

  /** Makes a list, or changes one: the rules of the list `base` (null: none), then added `reply` lines. */
  setList(name: string, base: string | null, added: readonly string[]): void {
    const { model } = this;
    const kept = base === null ? [] : replyRulesIn(model, base);
    const replies = added.map((line) => line.replace(/^reply\s+/, ''));
    this.#lists.set(foldName(name), {
      rules: [...kept, ...replies.flatMap((reply) => replyRuleFrom(reply) ?? [])],
      texts: [...repliesIn(model, base), ...replies],
    });
  }

  list(name: string | null): PlannedList {
    const planned = name === null ? undefined : this.#lists.get(foldName(name));
    return (
      planned ?? {
        rules: name === null || name === '' ? [] : replyRulesIn(this.model, name),
        texts: repliesIn(this.model, name),
      }
    );
  }

  /** Whether a list is new or changed. */
  changesList(name: string | null): boolean {
    return name !== null && this.#lists.has(foldName(name));
  }

  /** The queue as it will be. */
  queue(queue: Queue): PlannedQueue {
    return new PlannedQueue(this, queue, this.#levels(queue));
  }

  /** The new blocks that count for a queue. */
  #addedFor({ domain, vmta }: Queue): Record<PlannedLevel['scope'], NewBlock[]> {
    const pool = this.model.vmtas.scopesOf(vmta).poolName;
    const inScope = (scope: string): NewBlock[] =>
      (this.#newBlocks.get(scope) ?? []).filter(({ names }) => names.has(domain));
    return {
      vmta: inScope(keyOfScope({ kind: 'virtual-mta', argument: vmta ?? '{default}' })),
      pool: pool === null ? [] : inScope(keyOfScope({ kind: 'virtual-mta-pool', argument: pool })),
      global: inScope(GLOBAL),
    };
  }

  #levels(queue: Queue): PlannedLevel[] {
    const added = this.#addedFor(queue);
    if (Object.values(added).every((blocks) => blocks.length === 0)) return [...queue.levels];
    const levels: PlannedLevel[] = [];
    for (const scope of ['vmta', 'pool', 'global'] as const) {
      const own = queue.levels.filter((level) => level.scope === scope);
      const blocks = added[scope];
      const named = own.filter((level) => level.pattern === queue.domain);
      levels.push(...named);
      if (blocks.length > 0) levels.push({ scope, blocks });
      levels.push(...own.filter((level) => !named.includes(level)));
    }
    return levels;
  }
}

const GLOBAL = 'global';

/** Equal for sections in which a block holds for the same VMTAs. */
function keyOfScope({ kind, argument }: Pick<SectionUse, 'kind' | 'argument'>): string {
  return kind === 'virtual-mta' || kind === 'virtual-mta-pool'
    ? `${kind} ${foldName(argument ?? '')}`
    : GLOBAL;
}

/** A queue as it will be with the lines of a plan. */
export class PlannedQueue implements SettledValues {
  constructor(
    readonly plan: Plan,
    readonly queue: Queue,
    /** From the one that counts first to the one that counts last. */
    readonly levels: readonly PlannedLevel[],
  ) {}

  /** The block whose line holds for a directive; null for a default. */
  decider(directive: string): Target | null {
    return this.#holding(directive)?.target ?? null;
  }

  value(directive: string): string | null {
    const holding = this.#holding(directive);
    if (holding !== undefined) return holding.value;
    const facts = findDirective(directive);
    if (facts === undefined) throw new Error(`no directive is named '${directive}'`);
    return defaultValue(factsIn(facts, 'domain'), this.queue.version, (other) => this.value(other));
  }

  /** By what it can enter backoff. */
  get way(): WayIn {
    return wayIn(this, this.plan.list(this.value('smtp-pattern-list')).rules);
  }

  /** The block that counts first: a line there holds for the queue. Undefined where no block applies. */
  get innermost(): Target | undefined {
    return this.levels[0]?.blocks.at(-1);
  }

  #holding(directive: string): { target: Target; value: string } | undefined {
    for (const { blocks } of this.levels) {
      const set = blocks.flatMap((target) => {
        const planned = this.plan.get(target, directive);
        if (planned !== undefined) return [{ target, value: planned }];
        const use = target instanceof SectionUse ? holdingOf(usesIn(target).get(directive) ?? []) : undefined;
        return use === undefined ? [] : [{ target, value: use.value }];
      });
      const holding = holdingOf(set);
      if (holding !== undefined) return holding;
    }
    return undefined;
  }
}
