import { readBrackets, written } from './brackets.ts';
import { readEscape, Refusal } from './escape.ts';

/** A pattern as PCRE reads it, written in Oniguruma's syntax. */
export interface Translation {
  readonly text: string;
  /** Why it cannot be checked; the text means nothing then. */
  readonly beyond: string | null;
  /** Whether it names only ASCII characters. */
  readonly isAscii: boolean;
}

interface OpenGroup {
  readonly at: number;
  /** Whether blanks are skipped again after it. */
  readonly isSpaced: boolean;
  /** What a quantifier after it repeats. */
  readonly after: Before;
}

/** What a quantifier would repeat. */
type Before = 'nothing' | 'item' | 'quantifier' | 'unclear';

const COUNTED = /^\{(\d+)(?:(,)(\d*))?\}/;
const LONGEST_COUNT = 16;
const LARGEST_COUNT = 65_535;
const MODES = /^\?([a-zA-Z^]*)(-?)([a-zA-Z]*)([:)])/;
const LONGEST_MODES = 24;
/** All letters that one version or another knows there. */
const MODE_LETTERS = 'imsxnJUXRaDSTWP^';
/** PCRE refuses deeper ones, depending on how it was built. */
const DEEPEST = 200;
/** Patterns of PowerMTA are on one line. */
const LONGEST = 10_000;

const LOOK_AROUND = /^\?<?[=!]/;
const NAMED = /^\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/;

/** Signs of one character, and what they are to a quantifier after them. */
const SINGLE = { '|': 'nothing', '^': 'unclear', $: 'unclear', '.': 'item' } as const;

class Translator {
  #at = 0;
  #text = '';
  #before: Before = 'nothing';
  #isAscii = true;
  #beyond: string | null = null;
  #gaveUp = false;
  /** Whether blanks and comments are skipped, `(?x)`. */
  #isSpaced = false;
  readonly #open: OpenGroup[] = [];
  #groups = 0;
  #reference = { group: 0, at: 0 };

  constructor(private readonly source: string) {}

  translate(): Translation {
    const source = this.source;
    if (source.length > LONGEST) this.#leave('its length');
    while (this.#at < source.length) this.#step();
    const open = this.#open.at(-1);
    if (!this.#gaveUp) {
      if (open !== undefined) throw new Refusal("'(' is never closed by ')'", open.at);
      const { group, at } = this.#reference;
      if (group > this.#groups) throw new Refusal(`'\\${group}' refers to a group that does not exist`, at);
    }
    return { text: this.#text, beyond: this.#beyond, isAscii: this.#isAscii };
  }

  /** Leaves all that follows unread. */
  #leave(reason: string): void {
    this.#beyond ??= reason;
    this.#gaveUp = true;
    this.#at = this.source.length;
  }

  #step(): void {
    const at = this.#at;
    const character = this.source.charAt(at);
    switch (character) {
      case '\\':
        this.#escape();
        return;
      case '[': {
        const { text, end, beyond } = readBrackets(this.source, at);
        this.#beyond ??= beyond;
        this.#emit(text, end, 'item');
        return;
      }
      case '(':
        this.#group();
        return;
      case ')': {
        const group = this.#open.pop();
        if (group === undefined) throw new Refusal("')' closes no group; write '\\)' for the character", at);
        this.#isSpaced = group.isSpaced;
        this.#emit(')', at + 1, group.after);
        return;
      }
      case '|':
      case '^':
      case '$':
      case '.':
        this.#emit(character, at + 1, SINGLE[character]);
        return;
      case '*':
      case '+':
      case '?':
        this.#quantifier(character, at + 1);
        return;
      case '{':
        this.#counted();
        return;
      default:
        this.#character(character);
    }
  }

  #emit(text: string, end: number, before: Before): void {
    this.#text += text;
    this.#at = end;
    this.#before = before;
  }

  #character(character: string): void {
    if (this.#isSpaced && /^[ \t\n\v\f\r]$/.test(character)) {
      this.#at++;
      return;
    }
    if (this.#isSpaced && character === '#') {
      const end = this.source.indexOf('\n', this.#at);
      this.#at = end === -1 ? this.source.length : end + 1;
      return;
    }
    this.#literal(character.charCodeAt(0), this.#at + 1);
  }

