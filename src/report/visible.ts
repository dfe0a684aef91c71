const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * One character that a terminal obeys, hides or shows as a blank: controls, formats (bidi, zero width, soft hyphen),
 * line separators, blanks other than the space, halves of a surrogate pair, and all that Unicode lets a renderer ignore.
 * The variation selectors 15 and 16 stay where they belong, behind a pictograph.
 */
// In a function: making its character sets takes half a millisecond, which only text beyond ASCII has to pay.
const hidden = (): RegExp =>
  /(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![ \ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** True if a text consists of printable ASCII alone: one column for each unit, nothing to make visible. */
export function isPrintableAscii(text: string): boolean {
  return PRINTABLE_ASCII.test(text);
}

/** The hidden characters of a text with their offsets, in order; each is one code point. A tab is one of them. */
export function hiddenCharacters(text: string): RegExpStringIterator<RegExpExecArray> {
  return text.matchAll(hidden());
}

/** A visible stand-in for one hidden character: `␛` for the ASCII controls, else `<U+202E>`. Never empty. */
export function symbolOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** A text in which nothing steers the terminal and nothing hides; one line, whatever it was. */
export function visible(text: string): string {
  return isPrintableAscii(text) ? text : text.replace(hidden(), symbolOf);
}
