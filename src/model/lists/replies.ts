import { getOrMake, memoize } from '../../base/collections.ts';
import { differences, haveSameOrder } from '../../base/same-order.ts';
import { secondsOfInterval } from '../../catalog/values/interval.ts';
import { foldName } from '../../catalog/decisions.ts';
import { canonicalText } from '../source/canonical.ts';
import type { DirectiveUse } from '../source/content.ts';
import type { Model } from '../model.ts';

const REACTIONS =
  /^(?:mode=backoff|backoff-to-normal-after=\S+|disable-source-ip|reenable-after=\S+|skip-mx|defer-queue)$/i;

const knownReplies = memoize<Model, Map<string, ReadonlyMap<string, DirectiveUse>>>(() => new Map());

/** The rules of a list in order, by texts that are equal for equal rules; repeated rules once. */
export function replyLinesIn(model: Model, list: string | null): ReadonlyMap<string, DirectiveUse> {
  return getOrMake(knownReplies(model), foldName(list ?? ''), () => {
    const lines = new Map<string, DirectiveUse>();
    if (list === null || list === '') return lines;
    for (const section of model.definitions.find('smtp-pattern-list', list))
      for (const use of section.named('reply')) getOrMake(lines, ruleText(use), () => use);
    return lines;
  });
}

const textsOf = memoize((lines: ReadonlyMap<string, DirectiveUse>): readonly string[] => [...lines.keys()]);

/** The texts of `replyLinesIn`. */
export function repliesIn(model: Model, list: string | null): readonly string[] {
  return textsOf(replyLinesIn(model, list));
}

const ruleText = memoize((use: DirectiveUse): string => {
  const regex = use.words.find((word) => word.kind === 'regex');
  if (regex === undefined) return canonicalText(use.value ?? '');
  const pattern = use.file.slice(regex);
  // A typo in an action (`5 min`) is read as what it can only mean.
  const actions = (use.canonical.value ?? '').slice(pattern.length);
  return `${pattern} ${actions.replace(/\s+/g, '').toLowerCase().split(',').map(actionText).sort().join(',')}`;
});

/** An action, an interval in seconds. */
function actionText(action: string): string {
  const [name = '', value] = action.split('=', 2);
  const seconds = value === undefined ? undefined : secondsOfInterval(value);
  return seconds === undefined ? action : `${name}=${seconds}s`;
}

function actionsIn(rule: string): string[] {
  return rule.slice(rule.lastIndexOf('/ ') + 2).split(',');
}

function reactsOnly(rule: string): boolean {
  return actionsIn(rule).every((action) => REACTIONS.test(action));
}

/** What actions decide: of those that decide the same, the first rule's applies. Other actions may go against any. */
const DECIDES: Readonly<Record<string, string>> = {
  mode: 'pace',
  'backoff-to-normal-after': 'pace',
  'disable-source-ip': 'address',
  'reenable-after': 'address',
  'skip-mx': 'host',
  'bounce-queue': 'host',
};

/** Whether two rules can both act on a reply, in any order. */
function agree(one: string, other: string): boolean {
  const [own, others] = [actionsIn(one), actionsIn(other)];
  if (own.join() === others.join()) return true;
  const decided = (actions: string[]): (string | undefined)[] =>
    actions.map((action) => DECIDES[action.split('=')[0] ?? '']);
  const known = new Set(decided(own));
  return !known.has(undefined) && decided(others).every((what) => what !== undefined && !known.has(what));
}

/** Whether rules were only added, all of them slow down on an error, and none comes before an existing rule. */
export function addsReactions(before: readonly string[], after: readonly string[]): boolean {
  if (after.length <= before.length) return false;
  const added: string[] = [];
  let kept = 0;
  for (const rule of after) {
    if (rule !== before[kept]) added.push(rule);
    else if (added.every((one) => agree(one, rule))) kept++;
    else return false;
  }
  return kept === before.length && added.every(reactsOnly);
}

const asText = (rule: string): string => rule;
const disagree = (one: string, other: string): boolean => !agree(one, other);

// Many queues have the same lists.
const comparisonWith = memoize((before: readonly string[]) =>
  memoize((after: readonly string[]) => haveSameOrder(before, after, asText, disagree)),
);

/** Whether two lists have the same rules, and those that do not agree in the same order. */
export function sameReplies(before: readonly string[], after: readonly string[]): boolean {
  return comparisonWith(before)(after);
}

/** The rules of two lists that differ. */
export function differentReplies(
  before: readonly string[],
  after: readonly string[],
): [readonly string[], readonly string[]] {
  return differences(before, after, asText, disagree);
}
