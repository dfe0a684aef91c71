const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** With the signs that messages use. */
const PLAINLY_VISIBLE = /^[\x20-\x7e…–—→“”‘’]*$/;

/**
 * One character that a terminal obeys, hides or shows as a blank, and what Unicode allows a renderer to ignore. The
 * variation selectors 15 and 16 are not hidden after a pictograph. A function, since reading the classes takes a
 * millisecond and most texts need none.
 */
const hidden = (): RegExp =>
  /(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![ \ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Whether a text is printable ASCII: one column for each unit, nothing hidden. */
export function isPrintableAscii(text: string): boolean {
  return PRINTABLE_ASCII.test(text);
}

/** The hidden characters of a text with their offsets, in order; each is one code point. A tab is one of them. */
export function hiddenCharacters(text: string): RegExpStringIterator<RegExpExecArray> {
  return text.matchAll(hidden());
}

/** A visible symbol for one hidden character: `␛` for the ASCII controls, else `<U+202E>`. Never empty. */
export function symbolOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** A text on one line with a symbol for each hidden character. */
export function visible(text: string): string {
  return PLAINLY_VISIBLE.test(text) ? text : text.replace(hidden(), symbolOf);
}
