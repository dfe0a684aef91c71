import type { Alphabet } from './alphabet.ts';
import type { Spend } from './budget.ts';
import type { Walk } from './walk.ts';

/** How an engine may go two ways with one text. Words are letters of the alphabet. */
export interface Loop {
  /** A position that the pump leads back to. */
  readonly position: number;
  readonly pump: readonly number[];
}

/** What makes backtracking slow. */
export type Ambiguity =
  /** One loop can be gone in two ways: each repetition of the pump doubles the ways. */
  | ({ readonly kind: 'exponential' } & Loop)
  /**
   * Loops behind each other that go on with the same text: the number of ways grows with a power of the length, which
   * is the number of the steps.
   */
  | { readonly kind: 'polynomial'; readonly steps: readonly Loop[] }
  | { readonly kind: 'none' };

/** Thrown when the purse is empty. */
class Spent extends Error {}

interface Component {
  readonly members: ReadonlySet<number>;
  readonly isWaiting: boolean;
}

/** The sets of positions that can be left and come back to, each before those it leads to. */
function loops(walk: Walk): Component[] {
  const targets = walk.moves.map((letters) => [...new Set(letters.flat().map(({ target }) => target))]);
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();
  const found: Component[] = [];
  const path: { readonly at: number; next: number }[] = [];
  const enter = (at: number) => {
    index.set(at, index.size);
    low.set(at, index.size - 1);
    stack.push(at);
    onStack.add(at);
    path.push({ at, next: 0 });
  };
  const lower = (at: number, value: number | undefined) =>
    low.set(at, Math.min(low.get(at) ?? 0, value ?? Infinity));
  for (let root = 0; root < walk.size; root++) {
    if (index.has(root)) continue;
    enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const target = targets[frame.at]?.[frame.next++];
      if (target !== undefined) {
        if (!index.has(target)) enter(target);
        else if (onStack.has(target)) lower(frame.at, index.get(target));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.at, low.get(frame.at));
      if (low.get(frame.at) !== index.get(frame.at)) continue;
      const members = new Set<number>();
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member);
        members.add(member);
        if (member === frame.at) break;
      }
      const [one] = members;
      const isLoop = members.size > 1 || (one !== undefined && targets[one]?.includes(one) === true);
      if (isLoop) found.push({ members, isWaiting: one !== undefined && walk.isWaiting[one] === true });
    }
  }
  return found.reverse();
}

interface Place {
  readonly key: number;
  readonly from: Place | null;
  readonly letter: number;
}

function wordTo(place: Place): number[] {
  const word: number[] = [];
  for (let it = place; it.from !== null; it = it.from) word.push(it.letter);
  return word.reverse();
}

/**
 * The shortest word from a key to another, of at least one letter.
 *
 * @param follow Calls back with every key that a letter leads to.
 */
function shortestWord(
  start: number,
  goal: number,
  letters: readonly number[],
  follow: (key: number, letter: number, reach: (key: number) => void) => void,
  spend: Spend,
): number[] | null {
  const seen = new Set<number>();
  let level: Place[] = [{ key: start, from: null, letter: 0 }];
  while (level.length > 0) {
    const next: Place[] = [];
    for (const from of level) {
      if (!spend(letters.length)) throw new Spent();
      for (const letter of letters) {
        follow(from.key, letter, (key) => {
          if (seen.has(key)) return;
          seen.add(key);
          next.push({ key, from, letter });
        });
        const last = seen.has(goal) ? next.find(({ key }) => key === goal) : undefined;
        if (last !== undefined) return wordTo(last);
      }
    }
    level = next;
  }
  return null;
}

class Analysis {
  readonly #walk: Walk;
  readonly #letters: readonly number[];
  readonly #spend: Spend;

  constructor(walk: Walk, alphabet: Alphabet, spend: Spend) {
    this.#walk = walk;
    this.#letters = alphabet.order.filter((letter) => letter !== alphabet.newline);
    this.#spend = spend;
  }

  run(): Ambiguity {
    const components = loops(this.#walk);
    for (const component of components) {
      const loop = component.isWaiting ? null : this.#doubled(component);
      if (loop !== null) return { kind: 'exponential', ...loop };
    }
    const steps = this.#longestChain(components);
    return steps.length === 0 ? { kind: 'none' } : { kind: 'polynomial', steps };
  }

  #movesOf(position: number, letter: number) {
    return this.#walk.moves[position]?.[letter] ?? [];
  }

