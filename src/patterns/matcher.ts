import { getOrMake } from '../base/collections.ts';
import type { Alphabet } from './alphabet.ts';
import { BEFORE, AFTER, type Automaton, type Before, type After } from './automaton.ts';

/** The state of a text in which the pattern has been found, whatever follows. */
export const FOUND = 0;

interface State {
  /** Where the automaton may be before it takes the next character; sorted. */
  readonly nodes: readonly number[];
  readonly before: Before;
  /** The state after each symbol, -1 while it is not known. */
  readonly next: Int32Array;
  isFoundAtEnd: boolean | undefined;
}

/** A deterministic matcher, built while reading: after each symbol, whether the pattern was found anywhere so far. */
export class Matcher {
  /** The state of the empty text. */
  readonly start: number;
  readonly #masks: readonly Uint8Array[];
  readonly #states: State[] = [];
  readonly #numbers = new Map<string, number>();

  /** @param alphabet Tells apart the sets of the automaton. */
  constructor(
    private readonly automaton: Automaton,
    private readonly alphabet: Alphabet,
  ) {
    this.#masks = automaton.sets.map((set) => alphabet.maskOf(set));
    this.#number([], BEFORE.start);
    this.start = this.#number([automaton.start], BEFORE.start);
  }

  get size(): number {
    return this.#states.length;
  }

  nodesOf(state: number): readonly number[] {
    return this.#states[state]?.nodes ?? [];
  }

  /** How many steps finding the next state of this one takes when it is not known yet. */
  costOf(state: number): number {
    return 1 + (this.#states[state]?.nodes.length ?? 0);
  }

  /** Whether the state after a symbol is known already. */
  knows(state: number, symbol: number): boolean {
    return state === FOUND || (this.#states[state]?.next[symbol] ?? -1) >= 0;
  }

  /** The state after a symbol that is not a line end at the end of the text. */
  next(state: number, symbol: number): number {
    if (state === FOUND) return FOUND;
    const from = this.#states[state];
    if (from === undefined) return FOUND;
    const known = from.next[symbol] ?? -1;
    return known >= 0 ? known : (from.next[symbol] = this.#move(from, symbol));
  }

  isFoundAtEnd(state: number): boolean {
    const at = this.#states[state];
    if (state === FOUND || at === undefined) return true;
    return (at.isFoundAtEnd ??= this.#finds(at.nodes, at.before, AFTER.end));
  }

  /** Whether the pattern is found when a line end follows that is the last character. */
  isFoundAtLastNewline(state: number): boolean {
    const at = this.#states[state];
    if (state === FOUND || at === undefined) return true;
    if (this.#finds(at.nodes, at.before, AFTER.lastNewline)) return true;
    const after = this.#targets(at, AFTER.lastNewline, this.alphabet.newline);
    return after === null || this.#finds(after, BEFORE.other, AFTER.end);
  }

  #finds(nodes: readonly number[], before: Before, after: After): boolean {
    return nodes.some((node) => this.automaton.reach(node, before, after).isFound);
  }

  #move(from: State, symbol: number): number {
    const isWord = this.alphabet.isWord(symbol);
    const targets = this.#targets(from, isWord ? AFTER.word : AFTER.other, symbol);
    return targets === null ? FOUND : this.#number(targets, isWord ? BEFORE.word : BEFORE.other);
  }

  /** Where the automaton may be after a symbol; null when the pattern has been found before it. */
  #targets(from: State, after: After, symbol: number): number[] | null {
    const automaton = this.automaton;
    const targets = new Set([automaton.start]);
    for (const node of from.nodes) {
      const { consumers, isFound } = automaton.reach(node, from.before, after);
      if (isFound) return null;
      for (const consumer of consumers) {
        if (this.#masks[automaton.setOf(consumer)]?.[symbol] === 1) targets.add(automaton.nextOf(consumer));
      }
    }
    return [...targets].sort((a, b) => a - b);
  }

  #number(nodes: readonly number[], before: Before): number {
    const key = this.automaton.hasAssertions ? `${before}:${nodes.join(',')}` : nodes.join(',');
    return getOrMake(this.#numbers, key, () => {
      const next = new Int32Array(this.alphabet.size).fill(-1);
      return this.#states.push({ nodes, before, next, isFoundAtEnd: undefined }) - 1;
    });
  }
}
