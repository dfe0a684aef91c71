import { getOrMake } from '../base/collections.ts';
import type { CharacterSet } from './character-set.ts';
import type { Expression, Assertion } from './expression.ts';

/** What is before a position in a text. */
export const BEFORE = { start: 0, word: 1, other: 2 } as const;
/** What is after it: nothing, a line end that is the last character, a character of a word, another character. */
export const AFTER = { end: 0, lastNewline: 1, word: 2, other: 3 } as const;

export type Before = (typeof BEFORE)[keyof typeof BEFORE];
export type After = (typeof AFTER)[keyof typeof AFTER];

/** How many nodes an automaton may have; usual patterns have less than a hundred. */
const MOST_NODES = 1000;
/** How many steps building it may take: repeating what matches nothing makes no node. */
const MOST_VISITS = 40_000;

/** How many moves an automaton may have: with many optional parts after each other each leads to all the others. */
const MOST_MOVES = 30_000;

/** How many ways to a node are distinguished. */
const MOST_WAYS = 4;

/** Thrown when a pattern needs more nodes than we want to look at. */
export class TooLarge extends Error {}

type Node =
  | { readonly kind: 'characters'; readonly set: number; readonly next: number }
  /** A fork that loops repeats what its first way leads to. */
  | { readonly kind: 'fork'; readonly next: readonly number[]; readonly loops: boolean }
  | { readonly kind: 'assertion'; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: 'found' };

/** Where an automaton can get without taking a character. */
export interface Reach {
  /** The nodes that take a character, each once. */
  readonly consumers: readonly number[];
  /** For each consumer in how many ways an engine reaches it, as far as we count. */
  readonly ways: readonly number[];
  readonly isFound: boolean;
}

function isTrueAt(assertion: Assertion, before: Before, after: After): boolean {
  switch (assertion) {
    case 'start':
      return before === BEFORE.start;
    case 'end':
      return after === AFTER.end || after === AFTER.lastNewline;
    case 'very-end':
      return after === AFTER.end;
    case 'word-boundary':
      return (before === BEFORE.word) !== (after === AFTER.word);
    case 'no-word-boundary':
      return (before === BEFORE.word) === (after === AFTER.word);
  }
}

/** A nondeterministic automaton after Thompson. Its nodes are numbers. */
export class Automaton {
  readonly start: number;
  /** The sets of characters that its nodes take, by number. */
  readonly sets: readonly CharacterSet[];
  /** Whether it has assertions such as `^` and `\b`. */
  readonly hasAssertions: boolean;
  readonly #nodes: Node[] = [];
  readonly #reaches = new Map<number, Reach>();
  readonly #sets = new Map<string, number>();
  #visits = 0;

  /** @throws {TooLarge} */
  constructor(expression: Expression) {
    const sets: CharacterSet[] = [];
    this.sets = sets;
    this.start = this.#build(expression, this.#add({ kind: 'found' }), sets);
    this.hasAssertions = this.#nodes.some((node) => node.kind === 'assertion');
    this.#countMoves();
  }

  get size(): number {
    return this.#nodes.length;
  }

  /** The number of the set that a consumer takes a character of; -1 of a node that takes none. */
  setOf(node: number): number {
    const it = this.#nodes[node];
    return it?.kind === 'characters' ? it.set : -1;
  }

  nextOf(node: number): number {
    const it = this.#nodes[node];
    return it?.kind === 'characters' ? it.next : node;
  }

