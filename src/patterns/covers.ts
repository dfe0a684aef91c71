import { memoize } from '../base/collections.ts';
import { Alphabet, READABLE } from './alphabet.ts';
import { Automaton, TooLarge } from './automaton.ts';
import type { Budget } from './budget.ts';
import { hasCode, type CharacterSet } from './character-set.ts';
import type { Expression } from './expression.ts';
import { Matcher } from './matcher.ts';
import { literalsOf } from './literals.ts';
import { matches } from './matches.ts';
import type { Pattern } from './pattern.ts';
import { findText, type Found } from './product.ts';

/** What earlier patterns of a list leave to a later one. */
export type Coverage =
  /**
   * Whatever the later pattern matches, one of the earlier ones matches too. `by` are their places in the list of the
   * earlier ones, as few as we could find, in order; `witness` is a text that the later one and one of these match.
   */
  | { readonly kind: 'covered'; readonly by: readonly number[]; readonly witness: string }
  /** The witness is matched by the later pattern and by none of the earlier ones that could be read. */
  | { readonly kind: 'not-covered'; readonly witness: string }
  /** The later pattern matches no text at all, as `a^b`. */
  | { readonly kind: 'matches-nothing' }
  | { readonly kind: 'undecided' };

const UNDECIDED = { kind: 'undecided' } as const;
const NEVER: Automaton = new Automaton({ kind: 'choice', options: [] });

/** How often patterns are added to those that may cover a pattern together. */
const MOST_ROUNDS = 12;

function ask(sought: Pattern, others: Automaton, byBoth: boolean, mayBreak: boolean, budget: Budget): Found {
  const alphabet = new Alphabet([...sought.automaton.sets, ...others.sets]);
  const matcher = new Matcher(others, alphabet);
  return findText({ sought: sought.automaton, others: matcher, byBoth, alphabet, mayBreak }, others, budget);
}

/** Of several patterns one that represents all of them. */
function together(patterns: readonly Pattern[]): Automaton {
  const [first] = patterns;
  if (patterns.length === 1 && first !== undefined) return first.automaton;
  return new Automaton({ kind: 'choice', options: patterns.map(({ expression }) => expression) });
}

/** The symbols of a text in the case in which the pattern writes them, where the pattern matches it then too. */
function asWritten(text: string, pattern: Pattern): string {
  let shown = text;
  for (const literal of literalsOf(pattern).flat()) {
    const at = shown.toLowerCase().indexOf(literal.toLowerCase());
    if (at !== -1) shown = shown.slice(0, at) + literal + shown.slice(at + literal.length);
  }
  return matches(pattern, shown) === true ? shown : text;
}

