/** What PCRE refuses: the reason in words, and the offset in the pattern. */
export class Refusal extends Error {
  constructor(
    reason: string,
    readonly offset: number,
  ) {
    super(reason);
  }
}

/** What a backslash and what follows it mean. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number; readonly end: number }
  /** One character of several; `text` says the same in Oniguruma's syntax, inside and outside brackets. */
  | { readonly kind: 'set'; readonly text: string; readonly end: number }
  | { readonly kind: 'assertion'; readonly text: string; readonly end: number }
  | { readonly kind: 'reference'; readonly group: number | null; readonly end: number }
  /** Versions of PCRE differ about it, or it is not regular. */
  | { readonly kind: 'beyond'; readonly reason: string; readonly end: number };

const CONTROL: Readonly<Record<string, number>> = { a: 0x07, e: 0x1b, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 };

const HORIZONTAL = String.raw`\x{9}\x{20}\x{a0}`;
const VERTICAL = String.raw`\x{a}-\x{d}\x{85}`;

/** The same in Oniguruma's syntax, where `\h` is a hexadecimal digit and `\v` one character. */
const SETS: ReadonlyMap<string, string> = new Map([
  ...['d', 'D', 's', 'S', 'w', 'W'].map((letter) => [letter, `\\${letter}`] as const),
  ['h', `[${HORIZONTAL}]`],
  ['H', `[^${HORIZONTAL}]`],
  ['v', `[${VERTICAL}]`],
  ['V', `[^${VERTICAL}]`],
]);

const ASSERTIONS = new Set(['A', 'Z', 'z', 'b', 'B']);
const LARGEST_BYTE = 0xff;

function beyond(reason: string, end: number): Escape {
  return { kind: 'beyond', reason, end };
}

/** `\ddd`: a character by its octal number, which may have up to `most` digits. */
function octal(source: string, start: number, most: number): Escape {
  let end = start;
  while (end < start + most && /^[0-7]$/.test(source.charAt(end))) end++;
  return { kind: 'character', code: Number.parseInt(source.slice(start, end), 8) & LARGEST_BYTE, end };
}

function hexadecimal(source: string, start: number): Escape {
  if (source[start] !== '{') {
    const digits = /^[\da-f]{0,2}/i.exec(source.slice(start, start + 2))?.[0] ?? '';
    if (digits === '') return beyond("'\\x' without digits", start);
    return { kind: 'character', code: Number.parseInt(digits, 16), end: start + digits.length };
  }
  const close = source.indexOf('}', start);
  const digits = source.slice(start + 1, close === -1 ? source.length : close);
  if (close === -1 || !/^[\da-f]{1,6}$/i.test(digits)) return beyond("an unusual '\\x{…}'", start);
  const code = Number.parseInt(digits, 16);
  if (code > LARGEST_BYTE) return beyond('characters beyond ASCII', close + 1);
  return { kind: 'character', code, end: close + 1 };
}

function digit(source: string, at: number, inClass: boolean): Escape {
  const letter = source.charAt(at);
  if (letter === '0') return octal(source, at, 3);
  if (inClass) return letter > '7' ? beyond(`'\\${letter}' in brackets`, at + 1) : octal(source, at, 3);
  let end = at + 1;
  while (end < source.length && /^\d$/.test(source.charAt(end))) end++;
  // From two digits on it may be an octal number as well.
  return { kind: 'reference', group: end === at + 1 ? Number(letter) : null, end };
}

function control(source: string, at: number): Escape {
  const following = source.charCodeAt(at + 1);
  if (Number.isNaN(following)) throw new Refusal("'\\c' at the end lacks its letter", at - 1);
  if (following < 0x20 || following > 0x7e) return beyond("an unusual '\\c'", at + 2);
  const upper = String.fromCharCode(following).toUpperCase();
  return { kind: 'character', code: upper.charCodeAt(0) ^ 0x40, end: at + 2 };
}

/** Reads an escape from its backslash as PCRE does; throws `Refusal`. */
export function readEscape(source: string, at: number, inClass: boolean): Escape {
  const letter = source.charAt(at + 1);
  const end = at + 2;
  if (letter === '') throw new Refusal('a backslash at the end has nothing to escape', at);
  if (/^\d$/.test(letter)) return digit(source, at + 1, inClass);
  if (!/^[a-z]$/i.test(letter)) return { kind: 'character', code: letter.charCodeAt(0), end };
  const code = CONTROL[letter];
  if (code !== undefined) return { kind: 'character', code, end };
  const text = SETS.get(letter);
  if (text !== undefined) return { kind: 'set', text, end };
  if (letter === 'x') return hexadecimal(source, end);
  if (letter === 'c') return control(source, at + 1);
  if (inClass) {
    if (letter === 'b') return { kind: 'character', code: 0x08, end };
  } else {
    if (ASSERTIONS.has(letter)) return { kind: 'assertion', text: `\\${letter}`, end };
    if (letter === 'N' && source[end] !== '{') return { kind: 'set', text: String.raw`[^\x{a}]`, end };
    // What is before it counts for the match, and not for whether there is one.
    if (letter === 'K') return { kind: 'assertion', text: '', end };
    if (letter === 'g' || letter === 'k') return beyond('a reference to a group', end);
  }
  if (letter === 'p' || letter === 'P') return beyond('a property of Unicode', end);
  return beyond(`'\\${letter}', which versions of PCRE read differently`, end);
}
