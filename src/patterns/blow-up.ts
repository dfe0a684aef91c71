import { Alphabet } from './alphabet.ts';
import { ambiguityOf, wordToPosition, type Ambiguity, type Loop } from './ambiguity.ts';
import type { Budget } from './budget.ts';
import type { Expression } from './expression.ts';
import { Matcher, FOUND } from './matcher.ts';
import { literalsOf } from './literals.ts';
import type { Pattern } from './pattern.ts';
import { NfaPaths } from './nfa-paths.ts';

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
    case 'assertion':
      return false;
  }
}

class Slowness {
  readonly #matcher: Matcher;

  constructor(
    private readonly pattern: Pattern,
    private readonly alphabet: Alphabet,
    private readonly paths: NfaPaths,
    private readonly budget: Budget,
  ) {
    this.#matcher = new Matcher(pattern.automaton, alphabet);
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
    const prefix = wordToPosition(this.paths, this.alphabet, position, this.budget);
    if (prefix === null) return { kind: 'undecided' };
    const pumped = (times: number) => [...prefix, ...Array.from({ length: times }, () => pump).flat()];
    const suffix = this.#failingSuffix(pumped(SOME));
    if (suffix === null) return { kind: 'undecided' };
    const witness = { prefix: this.#show(prefix), pump: this.#show(pump), suffix: this.#show(suffix) };
    const isExponential = ambiguity.kind === 'exponential';
    const times = isExponential ? FEW : SOME;
    const few = this.paths.countOn(pumped(times), this.budget);
    const many = this.paths.countOn(pumped(times * 2), this.budget);
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
    const state = this.#through(this.#matcher.start, text);
    if (state === FOUND) return null;
    // PCRE looks first whether the last text that it needs is there at all.
    const ways = literalsOf(this.pattern);
    const last = ways.length === 1 ? (ways[0]?.at(-1) ?? '') : '';
    const needed = Array.from(last, (character) => this.alphabet.symbolOf(character.charCodeAt(0)));
    const symbols = this.alphabet.orderInLine;
    for (const symbol of symbols) {
      const suffix = [symbol, ...needed];
      if (needed.length > 0 && !this.#matcher.isFoundAtEnd(this.#through(state, suffix))) return suffix;
    }
    let endings: { readonly state: number; readonly suffix: number[] }[] = [{ state, suffix: [] }];
    let tried = 0;
    for (let length = 0; length <= LONGEST_ENDING && tried < MOST_ENDINGS; length++) {
      for (const ending of endings) if (!this.#matcher.isFoundAtEnd(ending.state)) return ending.suffix;
      tried += endings.length;
      endings = endings.flatMap((ending) =>
        symbols.map((symbol) => ({
          state: this.#matcher.next(ending.state, symbol),
          suffix: [...ending.suffix, symbol],
        })),
      );
      endings = endings.filter((ending) => ending.state !== FOUND).slice(0, MOST_ENDINGS);
    }
    return null;
  }

  #through(from: number, symbols: readonly number[]): number {
    return symbols.reduce((state, symbol) => this.#matcher.next(state, symbol), from);
  }

  #show(symbols: readonly number[]): string {
    return symbols.map((symbol) => this.alphabet.characterOf(symbol)).join('');
  }
}

/** How many loops an engine may go through for one text; infinite where a loop repeats more than one character. */
function loopsIn(expression: Expression): number {
  switch (expression.kind) {
    case 'characters':
    case 'assertion':
      return 0;
    case 'sequence':
      return expression.items.reduce((loops, item) => loops + loopsIn(item), 0);
    case 'choice':
      return Math.max(0, ...expression.options.map(loopsIn));
    case 'repeat': {
      const { item, max } = expression;
      if (max === Infinity) return item.kind === 'characters' ? 1 : Infinity;
      return max === 0 ? 0 : max * loopsIn(item);
    }
  }
}

/** An upper limit of `degree`, told without automata: each loop, and the search for the start, is one power. */
export function mostDegree({ expression }: Pattern): number {
  return loopsIn(expression) + 1;
}

/**
 * Whether a pattern can take a backtracking engine very long. What is called exponential or polynomial is proved by
 * counting the ways on the witness; PCRE's own shortcuts can make single texts faster, and its match limit can end the
 * search without an answer.
 */
export function blowUp(pattern: Pattern, budget: Budget): BlowUp {
  const question = budget.question(SHARE);
  const alphabet = new Alphabet(pattern.automaton.sets);
  const paths = NfaPaths.of(pattern.automaton, alphabet, !startsWithAnything(pattern.expression), question);
  const ambiguity = paths && ambiguityOf(paths, alphabet, question);
  if (paths === undefined || ambiguity === undefined) return { kind: 'undecided' };
  if (ambiguity.kind === 'none') return ambiguity;
  return new Slowness(pattern, alphabet, paths, question).prove(ambiguity);
}
