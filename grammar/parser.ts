import { EmbeddedActionsParser, type IToken, type TokenType } from 'chevrotain';
import type { Range } from './range.ts';
import * as T from './tokens.ts';
import type { TokenTable } from './token-table.ts';
import type { Line, LineBase, Problem, ProblemReason } from './tree.ts';

const KIND_OF = new Map<TokenType, number>(T.TOKEN_TYPES.map((type, index) => [type, index]));
const DIRECTIVE_NAME = /^(?:\*|[A-Za-z0-9_][A-Za-z0-9_.:-]*)$/;
// Words that a template engine replaces by a directive, or by nothing. The grammar imports no facts of the catalog, and it
// asks how a word begins, not whether a placeholder is in it.
const PLACEHOLDER = /^(?:\$|\{\{|\{%|<%|%|@)/;
const CLOSES_AGAIN = /<\/[^<>]*>\s*$/;
const RULE_AND_NEXT_REGEX = /\/[ \t]+[a-z][a-z0-9=,-]*[ \t]+\//i;

/** The kind number of a token type in a token table. */
export function kindOf(type: TokenType): number {
  return KIND_OF.get(type) ?? -1;
}

/** Makes the line once its comment and its end are known. */
type Content = (frame: LineBase) => Line;

// Long enough that the parser's set-up per chunk costs nothing, short enough that its tokens fit in memory.
const CHUNK_LENGTH = 1 << 20;

/**
 * The grammar. A text is a row of lines, and nesting is left to the section builder, so that no depth of sections
 * can exhaust the stack. Each token is taken exactly once; nothing here can fail, since a line that makes no sense is
 * an invalid line.
 */
export class ConfigurationParser extends EmbeddedActionsParser {
  #tokens!: TokenTable;
  #lines!: Line[];
  #source!: string;
  #lineStart = 0;
  #firstToken = 0;
  #at = 0;
  #comment: Range | null = null;
  #content: Content | null = null;
  #value: Range | null = null;
  #valueProblem: Problem | null = null;

  /** Chevrotain's checks of the grammar take time at each start, so only the tests turn them on. */
  constructor({ validated = false } = {}) {
    super(T.TOKEN_TYPES, { maxLookahead: 1, skipValidations: !validated });
    this.performSelfAnalysis();
  }

  /** Gets ready for a chunk that starts at a line of `source`, after a byte-order mark of the length `mark`. */
  begin(source: string, start: number, tokens: TokenTable, lines: Line[], mark: number): void {
    this.#source = source;
    this.#tokens = tokens;
    this.#lines = lines;
    this.#lineStart = start;
    this.#firstToken = tokens.count;
    this.#comment = null;
    this.#content = null;
    this.#at = start + mark;
    if (mark > 0) tokens.add(kindOf(T.ByteOrderMark), mark);
  }

  /** Ends the last line of a text that has no line end. */
  finish(): void {
    if (this.#at > this.#lineStart) this.#endLine(this.#at, this.#at);
  }

  // Alternatives are made once: arrays made for each token are a tenth of all memory that a long run allocates.
  readonly #partsOfText = [
    { ALT: () => this.#lineEnd(this.CONSUME(T.LineEnd)) },
    { ALT: () => this.#lineEnd(this.CONSUME(T.ContentEnd)) },
    { ALT: () => this.#take(this.CONSUME(T.Blank)) },
    { ALT: () => (this.#comment = this.#take(this.CONSUME(T.Comment))) },
    { ALT: () => this.SUBRULE(this.directive) },
    { ALT: () => this.SUBRULE(this.tag) },
    { ALT: () => this.SUBRULE(this.pattern) },
    { ALT: () => this.SUBRULE(this.template) },
  ];

  readonly text = this.RULE('text', () => {
    this.MANY(() => this.OR(this.#partsOfText));
  });

  readonly #keywords = [
    { ALT: () => this.CONSUME(T.Keyword) },
    { ALT: () => this.CONSUME(T.PatternKeyword) },
  ];

  readonly directive = this.RULE('directive', () => {
    const name = this.#take(this.OR(this.#keywords));
    this.SUBRULE(this.value);
    this.ACTION(() => this.#setDirective(name));
  });

  readonly pattern = this.RULE('pattern', () => {
    const token = this.OR([
      { ALT: () => this.CONSUME(T.LineRegex) },
      { ALT: () => this.CONSUME(T.OpenLineRegex) },
    ]);
    const regex = this.#take(token);
    this.SUBRULE(this.value);
    this.ACTION(() => this.#setPattern(regex, token.tokenType === T.OpenLineRegex));
  });

  readonly template = this.RULE('template', () => {
    this.#take(this.CONSUME(T.TemplateLine));
    this.SUBRULE(this.value);
    this.ACTION(() => {
      this.#content = (frame) => ({ kind: 'template', ...frame });
    });
  });

  readonly tag = this.RULE('tag', () => {
    const parts: TagParts = {
      start: this.#take(this.CONSUME(T.TagStart)),
      name: null,
      argument: null,
      end: null,
    };
    // The lexer's modes decide in which order they may come.
    this.MANY(() => {
      this.OR([
        { ALT: () => this.#take(this.CONSUME(T.Blank)) },
        { ALT: () => (parts.name = this.#take(this.CONSUME(T.TagName))) },
        { ALT: () => (parts.argument = this.#take(this.CONSUME(T.TagArgument))) },
        { ALT: () => (parts.end = this.#take(this.CONSUME(T.TagEnd))) },
        { ALT: () => this.#take(this.CONSUME(T.TagJunk)) },
      ]);
    });
    this.SUBRULE(this.value);
    this.ACTION(() => this.#setTag(parts));
  });

  readonly #partsOfValue = [
    { ALT: () => this.#take(this.CONSUME(T.Blank)) },
    { ALT: () => this.#takeWord(this.CONSUME(T.Word)) },
    { ALT: () => this.#takeWord(this.CONSUME(T.Quoted)) },
    { ALT: () => this.#takeWord(this.CONSUME(T.OpenQuote), 'unterminated-quote') },
    { ALT: () => this.#takeWord(this.CONSUME(T.Regex)) },
    { ALT: () => this.#takeWord(this.CONSUME(T.OpenRegex), 'unterminated-regex') },
    { ALT: () => this.#takeWord(this.CONSUME(T.NestedTag)) },
  ];

  /** Words up to the comment or the line end. */
  readonly value = this.RULE('value', () => {
    this.#value = null;
    this.#valueProblem = null;
    this.MANY(() => this.OR(this.#partsOfValue));
  });

  #take(token: IToken): Range {
    if (this.RECORDING_PHASE) return token as unknown as Range;
    const start = this.#at;
    this.#at += token.image.length;
    this.#tokens.add(kindOf(token.tokenType), token.image.length);
    return { start, end: this.#at };
  }

  #takeWord(token: IToken, reason: ProblemReason | null = null): void {
    if (this.RECORDING_PHASE) return;
    const range = this.#take(token);
    this.#value = { start: this.#value?.start ?? range.start, end: range.end };
    if (reason !== null) this.#valueProblem ??= { reason, ...range };
    else if (token.tokenType === T.Regex) this.#valueProblem ??= this.#twoPatterns(range);
  }

  #lineEnd(token: IToken): void {
    if (this.RECORDING_PHASE) return;
    const end = this.#at;
    this.#take(token);
    this.#endLine(end, this.#at);
  }

  #endLine(end: number, next: number): void {
    const comment = this.#comment;
    const frame = { start: this.#lineStart, end, next, firstToken: this.#firstToken, comment };
    const content = this.#content;
    this.#lines.push(
      content === null ? { kind: comment === null ? 'blank' : 'comment', ...frame } : content(frame),
    );
    this.#lineStart = next;
    this.#firstToken = this.#tokens.count;
    this.#comment = null;
    this.#content = null;
  }

  #twoPatterns(regex: Range): Problem | null {
    const at = this.#source.slice(regex.start + 1, regex.end).search(RULE_AND_NEXT_REGEX);
    return at <= 0 || this.#source[regex.start + at] === '\\' ? null : { reason: 'two-patterns', ...regex };
  }

  /** A quote at the start of a tag's argument that has no end there. */
  #openQuote(argument: Range): Problem | null {
    const text = this.#source.slice(argument.start, argument.end);
    const open = text.startsWith('"') && (text.length === 1 || !text.endsWith('"'));
    return open ? { reason: 'unterminated-quote', ...argument } : null;
  }

  #setDirective(name: Range): void {
    const text = this.#source.slice(name.start, name.end);
    const value = this.#value;
    const problem = this.#valueProblem;
    if (DIRECTIVE_NAME.test(text) || PLACEHOLDER.test(text) || text.includes('{{') || text.includes('<%')) {
      this.#content = (frame) => ({ kind: 'directive', ...frame, name, value, problem });
    } else if (text === '{' && this.#source[name.end] === '#') {
      // A comment of Jinja, `{# … #}`; from its hash on it is one of the configuration too.
      this.#content = (frame) => ({ kind: 'template', ...frame });
    } else {
      const reason = text.startsWith(';') ? 'foreign-comment' : 'not-a-directive';
      this.#setInvalid(reason, { start: name.start, end: value?.end ?? name.end });
    }
  }

  #setPattern(regex: Range, unterminated: boolean): void {
    const value = this.#value;
    const problem = unterminated
      ? ({ reason: 'unterminated-regex', ...regex } as const)
      : (this.#twoPatterns(regex) ?? this.#valueProblem);
    this.#content = (frame) => ({ kind: 'pattern', ...frame, regex, value, problem });
  }

  #setInvalid(reason: ProblemReason, range: Range): void {
    const problem = { reason, ...range };
    this.#content = (frame) => ({ kind: 'invalid', ...frame, problem });
  }

  #setTag(parts: TagParts): void {
    const { start, name, argument, end } = parts;
    const rest = this.#value;
    const whole = { start: start.start, end: (end ?? argument ?? name ?? start).end };
    if (name === null) {
      this.#setInvalid('broken-tag', { start: whole.start, end: rest?.end ?? whole.end });
    } else if (rest !== null && CLOSES_AGAIN.test(this.#source.slice(rest.start, rest.end))) {
      this.#setInvalid('text-behind-tag', { start: whole.start, end: rest.end });
    } else {
      let problem: Problem | null = null;
      if (end === null) problem = { reason: 'broken-tag', ...whole };
      else if (rest !== null) problem = { reason: 'text-behind-tag', ...rest };
      else if (argument !== null) problem = this.#openQuote(argument);
      const kind = start.end - start.start === 2 ? 'close' : 'open';
      this.#content = (frame) => ({ kind, ...frame, tag: whole, name, argument, problem });
    }
  }
}

interface TagParts {
  readonly start: Range;
  name: Range | null;
  argument: Range | null;
  end: Range | null;
}

let parser: ConfigurationParser | undefined;

/** Parses a text into `lines` and `tokens`, in chunks, so that only one chunk's token objects are in memory at a time. */
export function parseLines(source: string, tokens: TokenTable, lines: Line[]): void {
  parser ??= new ConfigurationParser();
  for (let at = 0; at < source.length;) {
    const cut = source.indexOf('\n', at + CHUNK_LENGTH);
    const end = cut === -1 ? source.length : cut + 1;
    const mark = at === 0 && source.charCodeAt(0) === 0xfeff ? 1 : 0;
    parser.begin(source, at, tokens, lines, mark);
    parser.input = T.tokenize(source.slice(at + mark, end));
    parser.text();
    parser.finish();
    at = end;
  }
}
