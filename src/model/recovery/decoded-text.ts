import type { Encoding } from '../../../grammar/encoding.ts';
import type { Range } from '../../../grammar/range.ts';
import type { Document } from '../../../grammar/tree.ts';

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
  /** Whether every character is ASCII. */
  readonly isPlain: boolean;
  slice(range: Range): string;
}

export interface ParsedText extends DecodedText {
  readonly document: Document;
}

/** Where the content of a line starts: after the byte-order mark, where the file has one. */
export function contentStartOf(file: DecodedText, lineStart: number): number {
  return lineStart === 0 && file.text.startsWith('\uFEFF') ? 1 : lineStart;
}
