import {
  listOf,
  patternListsOf,
  type PatternRule,
  quote,
  removeLine,
  type Rule,
  type RuleFix,
} from '../../kit.ts';
import { readListOf } from '../../../src/model/lists/read-patterns.ts';
import { unreachableIn, type Unreachable } from './analysis.ts';

/** How many earlier rules a message names. */
const MOST_NAMED = 3;

function patternOf(rule: PatternRule): string {
  return quote(rule.file.slice(rule.range));
}

function actionsOf({ result }: PatternRule): string {
  return (result ?? '').split(',').map(quote).join(', ');
}

function outcomeWords({ list, result }: PatternRule): string {
  if (result === null) return '';
  return list.scope === 'pattern-list'
    ? `this mail gets ${quote(result)}`
    : `these bounces are counted as ${quote(result)}`;
}

function coveredMessage({ rule, by, witness, dead }: Extract<Unreachable, { kind: 'covered' }>): string {
  const names = listOf(by.map(patternOf), MOST_NAMED);
  const [first] = by;
  const isOne = by.length === 1;
  const example = witness === null ? '' : `, for example ${quote(witness)},`;
  const before =
    witness === null
      ? 'the same pattern stands before it'
      : `whatever it matches${example} ${names} before it ${isOne ? 'matches' : 'match'} too`;
  const advice = witness === null ? 'keep the one that is meant' : 'put the narrower rule first';
  if (dead === null) {
    const outcome = isOne && first !== undefined ? `; ${outcomeWords(first)}` : '';
    return `${patternOf(rule)} is never reached: ${before}, and the first match decides${outcome}; ${advice}`;
  }
  const actions = listOf(
    dead.map(({ name, value }) => quote(value === undefined ? name : `${name}=${value}`)),
  );
  const held = isOne && first !== undefined ? ` with ${actionsOf(first)}` : '';
  return `${actions} of ${patternOf(rule)} never acts: ${before}${held}, and of actions that exclude each other the first holds; ${advice}`;
}

function messageFor(unreachable: Unreachable): string {
  const { kind, rule } = unreachable;
  if (kind === 'covered') return coveredMessage(unreachable);
  const { earlier } = unreachable;
  if (kind === 'split')
    return `${patternOf(rule)} stands in this list before, with ${actionsOf(earlier)}; where PowerMTA takes the first rule alone, ${actionsOf(rule)} never acts; write one rule with all actions that are meant`;
  if (rule.list.scope === 'smtp-pattern-list')
    return `${patternOf(rule)} stands in this list before, with the same actions; this rule adds nothing: remove it, or write the pattern that was meant`;
  return `${patternOf(rule)} stands in this list before, with the same result; the first match decides, so that this rule is never reached: remove it, or write the pattern that was meant`;
}

/** Takes the line out where nothing else stands on it, and no other list reads it. */
function withoutRepeat(unreachable: Unreachable): RuleFix | null {
  if (unreachable.kind !== 'repeated' || !unreachable.isExact) return null;
  const { rule, earlier } = unreachable;
  const { file, line, list } = rule;
  const isItsOwn = list.file === file && earlier.file === file && !list.isDefault;
  const isPlain = rule.result !== null && !rule.isWrapped && line.comment === null;
  if (!isItsOwn || !isPlain || rule.placement !== 'sound') return null;
  return { safety: 'safe', title: 'remove the repeated rule', edits: [removeLine(file, line)] };
}

export const rule: Rule = {
  id: 'unreachable-pattern',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary:
    'a rule of a pattern list that repeats an earlier one, or that earlier ones leave nothing to decide',
  check({ model, report }) {
    for (const section of patternListsOf(model)) {
      for (const unreachable of unreachableIn(readListOf(model, section))) {
        const { rule: later } = unreachable;
        if (later.placement !== 'sound') continue;
        const earlier = unreachable.kind === 'covered' ? unreachable.by : [unreachable.earlier];
        report({
          location: { file: later.file, range: later.range },
          message: messageFor(unreachable),
          related: earlier.slice(0, MOST_NAMED).map(({ file, range }) => ({
            file,
            range,
            message: 'the earlier rule',
          })),
          fix: () => withoutRepeat(unreachable),
        });
      }
    }
  },
};
