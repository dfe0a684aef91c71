import {
  defineRule,
  listOf,
  patternListsOf,
  type PatternRule,
  quote,
  readListOf,
  removeLine,
  type RuleFix,
} from '../../kit.ts';
import { unreachableIn, type Unreachable } from './analysis.ts';

/** How many earlier rules a message names. */
const MOST_NAMED = 3;

interface RuleData {
  readonly pattern: string;
  readonly list: string;
  /** The actions that never act, or those of the rule. */
  readonly actions: readonly string[];
  /** The patterns of the earlier rules. */
  readonly earlier: readonly string[];
  /** What the first of them leads to; null for a nested list. */
  readonly earlierResult: string | null;
  /** A text that they match too; null where they have the same pattern. */
  readonly example: string | null;
}

function before({ earlier, example }: RuleData): string {
  if (example === null) return 'the same pattern stands before it';
  const verb = earlier.length === 1 ? 'matches' : 'match';
  return `whatever it matches, for example ${quote(example)}, ${listOf(earlier.map(quote), MOST_NAMED)} before it ${verb} too`;
}

function advice({ example }: RuleData): string {
  return example === null ? 'keep the one that is meant' : 'put the narrower rule first';
}

function resultWords({ list, earlierResult }: RuleData): string {
  if (earlierResult === null) return '';
  return list === 'pattern-list'
    ? `this mail gets ${quote(earlierResult)}`
    : `these bounces are counted as ${quote(earlierResult)}`;
}

function actionWords(actions: readonly string[]): string {
  return actions.map(quote).join(', ');
}

function actionsIn(result: string | null): string[] {
  return (result ?? '').split(',');
}

function patternOf({ file, range }: PatternRule): string {
  return file.slice(range);
}

/** Removes the line where nothing else is on it, and no other list reads it. */
function removeRepeated({ kind, rule, earlier }: Unreachable): RuleFix | null {
  const { file, line, list, result } = rule;
  const [first] = earlier;
  if (kind !== 'repeated' || result?.toLowerCase() !== first?.result?.toLowerCase()) return null;
  const isItsOwn = list.file === file && first?.file === file && !list.isDefault;
  if (!isItsOwn || result === null || rule.isWrapped || line.comment !== null) return null;
  return { safety: 'safe', title: 'remove the repeated rule', edits: [removeLine(file, line)] };
}

export const rule = defineRule({
  id: 'unreachable-pattern',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary:
    'a rule of a pattern list that repeats an earlier one, or that earlier ones leave nothing to decide',
  messages: {
    neverReached: (data: RuleData) => {
      const outcome = data.earlier.length === 1 ? `; ${resultWords(data)}` : '';
      return {
        message: `${quote(data.pattern)} is never reached: ${before(data)}, and the first match decides${outcome}; ${advice(data)}`,
      };
    },
    neverActs: (data: RuleData) => {
      const held = data.earlier.length === 1 ? ` with ${actionWords(actionsIn(data.earlierResult))}` : '';
      return {
        message: `${listOf(data.actions.map(quote))} of ${quote(data.pattern)} never acts: ${before(data)}${held}, and of actions that exclude each other the first holds; ${advice(data)}`,
      };
    },
    otherActions: ({ pattern, actions, earlierResult }: RuleData) => ({
      message: `${quote(pattern)} stands in this list before, with ${actionWords(actionsIn(earlierResult))}; where PowerMTA takes the first rule alone, ${actionWords(actions)} never acts; write one rule with all actions that are meant`,
    }),
    repeated: ({ pattern, list }: RuleData) => {
      const effect =
        list === 'smtp-pattern-list'
          ? 'with the same actions; this rule adds nothing'
          : 'with the same result; the first match decides, so that this rule is never reached';
      return {
        message: `${quote(pattern)} stands in this list before, ${effect}: remove it, or write the pattern that was meant`,
      };
    },
  },
  check({ model, report }) {
    for (const section of patternListsOf(model)) {
      for (const unreachable of unreachableIn(readListOf(model, section))) {
        const { kind, rule: later, earlier, witness, dead } = unreachable;
        if (later.placement !== 'sound') continue;
        report({
          location: later,
          messageId: kind,
          data: {
            pattern: patternOf(later),
            list: section.scope,
            actions:
              dead?.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)) ??
              actionsIn(later.result),
            earlier: earlier.map(patternOf),
            earlierResult: earlier[0]?.result ?? null,
            example: witness,
          },
          related: earlier
            .slice(0, MOST_NAMED)
            .map(({ file, range }) => ({ file, range, message: 'the earlier rule' })),
          fix: () => removeRepeated(unreachable),
        });
      }
    }
  },
});
