import {
  createToken,
  Lexer,
  type CustomPatternMatcherFunc,
  type IToken,
  type ITokenConfig,
  type TokenType,
} from 'chevrotain';
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

/** The codes of one character of each of Chevrotain's first-character groups that `excluded` does not name. */
function anythingBut(excluded: string): number[] {
  const codes: number[] = [];
  for (let code = 0; code < 256; code++) {
    if (!excluded.includes(String.fromCharCode(code))) codes.push(code);
  }
  for (let code = 256; code <= 0xffff; code += 255) codes.push(code);
  codes.push(0xffff);
  return codes;
}

const WORD_STARTS = anythingBut(' \t\v\f\r\n#');

type ModeChange = Pick<ITokenConfig, 'push_mode' | 'pop_mode' | 'line_breaks'>;

/** Every token type, in the order of their numbers in a token table. */
export const TOKEN_TYPES: TokenType[] = [];

function token(
  name: string,
  pattern: RegExp | CustomPatternMatcherFunc,
  starts: string | number[],
  mode: ModeChange = {},
): TokenType {
  const type = createToken({
    name,
    pattern: pattern instanceof RegExp ? pattern : { exec: pattern },
    start_chars_hint: typeof starts === 'string' ? Array.from(starts) : starts,
    line_breaks: false,
    ...mode,
  });
  TOKEN_TYPES.push(type);
  return type;
}

const thenValue = { push_mode: 'value' };
const onlyValue = { pop_mode: true, push_mode: 'value' };

/** Added to the table at the start of a text only: elsewhere the character is part of a word. */
export const ByteOrderMark = token('ByteOrderMark', Lexer.NA, '');
export const LineEnd = token('LineEnd', /\r?\n/, '\r\n', { line_breaks: true });
export const ContentEnd = token('ContentEnd', /\r?\n/, '\r\n', { line_breaks: true, pop_mode: true });
export const Blank = token('Blank', /(?:[ \t\v\f]|\r(?!\n))+/, ' \t\v\f\r');
export const Comment = token('Comment', matchComment, '#');

export const TemplateLine = token('TemplateLine', matchTemplate, '<', thenValue);
export const TagStart = token('TagStart', /<\/?/, '<', { push_mode: 'tagName' });
export const TagName = token('TagName', /[^ \t\v\f\r\n#<>"]+/, anythingBut(' \t\v\f\r\n#<>"'), {
  pop_mode: true,
  push_mode: 'tagArgument',
});
/** A character in the place of a section's name that cannot begin one. */
export const TagJunk = token('TagJunk', /[<"]/, '<"', onlyValue);
export const TagEnd = token('TagEnd', />/, '>', onlyValue);
export const TagArgument = token('TagArgument', matchTagArgument, anythingBut(' \t\v\f\r\n#>'));

export const PatternKeyword = token(
  'PatternKeyword',
  /(?:reply|header|mail-from|rcpt-to)(?![^ \t\v\f\r\n#])/i,
  'rRhHmM',
  { push_mode: 'pattern' },
);
export const LineRegex = token('LineRegex', matchRegex, '/', thenValue);
export const OpenLineRegex = token('OpenLineRegex', matchOpenRegex, '/', thenValue);
export const Keyword = token('Keyword', matchWord, WORD_STARTS, thenValue);

export const Quoted = token('Quoted', matchQuoted, '"');
export const OpenQuote = token('OpenQuote', /"[^\r\n#]*/, '"');
export const Regex = token('Regex', matchRegex, '/', onlyValue);
export const OpenRegex = token('OpenRegex', matchOpenRegex, '/', onlyValue);
export const NestedTag = token('NestedTag', /<pattern-list[ \t]*>/i, '<');
export const Word = token('Word', matchWord, WORD_STARTS);

const modes = {
  line: [LineEnd, Blank, Comment, TemplateLine, TagStart, PatternKeyword, LineRegex, OpenLineRegex, Keyword],
  tagName: [ContentEnd, Blank, Comment, TagEnd, TagName, TagJunk],
  tagArgument: [ContentEnd, Blank, Comment, TagEnd, TagArgument],
  pattern: [ContentEnd, Blank, Comment, Regex, OpenRegex, Quoted, OpenQuote, NestedTag, Word],
  value: [ContentEnd, Blank, Comment, Quoted, OpenQuote, NestedTag, Word],
};

let lexer: Lexer | undefined;

/** The lexer. Chevrotain's checks of it take time at each start, so only the tests turn them on. */
export function buildLexer({ validated = false } = {}): Lexer {
  return new Lexer(
    { defaultMode: 'line', modes },
    { positionTracking: 'onlyOffset', ensureOptimizations: true, skipValidations: !validated },
  );
}

/** Splits a text that begins at the start of a line into tokens that tile it: no gap, no overlap. */
export function tokenize(text: string): IToken[] {
  lexer ??= buildLexer();
  return lexer.tokenize(text).tokens;
}
