import type { Encoding } from '../../grammar/encoding.ts';
import type { Range } from '../../grammar/range.ts';

/** The text of a file and how it came to be. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
  /** Whether every character is ASCII. */
  readonly isPlain: boolean;
  slice(range: Range): string;
}
