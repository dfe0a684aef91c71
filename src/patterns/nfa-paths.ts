import { getOrMake } from '../base/collections.ts';
import type { Alphabet } from './alphabet.ts';
import { BEFORE, AFTER, type Automaton, type Before } from './automaton.ts';
import type { Budget } from './budget.ts';

/** A way from one position to another over a symbol, and in how many ways an engine can go it, up to two. */
export interface Move {
  readonly target: number;
  readonly ways: number;
}

/** How many positions are checked. */
const MOST_POSITIONS = 2500;

/**
 * What a backtracking engine goes through while it looks for a pattern in a text of one line: positions between characters,
 * as pairs of a node and what is before. Position 0 is the start of the text. An engine that has failed begins again one
 * character further on: for that there are positions that wait.
 */
export class NfaPaths {
  private constructor(
    /** For each position the moves over each symbol. */
    readonly moves: readonly (readonly (readonly Move[])[])[],
    readonly isWaiting: readonly boolean[],
  ) {}

  /** `beginsAnew`: whether an engine tries every place of the text. Undefined for too many positions. */
  static of(
    automaton: Automaton,
    alphabet: Alphabet,
    beginsAnew: boolean,
    budget: Budget,
  ): NfaPaths | undefined {
    const masks = automaton.sets.map((set) => alphabet.maskOf(set));
    const numbers = new Map<number, number>();
    const positions: { readonly node: number; readonly before: Before }[] = [];
    const moves: Move[][][] = [];
    const isWaiting: boolean[] = [];
    const waiting = automaton.size;
    const numberOf = (node: number, before: Before): number => {
      const key = node * 3 + (automaton.hasAssertions ? before : BEFORE.start);
      return getOrMake(numbers, key, () => {
        isWaiting.push(node === waiting);
        return positions.push({ node, before }) - 1;
      });
    };
    numberOf(beginsAnew ? waiting : automaton.start, BEFORE.start);
    // It grows while it is gone through.
    for (const { node, before } of positions) {
      if (positions.length > MOST_POSITIONS) return undefined;
      const bySymbol: Move[][] = [];
      for (let symbol = 0; symbol < alphabet.size; symbol++) {
        if (symbol === alphabet.newline) {
          bySymbol.push([]);
          continue;
        }
        const passed = alphabet.isWord(symbol) ? BEFORE.word : BEFORE.other;
        const after = alphabet.isWord(symbol) ? AFTER.word : AFTER.other;
        const { consumers, ways, isFound } = automaton.reach(
          node === waiting ? automaton.start : node,
          before,
          after,
        );
        if (!budget.spend(1 + consumers.length)) return undefined;
        // A text that goes on from here is matched: an engine does not come back to try another way.
        if (isFound) {
          bySymbol.push([]);
          continue;
        }
        const counts = new Map<number, number>();
        consumers.forEach((consumer, k) => {
          if (masks[automaton.setOf(consumer)]?.[symbol] !== 1) return;
          const target = numberOf(automaton.nextOf(consumer), passed);
          counts.set(target, (counts.get(target) ?? 0) + (ways[k] ?? 1));
        });
        if (node === waiting) counts.set(numberOf(waiting, passed), 1);
        bySymbol.push([...counts].map(([target, count]) => ({ target, ways: Math.min(count, 2) })));
      }
      moves.push(bySymbol);
    }
    return new NfaPaths(moves, isWaiting);
  }

  get size(): number {
    return this.moves.length;
  }

  /** How many ways an engine can go through a text without a match; undefined if the budget is spent. */
  countOn(symbols: readonly number[], budget: Budget): number | undefined {
    let counts = new Map([[0, 1]]);
    for (const symbol of symbols) {
      if (!budget.spend(counts.size)) return undefined;
      const next = new Map<number, number>();
      for (const [position, count] of counts) {
        for (const { target, ways } of this.moves[position]?.[symbol] ?? []) {
          next.set(target, (next.get(target) ?? 0) + count * ways);
        }
      }
      counts = next;
    }
    let sum = 0;
    for (const count of counts.values()) sum += count;
    return sum;
  }
}
