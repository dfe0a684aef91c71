import { Alphabet } from './alphabet.ts';
import type { Spend } from './budget.ts';
import { FOUND, Finder } from './finder.ts';
import type { Pattern } from './pattern.ts';

const LINE_FEED = 0x0a;
const NOT_ASCII = /[^\0-\x7f]/;

/** How many states a finder may have before it is made anew. */
const MOST_STATES = 2000;

interface Machine {
  readonly alphabet: Alphabet;
  readonly finder: Finder;
}

const machines = new WeakMap<Pattern, Machine>();

function machineFor(pattern: Pattern): Machine {
  const known = machines.get(pattern);
  if (known !== undefined && known.finder.size < MOST_STATES) return known;
  const alphabet = known?.alphabet ?? new Alphabet(pattern.automaton.sets);
  const machine = { alphabet, finder: new Finder(pattern.automaton, alphabet) };
  machines.set(pattern, machine);
  return machine;
}

/** Undefined when the purse is empty before that is known. */
function isFound({ alphabet, finder }: Machine, text: string, spend?: Spend): boolean | undefined {
  let state = finder.start;
  const last = text.length - 1;
  for (let i = 0; i <= last; i++) {
    const code = text.charCodeAt(i);
    if (i === last && code === LINE_FEED) return finder.isFoundAtLastNewline(state);
    const letter = alphabet.letterOf(code);
    // Going where a text has gone before costs next to nothing.
    if (spend !== undefined && !finder.knows(state, letter) && !spend(finder.costOf(state))) return undefined;
    state = finder.next(state, letter);
    if (state === FOUND) return true;
  }
  return finder.isFoundAtEnd(state);
}

/**
 * Whether a pattern is found in a text, wherever it begins, as PowerMTA looks for it. Takes time in proportion to the
 * text, whatever the pattern.
 *
 * @param text An SMTP reply, an address or the value of a header.
 * @param spend Pays for what the pattern has not gone through before; absent where cost does not count.
 * @returns undefined when bytes and UTF-8 make a difference, and the pattern or the text holds other than ASCII
 *   characters; also when the purse is empty.
 */
export function matches(pattern: Pattern, text: string, spend?: Spend): boolean | undefined {
  const machine = machineFor(pattern);
  if (!NOT_ASCII.test(text)) return isFound(machine, text, spend);
  if (!pattern.isAscii) return undefined;
  const answer = isFound(machine, text, spend);
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return isFound(machine, bytes, spend) === answer ? answer : undefined;
}
