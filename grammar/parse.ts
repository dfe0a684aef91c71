import { markMarkupComments } from './markup-comments.ts';
import { nestSections } from './sections.ts';
import { kindOf } from './parser.ts';
import { readLines } from './read-lines.ts';
import * as T from './tokens.ts';
import { TokenTable } from './token-table.ts';
import type { Directive, Document, PatternLine, Word } from './tree.ts';

/**
 * Parses any text as a PowerMTA configuration, into a tree that keeps every character.
 *
 * @param source The text of one file, decoded; it may start with a byte-order mark.
 * @returns The tree. Never throws: a line that is not a directive, tag or comment is of kind `invalid` or has a
 *   `problem`, and the next line is read as usual.
 */
export function parse(source: string): Document {
  const tokens = new TokenTable();
  const lines = readLines(source, tokens);
  markMarkupComments(source, lines);
  return { kind: 'document', source, tokens, lines, children: nestSections(source, lines) };
}

/** The text of a tree: the tokens of its lines one after the other. `print(parse(text)) === text` for every text. */
export function print({ source, tokens, lines }: Document): string {
  let text = '';
  for (const line of lines) {
    const shift = line.start - tokens.start(line.firstToken);
    let at = line.start;
    for (let index = line.firstToken; at < line.end; index++) {
      text += source.slice(at, tokens.end(index) + shift);
      at = tokens.end(index) + shift;
    }
    text += source.slice(at, line.next);
  }
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
  const shift = line.start - tokens.start(line.firstToken);
  for (let index = line.firstToken; tokens.start(index) + shift < value.end; index++) {
    const kind = WORD_KINDS.get(tokens.kind(index));
    const start = tokens.start(index) + shift;
    if (kind !== undefined && start >= value.start)
      words.push({ kind, start, end: tokens.end(index) + shift });
  }
  return words;
}
