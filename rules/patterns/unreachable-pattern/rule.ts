import {
  defineRule,
  listOf,
  patternListsOf,
  type PatternRule,
  quote,
  removeLine,
  type RuleFix,
} from '../../kit.ts';
import { readListOf } from '../../../src/model/lists/read-patterns.ts';
import { unreachableIn, type Unreachable } from './analysis.ts';

/** How many earlier rules a message names. */
const MOST_NAMED = 3;

interface CoveredData {
  readonly pattern: string;
  /** The patterns of the earlier rules. */
  readonly earlier: readonly string[];
  /** A text that both match; null where they have the same pattern. */
  readonly example: string | null;
}

function before({ earlier, example }: CoveredData): string {
  if (example === null) return 'the same pattern stands before it';
  const verb = earlier.length === 1 ? 'matches' : 'match';
  return `whatever it matches, for example ${quote(example)}, ${listOf(earlier.map(quote), MOST_NAMED)} before it ${verb} too`;
}

function advice({ example }: CoveredData): string {
  return example === null ? 'keep the one that is meant' : 'put the narrower rule first';
}

function actionWords(actions: readonly string[]): string {
  return actions.map(quote).join(', ');
}

function resultWords(list: string, result: string | null): string {
  if (result === null) return '';
  return list === 'pattern-list'
    ? `this mail gets ${quote(result)}`
    : `these bounces are counted as ${quote(result)}`;
}

function patternOf({ file, range }: PatternRule): string {
  return file.slice(range);
}

function resultsOf({ result }: PatternRule): string[] {
  return (result ?? '').split(',');
}

/** Removes the line where nothing else is on it, and no other list reads it. */
function removeRepeated(unreachable: Unreachable): RuleFix | null {
  if (unreachable.kind !== 'repeated' || !unreachable.isExact) return null;
  const { rule, earlier } = unreachable;
  const { file, line, list } = rule;
  const isItsOwn = list.file === file && earlier.file === file && !list.isDefault;
  const isPlain = rule.result !== null && !rule.isWrapped && line.comment === null;
  if (!isItsOwn || !isPlain) return null;
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
    neverReached: (
      data: CoveredData & {
        list: string;
        /** What the earlier rule leads to; null for a nested list. */
        result: string | null;
      },
    ) => {
      const outcome = data.earlier.length === 1 ? `; ${resultWords(data.list, data.result)}` : '';
      return {
        message: `${quote(data.pattern)} is never reached: ${before(data)}, and the first match decides${outcome}; ${advice(data)}`,
      };
    },
    neverActs: (data: CoveredData & { actions: readonly string[]; earlierActions: readonly string[] }) => {
      const held = data.earlier.length === 1 ? ` with ${actionWords(data.earlierActions)}` : '';
      return {
        message: `${listOf(data.actions.map(quote))} of ${quote(data.pattern)} never acts: ${before(data)}${held}, and of actions that exclude each other the first holds; ${advice(data)}`,
      };
    },
    otherActions: (data: {
      pattern: string;
      actions: readonly string[];
      earlierActions: readonly string[];
    }) => ({
      message: `${quote(data.pattern)} stands in this list before, with ${actionWords(data.earlierActions)}; where PowerMTA takes the first rule alone, ${actionWords(data.actions)} never acts; write one rule with all actions that are meant`,
    }),
    repeatedActions: ({ pattern }: { pattern: string }) => ({
      message: `${quote(pattern)} stands in this list before, with the same actions; this rule adds nothing: remove it, or write the pattern that was meant`,
    }),
    repeatedResult: ({ pattern }: { pattern: string }) => ({
      message: `${quote(pattern)} stands in this list before, with the same result; the first match decides, so that this rule is never reached: remove it, or write the pattern that was meant`,
    }),
  },
  check({ model, report }) {
    for (const section of patternListsOf(model)) {
      for (const unreachable of unreachableIn(readListOf(model, section))) {
        const { rule: later } = unreachable;
        if (later.placement !== 'sound') continue;
        const earlier = unreachable.kind === 'covered' ? unreachable.by : [unreachable.earlier];
        const [first] = earlier;
        const pattern = patternOf(later);
        const shared = {
          location: later,
          related: earlier.slice(0, MOST_NAMED).map(({ file, range }) => ({
            file,
            range,
            message: 'the earlier rule',
          })),
          fix: () => removeRepeated(unreachable),
        };
        if (unreachable.kind === 'covered') {
          const { by, witness, dead } = unreachable;
          const covered = { pattern, earlier: by.map(patternOf), example: witness };
          if (dead === null) {
            const data = { ...covered, list: section.scope, result: first?.result ?? null };
            report({ ...shared, messageId: 'neverReached', data });
          } else {
            const actions = dead.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
            const earlierActions = first === undefined ? [] : resultsOf(first);
            report({ ...shared, messageId: 'neverActs', data: { ...covered, actions, earlierActions } });
          }
        } else if (unreachable.kind === 'split') {
          const data = {
            pattern,
            actions: resultsOf(later),
            earlierActions: resultsOf(unreachable.earlier),
          };
          report({ ...shared, messageId: 'otherActions', data });
        } else {
          const isReply = section.scope === 'smtp-pattern-list';
          const messageId = isReply ? 'repeatedActions' : 'repeatedResult';
          report({ ...shared, messageId, data: { pattern } });
        }
      }
    }
  },
});
