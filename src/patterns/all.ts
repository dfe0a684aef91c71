/*
 * All that may be asked about patterns, in one module: it is loaded by `loadPatterns`, and only by it.
 */
export { blowUp, type BlowUp, type SlowText } from './blow-up.ts';
export { Budget, type BudgetLimits, type Spend } from './budget.ts';
export { covers, exampleOf, overlap, type Coverage } from './covers.ts';
export { waysThrough, type WayThrough } from './literals.ts';
export { matches } from './matches.ts';
export { readPattern } from './pattern.ts';
