/** Characters that JSON allows but a terminal obeys. */
const STEERS_A_TERMINAL = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const LONE_SURROGATE = /\p{Surrogate}/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text that UTF-8 can hold: halves of a surrogate pair are U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd');
}

function wellFormedValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? wellFormed(value) : value;
}

/** A value as JSON: two spaces of indent, valid UTF-8, nothing that steers a terminal, a newline at the end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, wellFormedValue, 2).replace(STEERS_A_TERMINAL, escaped)}\n`;
}
