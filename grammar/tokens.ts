import { createToken, Lexer, type IToken, type TokenType } from 'chevrotain';
import {
  matchComment,
  matchOpenRegex,
  matchQuoted,
  matchRegex,
  matchTagArgument,
  matchTemplate,
  matchWord,
} from './scan.ts';

/**
 * The tokens of the configuration language. Together they cover every text: anything else is a word.
 * A line decides by its first characters which tokens may follow (the lexer's modes); the line end leads back.
 * Each token names its first characters: Chevrotain would find them out, at each start, from the pattern.
 */

// CR before LF belongs to the line end; any other CR is a blank, as it is to a parser that reads up to LF.
const BLANK = String.raw`(?:[ \t\v\f]|\r(?!\n))+`;
const NOT_BLANK = String.raw`[^ \t\v\f\r\n#]`;

/** One character of each of Chevrotain's first-character groups that `excluded` does not name. */
function startsWithAnythingBut(excluded: string): number[] {
  const codes: number[] = [];
  for (let code = 0; code < 256; code++) {
    if (!excluded.includes(String.fromCharCode(code))) codes.push(code);
  }
  for (let code = 256; code <= 0xffff; code += 255) codes.push(code);
  codes.push(0xffff);
  return codes;
}

const ANY_WORD_START = startsWithAnythingBut(' \t\v\f\r\n#');

/** Added to the table at the start of a text only: elsewhere the character is part of a word. */
export const ByteOrderMark = createToken({ name: 'ByteOrderMark', pattern: Lexer.NA });
export const LineEnd = createToken({
  name: 'LineEnd',
  pattern: /\r?\n/,
  start_chars_hint: ['\r', '\n'],
  line_breaks: true,
});
export const ContentEnd = createToken({
  name: 'ContentEnd',
  pattern: /\r?\n/,
  start_chars_hint: ['\r', '\n'],
  line_breaks: true,
  pop_mode: true,
});
export const Blank = createToken({
  name: 'Blank',
  pattern: new RegExp(BLANK),
  start_chars_hint: [' ', '\t', '\v', '\f', '\r'],
  line_breaks: false,
});
export const Comment = createToken({
  name: 'Comment',
  pattern: { exec: matchComment },
  start_chars_hint: ['#'],
  line_breaks: false,
});

