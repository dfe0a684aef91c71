import { getOrMake, lowerBound } from '../base/collections.ts';
import { hasCode, NEWLINE, WORD, type CharacterSet } from './character-set.ts';

const LAST = 0xff_ff;
const FAST = 0x80;
const PRINTABLE_FIRST = 0x20;
const PRINTABLE_LAST = 0x7e;

/** Characters in the order in which our examples use them: a dot for any character, letters, digits, blank, signs. */
export const READABLE: readonly number[] = [
  ...Array.from('.abcdefghijklmnopqrstuvwxyz0123456789 ', (character) => character.charCodeAt(0)),
  ...Array.from({ length: PRINTABLE_LAST - PRINTABLE_FIRST + 1 }, (_, i) => PRINTABLE_FIRST + i),
];

/** Where ranges begin, and where the first character after a range is. */
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

/** Characters sorted into symbols: those of one symbol are alike in all sets, as word characters and as line ends. */
export class Alphabet {
  readonly size: number;
  readonly newline: number;
  /** Symbols in the order in which a witness should use them. */
  readonly order: readonly number[];
  /** The same without the one that ends a line. */
  readonly orderInLine: readonly number[];
  readonly #starts: readonly number[];
  readonly #symbolOfInterval: readonly number[];
  readonly #fast = new Uint16Array(FAST);
  readonly #shown: readonly number[];
  readonly #isWord: readonly boolean[];

  /** @param sets What must be told apart. */
  constructor(sets: readonly CharacterSet[]) {
    const all = distinct([...sets, WORD, NEWLINE]);
    this.#starts = cuts(all);
    const symbols = new Map<string, number>();
    this.#symbolOfInterval = this.#starts.map((start) => {
      const signature = all.map((set) => (hasCode(set, start) ? '1' : '0')).join('');
      return getOrMake(symbols, signature, () => symbols.size);
    });
    this.size = symbols.size;
    let interval = 0;
    for (let code = 0; code < FAST; code++) {
      while ((this.#starts[interval + 1] ?? Infinity) <= code) interval++;
      this.#fast[code] = this.#symbolOfInterval[interval] ?? 0;
    }
    this.newline = this.symbolOf(0x0a);
    const shown = new Map<number, number>();
    for (const code of [...READABLE, ...this.#starts]) getOrMake(shown, this.symbolOf(code), () => code);
    this.order = [...shown.keys()];
    this.orderInLine = this.order.filter((symbol) => symbol !== this.newline);
    this.#shown = Array.from({ length: this.size }, (_, symbol) => shown.get(symbol) ?? 0);
    this.#isWord = this.#shown.map((code) => hasCode(WORD, code));
  }

  symbolOf(code: number): number {
    return code < FAST ? (this.#fast[code] ?? 0) : this.#slowSymbolOf(code);
  }

  /** A character of the symbol, as readable as there is. */
  characterOf(symbol: number): string {
    return String.fromCharCode(this.#shown[symbol] ?? 0);
  }

  isWord(symbol: number): boolean {
    return this.#isWord[symbol] === true;
  }

  /** For each symbol whether its characters are in the set, which must be one the alphabet was made for. */
  maskOf(set: CharacterSet): Uint8Array {
    return Uint8Array.from(this.#shown, (code) => (hasCode(set, code) ? 1 : 0));
  }

  #slowSymbolOf(code: number): number {
    const next = lowerBound(this.#starts, (start) => start <= code);
    return this.#symbolOfInterval[next - 1] ?? 0;
  }
}