  /** Where a node leads without taking a character, at a position in the text. */
  reach(node: number, before: Before, after: After): Reach {
    const key = this.hasAssertions ? (node * 3 + before) * 4 + after : node;
    return getOrMake(this.#reaches, key, () => this.#follow(node, before, after));
  }

  /** For each node how many characters it is at least away from the end. */
  distances(): readonly number[] {
    const distance = this.#nodes.map((node) => (node.kind === 'found' ? 0 : Infinity));
    const sources = this.#nodes.map((): number[] => []);
    this.#nodes.forEach((node, i) => {
      if (node.kind === 'found') return;
      for (const next of node.kind === 'fork' ? node.next : [node.next]) sources[next]?.push(i);
    });
    let level = distance.flatMap((it, i) => (it === 0 ? [i] : []));
    for (let length = 0; level.length > 0; length++) {
      const after: number[] = [];
      for (let node = level.pop(); node !== undefined; node = level.pop()) {
        for (const source of sources[node] ?? []) {
          const target = this.#nodes[source]?.kind === 'characters' ? length + 1 : length;
          if ((distance[source] ?? 0) <= target) continue;
          distance[source] = target;
          (target === length ? level : after).push(source);
        }
      }
      level = after.filter((node) => distance[node] === length + 1);
    }
    return distance;
  }

  /** @throws {TooLarge} */
  #countMoves(): void {
    const sources = new Set([this.start]);
    for (const node of this.#nodes) if (node.kind === 'characters') sources.add(node.next);
    let moves = 0;
    for (const source of sources) {
      const reached = new Set([source]);
      for (const index of reached) {
        const node = this.#nodes[index];
        if (++moves > MOST_MOVES) throw new TooLarge();
        if (node?.kind === 'fork') for (const next of node.next) reached.add(next);
        else if (node?.kind === 'assertion') reached.add(node.next);
      }
    }
  }

  #add(node: Node): number {
    if (this.#nodes.length >= MOST_NODES) throw new TooLarge();
    return this.#nodes.push(node) - 1;
  }

  #setNumber(set: CharacterSet, sets: CharacterSet[]): number {
    return getOrMake(this.#sets, set.join(';'), () => sets.push(set) - 1);
  }

  /** Adds an expression in front of a node. */
  #build(expression: Expression, next: number, sets: CharacterSet[]): number {
    if (++this.#visits > MOST_VISITS) throw new TooLarge();
    switch (expression.kind) {
      case 'characters':
        return this.#add({ kind: 'characters', set: this.#setNumber(expression.set, sets), next });
      case 'sequence':
        return expression.items.reduceRight((after, item) => this.#build(item, after, sets), next);
      case 'choice': {
        const options = expression.options.map((option) => this.#build(option, next, sets));
        return this.#add({ kind: 'fork', next: options, loops: false });
      }
      case 'assertion':
        return this.#add({ kind: 'assertion', assertion: expression.assertion, next });
      case 'repeat': {
        const { item, min, max } = expression;
        let start = next;
        if (max === Infinity) {
          const ways: number[] = [];
          start = this.#add({ kind: 'fork', next: ways, loops: true });
          ways.push(this.#build(item, start, sets), next);
        } else {
          for (let i = min; i < max; i++) {
            start = this.#add({ kind: 'fork', next: [this.#build(item, start, sets), next], loops: false });
          }
        }
        for (let i = 0; i < min; i++) start = this.#build(item, start, sets);
        return start;
      }
    }
  }

  #follow(from: number, before: Before, after: After): Reach {
    const ways = new Map<number, number>();
    const visits = new Map<number, number>();
    /** Loops whose repetition has begun on the way: an engine does not repeat what has matched the empty text. */
    const begun = new Set<number>();
    const pending: { readonly node: number; readonly ends: boolean }[] = [{ node: from, ends: false }];
    let isFound = false;
    for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
      const { node, ends } = item;
      if (ends) {
        begun.delete(node);
        continue;
      }
      const seen = visits.get(node) ?? 0;
      if (seen >= MOST_WAYS || begun.has(node)) continue;
      visits.set(node, seen + 1);
      const it = this.#nodes[node];
      if (it === undefined) continue;
      if (it.kind === 'found') isFound = true;
      else if (it.kind === 'characters') ways.set(node, (ways.get(node) ?? 0) + 1);
      else if (it.kind === 'fork') {
        const [first, ...rest] = it.next;
        for (const next of rest.reverse()) pending.push({ node: next, ends: false });
        if (it.loops) {
          begun.add(node);
          pending.push({ node, ends: true });
        }
        if (first !== undefined) pending.push({ node: first, ends: false });
      } else if (isTrueAt(it.assertion, before, after)) pending.push({ node: it.next, ends: false });
    }
    return { consumers: [...ways.keys()], ways: [...ways.values()], isFound };
  }
}
