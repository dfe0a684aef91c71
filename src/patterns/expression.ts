import type { CharacterSet } from './character-set.ts';

/** Where a text has to be, without taking a character of it. */
export type Assertion =
  /** `^`, `\A` */
  | 'start'
  /** `$`, `\Z`: at the end, or before a line end that is the last character. */
  | 'end'
  /** `\z` */
  | 'very-end'
  | 'word-boundary'
  | 'no-word-boundary';

/** What is left of a regular expression when case, modes and ways of writing are gone. */
export type Expression =
  | { readonly kind: 'characters'; readonly set: CharacterSet; readonly asWritten: number | null }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly item: Expression; readonly min: number; readonly max: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion };
