import { patternActions } from '../sections.ts';
import { secondsOfInterval, parseInterval } from './interval.ts';
import { bad, good, shown, slice, split, type Piece } from './result.ts';
import type { Action, BadValue, ValueResult } from './value.ts';

/** Takes an action apart: `mode=backoff`, `call-to: NAME`, `skip-mx`. */
function action(item: Piece): Action {
  const [, name = item.text, value] = /^([^=:\s]*)[ \t]*[=:][ \t]*(.*)$/s.exec(item.text) ?? [];
  const seconds = value === undefined ? undefined : secondsOfInterval(value);
  const at = { start: item.start, end: item.end };
  return { name: name.toLowerCase(), value, ...(seconds !== undefined && { seconds }), at };
}

/** What a rule of a pattern-list can do (User's Guide, 3.3.14), each with what parts it from its value. */
export const patternResults: readonly { readonly name: string; readonly sign: '=' | ':' }[] = [
  { name: 'virtual-mta', sign: '=' },
  { name: 'recipient-priority', sign: '=' },
  { name: 'call-to', sign: ':' },
];

/** The actions between the commas at the end of a rule, known or not; an empty item is not an action. */
export function actionsIn(piece: Piece): Action[] {
  return split(piece, ',')
    .filter(({ text }) => text !== '')
    .map(action);
}

function parseEach(
  piece: Piece,
  faultOf: (action: Action, item: Piece) => BadValue | undefined,
): ValueResult {
  const actions: Action[] = [];
  for (const item of split(piece, ',')) {
    const found = action(item);
    const fault = faultOf(found, item);
    if (fault) return fault;
    actions.push(found);
  }
  return good({ kind: 'actions', actions });
}

/** Checks the intervals in the actions of a rule of an smtp-pattern-list; a rule reports unknown names and words. */
export function parseActions(piece: Piece): ValueResult {
  return parseEach(piece, ({ name, value, seconds }, item) => {
    const known = patternActions().find((pattern) => pattern.name === name);
    if (known?.value !== 'interval' || value === undefined || seconds !== undefined) return undefined;
    const result = parseInterval(slice(item, item.text.length - value.length));
    return result.ok ? undefined : result;
  });
}

/** Checks the result of a rule of a pattern-list, or `<pattern-list>` for a nested list. */
export function parseResults(piece: Piece): ValueResult {
  if (piece.text.startsWith('<')) return good({ kind: 'text', text: piece.text });
  return parseEach(piece, ({ name, value = '' }, item) =>
    name === 'recipient-priority' && !(/^\d{1,3}$/.test(value) && Number(value) <= 100)
      ? bad(item, `${shown(item)} has no number from 0 to 100`, 'recipient-priority=N with N from 0 to 100')
      : undefined,
  );
}
