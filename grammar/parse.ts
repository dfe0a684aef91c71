import { markMarkupComments } from './markup-comments.ts';
import { nestSections } from './sections.ts';
import { kindOf, parseLines } from './parser.ts';
import * as T from './tokens.ts';
import { TokenTable } from './token-table.ts';
import type { Directive, Document, Line, PatternLine, Word } from './tree.ts';

/**
 * Parses any text as a PowerMTA configuration, into a tree that keeps every character.
 *
 * @param source The text of one file, decoded; it may start with a byte-order mark.
 * @returns The tree. Never throws: a line that is not a directive, tag or comment is of kind `invalid` or has a
 *   `problem`, and the next line is read as usual.
 */
export function parse(source: string): Document {
  const tokens = new TokenTable();
  const lines: Line[] = [];
  parseLines(source, tokens, lines);
  markMarkupComments(source, lines);
  return { kind: 'document', source, tokens, lines, children: nestSections(source, lines) };
}

/** The text of a tree: its tokens one after the other. `print(parse(text)) === text` for every text. */
export function print(document: Document): string {
  const { source, tokens } = document;
  let text = '';
  for (let index = 0; index < tokens.count; index++)
    text += source.slice(tokens.start(index), tokens.end(index));
  return text;
}

const WORD_KINDS = new Map<number, Word['kind']>([
  [kindOf(T.Word), 'bare'],
  [kindOf(T.Quoted), 'quoted'],
  [kindOf(T.OpenQuote), 'quoted'],
  [kindOf(T.Regex), 'regex'],
  [kindOf(T.OpenRegex), 'regex'],
  [kindOf(T.NestedTag), 'nested-tag'],
]);

/** The words of a line's value, in order. */
export function wordsOf(document: Document, line: Directive | PatternLine): Word[] {
  const words: Word[] = [];
  const { value } = line;
  if (value === null) return words;
  const { tokens } = document;
  for (let index = line.firstToken; tokens.start(index) < value.end; index++) {
    const kind = WORD_KINDS.get(tokens.kind(index));
    const start = tokens.start(index);
    if (kind !== undefined && start >= value.start) words.push({ kind, start, end: tokens.end(index) });
  }
  return words;
}
