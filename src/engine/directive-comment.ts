import type { Line } from '../../grammar/tree.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import type { Comment, Written } from '../suppressions/comment.ts';

/** Why a comment as a whole directs nothing. */
export type CommentFault =
  /** No such word behind `pmta-lint-`. */
  | { readonly kind: 'unknown-word' }
  /** It is to silence rules and names none. */
  | { readonly kind: 'no-rules' }
  | { readonly kind: 'bad-day' }
  /** `advice` says what is wrong with the choice, and may quote it. */
  | { readonly kind: 'bad-choice'; readonly advice: string }
  /** A comment in a later line chooses for the same rule. */
  | { readonly kind: 'overridden'; readonly byLine: number }
  /** It ends ranges, and none is open. */
  | { readonly kind: 'nothing-to-end' };

/** One rule that a comment names. */
export interface NamedRule {
  readonly name: Written;
  /**
   * `works`: it does what it says, or nobody can tell now (the rule is off, it stopped, or what it goes by was not
   * read); `idle`: it silences nothing, or ends nothing; `protected`: a rule about security, which the settings do not
   * allow to be silenced; `unknown`: there is no such rule.
   */
  readonly state: 'works' | 'idle' | 'protected' | 'unknown';
  /** The rule that may be meant by an unknown name. */
  readonly nearest?: string | undefined;
}

/** A comment that speaks to this tool, and what became of it. */
export interface DirectiveComment {
  readonly file: SourceFile;
  /** The line it stands in. */
  readonly line: Line;
  readonly comment: Comment;
  /** Null where something of it may count. */
  readonly fault: CommentFault | null;
  readonly rules: readonly NamedRule[];
  /** Whether it is meant to silence rules. */
  readonly silences: boolean;
  /** Whether its last day is over. Then it silences nothing. */
  readonly isOver: boolean;
}