  #literal(code: number, end: number): void {
    if (code > 0x7f) this.#isAscii = false;
    this.#emit(written(code), end, 'item');
  }

  #escape(): void {
    const at = this.#at;
    const letter = this.source[at + 1];
    if (letter === 'Q') {
      const close = this.source.indexOf(String.raw`\E`, at + 2);
      const end = close === -1 ? this.source.length : close;
      for (let i = at + 2; i < end; i++) this.#literal(this.source.charCodeAt(i), i + 1);
      this.#at = close === -1 ? end : end + 2;
      return;
    }
    if (letter === 'E') {
      this.#at += 2;
      return;
    }
    const escape = readEscape(this.source, at, false);
    if (escape.kind === 'character') this.#literal(escape.code, escape.end);
    else if (escape.kind === 'set') this.#emit(escape.text, escape.end, 'item');
    else if (escape.kind === 'assertion') this.#emit(escape.text, escape.end, 'unclear');
    else if (escape.kind === 'reference') {
      this.#beyond ??= 'a reference to a group';
      if (escape.group !== null && escape.group > this.#reference.group)
        this.#reference = { group: escape.group, at };
      this.#emit('', escape.end, 'item');
    } else {
      this.#beyond ??= escape.reason;
      this.#emit('', escape.end, 'unclear');
    }
  }

  #quantifier(text: string, end: number): void {
    const at = this.#at;
    if (this.#before === 'nothing' || this.#before === 'quantifier') {
      const fault =
        this.#before === 'nothing' ? 'has nothing before it to repeat' : 'stands behind another quantifier';
      throw new Refusal(`'${text}' ${fault}; write '\\${text}' for the character`, at);
    }
    if (this.#before === 'unclear') this.#beyond ??= 'a quantifier where there is no character to repeat';
    if (!this.#isAscii && this.#text.endsWith('}') && this.source.charCodeAt(at - 1) > 0x7f) {
      this.#beyond ??= 'characters beyond ASCII';
    }
    const suffix = this.source[end];
    if (suffix === '+') this.#beyond ??= 'a possessive quantifier';
    const isSuffixed = suffix === '+' || suffix === '?';
    this.#emit(suffix === '?' ? `${text}?` : text, isSuffixed ? end + 1 : end, 'quantifier');
  }

  #counted(): void {
    const at = this.#at;
    const rest = this.source.slice(at, at + LONGEST_COUNT);
    const [whole, least, comma, most] = COUNTED.exec(rest) ?? [];
    if (whole === undefined) {
      // `{,3}` and `{ 1, 3 }` are quantifiers in new versions, and characters in old ones.
      if (/^\{[ \t]*(?:\d+[ \t]*)?(?:,[ \t]*\d*[ \t]*)?\}/.test(rest) && /\d/.test(rest)) {
        this.#beyond ??= `'${rest.slice(0, rest.indexOf('}') + 1)}', which versions of PCRE read differently`;
      }
      this.#literal(0x7b, at + 1);
      return;
    }
    const min = Number(least);
    const max = comma === undefined ? min : most === '' || most === undefined ? null : Number(most);
    if (Math.max(min, max ?? 0) > LARGEST_COUNT)
      throw new Refusal(`'${whole}' repeats more often than PCRE can`, at);
    if (max !== null && max < min) throw new Refusal(`the numbers in '${whole}' are in the wrong order`, at);
    this.#quantifier(whole, at + whole.length);
  }

  #group(): void {
    const at = this.#at;
    const rest = this.source.slice(at + 1);
    if (rest.startsWith('?#')) {
      const close = this.source.indexOf(')', at);
      if (close === -1) throw new Refusal("the comment '(?#' is never closed by ')'", at);
      this.#before = this.#before === 'nothing' ? 'nothing' : 'unclear';
      this.#at = close + 1;
      return;
    }
    const named = NAMED.exec(rest);
    if (named !== null) this.#openGroup('(?:', at + 1 + named[0].length, 'item', true);
    else if (rest.startsWith('?|')) this.#openGroup('(?:', at + 3, 'item', false);
    else if (LOOK_AROUND.test(rest)) {
      this.#beyond ??= 'a look-around';
      this.#openGroup('(?:', at + 1 + (rest[1] === '<' ? 3 : 2), 'unclear', false);
    } else if (rest.startsWith('?>')) {
      this.#beyond ??= 'an atomic group';
      this.#openGroup('(?:', at + 3, 'item', false);
    } else if (rest.startsWith('?')) this.#modes(rest);
    else if (rest.startsWith('*') && /^\*[a-z:]/i.test(rest)) this.#leave("a verb, '(*'");
    else this.#openGroup('(?:', at + 1, 'item', true);
  }

  #openGroup(text: string, end: number, after: Before, isCapturing: boolean): void {
    this.#open.push({ at: this.#at, isSpaced: this.#isSpaced, after });
    if (isCapturing) this.#groups++;
    if (this.#open.length > DEEPEST) this.#leave('its depth');
    else this.#emit(text, end, 'nothing');
  }

  /** `(?i)`, `(?i-s:` and the like, and all other groups that start with a question mark. */
  #modes(rest: string): void {
    const at = this.#at;
    const [whole, on, , off, close] = MODES.exec(rest.slice(0, LONGEST_MODES)) ?? [];
    if (whole === undefined || on === undefined || off === undefined) {
      if (/^\?(?:[a-zA-Z^-]*)$/.test(rest)) throw new Refusal("'(' is never closed by ')'", at);
      this.#leave("an unusual group, '(?'");
      return;
    }
    const unknown = Array.from(on + off).find((letter) => !MODE_LETTERS.includes(letter));
    if (unknown !== undefined) {
      throw new Refusal(`'${unknown}' is no mode that PCRE knows`, at + 1 + whole.indexOf(unknown));
    }
    if (!/^[isxUJ]*$/.test(on + off) || on.includes('xx')) {
      this.#leave(`the mode '(${whole}'`);
      return;
    }
    const flags = (letters: string) =>
      (letters.includes('i') ? 'i' : '') + (letters.includes('s') ? 'm' : '');
    const wasSpaced = this.#isSpaced;
    const spaced = off.includes('x') ? false : on.includes('x') || wasSpaced;
    const shown = `(?${flags(on)}${flags(off) === '' ? '' : `-${flags(off)}`}`;
    if (close === ':') {
      this.#openGroup(`${shown}:`, at + 1 + whole.length, 'item', false);
      this.#isSpaced = spaced;
      return;
    }
    this.#isSpaced = spaced;
    const before = this.#before === 'nothing' ? 'nothing' : 'unclear';
    this.#emit(shown === '(?' ? '' : `${shown})`, at + 1 + whole.length, before);
  }
}

/**
 * Writes a PCRE pattern in Oniguruma's syntax, which its parser knows, with all that the two read differently replaced. What
 * versions of PCRE read differently is distinguished from what all of them refuse.
 *
 * @throws {Refusal} when no version of PCRE takes the pattern
 */
export function translate(source: string): Translation {
  return new Translator(source).translate();
}
