import type { Alphabet } from './alphabet.ts';
import { BudgetSpent, withinBudget, type Budget } from './budget.ts';
import type { NfaPaths } from './nfa-paths.ts';

/** How an engine may go two ways with one text. Words are symbols of the alphabet. */
export interface Loop {
  /** A position that the pump leads back to. */
  readonly position: number;
  readonly pump: readonly number[];
}

/** What makes backtracking slow. */
export type Ambiguity =
  /** One loop can be gone in two ways: each repetition of the pump doubles the ways. */
  | ({ readonly kind: 'exponential' } & Loop)
  /** Loops in a row that share a text: the number of ways is this power of the length. */
  | { readonly kind: 'polynomial'; readonly steps: readonly Loop[] }
  | { readonly kind: 'none' };

interface Component {
  readonly members: ReadonlySet<number>;
  readonly isWaiting: boolean;
}

/** The sets of positions that can be left and come back to, each before those it leads to; after Tarjan. */
function loops(paths: NfaPaths): Component[] {
  const targets = paths.moves.map((symbols) => [...new Set(symbols.flat().map(({ target }) => target))]);
  const order = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();
  const found: Component[] = [];
  /** Returns the earliest position on the stack that this one leads to. */
  const visit = (at: number): number => {
    const own = order.size;
    order.set(at, own);
    stack.push(at);
    onStack.add(at);
    let earliest = own;
    for (const target of targets[at] ?? []) {
      const known = order.get(target);
      if (known === undefined) earliest = Math.min(earliest, visit(target));
      else if (onStack.has(target)) earliest = Math.min(earliest, known);
    }
    if (earliest < own) return earliest;
    const members = new Set(stack.splice(stack.lastIndexOf(at)).reverse());
    for (const member of members) onStack.delete(member);
    const isLoop = members.size > 1 || targets[at]?.includes(at) === true;
    if (isLoop) found.push({ members, isWaiting: paths.isWaiting[at] === true });
    return earliest;
  };
  for (let root = 0; root < paths.size; root++) if (!order.has(root)) visit(root);
  return found.reverse();
}

interface WordStep {
  readonly key: number;
  readonly from: WordStep | null;
  readonly symbol: number;
}

function wordTo(last: WordStep): number[] {
  const word: number[] = [];
  for (let it = last; it.from !== null; it = it.from) word.push(it.symbol);
  return word.reverse();
}

/** The shortest word, of one symbol or more, between two keys. `follow` calls back with each key that a symbol leads to. */
function shortestWord(
  start: number,
  goal: number,
  symbols: readonly number[],
  follow: (key: number, symbol: number, reach: (key: number) => void) => void,
  budget: Budget,
): number[] | null {
  const seen = new Set<number>();
  let level: WordStep[] = [{ key: start, from: null, symbol: 0 }];
  while (level.length > 0) {
    const next: WordStep[] = [];
    for (const from of level) {
      budget.take(symbols.length);
      for (const symbol of symbols) {
        follow(from.key, symbol, (key) => {
          if (seen.has(key)) return;
          seen.add(key);
          next.push({ key, from, symbol });
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
  constructor(
    private readonly paths: NfaPaths,
    private readonly symbols: readonly number[],
    private readonly budget: Budget,
  ) {}

  run(): Ambiguity {
    const components = loops(this.paths);
    for (const component of components) {
      const loop = component.isWaiting ? null : this.#doubled(component);
      if (loop !== null) return { kind: 'exponential', ...loop };
    }
    const steps = this.#longestChain(components);
    return steps.length === 0 ? { kind: 'none' } : { kind: 'polynomial', steps };
  }

  #movesWithin(positions: ReadonlySet<number>, from: number, symbol: number) {
    return (this.paths.moves[from]?.[symbol] ?? []).filter(({ target }) => positions.has(target));
  }

  /** A word that leads from a position of the loop back to it in two ways. */
  #doubled({ members }: Component): Loop | null {
    const size = this.paths.size;
    const [position] = members;
    if (position === undefined) return null;
    const keyOf = (one: number, other: number, parted: boolean) =>
      (one * size + other) * 2 + (parted ? 1 : 0);
    const follow = (key: number, symbol: number, reach: (key: number) => void) => {
      const parted = key % 2 === 1;
      const other = ((key - (key % 2)) / 2) % size;
      const one = ((key - (key % 2)) / 2 - other) / size;
      const others = this.#movesWithin(members, other, symbol);
      for (const { target, ways } of this.#movesWithin(members, one, symbol)) {
        this.budget.take(others.length);
        for (const second of others) {
          const isTwice = one === other && target === second.target && ways > 1;
          reach(keyOf(target, second.target, parted || isTwice || target !== second.target));
        }
      }
    };
    const start = keyOf(position, position, false);
    const pump = shortestWord(start, keyOf(position, position, true), this.symbols, follow, this.budget);
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
    const size = this.paths.size;
    const keyOf = (x: number, y: number, z: number) => (x * size + y) * size + z;
    const follow = (key: number, symbol: number, reach: (key: number) => void) => {
      const z = key % size;
      const y = ((key - z) / size) % size;
      const x = ((key - z) / size - y) / size;
      const xs = this.#movesWithin(first.members, x, symbol);
      const zs = xs.length === 0 ? [] : this.#movesWithin(last.members, z, symbol);
      if (zs.length === 0) return;
      for (const { target: nextY } of this.#movesWithin(between, y, symbol)) {
        this.budget.take(xs.length * zs.length);
        for (const { target: nextX } of xs)
          for (const { target: nextZ } of zs) reach(keyOf(nextX, nextY, nextZ));
      }
    };
    return shortestWord(keyOf(p, p, q), keyOf(p, q, q), this.symbols, follow, this.budget);
  }

  #bridged(first: Component, last: Component, between: ReadonlySet<number>): Loop | null {
    // Waiting goes on whatever the text is, so that any two positions will do.
    const some = (it: Component) => (first.isWaiting ? [...it.members].slice(0, 1) : [...it.members]);
    for (const position of some(first)) {
      for (const target of some(last)) {
        const pump = this.#bridge(position, target, first, last, between);
        if (pump !== null) return { position, pump };
      }
    }
    return null;
  }

  /** The most loops after each other of which each goes on with the text of the one before. */
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
      if (!(error instanceof BudgetSpent) || longest.length === 0) throw error;
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
      for (const { target } of (this.paths.moves[position] ?? []).flat()) reached.add(target);
      this.budget.take(1);
    }
    return reached;
  }
}

/** The shortest word that leads from the start of a text to a position; null when nothing does within the budget. */
export function wordToPosition(
  paths: NfaPaths,
  alphabet: Alphabet,
  position: number,
  budget: Budget,
): number[] | null {
  if (position === 0) return [];
  const follow = (key: number, symbol: number, reach: (key: number) => void) => {
    for (const { target } of paths.moves[key]?.[symbol] ?? []) reach(target);
  };
  return withinBudget(() => shortestWord(0, position, alphabet.orderInLine, follow, budget)) ?? null;
}

/**
 * How ambiguous a pattern is (Weber and Seidl 1991, "On the degree of ambiguity of finite automata"); undefined: too
 * costly.
 */
export function ambiguityOf(paths: NfaPaths, alphabet: Alphabet, budget: Budget): Ambiguity | undefined {
  return withinBudget(() => new Analysis(paths, alphabet.orderInLine, budget).run());
}
