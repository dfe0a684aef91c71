import type { Encoding } from '../../../grammar/encoding.ts';
import type { Range } from '../../../grammar/range.ts';
import { once } from '../../catalog/table.ts';

/** What a character only looks like. */
export type Resemblance = 'blank' | 'nothing' | 'hyphen' | 'quote' | 'apostrophe' | 'full-width';

/** A character that looks like one of the language and is another one. */
export interface Lookalike extends Range {
  /** What belongs there: one character, or nothing at all. */
  readonly text: string;
  readonly like: Resemblance;
  readonly code: number;
}

const ANY = /[^\0-\x7f]/;

/** Whether a text can hold look-alikes at all: one scan, for most files hold nothing but ASCII. */
export function isPlain(text: string): boolean {
  return !ANY.test(text);
}

const BLANK = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
// Made when it is asked: V8 works the class out as soon as it meets the expression.
const nothing = once(() => /\p{Default_Ignorable_Code_Point}/u);
const HYPHEN = /[\u2010-\u2015\u2212\ufe58\ufe63]/;
const QUOTE = /[\u201c-\u201f\u2033\u301d-\u301f]/;
const APOSTROPHE = /[\u2018-\u201b\u2032]/;
const FULL_WIDTH = /[\uff01-\uff5e]/;

/** Windows-1252 has punctuation where latin-1 has control characters that no text holds. */
const WINDOWS: Readonly<Record<number, Resemblance>> = {
  0x91: 'apostrophe', 0x92: 'apostrophe', 0x93: 'quote', 0x94: 'quote', 0x96: 'hyphen', 0x97: 'hyphen',
}; // prettier-ignore

function resemblanceOf(character: string, encoding: Encoding): Resemblance | undefined {
  const windows = encoding === 'latin1' ? WINDOWS[character.charCodeAt(0)] : undefined;
  if (windows !== undefined) return windows;
  if (BLANK.test(character)) return 'blank';
  if (HYPHEN.test(character)) return 'hyphen';
  if (QUOTE.test(character)) return 'quote';
  if (APOSTROPHE.test(character)) return 'apostrophe';
  if (FULL_WIDTH.test(character)) return 'full-width';
  return nothing().test(character) ? 'nothing' : undefined;
}

const MEANT: Readonly<Record<Exclude<Resemblance, 'full-width'>, string>> = {
  blank: ' ',
  nothing: '',
  hyphen: '-',
  quote: '"',
  apostrophe: "'",
};

/** The first byte of a character of UTF-8, in a file that is not valid UTF-8 as a whole: what follows belongs to it. */
const LEAD_BYTE = /[\xc2-\xf4]/;

/**
 * The look-alikes in a text, in order; offsets count within it. A word that holds other characters beyond ASCII too is
 * of another language (`bücher–shop.de`) and left alone; so is what follows a lead byte of UTF-8 in a latin-1 file.
 */
export function lookalikesIn(text: string, encoding: Encoding): Lookalike[] {
  const found: Lookalike[] = [];
  let word: Lookalike[] = [];
  let isForeign = false;
  const endWord = (): void => {
    if (!isForeign) found.push(...word);
    word = [];
    isForeign = false;
  };
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    if (code === 32 || (code >= 9 && code <= 13)) endWord();
    else if (code > 0x7f) {
      const character = text.slice(at, end);
      const isTail = encoding === 'latin1' && at > 0 && LEAD_BYTE.test(text.charAt(at - 1));
      const like = isTail ? undefined : resemblanceOf(character, encoding);
      if (like === undefined) isForeign = true;
      else {
        if (like === 'blank') endWord();
        const meant = like === 'full-width' ? String.fromCharCode(code - 0xfee0) : MEANT[like];
        (like === 'blank' ? found : word).push({ start: at, end, text: meant, like, code });
      }
    }
    at = end;
  }
  endWord();
  return found;
}

/** A text with the characters that its look-alikes stand for. */
export function plainText(text: string): string {
  let plain = '';
  let at = 0;
  for (const { start, end, text: meant } of lookalikesIn(text, 'utf8')) {
    plain += text.slice(at, start) + meant;
    at = end;
  }
  return plain + text.slice(at);
}

/** Look-alikes whose offsets count from elsewhere. */
export function shifted(lookalikes: readonly Lookalike[], by: number): Lookalike[] {
  return lookalikes.map((one) => ({ ...one, start: one.start + by, end: one.end + by }));
}

/** The look-alikes that are not between straight quotes. */
export function outsideQuotes(text: string, lookalikes: readonly Lookalike[]): Lookalike[] {
  const quoted: Range[] = [];
  let open = -1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && open !== -1) at++;
    else if (text[at] === '"') {
      if (open === -1) open = at;
      else {
        quoted.push({ start: open, end: at });
        open = -1;
      }
    }
  }
  let index = 0;
  return lookalikes.filter(({ start }) => {
    while ((quoted[index]?.end ?? text.length) < start) index++;
    return start <= (quoted[index]?.start ?? text.length);
  });
}
