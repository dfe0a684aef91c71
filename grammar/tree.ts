import type { Range } from './range.ts';
import type { TokenTable } from './token-table.ts';

/**
 * The tree of a configuration file: offsets into `Document.source` without copies of the text. `lines` has every line in
 * order; `children` has them nested in sections, without blank lines and comments.
 */
export interface Document {
  readonly kind: 'document';
  readonly source: string;
  /** Of each distinct line once: lines with the same text have the same tokens. */
  readonly tokens: TokenTable;
  readonly lines: readonly Line[];
  readonly children: readonly Node[];
}

/** What every line has. */
export interface LineBase extends Range {
  /** Index in `Document.tokens` of the first token of the line, or of an equal one. */
  readonly firstToken: number;
  /** Offset after the line end (LF or CRLF): where the next line starts. */
  readonly next: number;
  /** The comment at the end of the line, from `#` on. */
  readonly comment: Range | null;
}

/** Why a line, or a part of it, is not valid. */
export type ProblemReason =
  | 'unterminated-quote'
  | 'unterminated-regex'
  | 'two-patterns'
  | 'broken-tag'
  | 'text-behind-tag'
  | 'not-a-directive'
  | 'foreign-comment';

export interface Problem extends Range {
  readonly reason: ProblemReason;
}

/** Nothing but blanks, or nothing at all. */
export interface BlankLine extends LineBase {
  readonly kind: 'blank';
}

/** A line with only a comment. */
export interface CommentLine extends LineBase {
  readonly kind: 'comment';
}

/** `keyword value`: most lines. The keyword of a pattern-list's last rule is `*`. */
export interface Directive extends LineBase {
  readonly kind: 'directive';
  readonly name: Range;
  /** From the first to the last character of the value, comment and outer blanks left out. */
  readonly value: Range | null;
  readonly problem: Problem | null;
}

/** A rule that starts with its regular expression, as in bounce-category-patterns. */
export interface PatternLine extends LineBase {
  readonly kind: 'pattern';
  /** With its slashes. */
  readonly regex: Range;
  readonly value: Range | null;
  readonly problem: Problem | null;
}

/** `<name argument>` or `</name>`; `tag` runs from `<` to `>`. */
interface Tag extends LineBase {
  readonly tag: Range;
  readonly name: Range;
  readonly argument: Range | null;
  readonly problem: Problem | null;
}

export interface OpenTag extends Tag {
  readonly kind: 'open';
}

export interface CloseTag extends Tag {
  readonly kind: 'close';
}

/** A line of a template engine (`<% … %>`, `{# … #}`), which is gone, or something else, when PowerMTA reads the file. */
export interface TemplateLine extends LineBase {
  readonly kind: 'template';
}

/** A line that is not a directive, tag or comment. */
export interface InvalidLine extends LineBase {
  readonly kind: 'invalid';
  readonly problem: Problem;
}

/** A line of a file, by its kind. */
export type Line =
  BlankLine | CommentLine | Directive | PatternLine | OpenTag | CloseTag | TemplateLine | InvalidLine;

/**
 * A section with its content. `open` is the line with its opening tag: an OpenTag, or the pattern-list rule
 * whose line ends in `<pattern-list>`.
 */
export interface Section {
  readonly kind: 'section';
  readonly open: OpenTag | Directive;
  readonly tag: Range;
  readonly name: Range;
  readonly argument: Range | null;
  readonly children: readonly Node[];
  /** Null where nothing closes the section; then it ends at `end` all the same. */
  readonly close: CloseTag | null;
  /** Offset after the closing tag, or where the line starts that ended the section. */
  readonly end: number;
  /** What ended a section without a closing tag: the tag of another section, or the end of the text. */
  readonly endedBy: OpenTag | CloseTag | null;
}

/** A closing tag among children closes nothing. */
export type Node = Section | Directive | PatternLine | CloseTag | TemplateLine | InvalidLine;

export interface Word extends Range {
  readonly kind: 'bare' | 'quoted' | 'regex' | 'nested-tag';
}
