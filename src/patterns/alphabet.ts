import { holds, NEWLINE, WORD, type CharacterSet } from './character-set.ts';

const LAST = 0xff_ff;
const FAST = 0x80;
const PRINTABLE_FIRST = 0x20;
const PRINTABLE_LAST = 0x7e;

/** Characters in the order in which a text of ours uses them: what stands for anything, letters, digits, blank, signs. */
const READABLE: readonly number[] = [
  ...Array.from('.abcdefghijklmnopqrstuvwxyz0123456789 ', (character) => character.charCodeAt(0)),
  ...Array.from({ length: PRINTABLE_LAST - PRINTABLE_FIRST + 1 }, (_, i) => PRINTABLE_FIRST + i),
];

/** Where ranges begin, and where the first character after a range stands. */
function cuts(sets: readonly CharacterSet[]): number[] {
  const found = new Set([0]);
  for (const set of sets) {
    for (const [first, last] of set) {
      found.add(first);
      if (last < LAST) found.add(last + 1);
    }
  }
  return [...found].sort((a, b) => a - b);
}

function distinct(sets: readonly CharacterSet[]): CharacterSet[] {
  return [...new Map(sets.map((set) => [set.join(';'), set])).values()];
}

/**
 * The characters, sorted into letters: all characters of a letter are alike for the sets it is made for. Whether a
 * character is part of a word and whether it ends a line is known of every letter.
 */
export class Alphabet {
  /** How many letters there are. */
  readonly size: number;
  /** The letter that ends a line. */
  readonly newline: number;
  /** Letters in the order in which a witness should use them. */
  readonly order: readonly number[];
  readonly #starts: readonly number[];
  readonly #letterOfInterval: readonly number[];
  readonly #fast = new Uint16Array(FAST);
  readonly #shown: readonly number[];
  readonly #isWord: readonly boolean[];

  /** @param sets What must be told apart. */
  constructor(sets: readonly CharacterSet[]) {
    const all = distinct([...sets, WORD, NEWLINE]);
    this.#starts = cuts(all);
    const letters = new Map<string, number>();
    this.#letterOfInterval = this.#starts.map((start) => {
      const signature = all.map((set) => (holds(set, start) ? '1' : '0')).join('');
      const letter = letters.get(signature) ?? letters.size;
      letters.set(signature, letter);
      return letter;
    });
    this.size = letters.size;
    let interval = 0;
    for (let code = 0; code < FAST; code++) {
      while ((this.#starts[interval + 1] ?? Infinity) <= code) interval++;
      this.#fast[code] = this.#letterOfInterval[interval] ?? 0;
    }
    this.newline = this.letterOf(0x0a);
    const shown = new Map<number, number>();
    for (const code of [...READABLE, ...this.#starts]) {
      const letter = this.letterOf(code);
      if (!shown.has(letter)) shown.set(letter, code);
    }
    this.order = [...shown.keys()];
    this.#shown = Array.from({ length: this.size }, (_, letter) => shown.get(letter) ?? 0);
    this.#isWord = this.#shown.map((code) => holds(WORD, code));
  }

  letterOf(code: number): number {
    return code < FAST ? (this.#fast[code] ?? 0) : this.#slowLetterOf(code);
  }

  /** A character of the letter, as readable as there is. */
  characterOf(letter: number): string {
    return String.fromCharCode(this.#shown[letter] ?? 0);
  }

  isWord(letter: number): boolean {
    return this.#isWord[letter] === true;
  }

  /** For each letter whether its characters are in the set, which must be one the alphabet was made for. */
  maskOf(set: CharacterSet): Uint8Array {
    return Uint8Array.from(this.#shown, (code) => (holds(set, code) ? 1 : 0));
  }

  #slowLetterOf(code: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= code) low = middle;
      else high = middle - 1;
    }
    return this.#letterOfInterval[low] ?? 0;
  }
}