/** The shortest text that the later pattern matches and none of the others does. */
function escaping(later: Pattern, others: readonly Pattern[], budget: Budget): Found {
  try {
    const text = ask(later, together(others), false, true, budget);
    if (text === null || text === undefined) return text;
    const shown = asWritten(text, later);
    return others.some((other) => matches(other, shown) === true) ? text : shown;
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

const rankOf = memoize((set: CharacterSet) => READABLE.findIndex((code) => hasCode(set, code)));

/** Whether the search finds a text before that of an earlier alternative: by length, then by the first character. */
function isFoundFirst(text: readonly number[], earlier: readonly number[]): boolean {
  if (text.length !== earlier.length) return text.length < earlier.length;
  return (text[0] ?? 0) <= (earlier[0] ?? 0);
}

/** The text that the search finds first, as ranks in `READABLE`; null where anchors or other characters decide. */
function shortestThrough(expression: Expression, isAlternative: boolean): readonly number[] | null {
  switch (expression.kind) {
    case 'characters': {
      const rank = rankOf(expression.set);
      return rank === -1 ? null : [rank];
    }
    case 'assertion':
      return isAlternative ? null : [];
    case 'sequence': {
      const parts = expression.items.map((item) => shortestThrough(item, isAlternative));
      return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
    }
    case 'choice': {
      const texts = expression.options.map((option) => shortestThrough(option, true));
      return texts.reduce(
        (best, text) => best && text && (isFoundFirst(text, best) ? text : best),
        texts[0] ?? null,
      );
    }
    case 'repeat': {
      const { item, min } = expression;
      const once = min === 0 ? [] : shortestThrough(item, isAlternative);
      return once && Array.from({ length: min }, () => once).flat();
    }
  }
}

/** What `exampleOf` returns, found without automata; null where anchors want more. */
const quickExampleOf = memoize((pattern: Pattern): { readonly text: string } | null => {
  const ranks = shortestThrough(pattern.expression, false);
  if (ranks === null) return null;
  const text = String.fromCharCode(...ranks.map((rank) => READABLE[rank] ?? 0));
  return matches(pattern, text) === true ? { text: asWritten(text, pattern) } : null;
});

/** A shortest text that a pattern matches; null for none, undefined if the budget is spent. */
export function exampleOf(pattern: Pattern, budget: Budget): string | null | undefined {
  const quick = quickExampleOf(pattern);
  if (quick !== null) return quick.text;
  const question = budget.question();
  const text = ask(pattern, NEVER, false, false, question) ?? ask(pattern, NEVER, false, true, question);
  return text === null || text === undefined ? text : asWritten(text, pattern);
}

/**
 * A text that two patterns match, as short as there is, without line ends.
 *
 * @returns null when there is none; undefined when that is not decided within the budget, or for a pattern that names
 *   other than ASCII characters.
 */
export function overlap(one: Pattern, other: Pattern, budget: Budget): string | null | undefined {
  if (!one.isAscii || !other.isAscii) return undefined;
  const text = ask(one, other.automaton, true, false, budget.question());
  if (text === null || text === undefined) return text;
  const shown = asWritten(text, one);
  return matches(other, shown) === true ? shown : text;
}

function matchers(earlier: readonly Pattern[], text: string, budget: Budget): number[] | undefined {
  const found: number[] = [];
  for (const [i, pattern] of earlier.entries()) {
    if (!budget.spend(text.length + 1)) return undefined;
    // What names other than ASCII characters helps nobody to be covered: what it matches is uncertain.
    if (pattern.isAscii && matches(pattern, text) === true) found.push(i);
  }
  return found;
}

function picked(patterns: readonly Pattern[], indices: readonly number[]): Pattern[] {
  return indices.flatMap((index) => patterns[index] ?? []);
}

/** Leaves out what is not needed, the last first: who reads a list from the top finds the others sooner. */
function fewest(
  later: Pattern,
  earlier: readonly Pattern[],
  by: readonly number[],
  budget: Budget,
): number[] {
  let needed = [...by].sort((a, b) => a - b);
  for (const index of [...needed].reverse()) {
    const fewer = needed.filter((it) => it !== index);
    if (fewer.length > 0 && escaping(later, picked(earlier, fewer), budget) === null) needed = fewer;
  }
  return needed;
}

/**
 * Whether the earlier patterns of a list leave a later one any text. Texts with line ends count too, since it is not
 * known whether PowerMTA hands a pattern the whole of a reply of several lines: what is called covered is so in either
 * case.
 *
 * @param earlier In the order of the list. Those that could not be read are left out by the caller.
 */
export function covers(earlier: readonly Pattern[], later: Pattern, budget: Budget): Coverage {
  if (!later.isAscii || budget.isSpent) return UNDECIDED;
  const question = budget.question();
  const example = exampleOf(later, budget);
  if (example === undefined) return UNDECIDED;
  if (example === null) return { kind: 'matches-nothing' };
  const candidates = matchers(earlier, example, question);
  if (candidates === undefined) return UNDECIDED;
  if (candidates.length === 0) return { kind: 'not-covered', witness: example };
  for (const index of candidates) {
    const text = escaping(later, picked(earlier, [index]), budget.question());
    if (text === null) return { kind: 'covered', by: [index], witness: example };
    if (text === undefined) continue;
    // What escapes one mostly escapes all.
    const more = matchers(earlier, text, question);
    if (more?.length === 0) return { kind: 'not-covered', witness: text };
  }
  return coveredTogether(earlier, later, candidates, example, budget);
}

/** Patterns that do not cover it alone may do so together: those that match what escapes the others are added. */
function coveredTogether(
  earlier: readonly Pattern[],
  later: Pattern,
  candidates: readonly number[],
  example: string,
  budget: Budget,
): Coverage {
  const question = budget.question();
  const by = [...candidates];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const text = escaping(later, picked(earlier, by), budget.question());
    if (text === undefined) return UNDECIDED;
    if (text === null) return { kind: 'covered', by: fewest(later, earlier, by, question), witness: example };
    const more = matchers(earlier, text, question);
    if (more === undefined) return UNDECIDED;
    if (more.length === 0) return { kind: 'not-covered', witness: text };
    by.push(...more);
  }
  return UNDECIDED;
}
