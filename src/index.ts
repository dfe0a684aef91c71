/*
 * The library: the configuration language itself. Parsing never throws, and printing gives back every byte.
 */
export { parse, print, wordsOf } from '../grammar/parse.ts';
export { decode, encode, type Encoding } from '../grammar/encoding.ts';
export { LineTable, type Position } from '../grammar/lines.ts';
export type { Range } from '../grammar/range.ts';
export type {
  BlankLine,
  CloseTag,
  CommentLine,
  Directive,
  Document,
  InvalidLine,
  Line,
  Node,
  OpenTag,
  PatternLine,
  Problem,
  ProblemReason,
  Section,
  TemplateLine,
  Word,
} from '../grammar/tree.ts';
export type { TokenTable } from '../grammar/token-table.ts';
export type { Finding, Fix, FixSafety, Severity } from './engine/finding.ts';
