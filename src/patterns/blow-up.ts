import { Alphabet } from './alphabet.ts';
import { ambiguityOf, wordToPosition, type Ambiguity, type Loop } from './ambiguity.ts';
import type { Budget, Spend } from './budget.ts';
import type { Expression } from './expression.ts';
import { Finder, FOUND } from './finder.ts';
import { literalsOf } from './literals.ts';
import type { Pattern } from './pattern.ts';
import { Walk } from './walk.ts';

/** Texts `prefix pump pump … suffix` that a pattern does not match, but needs long to say so. */
export interface SlowText {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

/** How long a backtracking engine, as PCRE is one, may take for a text of one line that a pattern does not match. */
export type BlowUp =
  /** Time in proportion to the text, or to its square; `degree` of `polynomial` is then 2. */
  | { readonly kind: 'none' }
  | { readonly kind: 'exponential'; readonly witness: SlowText }
  /** The time grows with this power of the number of pumps, at least. */
  | { readonly kind: 'polynomial'; readonly degree: number; readonly witness: SlowText }
  | { readonly kind: 'undecided' };

/** How many times a pump is repeated to see what it does. */
const FEW = 12;
const SOME = 32;
/** How much more than other questions this one may cost. */
const SHARE = 3;
/** How many endings are tried, and how long they may be. */
const MOST_ENDINGS = 300;
const LONGEST_ENDING = 4;

/** Whether a pattern starts with `.*` in all its ways: PCRE then tries it at the start of the text only. */
function startsWithAnything(expression: Expression): boolean {
  switch (expression.kind) {
    case 'sequence': {
      const [first] = expression.items;
      return first !== undefined && startsWithAnything(first);
    }
    case 'choice':
      return (
        expression.options.length > 0 && expression.options.every((option) => startsWithAnything(option))
      );
    case 'repeat': {
      const { item, min, max } = expression;
      // All characters but a line end, or all.
      return (
        min === 0 &&
        max === Infinity &&
        item.kind === 'characters' &&
        item.set.at(-1)?.[1] === 0xff_ff &&
        item.set.reduce((count, [first, last]) => count + last - first + 1, 0) >= 0xff_ff
      );
    }
    case 'characters':
    case 'place':
      return false;
  }
}

class Slowness {
  readonly #pattern: Pattern;
  readonly #alphabet: Alphabet;
  readonly #finder: Finder;
  readonly #walk: Walk;
  readonly #spend: Spend;

  constructor(pattern: Pattern, alphabet: Alphabet, walk: Walk, spend: Spend) {
    this.#pattern = pattern;
    this.#alphabet = alphabet;
    this.#finder = new Finder(pattern.automaton, alphabet);
    this.#walk = walk;
    this.#spend = spend;
  }

  /** The worst that a text with the pumps of an ambiguity really does. */
  prove(ambiguity: Exclude<Ambiguity, { kind: 'none' }>): BlowUp {
    const steps: readonly Loop[] = ambiguity.kind === 'exponential' ? [ambiguity] : ambiguity.steps;
    const [first] = steps;
    if (first === undefined) return { kind: 'none' };
    // One pump that drives all loops, if there is one; otherwise the best of those that drive two.
    const all: Loop = { position: first.position, pump: steps.flatMap(({ pump }) => pump) };
    let worst: BlowUp = { kind: 'undecided' };
    for (const loop of new Set([all, ...steps])) {
      const found = this.#measure(loop, ambiguity);
      if (found.kind === 'exponential') return found;
      if (found.kind !== 'polynomial') continue;
      if (worst.kind !== 'polynomial' || found.degree > worst.degree) worst = found;
    }
    return worst;
  }

  #measure({ position, pump }: Loop, ambiguity: Exclude<Ambiguity, { kind: 'none' }>): BlowUp {
    const prefix = wordToPosition(this.#walk, this.#alphabet, position, this.#spend);
    if (prefix === null) return { kind: 'undecided' };
    const pumped = (times: number) => [...prefix, ...Array.from({ length: times }, () => pump).flat()];
    const suffix = this.#failingSuffix(pumped(SOME));
    if (suffix === null) return { kind: 'undecided' };
    const witness = { prefix: this.#show(prefix), pump: this.#show(pump), suffix: this.#show(suffix) };
    const isExponential = ambiguity.kind === 'exponential';
    const times = isExponential ? FEW : SOME;
    const few = this.#walk.countOn(pumped(times), this.#spend);
    const many = this.#walk.countOn(pumped(times * 2), this.#spend);
    if (few === undefined || many === undefined) return { kind: 'undecided' };
    if (isExponential) {
      return many >= few * 2 ** (FEW - 1) ? { kind: 'exponential', witness } : { kind: 'undecided' };
    }
    // Each way is gone to its end: its length counts as well.
    const degree = Math.min(Math.round(Math.log2(many / few)), ambiguity.steps.length) + 1;
    return degree < 2 ? { kind: 'none' } : { kind: 'polynomial', degree, witness };
  }

  /** Letters with which a text is not matched; null when it is matched whatever follows, as far as we look. */
  #failingSuffix(text: readonly number[]): number[] | null {
    const state = this.#through(this.#finder.start, text);
    if (state === FOUND) return null;
    // PCRE looks first whether the last text that it needs is there at all.
    const ways = literalsOf(this.#pattern);
    const last = ways.length === 1 ? (ways[0]?.at(-1) ?? '') : '';
    const needed = Array.from(last, (character) => this.#alphabet.letterOf(character.charCodeAt(0)));
    const letters = this.#alphabet.order.filter((letter) => letter !== this.#alphabet.newline);
    for (const letter of letters) {
      const suffix = [letter, ...needed];
      if (needed.length > 0 && !this.#finder.isFoundAtEnd(this.#through(state, suffix))) return suffix;
    }
    let endings: { readonly state: number; readonly suffix: number[] }[] = [{ state, suffix: [] }];
    let tried = 0;
    for (let length = 0; length <= LONGEST_ENDING && tried < MOST_ENDINGS; length++) {
      for (const ending of endings) if (!this.#finder.isFoundAtEnd(ending.state)) return ending.suffix;
      tried += endings.length;
      endings = endings.flatMap((ending) =>
        letters.map((letter) => ({
          state: this.#finder.next(ending.state, letter),
          suffix: [...ending.suffix, letter],
        })),
      );
      endings = endings.filter((ending) => ending.state !== FOUND).slice(0, MOST_ENDINGS);
    }
    return null;
  }

  #through(from: number, letters: readonly number[]): number {
    return letters.reduce((state, letter) => this.#finder.next(state, letter), from);
  }

  #show(letters: readonly number[]): string {
    return letters.map((letter) => this.#alphabet.characterOf(letter)).join('');
  }
}

/**
 * Whether a pattern can take a backtracking engine very long. What is called exponential or polynomial is proved by
 * counting the ways on the witness; PCRE's own shortcuts can make single texts faster, and its match limit can end the
 * search without an answer.
 */
export function blowUp(pattern: Pattern, budget: Budget): BlowUp {
  const spend = budget.question(SHARE);
  const alphabet = new Alphabet(pattern.automaton.sets);
  const walk = Walk.of(pattern.automaton, alphabet, !startsWithAnything(pattern.expression), spend);
  const ambiguity = walk && ambiguityOf(walk, alphabet, spend);
  if (walk === undefined || ambiguity === undefined) return { kind: 'undecided' };
  if (ambiguity.kind === 'none') return ambiguity;
  return new Slowness(pattern, alphabet, walk, spend).prove(ambiguity);
}
