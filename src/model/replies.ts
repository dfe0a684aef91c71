import { canonicalOf, canonicalText } from './canonical.ts';
import type { DirectiveUse } from './content.ts';
import type { Model } from './model.ts';

const REACTIONS =
  /^(?:mode=backoff|backoff-to-normal-after=\S+|disable-source-ip|reenable-after=\S+|skip-mx|defer-queue)$/i;

/**
 * The rules of the list that a name stands for, in order, as texts that are equal for equal rules. A rule that repeats an
 * earlier one is left out: of the same actions the first hold.
 */
export function repliesIn(model: Model, list: string | null): string[] {
  if (list === null || list === '') return [];
  const sections = model.definitions.find('smtp-pattern-list', list);
  return [...new Set(sections.flatMap((section) => section.named('reply')).map(ruleText))];
}

function ruleText(use: DirectiveUse): string {
  const regex = use.words.find((word) => word.kind === 'regex');
  if (regex === undefined) return canonicalText(use.value ?? '');
  const pattern = use.file.slice(regex);
  // A slip of spelling in an action (`5 min`) is read as what it can only mean.
  const actions = (canonicalOf(use).value ?? '').slice(pattern.length);
  return `${pattern} ${actions.replace(/\s+/g, '').toLowerCase()}`;
}

function reactsOnly(rule: string): boolean {
  const actions = rule.slice(rule.lastIndexOf('/ ') + 2).split(',');
  return actions.every((action) => REACTIONS.test(action));
}

/**
 * Whether rules were only added behind those that were there, and all of them react to an error by going slower: then
 * no reply is answered less carefully than before.
 */
export function addsReactions(before: readonly string[], after: readonly string[]): boolean {
  return (
    after.length > before.length &&
    before.every((rule, index) => after[index] === rule) &&
    after.slice(before.length).every(reactsOnly)
  );
}

/** Whether two lists of rules are the same. */
export function sameReplies(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((rule, index) => after[index] === rule);
}
