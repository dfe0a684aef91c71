import { Automaton, TooLarge } from './automaton.ts';
import type { Expression } from './expression.ts';
import { Beyond, Refusal } from './notes.ts';
import { translate } from './pcre.ts';
import { treeOf } from './tree.ts';

/**
 * A regular expression of a pattern list as the language of the texts in which it is found.
 *
 * Of a pattern one may ask: which texts it matches (`matches.ts`), whether earlier patterns leave it nothing to match
 * and which text two of them match (`covers.ts`), whether it can take PCRE very long (`blow-up.ts`), and which words a
 * text must hold (`literals.ts`). What cannot be decided for certain is answered with undefined or `undecided`.
 */
export interface Pattern {
  readonly kind: 'pattern';
  /** As it stands between the slashes. */
  readonly source: string;
  readonly expression: Expression;
  readonly automaton: Automaton;
  /** Whether it names only ASCII characters. What others mean depends on whether PowerMTA reads UTF-8 or bytes. */
  readonly isAscii: boolean;
}

/** Why a text is no pattern that can be asked. */
export type Unreadable =
  /** Every version of PCRE refuses it. The offset counts UTF-16 code units of the source. */
  | { readonly kind: 'refused'; readonly reason: string; readonly offset: number }
  /**
   * It may be in order, but is not judged: not regular, or read differently by versions of PCRE. The reason names the
   * part, as in "a look-around".
   */
  | { readonly kind: 'undecidable'; readonly reason: string };

export interface ReadingOptions {
  /** As in all pattern lists of PowerMTA, unless the pattern says `(?-i)` itself. */
  readonly ignoreCase: boolean;
}

/**
 * Reads a regular expression as PCRE does. Never throws.
 *
 * @param source What stands between the slashes, with its backslashes.
 */
export function readPattern(source: string, { ignoreCase }: ReadingOptions): Pattern | Unreadable {
  try {
    const { text, beyond, isAscii } = translate(source);
    if (beyond !== null) return { kind: 'undecidable', reason: beyond };
    const expression = treeOf(text, ignoreCase);
    return { kind: 'pattern', source, expression, automaton: new Automaton(expression), isAscii };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.message, offset: error.offset };
    if (error instanceof TooLarge) return { kind: 'undecidable', reason: 'its size' };
    if (error instanceof Beyond) return { kind: 'undecidable', reason: error.message };
    // The parser knows limits of its own.
    return { kind: 'undecidable', reason: 'its form' };
  }
}
