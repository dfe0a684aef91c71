/** Rules that report what a line is not, where a rule of this category reports why. */
export const DIRECTIVE_RULES = [
  'unknown-directive',
  'misplaced-directive',
  'invented-directive',
  'missing-value',
  'invalid-value',
];

/** These, and rules that report names and actions. */
export const LINE_RULES = ['syntax-error', ...DIRECTIVE_RULES, 'undefined-reference', 'unknown-action'];
