import { POSIX } from './character-set.ts';
import { readEscape, Refusal } from './escape.ts';

/** A character class as PCRE reads it, written in Oniguruma's syntax. */
export interface Brackets {
  readonly text: string;
  /** Where what follows the closing bracket starts. */
  readonly end: number;
  /** Why it cannot be checked; the text means nothing then. */
  readonly beyond: string | null;
}

type Item =
  | { readonly kind: 'character'; readonly code: number; readonly at: number }
  | { readonly kind: 'set'; readonly text: string };

const POSIX_CLASS = /^\[:(\^?)([a-z]+):\]/i;
const OTHER_POSIX = /^\[[.=:][^\]]*[.=:]\]/;
const LONGEST_CLASS = 64;

/** A character in Oniguruma's syntax that means nothing else there. */
export function written(code: number): string {
  return `\\x{${code.toString(16)}}`;
}

class Reader {
  #at: number;
  #isLiteral = false;
  beyond: string | null = null;

  constructor(
    private readonly source: string,
    private readonly start: number,
  ) {
    this.#at = start + 1;
  }

  read(): Brackets {
    const source = this.source;
    const negated = source[this.#at] === '^';
    if (negated) this.#at++;
    let text = '';
    // A bracket that comes first is one of the characters.
    for (let isFirst = true; ; isFirst = false) {
      const item = this.#item(isFirst);
      if (item === null) break;
      text += this.#range(item);
    }
    return { text: `[${negated ? '^' : ''}${text}]`, end: this.#at, beyond: this.beyond };
  }

  #range(low: Item): string {
    const source = this.source;
    const isRange =
      !this.#isLiteral && source[this.#at] === '-' && ![']', undefined].includes(source[this.#at + 1]);
    if (!isRange) return low.kind === 'set' ? low.text : written(low.code);
    this.#at++;
    const high = this.#item(false);
    if (high === null) return low.kind === 'set' ? low.text : written(low.code);
    if (low.kind === 'set' || high.kind === 'set') {
      this.beyond ??= 'a hyphen beside a class of characters, which versions of PCRE read differently';
      return '';
    }
    if (high.code < low.code) {
      throw new Refusal(`the range '${source.slice(low.at, this.#at)}' in brackets runs backwards`, low.at);
    }
    return `${written(low.code)}-${written(high.code)}`;
  }

  /** The next character or class; null after the closing bracket. */
  #item(isFirst: boolean): Item | null {
    const source = this.source;
    for (;;) {
      const at = this.#at;
      const character = source[at];
      if (character === undefined) throw new Refusal("'[' is never closed by ']'", this.start);
      if (this.#isLiteral) {
        if (!source.startsWith(String.raw`\E`, at)) return this.#character(at);
        this.#isLiteral = false;
        this.#at += 2;
      } else if (character === ']' && !isFirst) {
        this.#at++;
        return null;
      } else if (character === '[') {
        return this.#posix(at);
      } else if (character !== '\\') {
        return this.#character(at);
      } else if (source[at + 1] === 'Q' || source[at + 1] === 'E') {
        this.#isLiteral = source[at + 1] === 'Q';
        this.#at += 2;
      } else {
        return this.#escape(at);
      }
    }
  }

  #character(at: number): Item {
    const code = this.source.charCodeAt(at);
    if (code > 0x7f) this.beyond ??= 'characters beyond ASCII';
    this.#at++;
    return { kind: 'character', code, at };
  }

  #escape(at: number): Item {
    const escape = readEscape(this.source, at, true);
    this.#at = escape.end;
    if (escape.kind === 'character') return { kind: 'character', code: escape.code, at };
    if (escape.kind === 'set') return { kind: 'set', text: escape.text };
    this.beyond ??= escape.kind === 'beyond' ? escape.reason : 'an unusual escape in brackets';
    return { kind: 'set', text: '' };
  }

  #posix(at: number): Item {
    const rest = this.source.slice(at, at + LONGEST_CLASS);
    const [whole, negation, name] = POSIX_CLASS.exec(rest) ?? [];
    if (whole !== undefined && name !== undefined) {
      if (!POSIX.has(name)) throw new Refusal(`'${whole}' is no class that PCRE knows`, at);
      this.#at += whole.length;
      return { kind: 'set', text: `[:${negation ?? ''}${name}:]` };
    }
    if (OTHER_POSIX.test(rest)) this.beyond ??= 'an unusual class in brackets';
    return this.#character(at);
  }
}

/** Reads a character class from its opening bracket; throws `Refusal`. */
export function readBrackets(source: string, start: number): Brackets {
  const outside = POSIX_CLASS.exec(source.slice(start, start + LONGEST_CLASS));
  if (outside !== null) throw new Refusal(`'${outside[0]}' has to stand in brackets of its own`, start);
  return new Reader(source, start).read();
}
