import type { Alphabet } from './alphabet.ts';
import { BEFORE, BEHIND, type Automaton, type Before } from './automaton.ts';
import type { Spend } from './budget.ts';

/** A way from one position to another over a letter, and in how many ways an engine can go it, up to two. */
export interface Move {
  readonly target: number;
  readonly ways: number;
}

/** How many positions are looked at. */
const MOST_POSITIONS = 2500;

/**
 * What a backtracking engine goes through while it looks for a pattern in a text of one line: positions between
 * characters, as pairs of a node and what stands before. Position 0 is the start of the text. An engine that has failed
 * begins again one character further on: for that there are positions that wait.
 */
export class Walk {
  /** For each position the moves over each letter. */
  readonly moves: readonly (readonly (readonly Move[])[])[];
  /** Whether a position waits for the pattern to begin. */
  readonly isWaiting: readonly boolean[];

  private constructor(moves: readonly (readonly (readonly Move[])[])[], isWaiting: readonly boolean[]) {
    this.moves = moves;
    this.isWaiting = isWaiting;
  }

  /**
   * @param beginsAnew Whether an engine tries every place of the text.
   * @returns undefined when there are too many positions.
   */
  static of(automaton: Automaton, alphabet: Alphabet, beginsAnew: boolean, spend: Spend): Walk | undefined {
    const masks = automaton.sets.map((set) => alphabet.maskOf(set));
    const numbers = new Map<number, number>();
    const positions: { readonly node: number; readonly before: Before }[] = [];
    const moves: Move[][][] = [];
    const isWaiting: boolean[] = [];
    const waiting = automaton.size;
    const numberOf = (node: number, before: Before): number => {
      const key = node * 3 + (automaton.asksPlaces ? before : BEFORE.start);
      let number = numbers.get(key);
      if (number === undefined) {
        number = positions.push({ node, before }) - 1;
        numbers.set(key, number);
        isWaiting.push(node === waiting);
      }
      return number;
    };
    numberOf(beginsAnew ? waiting : automaton.start, BEFORE.start);
    // It grows while it is gone through.
    for (const { node, before } of positions) {
      if (positions.length > MOST_POSITIONS) return undefined;
      const byLetter: Move[][] = [];
      for (let letter = 0; letter < alphabet.size; letter++) {
        if (letter === alphabet.newline) {
          byLetter.push([]);
          continue;
        }
        const after = alphabet.isWord(letter) ? BEFORE.word : BEFORE.other;
        const behind = alphabet.isWord(letter) ? BEHIND.word : BEHIND.other;
        const { takers, ways, isFound } = automaton.reach(
          node === waiting ? automaton.start : node,
          before,
          behind,
        );
        if (!spend(1 + takers.length)) return undefined;
        // A text that goes on from here is matched: an engine does not come back to try another way.
        if (isFound) {
          byLetter.push([]);
          continue;
        }
        const counts = new Map<number, number>();
        takers.forEach((taker, k) => {
          if (masks[automaton.setOf(taker)]?.[letter] !== 1) return;
          const target = numberOf(automaton.nextOf(taker), after);
          counts.set(target, (counts.get(target) ?? 0) + (ways[k] ?? 1));
        });
        if (node === waiting) counts.set(numberOf(waiting, after), 1);
        byLetter.push([...counts].map(([target, count]) => ({ target, ways: Math.min(count, 2) })));
      }
      moves.push(byLetter);
    }
    return new Walk(moves, isWaiting);
  }

  get size(): number {
    return this.moves.length;
  }

  /**
   * How many ways an engine goes on a text, as long as nothing is found.
   *
   * @returns undefined when the purse is empty before that is known.
   */
  countOn(letters: readonly number[], spend: Spend): number | undefined {
    let counts = new Map([[0, 1]]);
    for (const letter of letters) {
      if (!spend(counts.size)) return undefined;
      const next = new Map<number, number>();
      for (const [position, count] of counts) {
        for (const { target, ways } of this.moves[position]?.[letter] ?? []) {
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
