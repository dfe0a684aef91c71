import { bad, good, shown, split, type Piece } from './result.ts';
import type { BadValue, ValueResult } from './value.ts';

const secondsOf: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

const form = 'digits with w, d, h, m or s, without blanks (e.g. 10m, 4d12h), or 0';

/** Units written out, by their plain form. */
const spelled: Readonly<Record<string, string>> = {
  sec: 's', secs: 's', second: 's', seconds: 's',
  min: 'm', mins: 'm', minute: 'm', minutes: 'm',
  hr: 'h', hrs: 'h', hour: 'h', hours: 'h',
  day: 'd', days: 'd', week: 'w', weeks: 'w',
}; // prettier-ignore

/** The seconds of an interval such as `1w2d12h` or `0`; undefined for anything else. */
export function secondsOfInterval(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+[wdhms])+$/i.test(text)) return undefined;
  let sum = 0;
  let from = 0;
  for (let at = 1; at < text.length; at++) {
    const unit = secondsOf[text.charAt(at).toLowerCase()];
    if (unit === undefined) continue;
    sum += Number(text.slice(from, at)) * unit;
    from = at + 1;
  }
  return sum;
}

/** An interval in its shortest form: `4d12h` for 388800. Whole seconds, not negative. */
export function printInterval(seconds: number): string {
  if (seconds === 0) return '0';
  let left = seconds;
  let text = '';
  for (const [unit, size] of Object.entries(secondsOf)) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}

/** An interval written with whole words for its units, in the short form; undefined where that is not certain. */
function respelled(text: string): string | undefined {
  if (text.length > 64) return undefined;
  if (!/^(?:\d+[ \t]*[a-z]+[ \t]*)+$/i.test(text)) return undefined;
  let result = '';
  let last = Infinity;
  for (const [, count, word = ''] of text.toLowerCase().matchAll(/(\d+)[ \t]*([a-z]+)/g)) {
    const unit = Object.hasOwn(secondsOf, word) ? word : shortUnit(word);
    const size = unit === undefined ? Infinity : (secondsOf[unit] ?? Infinity);
    // Parts that do not get smaller may be several intervals in a row.
    if (unit === undefined || size >= last) return undefined;
    last = size;
    result += `${count}${unit}`;
  }
  return secondsOfInterval(result) === undefined ? undefined : result;
}

function refuse(piece: Piece): BadValue {
  if (/^\d+$/.test(piece.text)) {
    return bad(piece, `${shown(piece)} has no unit`, form, { severity: 'warning' });
  }
  const suggestion = respelled(piece.text);
  const why = suggestion === undefined ? '' : `: write ${suggestion}`;
  return bad(
    piece,
    `${shown(piece)} is not an interval${why}`,
    form,
    suggestion === undefined ? {} : { suggestion },
  );
}

/** Judges an interval; with `units` only those units are legal. */
export function parseInterval(piece: Piece, units?: readonly string[]): ValueResult {
  const seconds = secondsOfInterval(piece.text);
  if (seconds === undefined) {
    const refusal = refuse(piece);
    return units ? { ...refusal, expected: unitForm(units) } : refusal;
  }
  if (units && seconds !== 0 && !units.includes(piece.text.replace(/\d+/g, '').toLowerCase())) {
    return bad(piece, `${shown(piece)} has another unit than ${units.join(', ')}`, unitForm(units));
  }
  return good({ kind: 'interval', seconds });
}

function unitForm(units: readonly string[]): string {
  return units.length === 1 && units[0] === 'd'
    ? 'whole days (e.g. 8d)'
    : `digits with ${units.join(' or ')}`;
}

/** Judges a list of intervals between commas. */
export function parseIntervals(piece: Piece): ValueResult {
  const seconds: number[] = [];
  for (const item of split(piece, ',')) {
    if (item.text === '')
      return bad(piece, 'an interval is missing between commas', `intervals between commas: ${form}`);
    const result = parseInterval(item);
    if (!result.ok) return { ...result, expected: `intervals between commas: ${result.expected}` };
    if (result.value.kind === 'interval') seconds.push(result.value.seconds);
  }
  return good({ kind: 'intervals', seconds });
}

/** The short unit (`h`) for a unit of time written out (`hour`); undefined for other words. */
export function shortUnit(word: string): string | undefined {
  const folded = word.toLowerCase();
  return Object.hasOwn(spelled, folded) ? spelled[folded] : undefined;
}
