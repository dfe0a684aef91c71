/** A regular expression of an smtp-pattern-list that harms who runs it, or compiles it. */
export interface BadPattern {
  readonly name: string;
  /** Without its slashes. */
  readonly pattern: string;
}

export const BAD_PATTERNS: readonly BadPattern[] = [
  { name: 'a repeat of a repeat', pattern: '(a+)+$' },
  { name: 'two repeats in a repeat', pattern: '(x+x+)+y' },
  { name: 'a repeat of anything', pattern: '^(.+)+~~$' },
  { name: 'a repeat of a choice', pattern: '^(.|[^~])*~~$' },
  { name: 'repeats of anything in a row', pattern: `^${'.*'.repeat(30)}~~$` },
  { name: 'a repeat that looks back', pattern: '^(.*)*\\1~~$' },
  { name: 'a repeat behind a look ahead', pattern: '^(?=(.+)+~~)x' },
  { name: '1000 times 1000 times 1000 repeats', pattern: '(((a{1,1000}){1,1000}){1,1000}){1,1000}' },
  { name: '50,000 nested parentheses', pattern: `${'('.repeat(50_000)}x${')'.repeat(50_000)}` },
  { name: '50,000 choices', pattern: `~(${'a|'.repeat(50_000)}b)` },
  { name: '1 MB of one letter', pattern: 'a'.repeat(1_000_000) },
  { name: '100,000 questions', pattern: `${'~?'.repeat(50_000)}${'~'.repeat(50_000)}` },
  { name: 'no expression', pattern: '(?<a>(?<a>[z-a]{9,1}' },
  { name: 'an expression of PCRE alone', pattern: '(?i)(?>a++)\\K(?R)?+\\Z' },
  { name: 'an open group', pattern: '(((' },
  { name: 'the way out of a text', pattern: '"`$' + '{process.exit(3)}\\u0060' },
];
