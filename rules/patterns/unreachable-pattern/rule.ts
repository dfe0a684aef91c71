import { defineRule, listOf, patternListsOf, quote, readListOf, removeLine } from '../../kit.ts';
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

function before({ earlier, example }: RuleData) {
  if (example === null) return 'the same pattern stands before it';
  const verb = earlier.length === 1 ? 'matches' : 'match';
  return `whatever it matches, for example ${quote(example)}, ${listOf(earlier.map(quote), MOST_NAMED)} before it ${verb} too`;
}

function advice({ example }: RuleData) {
  return example === null ? 'keep the one that is meant' : 'put the narrower rule first';
}

const actionsIn = (result: string | null) => (result ?? '').split(',');

const actionWords = (actions: readonly string[]) => actions.map(quote).join(', ');

/** Removes the line where nothing else is on it. */
function removeRepeated({ kind, rule, earlier }: Unreachable) {
  const { file, line, list, result } = rule;
  const [first] = earlier;
  if (kind !== 'repeated' || result?.toLowerCase() !== first?.result?.toLowerCase()) return null;
  // Every list that reads the file has both rules, in this order.
  const areTogether = first?.file === file && !list.isDefault;
  if (!areTogether || result === null || rule.isWrapped || line.comment !== null) return null;
  return { effect: 'neutral', title: 'remove the repeated rule', edits: [removeLine(file, line)] } as const;
}

export const rule = defineRule({
  id: 'unreachable-pattern',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['neutral'],
  summary:
    'a rule of a pattern list that repeats an earlier one, or that earlier ones leave nothing to decide',
  messages: {
    neverReached: (data: RuleData) => {
      const what = data.list === 'pattern-list' ? 'this mail gets' : 'these bounces are counted as';
      const result = data.earlierResult === null ? '' : `${what} ${quote(data.earlierResult)}`;
      const outcome = data.earlier.length === 1 ? `; ${result}` : '';
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
        const deadActions = dead?.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
        const related = earlier.map(({ file, range }) => ({ file, range, message: 'the earlier rule' }));
        report({
          location: later,
          messageId: kind,
          data: {
            pattern: later.file.slice(later.range),
            list: section.scope,
            actions: deadActions ?? actionsIn(later.result),
            earlier: earlier.map(({ file, range }) => file.slice(range)),
            earlierResult: earlier[0]?.result ?? null,
            example: witness,
          },
          related: related.slice(0, MOST_NAMED),
          fix: () => removeRepeated(unreachable),
        });
      }
    }
  },
});