export const TemplateLine = createToken({
  name: 'TemplateLine',
  pattern: { exec: matchTemplate },
  start_chars_hint: ['<'],
  push_mode: 'value',
  line_breaks: false,
});
export const TagStart = createToken({
  name: 'TagStart',
  pattern: /<\/?/,
  start_chars_hint: ['<'],
  push_mode: 'tagName',
  line_breaks: false,
});
export const TagName = createToken({
  name: 'TagName',
  pattern: /[^ \t\v\f\r\n#<>"]+/,
  pop_mode: true,
  push_mode: 'tagArgument',
  start_chars_hint: startsWithAnythingBut(' \t\v\f\r\n#<>"'),
  line_breaks: false,
});
/** A character in the place of a section's name that cannot begin one. */
export const TagJunk = createToken({
  name: 'TagJunk',
  pattern: /[<"]/,
  start_chars_hint: ['<', '"'],
  pop_mode: true,
  push_mode: 'value',
  line_breaks: false,
});
export const TagEnd = createToken({
  name: 'TagEnd',
  pattern: />/,
  start_chars_hint: ['>'],
  pop_mode: true,
  push_mode: 'value',
  line_breaks: false,
});
export const TagArgument = createToken({
  name: 'TagArgument',
  pattern: { exec: matchTagArgument },
  start_chars_hint: startsWithAnythingBut(' \t\v\f\r\n#>'),
  line_breaks: false,
});

export const PatternKeyword = createToken({
  name: 'PatternKeyword',
  pattern: new RegExp(String.raw`(?:reply|header|mail-from|rcpt-to)(?!${NOT_BLANK})`, 'i'),
  start_chars_hint: ['r', 'R', 'h', 'H', 'm', 'M'],
  push_mode: 'pattern',
  line_breaks: false,
});
export const LineRegex = createToken({
  name: 'LineRegex',
  pattern: { exec: matchRegex },
  start_chars_hint: ['/'],
  push_mode: 'value',
  line_breaks: false,
});
export const OpenLineRegex = createToken({
  name: 'OpenLineRegex',
  pattern: { exec: matchOpenRegex },
  start_chars_hint: ['/'],
  push_mode: 'value',
  line_breaks: false,
});
export const Keyword = createToken({
  name: 'Keyword',
  pattern: { exec: matchWord },
  push_mode: 'value',
  start_chars_hint: ANY_WORD_START,
  line_breaks: false,
});

export const Quoted = createToken({
  name: 'Quoted',
  pattern: { exec: matchQuoted },
  start_chars_hint: ['"'],
  line_breaks: false,
});
export const OpenQuote = createToken({
  name: 'OpenQuote',
  pattern: /"[^\r\n#]*/,
  start_chars_hint: ['"'],
  line_breaks: false,
});
export const Regex = createToken({
  name: 'Regex',
  pattern: { exec: matchRegex },
  start_chars_hint: ['/'],
  pop_mode: true,
  push_mode: 'value',
  line_breaks: false,
});
export const OpenRegex = createToken({
  name: 'OpenRegex',
  pattern: { exec: matchOpenRegex },
  start_chars_hint: ['/'],
  pop_mode: true,
  push_mode: 'value',
  line_breaks: false,
});
export const NestedTag = createToken({
  name: 'NestedTag',
  pattern: /<pattern-list[ \t]*>/i,
  start_chars_hint: ['<'],
  line_breaks: false,
});
export const Word = createToken({
  name: 'Word',
  pattern: { exec: matchWord },
  start_chars_hint: ANY_WORD_START,
  line_breaks: false,
});

/** Every token type, in the order of their numbers in a token table. */
export const TOKEN_TYPES: readonly TokenType[] = [
  ByteOrderMark,
  LineEnd,
  ContentEnd,
  Blank,
  Comment,
  TemplateLine,
  TagStart,
  TagName,
  TagJunk,
  TagEnd,
  TagArgument,
  PatternKeyword,
  LineRegex,
  OpenLineRegex,
  Keyword,
  Quoted,
  OpenQuote,
  Regex,
  OpenRegex,
  NestedTag,
  Word,
];

const VALUE = [ContentEnd, Blank, Comment, Quoted, OpenQuote, NestedTag, Word];

let lexer: Lexer | undefined;

/** The lexer. Chevrotain's checks of it take time at each start, so only the tests turn them on. */
export function buildLexer({ validated = false } = {}): Lexer {
  return new Lexer(
    {
      defaultMode: 'line',
      modes: {
        line: [
          LineEnd,
          Blank,
          Comment,
          TemplateLine,
          TagStart,
          PatternKeyword,
          LineRegex,
          OpenLineRegex,
          Keyword,
        ],
        tagName: [ContentEnd, Blank, Comment, TagEnd, TagName, TagJunk],
        tagArgument: [ContentEnd, Blank, Comment, TagEnd, TagArgument],
        pattern: [ContentEnd, Blank, Comment, Regex, OpenRegex, Quoted, OpenQuote, NestedTag, Word],
        value: VALUE,
      },
    },
    { positionTracking: 'onlyOffset', ensureOptimizations: true, skipValidations: !validated },
  );
}

/**
 * Splits a stretch of text that begins at the start of a line into tokens that tile it: no gap, no overlap. The
 * offsets count from the start of the stretch.
 */
export function tokenize(text: string): IToken[] {
  lexer ??= buildLexer();
  return lexer.tokenize(text).tokens;
}
