import { patternActions } from '../catalog/sections.ts';
import type { Action } from '../catalog/values/value.ts';
import { hasPlaceholder } from '../catalog/placeholders.ts';
import { replyRuleOf, type EffectiveList } from '../model/queues/backoff.ts';
import { conflictsIn } from '../model/lists/actions.ts';
import type { DirectiveUse } from '../model/source/content.ts';
import { matches } from '../patterns/matches.ts';
import { readPattern, type Pattern, type Unreadable } from '../patterns/pattern.ts';
import { linesOf } from './smtp-reply.ts';

export interface ReadRule {
  readonly use: DirectiveUse;
  /** What is written between the slashes. */
  readonly pattern: string;
  readonly actions: readonly Action[];
  readonly read: Pattern | Unreadable;
}

/** Why an action of a rule that matches is ignored. */
export type IgnoredAction =
  /** An earlier rule that matches has the opposite action, or the same. */
  | { readonly kind: 'opposed' | 'repeated'; readonly action: Action; readonly earlier: Action }
  /** The action that it goes with (`backoff-to-normal-after` with `mode=backoff`) is not taken, or not there. */
  | { readonly kind: 'alone'; readonly action: Action }
  | { readonly kind: 'unknown'; readonly action: Action };

/** A rule that matches, and what it adds to those before it. */
export interface Match {
  readonly rule: ReadRule;
  readonly applied: readonly Action[];
  readonly ignored: readonly IgnoredAction[];
}

/** A rule of which it is not known whether it matches. */
export interface Undecided {
  readonly rule: ReadRule;
  /** Names the obstacle, as in "a look-around". */
  readonly reason: string;
}

export interface ListAnswer {
  /** In the order of the list. */
  readonly matches: readonly Match[];
  readonly undecided: readonly Undecided[];
  /** The actions of all that match, in order, without those that are not taken. */
  readonly actions: readonly Action[];
  readonly mode: 'normal' | 'backoff' | 'unchanged';
}

/** `mode=backoff`, `skip-mx`: an action as it is written. */
export function actionText({ name, value }: Action): string {
  return value === undefined ? name : `${name}=${value}`;
}

/** The rules of a list, in order. Lines that are broken, or that PowerMTA refuses for their form, are left out. */
export function readRules(list: EffectiveList): ReadRule[] {
  const uses = list.sections.flatMap((section) => section.named('reply'));
  return uses.flatMap((use) => {
    const rule = replyRuleOf(use);
    if (rule === null) return [];
    const read: ReadRule['read'] = hasPlaceholder(rule.pattern)
      ? { kind: 'undecidable', reason: 'a placeholder that something else fills in' }
      : readPattern(rule.pattern);
    return [{ use, pattern: rule.pattern, actions: rule.actions, read }];
  });
}

/** Whether a rule matches a text; a reason where that is not known. Rules that PCRE refuses match nothing. */
function meets({ read }: ReadRule, text: string): boolean | string {
  if (read.kind === 'refused') return false;
  if (read.kind === 'undecidable') return read.reason;
  const met = matches(read, text);
  if (met === undefined) return 'characters beyond ASCII';
  const lines = linesOf(text);
  if (lines.length < 2) return met;
  const inOneLine = matches(read, lines.join(' '));
  const inSomeLine = lines.some((line) => matches(read, line));
  return inOneLine === met && inSomeLine === met ? met : 'how patterns meet a reply of several lines';
}

function isKnown(action: Action): boolean {
  const known = patternActions().find(({ name }) => name === action.name);
  if (known === undefined) return false;
  if (known.values !== undefined) return known.values.includes(action.value?.toLowerCase() ?? '');
  if (known.value === 'interval') return action.seconds !== undefined;
  return action.value === undefined;
}

/** Whether the action that another one goes with is among the actions. */
function hasLeader(action: Action, among: readonly Action[]): boolean {
  const leader = patternActions().find(({ name }) => name === action.name)?.requires;
  return leader === undefined || among.some((other) => actionText(other).toLowerCase() === leader);
}

/** What the actions of a rule add to those in effect already. */
function added(rule: ReadRule, before: readonly Action[]): Match {
  const applied: Action[] = [];
  const ignored: IgnoredAction[] = [];
  for (const [index, action] of rule.actions.entries()) {
    const effective = [...before, ...applied];
    const conflict = conflictsIn([...effective, action]).find((one) => one.action === action);
    if (!isKnown(action)) ignored.push({ kind: 'unknown', action });
    else if (conflict?.earlier != null) {
      const kind = conflict.kind === 'opposed' ? 'opposed' : 'repeated';
      ignored.push({ kind, action, earlier: conflict.earlier });
    } else if (!hasLeader(action, rule.actions.slice(0, index)) || !hasLeader(action, effective)) {
      ignored.push({ kind: 'alone', action });
    } else applied.push(action);
  }
  return { rule, applied, ignored };
}

function modeOf(actions: readonly Action[]): ListAnswer['mode'] {
  const mode = actions.find(({ name }) => name === 'mode')?.value?.toLowerCase();
  return mode === 'backoff' || mode === 'normal' ? mode : 'unchanged';
}

/** The effect of a list on a reply without `smtp;`. All matching rules act; of conflicting actions the first (3.3.15). */
export function answerOf(rules: readonly ReadRule[], text: string): ListAnswer {
  const found: Match[] = [];
  const undecided: Undecided[] = [];
  const actions: Action[] = [];
  for (const rule of rules) {
    const met = meets(rule, text);
    if (typeof met === 'string') undecided.push({ rule, reason: met });
    else if (met) {
      const match = added(rule, actions);
      actions.push(...match.applied);
      found.push(match);
    }
  }
  return { matches: found, undecided, actions, mode: modeOf(actions) };
}
