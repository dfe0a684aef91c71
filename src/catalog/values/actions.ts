import { patternActions } from '../sections.ts';
import { secondsOfInterval, parseInterval } from './interval.ts';
import { bad, good, shown, slice, split, type Piece } from './result.ts';
import type { Action, ValueResult } from './value.ts';

/** Takes an action apart: `mode=backoff`, `call-to: NAME`, `skip-mx`. */
function action(item: Piece): Action {
  const parts = /^([^=:\s]*)[ \t]*[=:][ \t]*(.*)$/s.exec(item.text);
  const value = parts?.[2];
  const seconds = value === undefined ? undefined : secondsOfInterval(value);
  return {
    name: (parts?.[1] ?? item.text).toLowerCase(),
    value,
    ...(seconds === undefined ? {} : { seconds }),
    at: { start: item.start, end: item.end },
  };
}

/** What a rule of a pattern-list can do (User's Guide, 3.3.14), each with what parts it from its value. */
export const patternResults: readonly { readonly name: string; readonly sign: '=' | ':' }[] = [
  { name: 'virtual-mta', sign: '=' },
  { name: 'recipient-priority', sign: '=' },
  { name: 'call-to', sign: ':' },
];

/** The actions between the commas of a rule's end, known or not; an empty place between two commas is none. */
export function actionsIn(piece: Piece): Action[] {
  return split(piece, ',')
    .filter(({ text }) => text !== '')
    .map(action);
}

/**
 * Judges the actions of a rule of an smtp-pattern-list. Names and words that PowerMTA does not know are not judged
 * here (see `patternActions`); the interval of an action is.
 */
export function parseActions(piece: Piece): ValueResult {
  const actions: Action[] = [];
  for (const item of split(piece, ',')) {
    const found = action(item);
    const known = patternActions().find(({ name }) => name === found.name);
    if (known?.value === 'interval' && found.value !== undefined && found.seconds === undefined) {
      const interval = slice(item, item.text.length - found.value.length, item.text.length);
      const result = parseInterval(interval);
      if (!result.ok) return result;
    }
    actions.push(found);
  }
  return good({ kind: 'actions', actions });
}

/** Judges the result of a rule of a pattern-list, or `<pattern-list>` for a nested list. */
export function parseResults(piece: Piece): ValueResult {
  if (piece.text.startsWith('<')) return good({ kind: 'text', text: piece.text });
  const actions: Action[] = [];
  for (const item of split(piece, ',')) {
    const found = action(item);
    if (
      found.name === 'recipient-priority' &&
      !(/^\d{1,3}$/.test(found.value ?? '') && Number(found.value) <= 100)
    ) {
      return bad(
        item,
        `${shown(item)} has no number from 0 to 100`,
        'recipient-priority=N with N from 0 to 100',
      );
    }
    actions.push(found);
  }
  return good({ kind: 'actions', actions });
}