  /** A word that leads from a position of the loop back to it in two ways. */
  #doubled({ members }: Component): Loop | null {
    const size = this.#walk.size;
    const [position] = members;
    if (position === undefined) return null;
    const keyOf = (one: number, other: number, parted: boolean) =>
      (one * size + other) * 2 + (parted ? 1 : 0);
    const follow = (key: number, letter: number, reach: (key: number) => void) => {
      const parted = key % 2 === 1;
      const other = ((key - (key % 2)) / 2) % size;
      const one = ((key - (key % 2)) / 2 - other) / size;
      const others = this.#movesOf(other, letter).filter(({ target }) => members.has(target));
      for (const { target, ways } of this.#movesOf(one, letter)) {
        if (!members.has(target)) continue;
        if (!this.#spend(others.length)) throw new Spent();
        for (const second of others) {
          const isTwice = one === other && target === second.target && ways > 1;
          reach(keyOf(target, second.target, parted || isTwice || target !== second.target));
        }
      }
    };
    const start = keyOf(position, position, false);
    const pump = shortestWord(start, keyOf(position, position, true), this.#letters, follow, this.#spend);
    return pump === null ? null : { position, pump };
  }

  /** A word that leads from `p` to itself, from `p` to `q`, and from `q` to itself. */
  #bridge(
    p: number,
    q: number,
    first: Component,
    last: Component,
    between: ReadonlySet<number>,
  ): number[] | null {
    const size = this.#walk.size;
    const keyOf = (x: number, y: number, z: number) => (x * size + y) * size + z;
    const follow = (key: number, letter: number, reach: (key: number) => void) => {
      const z = key % size;
      const y = ((key - z) / size) % size;
      const x = ((key - z) / size - y) / size;
      const xs = this.#movesOf(x, letter).filter(({ target }) => first.members.has(target));
      const zs =
        xs.length === 0 ? [] : this.#movesOf(z, letter).filter(({ target }) => last.members.has(target));
      if (zs.length === 0) return;
      for (const { target: nextY } of this.#movesOf(y, letter)) {
        if (!between.has(nextY)) continue;
        if (!this.#spend(xs.length * zs.length)) throw new Spent();
        for (const { target: nextX } of xs)
          for (const { target: nextZ } of zs) reach(keyOf(nextX, nextY, nextZ));
      }
    };
    return shortestWord(keyOf(p, p, q), keyOf(p, q, q), this.#letters, follow, this.#spend);
  }

  #bridged(first: Component, last: Component, between: ReadonlySet<number>): Loop | null {
    // Whatever leads around in the later loop, waiting goes on meanwhile: any two positions will do.
    const some = (it: Component) => (first.isWaiting ? [...it.members].slice(0, 1) : [...it.members]);
    for (const position of some(first)) {
      for (const target of some(last)) {
        const pump = this.#bridge(position, target, first, last, between);
        if (pump !== null) return { position, pump };
      }
    }
    return null;
  }

  /** As many loops behind each other as there are of which each goes on with the text of the one before. */
  #longestChain(components: readonly Component[]): readonly Loop[] {
    const reached = components.map(({ members }) => this.#reachedFrom(members));
    const chains: (readonly Loop[])[] = [];
    let longest: readonly Loop[] = [];
    try {
      for (let i = components.length - 1; i >= 0; i--) {
        const chain = this.#chainFrom(i, components, reached[i] ?? new Set(), chains);
        chains[i] = chain;
        if (chain.length > longest.length) longest = chain;
      }
    } catch (error) {
      // What has been found is slow already; the rest could only be slower.
      if (!(error instanceof Spent) || longest.length === 0) throw error;
    }
    return longest;
  }

  #chainFrom(
    start: number,
    components: readonly Component[],
    reached: ReadonlySet<number>,
    chains: readonly (readonly Loop[])[],
  ): readonly Loop[] {
    const first = components[start];
    let best: readonly Loop[] = [];
    if (first === undefined) return best;
    for (let j = start + 1; j < components.length; j++) {
      const last = components[j];
      if (last === undefined || ![...last.members].every((member) => reached.has(member))) continue;
      const rest = chains[j] ?? [];
      if (rest.length > best.length) best = rest;
      if (rest.length + 1 <= best.length) continue;
      const step = this.#bridged(first, last, reached);
      if (step !== null) best = [step, ...rest];
    }
    return best;
  }

  #reachedFrom(members: ReadonlySet<number>): ReadonlySet<number> {
    const reached = new Set(members);
    for (const position of reached) {
      for (const { target } of (this.#walk.moves[position] ?? []).flat()) reached.add(target);
      if (!this.#spend(1)) throw new Spent();
    }
    return reached;
  }
}

/** The shortest word that leads from the start of a text to a position; null when nothing does within the purse. */
export function wordToPosition(
  walk: Walk,
  alphabet: Alphabet,
  position: number,
  spend: Spend,
): number[] | null {
  if (position === 0) return [];
  const letters = alphabet.order.filter((letter) => letter !== alphabet.newline);
  const follow = (key: number, letter: number, reach: (key: number) => void) => {
    for (const { target } of walk.moves[key]?.[letter] ?? []) reach(target);
  };
  try {
    return shortestWord(0, position, letters, follow, spend);
  } catch (error) {
    if (error instanceof Spent) return null;
    throw error;
  }
}

/**
 * In how many ways an engine can go with one text, after Weber and Seidl, "On the degree of ambiguity of finite
 * automata" (1991).
 *
 * @returns undefined when the purse is empty before that is known.
 */
export function ambiguityOf(walk: Walk, alphabet: Alphabet, spend: Spend): Ambiguity | undefined {
  try {
    return new Analysis(walk, alphabet, spend).run();
  } catch (error) {
    if (error instanceof Spent) return undefined;
    throw error;
  }
}
