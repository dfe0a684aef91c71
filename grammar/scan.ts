import type { CustomPatternMatcherReturn } from 'chevrotain';

/*
 * Matchers for the tokens whose regular expression would need repeated alternatives: those overflow the engine's
 * stack on words of some megabytes. Each of them reads a line at most a fixed number of times.
 */

type Match = CustomPatternMatcherReturn | null;

const BLANKS = ' \t\v\f\r';

function isBlankAt(text: string, offset: number): boolean {
  return BLANKS.includes(text.charAt(offset));
}

/** Offset of the line end (LF or CRLF) at or after `offset`. */
function endOfLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at === -1) return text.length;
  return at > offset && text[at - 1] === '\r' ? at - 1 : at;
}

/** Offset of the `#` or the line end that ends the content of a line. */
function endOfContent(text: string, offset: number): number {
  const end = endOfLine(text, offset);
  let at = offset;
  while (at < end && text[at] !== '#') at++;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  while (end > start && isBlankAt(text, end - 1)) end--;
  return end;
}

function match(text: string, start: number, end: number): Match {
  return end > start ? [text.slice(start, end)] : null;
}

/** Where the last search found no `%>` in the rest of a line: repeated searches would take quadratic time. */
const noTemplateEnd = { text: '', from: 0, to: -1 };

/** Offset after the `<% … %>` at `offset`, blanks and hashes inside it included; -1 if none is there. */
function endOfTemplate(text: string, offset: number): number {
  if (text[offset + 1] !== '%') return -1;
  if (noTemplateEnd.text === text && offset >= noTemplateEnd.from && offset < noTemplateEnd.to) return -1;
  const lineEnd = endOfLine(text, offset);
  const at = text.slice(offset, lineEnd).indexOf('%>', 2);
  if (at !== -1) return offset + at + 2;
  Object.assign(noTemplateEnd, { text, from: offset, to: lineEnd });
  return -1;
}

/** `#` to the line end. */
export function matchComment(text: string, offset: number): Match {
  return text[offset] === '#' ? match(text, offset, endOfLine(text, offset)) : null;
}

/** `<% … %>` of a template engine. */
export function matchTemplate(text: string, offset: number): Match {
  return text[offset] === '<' ? match(text, offset, endOfTemplate(text, offset)) : null;
}

const WORD_PART = /[^ \t\v\f\r\n#<]+/y;

/** Characters up to a blank, a comment or the line end; a template statement counts as one character. */
export function matchWord(text: string, offset: number): Match {
  let at = offset;
  for (;;) {
    WORD_PART.lastIndex = at;
    if (WORD_PART.test(text)) at = WORD_PART.lastIndex;
    if (text[at] !== '<') return match(text, offset, at);
    const template = endOfTemplate(text, at);
    at = template === -1 ? at + 1 : template;
  }
}

/** Offset after the quoted text at `offset`, where `\` takes the next character with it; -1 if nothing closes it. */
function endOfQuoted(text: string, offset: number): number {
  for (let at = offset + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return -1;
    if (text[at] === '\\' && text[at + 1] !== '\n') at++;
  }
  return -1;
}

/** A double-quoted text that ends on its line. A `#` inside does not end it. */
export function matchQuoted(text: string, offset: number): Match {
  return text[offset] === '"' ? match(text, offset, endOfQuoted(text, offset)) : null;
}

/**
 * Offset after the closing slash of the regular expression at `offset`; -1 if none closes it. A slash closes it
 * where a blank or the end of the content follows; of several the last one does, since patterns copied from web
 * pages contain unescaped slashes.
 */
function endOfRegex(text: string, offset: number, end: number): number {
  let lastAny = -1;
  for (let at = end - 1; at > offset; at--) {
    if (text[at] !== '/') continue;
    let backslashes = 0;
    while (at - 1 - backslashes > offset && text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 1) continue;
    if (at + 1 === end || isBlankAt(text, at + 1)) return at + 1;
    if (lastAny === -1) lastAny = at + 1;
  }
  return lastAny;
}

/** A regular expression between slashes. A `#` ends it as it ends everything. */
export function matchRegex(text: string, offset: number): Match {
  if (text[offset] !== '/') return null;
  return match(text, offset, endOfRegex(text, offset, endOfContent(text, offset)));
}

/** What follows a slash that no second one closes. */
export function matchOpenRegex(text: string, offset: number): Match {
  if (text[offset] !== '/') return null;
  return match(text, offset, trimEnd(text, offset, endOfContent(text, offset)));
}

/**
 * The argument of a tag, up to the `>` that closes it: the first one outside quotes, for a pipe command the last one
 * on the line. Blanks at its end are left out.
 */
export function matchTagArgument(text: string, offset: number): Match {
  const pipe = text[offset] === '|';
  const lineEnd = endOfLine(text, offset);
  let end = -1;
  let quotes = true;
  let at = offset;
  for (; at < lineEnd; at++) {
    const unit = text[at];
    if (unit === '#') break;
    let after = -1;
    if (unit === '"' && quotes) {
      after = endOfQuoted(text, at);
      quotes = after !== -1;
    } else if (unit === '<') {
      after = endOfTemplate(text, at);
    } else if (unit === '>') {
      end = at;
      if (!pipe) break;
    }
    if (after !== -1) at = after - 1;
  }
  return match(text, offset, trimEnd(text, offset, end === -1 ? at : end));
}
