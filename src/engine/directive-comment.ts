import type { Range } from '../../grammar/range.ts';
import type { Line } from '../../grammar/tree.ts';
import type { SourceFile } from '../model/source/source-file.ts';

/** The start of every comment addressed to pmta-lint. */
export const COMMENT_PREFIX = 'pmta-lint-';

/** The forms of such comments, as written after `pmta-lint-`. */
export const COMMENT_FORMS = [
  'disable-next-line',
  'disable-line',
  'disable',
  'enable',
  'disable-file',
  'rule',
] as const;

export type CommentForm = (typeof COMMENT_FORMS)[number];

/** A part of a comment, with its range in the file. */
export interface Written extends Range {
  readonly text: string;
}

/** A comment addressed to pmta-lint as it is written, from its `#` on; the rules it names may not exist. */
export interface Comment extends Range {
  /** With `pmta-lint-`. */
  readonly word: Written;
  /** Undefined for an unknown word. */
  readonly form: CommentForm | undefined;
  /** The rules to suppress, or no longer to suppress. */
  readonly names: readonly Written[];
  /** The text after `until=`; the range includes `until=`. */
  readonly until: Written | null;
  /** `RULE=LEVEL --option value` of the form `rule`. */
  readonly choice: Written | null;
  /** The text after ` -- `; may be empty. */
  readonly reason: string;
}

/** Why a comment as a whole has no effect. */
export type CommentFault =
  /** No such word after `pmta-lint-`. */
  | { readonly kind: 'unknown-word' }
  /** It suppresses rules and names none. */
  | { readonly kind: 'no-rules' }
  | { readonly kind: 'bad-day' }
  /** `advice` is what is wrong with the choice, and may quote it. */
  | { readonly kind: 'bad-choice'; readonly advice: string }
  /** A later comment chooses for the same rule. */
  | { readonly kind: 'overridden'; readonly byLine: number }
  /** It ends ranges, and none is open. */
  | { readonly kind: 'nothing-to-end' };

/** One rule that a comment names. */
export interface NamedRule {
  readonly name: Written;
  /**
   * `used`: it has an effect, or that is unknown (the rule is off or threw, or an include was not read); `unused`: it
   * suppresses or ends nothing; `protected`: a security rule, which the settings do not let comments suppress.
   */
  readonly status: 'used' | 'unused' | 'protected' | 'unknown';
  /** The rule that may be meant by an unknown name. */
  readonly nearest?: string | undefined;
}

/** A comment addressed to pmta-lint, and its status. */
export interface DirectiveComment {
  readonly file: SourceFile;
  readonly line: Line;
  readonly comment: Comment;
  /** Null if some of it may have an effect. */
  readonly fault: CommentFault | null;
  readonly rules: readonly NamedRule[];
  /** Whether it is meant to suppress rules. */
  readonly suppresses: boolean;
  /** Whether its last day is over; then it suppresses nothing. */
  readonly isOver: boolean;
}
