import { foldName, effectiveOf } from '../../catalog/decisions.ts';
import { getOrMake, pushTo } from '../../base/collections.ts';
import { repliesIn } from '../lists/replies.ts';
import type { Model } from '../model.ts';
import { Resolution, type EffectiveValues, type Queue, type ScopedLevel } from '../scopes/queue.ts';
import { DEFAULT_VMTA } from '../scopes/vmtas.ts';
import { unquote } from '../../catalog/values/words.ts';
import { SectionUse } from '../source/content.ts';
import { replyRuleFrom, replyRulesIn, wayIn, type ReplyRule, type WayIn } from './backoff.ts';

/** A `<domain>` block to be added: the last one of its scope, for names that no other block of it has. */
export interface NewBlock {
  /** The whole configuration, a VMTA or a pool. */
  readonly parent: SectionUse;
  /** Without wildcard, in lower case. */
  readonly names: ReadonlySet<string>;
}

/** A block that lines are written into. */
export type Target = SectionUse | NewBlock;

interface PlannedLine {
  readonly value: string;
}

/** A queue as it will be with the lines of a plan. */
export type PlannedQueue = Resolution<Target, PlannedLine>;

/** An smtp-pattern-list as it will be: its rules, and their texts, which are equal for equal rules. */
interface PlannedList {
  readonly rules: readonly ReplyRule[];
  readonly texts: readonly string[];
}

/** Equal for readings of one section of a file that is included several times: a line in it is in all of them. */
function keyOf(target: Target): unknown {
  return target instanceof SectionUse ? (target.node ?? target) : target;
}

/** Equal for sections whose blocks apply to the same VMTAs. */
function keyOfScope(kind: string, argument: string | null): string {
  return kind === 'virtual-mta' || kind === 'virtual-mta-pool' ? `${kind} ${foldName(argument ?? '')}` : '';
}

/** Planned lines as an overlay over a configuration. A planned line overrides the others of its block. */
export class Plan {
  readonly #lines = new Map<unknown, { target: Target; values: Map<string, string> }>();
  readonly #lists = new Map<string, PlannedList>();
  readonly #newBlocks = new Map<string, NewBlock[]>();
  readonly directives = new Set<string>();

  constructor(readonly model: Model) {}

  /** Another plan with the same lines, to try something on. */
  copy(): Plan {
    const plan = new Plan(this.model);
    for (const { target, values } of this.#lines.values())
      for (const [directive, value] of values) plan.#set(target, directive, value);
    for (const [name, list] of this.#lists) plan.#lists.set(name, list);
    return plan;
  }

  /** Puts a line into a block, in place of a former one; of an included file into all blocks that include it. */
  set(target: Target, directive: string, value: string): void {
    const former =
      target instanceof SectionUse ? effectiveOf(target.settings.get(directive) ?? [])?.use : undefined;
    if (former === undefined || former.file === former.section.file) {
      this.#set(target, directive, value);
      return;
    }
    for (const { line, section } of this.model.named(former.name))
      if (line === former.line) this.#set(section, directive, value);
  }

  #set(target: Target, directive: string, value: string): void {
    this.directives.add(directive);
    const isNew = !this.#lines.has(keyOf(target));
    getOrMake(this.#lines, keyOf(target), () => ({ target, values: new Map() })).values.set(directive, value);
    if (isNew && !(target instanceof SectionUse))
      pushTo(this.#newBlocks, keyOfScope(target.parent.kind, target.parent.argument), target);
  }

  /** The value that is planned for a directive in a block, as it will be written. */
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

  changesList(name: string | null): boolean {
    return name !== null && this.#lists.has(foldName(name));
  }

  queue(queue: Queue): PlannedQueue {
    return new Resolution(this.#levels(queue), queue.version, (block: Target, directive) => {
      const planned = this.get(block, directive);
      if (planned !== undefined) return [{ value: unquote(planned) }];
      return block instanceof SectionUse ? (block.settings.get(directive) ?? []) : [];
    });
  }

  /** By what a queue can enter backoff with the planned lists. */
  wayInto(values: EffectiveValues): WayIn {
    return wayIn(values, this.list(values.value('smtp-pattern-list')).rules);
  }

  /** The levels of a queue with the new blocks: after the blocks that name its domain, before wildcards. */
  #levels(queue: Queue): readonly ScopedLevel<Target>[] {
    if (this.#newBlocks.size === 0) return queue.levels;
    const { domain, vmta } = queue;
    const scopes = [
      ['vmta', keyOfScope('virtual-mta', vmta ?? DEFAULT_VMTA)],
      ['pool', keyOfScope('virtual-mta-pool', this.model.vmtas.scopesOf(vmta).poolName)],
      ['global', ''],
    ] as const;
    return scopes.flatMap(([scope, key]): ScopedLevel<Target>[] => {
      const blocks = (this.#newBlocks.get(key) ?? []).filter(({ names }) => names.has(domain));
      const own = queue.levels.filter((level) => level.scope === scope);
      const isNamed = ({ pattern }: ScopedLevel): boolean => pattern === domain;
      return [
        ...own.filter(isNamed),
        ...(blocks.length === 0 ? [] : [{ scope, pattern: domain, blocks }]),
        ...own.filter((level) => !isNamed(level)),
      ];
    });
  }
}
