import type { Range } from '../../../grammar/range.ts';
import type { Line } from '../../../grammar/tree.ts';
import type { Lookalike } from './lookalikes.ts';
import type { RepairedLine } from './repaired-line.ts';

/**
 * What of a line the mistake damages. PowerMTA refuses the line where it is the name, a value of a strict form, a tag or
 * a line that should be empty; it takes the other character for a part of a name of the DNS and the like (`match`), of
 * a reference or the name of a definition, of a text or path, or of a regular expression.
 */
export type Damage = 'name' | 'value' | 'tag' | 'blank' | 'match' | 'reference' | 'text' | 'pattern';

interface CorrectionBase {
  readonly line: Line;
  /** The line with its mistake repaired. */
  readonly repaired: RepairedLine;
  /** Whether PowerMTA refuses the line and the model reads it as meant; never where that would open an access. */
  readonly applied: boolean;
}

export interface LookalikeCorrection extends CorrectionBase {
  readonly kind: 'lookalike';
  readonly damage: Damage;
  readonly lookalikes: readonly Lookalike[];
}

export interface CommentCorrection extends CorrectionBase {
  readonly kind: 'foreign-comment';
  readonly sign: Range;
}

export type Correction = LookalikeCorrection | CommentCorrection;
