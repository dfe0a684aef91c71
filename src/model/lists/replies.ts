import { canonicalText } from '../source/canonical.ts';
import type { DirectiveUse } from '../source/content.ts';
import type { Model } from '../model.ts';

const REACTIONS =
  /^(?:mode=backoff|backoff-to-normal-after=\S+|disable-source-ip|reenable-after=\S+|skip-mx|defer-queue)$/i;

/** The rules of a list in order, as texts that are equal for equal rules; repeated rules once. */
export function repliesIn(model: Model, list: string | null): string[] {
  if (list === null || list === '') return [];
  const sections = model.definitions.find('smtp-pattern-list', list);
  return [...new Set(sections.flatMap((section) => section.named('reply')).map(ruleText))];
}

function ruleText(use: DirectiveUse): string {
  const regex = use.words.find((word) => word.kind === 'regex');
  if (regex === undefined) return canonicalText(use.value ?? '');
  const pattern = use.file.slice(regex);
  // A typo in an action (`5 min`) is read as what it can only mean.
  const actions = (use.canonical.value ?? '').slice(pattern.length);
  return `${pattern} ${actions.replace(/\s+/g, '').toLowerCase()}`;
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

/** Whether two lists of rules are the same. */
export function sameReplies(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((rule, index) => after[index] === rule);
}
