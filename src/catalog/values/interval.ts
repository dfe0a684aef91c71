import { bad, good, parseItems, shown, type Piece } from './result.ts';
import type { ValueResult } from './value.ts';

const secondsOf: ReadonlyMap<string, number> = new Map([
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
]);

const form = 'digits with w, d, h, m or s, without blanks (e.g. 10m, 4d12h), or 0';

/** The short unit (`h`) for a unit of time written out (`hour`); undefined for other words. */
export function shortUnit(word: string): string | undefined {
  return /^(?:secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?)$/i.test(word)
    ? word.charAt(0).toLowerCase()
    : undefined;
}

/** The seconds of an interval such as `1w2d12h` or `0`; undefined for anything else. */
export function secondsOfInterval(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+[wdhms])+$/i.test(text)) return undefined;
  const parts = text.toLowerCase().match(/\d+\D/g) ?? [];
  return parts.reduce((sum, part) => sum + parseInt(part, 10) * (secondsOf.get(part.slice(-1)) ?? 0), 0);
}

/** An interval in its shortest form: `4d12h` for 388800. Whole seconds, not negative. */
export function printInterval(seconds: number): string {
  if (seconds === 0) return '0';
  let left = seconds;
  let text = '';
  for (const [unit, size] of secondsOf) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}

/** An interval written with whole words for its units, in the short form; undefined where that is not certain. */
function respelled(text: string): string | undefined {
  if (text.length > 64 || !/^(?:\d+[ \t]*[a-z]+[ \t]*)+$/i.test(text)) return undefined;
  let result = '';
  let last = Infinity;
  for (const [, count, word = ''] of text.toLowerCase().matchAll(/(\d+)[ \t]*([a-z]+)/g)) {
    const unit = secondsOf.has(word) ? word : (shortUnit(word) ?? '');
    const size = secondsOf.get(unit) ?? Infinity;
    // Parts that do not get smaller may be several intervals in a row.
    if (size >= last) return undefined;
    last = size;
    result += `${count}${unit}`;
  }
  return result;
}

function unitForm(units: readonly string[]): string {
  return units.length === 1 && units[0] === 'd'
    ? 'whole days (e.g. 8d)'
    : `digits with ${units.join(' or ')}`;
}

/** Checks an interval; with `units` only those units are valid. */
export function parseInterval(piece: Piece, units?: readonly string[]): ValueResult {
  const { text } = piece;
  const seconds = secondsOfInterval(text);
  const expected = units ? unitForm(units) : form;
  if (seconds === undefined) {
    if (/^\d+$/.test(text))
      return bad(piece, `${shown(piece)} has no unit`, expected, { severity: 'warning' });
    const suggestion = respelled(text);
    const advice = suggestion === undefined ? '' : `: write ${suggestion}`;
    return bad(piece, `${shown(piece)} is not an interval${advice}`, expected, { suggestion });
  }
  if (units && seconds !== 0 && !units.includes(text.replace(/\d+/g, '').toLowerCase()))
    return bad(piece, `${shown(piece)} has another unit than ${units.join(', ')}`, expected);
  return good({ kind: 'interval', seconds });
}

/** Checks a list of intervals between commas. */
export function parseIntervals(piece: Piece): ValueResult {
  const expected = `intervals between commas: ${form}`;
  return parseItems<number>(
    piece,
    'an interval',
    expected,
    (item) => {
      const result = parseInterval(item);
      return result.ok ? (secondsOfInterval(item.text) ?? 0) : { ...result, expected };
    },
    (seconds) => ({ kind: 'intervals', seconds }),
  );
}
