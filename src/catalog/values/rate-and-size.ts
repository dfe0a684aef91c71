import { shortUnit } from './interval.ts';
import { bad, good, parseItems, shown, type Piece } from './result.ts';
import type { BadValue, ValueResult } from './value.ts';

const secondsOf = new Map(Object.entries({
  d: 86_400, day: 86_400, h: 3_600, hr: 3_600, m: 60, min: 60, s: 1, sec: 1,
})); // prettier-ignore

const bytesOf = new Map(Object.entries({ b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }));

const window = '/[M]unit with unit d, day, h, hr, m, min, s or sec';
const kinds = {
  items: {
    name: 'a rate',
    form: `N${window} (e.g. 500/h, 100/15m), 0 or unlimited`,
    parts: /^(\d+)()\/(\d*)([a-z]+)$/i,
  },
  bytes: {
    name: 'a data rate',
    form: `N[b|k|m|g|t]${window} (e.g. 100M/h), 0 or unlimited`,
    parts: /^(\d+)[ \t]*(?:([a-z]+)[ \t]*)?\/[ \t]*(\d*)([a-z]+)$/i,
  },
};

/** A rate in PowerMTA's spelling: `500/h`, `100/15m`. */
export function printRate(count: number, perSeconds: number): string {
  if (count === Infinity) return 'unlimited';
  const unit =
    (['d', 'h', 'm'] as const).find((word) => perSeconds % (secondsOf.get(word) ?? 1) === 0) ?? 's';
  const times = perSeconds / (secondsOf.get(unit) ?? 1);
  return `${count}/${times === 1 ? '' : times}${unit}`;
}

/** A rate with blanks in it or `per` for the slash, in the right spelling; undefined where that is not certain. */
function respelled(text: string): string | undefined {
  if (text.length > 64) return undefined;
  const parts = /^(\d+)[ \t]*(?:\/|per[ \t])[ \t]*(\d*)[ \t]*([a-z]+)$/i.exec(text);
  const word = parts?.[3]?.toLowerCase() ?? '';
  const unit = secondsOf.has(word) ? word : shortUnit(word);
  return parts && unit !== undefined && unit !== 'w' && Number(parts[1]) > 0
    ? `${parts[1]}/${parts[2]}${unit}`
    : undefined;
}

function refuse(piece: Piece, unit: 'items' | 'bytes'): BadValue {
  const { name, form } = kinds[unit];
  const reason = `${shown(piece)} is not ${name}`;
  if (/^\d+[ \t]*[a-z]?$/i.test(piece.text))
    return bad(piece, `${reason}: it does not say per what time`, form);
  const suggestion = unit === 'items' ? respelled(piece.text) : undefined;
  return bad(piece, suggestion === undefined ? reason : `${reason}: write ${suggestion}`, form, {
    suggestion,
  });
}

function refuseUnit(piece: Piece, word: string, times: number, expected: string): BadValue {
  const short = shortUnit(word);
  const at = { start: piece.text.length - word.length, end: piece.text.length };
  const unit = shown({ ...piece, text: piece.text.slice(at.start) });
  const reason = `${shown(piece)} is not a rate: ${unit} is none of its units`;
  if (short !== undefined && short !== 'w')
    return bad(piece, reason, expected, { severity: 'warning', suggestion: short, at });
  if ((word === 'w' || short === 'w') && times === 1) {
    const start = piece.text.indexOf('/') + 1;
    return bad(piece, reason, expected, { suggestion: '7d', at: { ...at, start } });
  }
  return bad(piece, reason, expected, { at });
}

/** Refuses a word such as `MB` after a number; the single letter means the same. */
function refuseLetter(piece: Piece, word: string, expected: string): BadValue {
  const reason = `${shown(piece)} does not end its number with one of the letters b, k, m, g, t`;
  const start = piece.text.indexOf(word);
  const suggestion = /^(?:[kmgt]b|bytes?)$/i.test(word) ? word.charAt(0) : undefined;
  return bad(piece, reason, expected, { suggestion, at: { start, end: start + word.length } });
}

/** Checks a rate: of messages, connections and the like, or of bytes. */
export function parseRate(piece: Piece, unit: 'items' | 'bytes'): ValueResult {
  const { text } = piece;
  if (text === '0') return good({ kind: 'rate', count: 0, perSeconds: 1, unit });
  if (text.toLowerCase() === 'unlimited') return good({ kind: 'rate', count: Infinity, perSeconds: 1, unit });
  const { form, parts } = kinds[unit];
  const found = parts.exec(text);
  if (!found) return refuse(piece, unit);
  const [, number, letter = '', every, word = ''] = found;
  const times = every === '' ? 1 : Number(every);
  const seconds = secondsOf.get(word.toLowerCase());
  if (seconds === undefined) return refuseUnit(piece, word.toLowerCase(), times, form);
  const factor = letter === '' ? 1 : bytesOf.get(letter.toLowerCase());
  if (factor === undefined) return refuseLetter(piece, letter, form);
  const count = Number(number);
  if (count === 0 || times === 0)
    return bad(piece, `${shown(piece)} is not a rate: the numbers must be above 0`, form);
  return good({ kind: 'rate', count: count * factor, perSeconds: times * seconds, unit });
}

const dailyForm = 'messages a day between commas, each N/d (e.g. 100/d,200/d)';

function dailyRate(item: Piece): number | BadValue {
  if (item.text === '0') return 0;
  const [, count, unit = ''] = /^(\d+)\/1?([a-z]+)$/i.exec(item.text.toLowerCase()) ?? [];
  if (unit === 'day' || unit === 'd') return Number(count);
  const reason = `${shown(item)} is not a rate per day`;
  if (unit !== 'days') return bad(item, reason, dailyForm);
  const at = { start: item.text.length - unit.length, end: item.text.length };
  return bad(item, reason, dailyForm, { severity: 'warning', suggestion: 'd', at });
}

/** Checks a list of daily rates between commas. */
export function parseDailyRates(piece: Piece): ValueResult {
  return parseItems(piece, 'a rate', dailyForm, dailyRate, (counts) => ({ kind: 'daily-rates', counts }));
}

const sizeForm = 'N with b, k, m, g or t (e.g. 50M)';

/** The bytes of a size such as `250M`; undefined for anything else. A kilobyte has 1024 bytes. */
export function bytesOfSize(text: string): number | undefined {
  const parts = /^(\d+)([bkmgt])$/i.exec(text);
  return parts ? Number(parts[1]) * (bytesOf.get(parts[2]?.toLowerCase() ?? '') ?? 1) : undefined;
}

/** Checks a size; `bareNumber`: a number of bytes without a letter is (an old form and) valid. */
export function parseSize(piece: Piece, bareNumber: boolean): ValueResult {
  const { text } = piece;
  const bytes = bytesOfSize(text);
  if (bytes !== undefined) return good({ kind: 'size', bytes });
  if (/^\d+$/.test(text)) {
    if (bareNumber || Number(text) === 0) return good({ kind: 'size', bytes: Number(text) });
    return bad(piece, `${shown(piece)} has no letter for its unit`, sizeForm);
  }
  const [, number, blanks, word = ''] = /^(\d+)([ \t]*)([a-z]+)$/i.exec(text) ?? [];
  if (blanks === '') return refuseLetter(piece, word, sizeForm);
  if (!/^[bkmgt]b?$/i.test(word)) return bad(piece, `${shown(piece)} is not a size`, sizeForm);
  const suggestion = `${number}${word.charAt(0)}`;
  return bad(piece, `${shown(piece)} has a blank before its letter`, sizeForm, { suggestion });
}
