import { shortUnit } from './interval.ts';
import { bad, good, shown, split, type Piece, type Refusal } from './result.ts';
import type { BadValue, ValueResult } from './value.ts';

const secondsOf: Readonly<Record<string, number>> = {
  d: 86_400, day: 86_400, h: 3_600, hr: 3_600, m: 60, min: 60, s: 1, sec: 1,
}; // prettier-ignore

const form = 'N/[M]unit with unit d, day, h, hr, m, min, s or sec (e.g. 500/h, 100/15m), 0 or unlimited';
const volumeForm =
  'N[b|k|m|g|t]/[M]unit with unit d, day, h, hr, m, min, s or sec (e.g. 100M/h), 0 or unlimited';

const bytesOf: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** How many bytes a letter behind a number stands for (`K`, `m`); undefined for other letters. */
export function bytesOfLetter(letter: string): number | undefined {
  const folded = letter.toLowerCase();
  return Object.hasOwn(bytesOf, folded) ? bytesOf[folded] : undefined;
}

/** `N per M units` in PowerMTA's spelling for a count of seconds: 3600 is `h`, 900 is `15m`. */
function printWindow(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = secondsOf[unit] ?? 1;
    if (seconds % size === 0) return `${seconds === size ? '' : seconds / size}${unit}`;
  }
  return `${seconds === 1 ? '' : seconds}s`;
}

/** A rate in PowerMTA's spelling. */
export function printRate(count: number, perSeconds: number): string {
  return count === Number.POSITIVE_INFINITY ? 'unlimited' : `${count}/${printWindow(perSeconds)}`;
}

interface Parts {
  readonly count: number;
  readonly letter: string;
  readonly window: string;
  readonly times: number;
  readonly unit: string;
  readonly unitAt: number;
}

/** Takes `500/15m` or `100 M/h` apart; undefined where it has another form. */
function takeApart(text: string, volume: boolean): Parts | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const head = (volume ? /^(\d+)[ \t]*([a-z]*)[ \t]*$/i : /^(\d+)()$/).exec(text.slice(0, slash));
  const window = text.slice(slash + 1);
  const tail = (volume ? /^[ \t]*(\d*)([a-z]+)$/i : /^(\d*)([a-z]+)$/i).exec(window);
  if (!head || !tail) return undefined;
  const unit = tail[2] ?? '';
  return {
    count: Number(head[1]),
    letter: head[2] ?? '',
    window,
    times: tail[1] === '' ? 1 : Number(tail[1]),
    unit: unit.toLowerCase(),
    unitAt: text.length - unit.length,
  };
}

/** A rate with blanks in it or `per` for the slash, in the right spelling; undefined where that is not certain. */
function respelled(text: string): string | undefined {
  if (text.length > 64) return undefined;
  const parts = /^(\d+)[ \t]*(?:\/|per[ \t])[ \t]*(\d*)[ \t]*([a-z]+)$/i.exec(text);
  const unit = parts?.[3]?.toLowerCase() ?? '';
  const short = Object.hasOwn(secondsOf, unit) ? unit : shortUnit(unit);
  return parts && short !== undefined && short !== 'w' && Number(parts[1]) > 0
    ? `${parts[1]}/${parts[2]}${short}`
    : undefined;
}

function refuse(piece: Piece, volume: boolean): BadValue {
  const { text } = piece;
  const expected = volume ? volumeForm : form;
  const what = volume ? 'a data rate' : 'a rate';
  if (/^\d+[ \t]*[a-z]?$/i.test(text))
    return bad(piece, `${shown(piece)} is not ${what}: it does not say per what time`, expected);
  const suggestion = volume ? undefined : respelled(text);
  if (suggestion !== undefined) {
    return bad(piece, `${shown(piece)} is not ${what}: write ${suggestion}`, expected, { suggestion });
  }
  return bad(piece, `${shown(piece)} is not ${what}`, expected);
}

/** Judges the unit of a rate; undefined where it is right. */
function refuseUnit(piece: Piece, parts: Parts, expected: string): BadValue | undefined {
  if (Object.hasOwn(secondsOf, parts.unit)) return undefined;
  const short = shortUnit(parts.unit);
  const at = { start: parts.unitAt, end: piece.text.length };
  const unit = shown({ ...piece, text: piece.text.slice(parts.unitAt) });
  const reason = `${shown(piece)} is not a rate: ${unit} is none of its units`;
  if (short !== undefined && short !== 'w') {
    return bad(piece, reason, expected, { severity: 'warning', suggestion: short, at });
  }
  const isWeek = parts.unit === 'w' || short === 'w';
  const week: Refusal =
    isWeek && parts.times === 1
      ? { suggestion: '7d', at: { ...at, start: piece.text.indexOf('/') + 1 } }
      : { at };
  return bad(piece, reason, expected, week);
}

/** Judges a rate: of messages, connections and the like, or of bytes. */
export function parseRate(piece: Piece, unit: 'items' | 'bytes'): ValueResult {
  const volume = unit === 'bytes';
  const text = piece.text.toLowerCase();
  if (text === 'unlimited' || text === '0') {
    return good({ kind: 'rate', count: text === '0' ? 0 : Number.POSITIVE_INFINITY, perSeconds: 1, unit });
  }
  const parts = takeApart(piece.text, volume);
  if (!parts) return refuse(piece, volume);
  const expected = volume ? volumeForm : form;
  const wrongUnit = refuseUnit(piece, parts, expected);
  if (wrongUnit) return wrongUnit;
  let factor = 1;
  if (parts.letter !== '') {
    const known = bytesOfLetter(parts.letter);
    if (known === undefined) return refuseLetter(piece, parts.letter, expected);
    factor = known;
  }
  if (parts.count === 0 || parts.times === 0) {
    return bad(piece, `${shown(piece)} is not a rate: the numbers must be above 0`, expected);
  }
  return good({
    kind: 'rate',
    count: parts.count * factor,
    perSeconds: parts.times * (secondsOf[parts.unit] ?? 1),
    unit,
  });
}

/** Refuses a word such as `MB` behind a number; the single letter means the same. */
export function refuseLetter(piece: Piece, word: string, expected: string): BadValue {
  const reason = `${shown(piece)} does not end its number with one of the letters b, k, m, g, t`;
  const start = piece.text.toLowerCase().indexOf(word.toLowerCase());
  const single = /^(?:[kmgt]b|bytes?)$/i.test(word) ? word.charAt(0) : undefined;
  const at = { start, end: start + word.length };
  return bad(piece, reason, expected, single === undefined ? { at } : { suggestion: single, at });
}

const dailyForm = 'messages a day between commas, each N/d (e.g. 100/d,200/d)';

/** Judges a list of daily rates between commas. */
export function parseDailyRates(piece: Piece): ValueResult {
  const counts: number[] = [];
  for (const item of split(piece, ',')) {
    const parts = /^(\d+)\/(1?)([a-z]+)$/i.exec(item.text);
    const unit = parts?.[3]?.toLowerCase();
    if (unit === 'day' || unit === 'd') counts.push(Number(parts?.[1]));
    else if (item.text === '0') counts.push(0);
    else if (item.text === '') return bad(piece, 'a rate is missing between commas', dailyForm);
    else if (unit === 'days') {
      const at = { start: item.text.length - unit.length, end: item.text.length };
      return bad(item, `${shown(item)} is not a rate per day`, dailyForm, {
        severity: 'warning',
        suggestion: 'd',
        at,
      });
    } else return bad(item, `${shown(item)} is not a rate per day`, dailyForm);
  }
  return good({ kind: 'daily-rates', counts });
}
