import type { Alphabet } from './alphabet.ts';
import { BEFORE, BEHIND, type Automaton, type Before, type Behind } from './automaton.ts';

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
  readonly #automaton: Automaton;
  readonly #alphabet: Alphabet;
  readonly #masks: readonly Uint8Array[];
  readonly #states: State[] = [];
  readonly #numbers = new Map<string, number>();

  /** @param alphabet Tells apart the sets of the automaton. */
  constructor(automaton: Automaton, alphabet: Alphabet) {
    this.#automaton = automaton;
    this.#alphabet = alphabet;
    this.#masks = automaton.sets.map((set) => alphabet.maskOf(set));
    this.#number([], BEFORE.start);
    this.start = this.#number([automaton.start], BEFORE.start);
  }

  /** How many states have been met. */
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

  /** Whether the pattern is found when the text ends in this state. */
  isFoundAtEnd(state: number): boolean {
    const at = this.#states[state];
    if (state === FOUND || at === undefined) return true;
    return (at.isFoundAtEnd ??= this.#finds(at.nodes, at.before, BEHIND.end));
  }

  /** Whether the pattern is found when a line end follows that is the last character. */
  isFoundAtLastNewline(state: number): boolean {
    const at = this.#states[state];
    if (state === FOUND || at === undefined) return true;
    if (this.#finds(at.nodes, at.before, BEHIND.lastNewline)) return true;
    const behind = this.#targets(at, BEHIND.lastNewline, this.#alphabet.newline);
    return behind === null || this.#finds(behind, BEFORE.other, BEHIND.end);
  }

  #finds(nodes: readonly number[], before: Before, behind: Behind): boolean {
    return nodes.some((node) => this.#automaton.reach(node, before, behind).isFound);
  }

  #move(from: State, symbol: number): number {
    const isWord = this.#alphabet.isWord(symbol);
    const targets = this.#targets(from, isWord ? BEHIND.word : BEHIND.other, symbol);
    return targets === null ? FOUND : this.#number(targets, isWord ? BEFORE.word : BEFORE.other);
  }

  /** Where the automaton may be behind a symbol; null when the pattern has been found before it. */
  #targets(from: State, behind: Behind, symbol: number): number[] | null {
    const automaton = this.#automaton;
    const targets = new Set([automaton.start]);
    for (const node of from.nodes) {
      const { takers, isFound } = automaton.reach(node, from.before, behind);
      if (isFound) return null;
      for (const taker of takers) {
        if (this.#masks[automaton.setOf(taker)]?.[symbol] === 1) targets.add(automaton.nextOf(taker));
      }
    }
    return [...targets].sort((a, b) => a - b);
  }

  #number(nodes: readonly number[], before: Before): number {
    const key = this.#automaton.asksPlaces ? `${before}:${nodes.join(',')}` : nodes.join(',');
    let number = this.#numbers.get(key);
    if (number === undefined) {
      const next = new Int32Array(this.#alphabet.size).fill(-1);
      number = this.#states.push({ nodes, before, next, isFoundAtEnd: undefined }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}
