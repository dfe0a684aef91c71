import { allowsIn } from '../../catalog/directives.ts';
import { patternActions } from '../../catalog/sections.ts';
import { once } from '../../catalog/table.ts';
import { actionsIn, patternResults } from '../../catalog/values/actions.ts';
import { slice, trimmed } from '../../catalog/values/result.ts';
import type { Action } from '../../catalog/values/value.ts';
import { wholeValue } from '../../catalog/values/words.ts';
import type { Range } from '../../../grammar/range.ts';
import type { DirectiveUse } from '../source/content.ts';

export interface ActionUse extends Action {
  /** As written, without blanks around it. */
  readonly text: string;
  /** In the rule's file; null where the rule goes over several lines. */
  readonly range: Range | null;
}

/** Whether a line is a rule of a list whose rules end in actions. */
export function isRule({ facts, name, section }: DirectiveUse): boolean {
  if (name === '*') return section.scope === 'pattern-list';
  const isList = section.scope === 'smtp-pattern-list' || section.scope === 'pattern-list';
  return isList && facts?.miniLanguage === true && allowsIn(facts, section.scope) === 'yes';
}

/** The actions or results of a list's rule in order, unknown ones included; none for a broken or nested rule. */
export function actionsOf(use: DirectiveUse): ActionUse[] {
  const { value, line, continuation } = use;
  if (value === null || line.value === null || use.broken || !isRule(use)) return [];
  const origin = line.value.start;
  const regex = use.words.find((word) => word.kind === 'regex');
  if (regex === undefined && use.name !== '*') return [];
  // A backslash at the end is an attempt to go on in the next line, which has a rule of its own.
  const end = value.endsWith('\\') ? value.length - 1 : value.length;
  const whole = { text: value, start: 0, end: value.length };
  const rest = trimmed(slice(whole, regex === undefined ? 0 : regex.end - origin, end));
  if (rest.text.startsWith('<')) return [];
  const inner = wholeValue(rest.text, false);
  const piece = inner.quoted
    ? { ...inner, start: inner.start + rest.start, end: inner.end + rest.start }
    : rest;
  return actionsIn(piece).map((action) => {
    const range = { start: origin + action.at.start, end: origin + action.at.end };
    return {
      ...action,
      text: value.slice(action.at.start, action.at.end),
      range: continuation.length > 0 ? null : range,
    };
  });
}

const replyActions = once(() => new Set(patternActions().map(({ name }) => name)));
const results: ReadonlySet<string> = new Set(patternResults.map(({ name }) => name));

/** The names of the actions that rules of a list of that kind can have. */
export function actionNames(listKind: string): ReadonlySet<string> {
  return listKind === 'pattern-list' ? results : replyActions();
}

/** Why two actions of one rule, or one without the other, make no sense. */
export type ConflictKind = 'opposed' | 'repeated' | 'without leader';

export interface ActionConflict<A extends Action> {
  readonly kind: ConflictKind;
  readonly action: A;
  /** The earlier action that it contradicts or repeats; null where one is missing. */
  readonly earlier: A | null;
  /** The action that has to come before it (`mode=backoff`); null unless that is what is missing. */
  readonly leader: string | null;
}

/** Actions of which a rule can have one only. */
const OPPOSED: Readonly<Record<string, string>> = { 'skip-mx': 'bounce-queue', 'bounce-queue': 'skip-mx' };

function spelt({ name, value }: Action): string {
  return value === undefined ? name : `${name}=${value.toLowerCase()}`;
}

/**
 * Actions that contradict or repeat an earlier one of the same rule, or require one that is not there (PowerMTA User's
 * Guide, 3.3.15).
 */
export function conflictsIn<A extends Action>(actions: readonly A[]): ActionConflict<A>[] {
  const known = patternActions();
  const first = new Map<string, A>();
  const before = new Set<string>();
  return actions.flatMap((action): ActionConflict<A>[] => {
    const { name } = action;
    const same = first.get(name);
    const rival = first.get(OPPOSED[name] ?? '');
    const leader = known.find((candidate) => candidate.name === name)?.requires;
    const isAlone = leader !== undefined && !before.has(leader);
    if (same === undefined) first.set(name, action);
    before.add(spelt(action));
    if (same !== undefined) {
      const kind = name === 'mode' && spelt(same) !== spelt(action) ? 'opposed' : 'repeated';
      return [{ kind, action, earlier: same, leader: null }];
    }
    if (rival !== undefined) return [{ kind: 'opposed', action, earlier: rival, leader: null }];
    return isAlone ? [{ kind: 'without leader', action, earlier: null, leader }] : [];
  });
}
