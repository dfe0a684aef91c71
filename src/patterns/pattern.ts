import { Automaton, TooLarge } from './automaton.ts';
import { Refusal } from './escape.ts';
import type { Expression } from './expression.ts';
import { translate } from './pcre.ts';
import { readSimple } from './simple.ts';
import { Beyond, treeOf } from './tree.ts';

/**
 * A regular expression of a pattern list as the language of the texts in which it is found.
 *
 * Answers about a pattern: which texts it matches (`matches.ts`), whether earlier patterns leave it nothing to match and
 * which text two of them match (`covers.ts`), whether it can take PCRE very long (`blow-up.ts`), and which words a text must
 * hold (`literals.ts`). What cannot be decided for certain is answered with undefined or `undecided`.
 */
export class Pattern {
  readonly kind = 'pattern';
  /** Whether JavaScript's engine may look for it. */
  readonly isSimple: boolean;
  #automaton: Automaton | undefined;

  /**
   * @param source As it is written between the slashes.
   * @param isAscii Whether it names only ASCII characters. What others mean depends on whether PowerMTA reads UTF-8 or
   *   bytes.
   * @param automaton Absent for a simple pattern, whose automaton is built on demand.
   */
  constructor(
    readonly source: string,
    readonly expression: Expression,
    readonly isAscii: boolean,
    automaton?: Automaton,
  ) {
    this.isSimple = automaton === undefined;
    this.#automaton = automaton;
  }

  get automaton(): Automaton {
    return (this.#automaton ??= new Automaton(this.expression));
  }
}

/** Why a text is not a pattern that we can read. */
export type Unreadable =
  /** Every version of PCRE refuses it. The offset counts UTF-16 code units of the source. */
  | { readonly kind: 'refused'; readonly reason: string; readonly offset: number }
  /** Possibly valid, but not regular or read differently by versions of PCRE. The reason names the part. */
  | { readonly kind: 'undecidable'; readonly reason: string };

function read(source: string): Pattern | Unreadable {
  const simple = readSimple(source);
  if (simple !== null) return new Pattern(source, simple, true);
  try {
    const { text, beyond, isAscii } = translate(source);
    if (beyond !== null) return { kind: 'undecidable', reason: beyond };
    const expression = treeOf(text);
    return new Pattern(source, expression, isAscii, new Automaton(expression));
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.message, offset: error.offset };
    if (error instanceof TooLarge) return { kind: 'undecidable', reason: 'its size' };
    if (error instanceof Beyond) return { kind: 'undecidable', reason: error.message };
    // The parser knows limits of its own.
    return { kind: 'undecidable', reason: 'its form' };
  }
}

/** How many patterns are remembered: more than lists have, since forgotten ones are read again by each rule. */
const MOST_KNOWN = 50_000;

/** Patterns by their text: the same ones are in many lists, and several rules ask about each. */
const known = new Map<string, Pattern | Unreadable>();

/**
 * Reads a regular expression as PCRE does, ignoring case as all pattern lists of PowerMTA do. Never throws. The same text
 * gives the same object, by which other modules remember their answers.
 *
 * @param source What is written between the slashes, with its backslashes.
 */
export function readPattern(source: string): Pattern | Unreadable {
  const before = known.get(source);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const pattern = read(source);
  known.set(source, pattern);
  return pattern;
}
