import type { PatternItem } from '../_shared/pattern-items.ts';

const CLASSES = /^[dDsSwW]$/;
const SEPARATOR = /^(?:[.@:/-]|\\[./])$/;

/** Whether a text begins with a letter, a digit or `_`. Classes of Unicode take long to compile, and are seldom needed. */
const beginsLikeWord = (text: string) =>
  /^\w/.test(text) || (/^[^\0-\x7f]/.test(text) && /^[\p{L}\p{N}]/u.test(text));

const isWordLike = (item: PatternItem | undefined) => item?.kind === 'literal' && beginsLikeWord(item.text);

function isBetween(item: PatternItem | undefined): boolean {
  if (item === undefined || item.kind === 'start' || item.kind === 'end') return true;
  return item.text === ' ' || SEPARATOR.test(item.text);
}

/**
 * Letters with a quantifier and no other letters next to them, as `d+` in `d+.d+`: by index, whether one alone is enough to
 * be sure, since no reply holds a repeated `d`.
 */
function repeatedLetters(items: readonly PatternItem[], isReply: boolean): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>();
  for (const [index, item] of items.entries()) {
    const [before, repeat, after] = [items[index - 1], items[index + 1], items[index + 2]];
    if (item.kind !== 'literal' || !CLASSES.test(item.text)) continue;
    if (repeat?.kind !== 'quantifier' || repeat.text.startsWith('?')) continue;
    if (isWordLike(before) || isWordLike(after)) continue;
    const isDigits = item.text === 'd' && !repeat.text.startsWith('*');
    found.set(index, isReply && isDigits && isBetween(before) && isBetween(after));
  }
  return found;
}

/** `4dd`, `5d{2}` and `4.d.d` at the beginning of a reply. */
function statusCode(items: readonly PatternItem[]): number[] {
  const first = items.findIndex(({ kind }) => kind !== 'start' && kind !== 'open' && kind !== 'note');
  const text = items
    .slice(first, first + 5)
    .map((item) => (item.kind === 'class' && /^\[[2-5-]+\]$/.test(item.text) ? '5' : item.text))
    .join('');
  const found = /^[245](?:dd|d\{2\}|\.d\.d)/.exec(text);
  const next = text.slice(found?.[0].length);
  if (found === null || (beginsLikeWord(next) && !next.startsWith('_'))) return [];
  const hasDots = found[0].includes('.');
  const lost = ({ text, kind }: PatternItem) => text === 'd' || (kind === 'dot' && hasDots);
  return items.slice(first + 1, first + 5).flatMap((item) => (lost(item) ? item.start : []));
}

/**
 * The letters of a pattern that were `\d`, `\s`, `\w` and the like before, each once, and the offsets where backslashes
 * are missing, also before dots between them; null for none. A pattern that still has one of these lost nothing.
 *
 * @param isReply Whether it is compared with replies of servers, which begin with a code.
 */
export function lostEscapes(items: readonly PatternItem[], isReply: boolean) {
  if (items.some(({ kind, text }) => (kind === 'escape' || kind === 'class') && /\\[dDsSwWb]/.test(text)))
    return null;
  const offsets = new Set(isReply ? statusCode(items) : []);
  const repeated = repeatedLetters(items, isReply);
  for (const [index, isSure] of repeated) {
    const [letter, between, partner] = [items[index], items[index + 2], items[index + 3]];
    const isPair = SEPARATOR.test(between?.text ?? '') && repeated.has(index + 3);
    if (isPair || isSure) offsets.add(letter?.start ?? 0);
    if (isPair) offsets.add(partner?.start ?? 0);
    if (isPair && between?.kind === 'dot') offsets.add(between.start);
  }
  if (offsets.size === 0) return null;
  const found = items.filter(({ start, kind }) => offsets.has(start) && kind === 'literal');
  const letters = [...new Set(found.map(({ text }) => text))];
  return { letters, offsets: [...offsets].sort((a, b) => a - b) };
}

/** A bracket expression that may be a code such as `[TS01]`: several letters or digits, no range. */
const CODE = /^\[\w{3,}\]$/;

/**
 * The brackets that lost their backslashes, with their offsets: read literally the pattern matches a known reply, as it is
 * written none. Null for none.
 *
 * @param matchesReply Whether a pattern matches a known reply; undefined where that is not known.
 */
export function lostBrackets(
  source: string,
  items: readonly PatternItem[],
  matchesReply: (source: string) => boolean | undefined,
) {
  const codes = items.filter(({ kind, text }) => kind === 'class' && CODE.test(text));
  if (codes.length === 0) return null;
  const offsets = codes.flatMap(({ start, end }) => [start, end - 1]);
  let literal = '';
  let end = 0;
  for (const offset of offsets) {
    literal += `${source.slice(end, offset)}\\`;
    end = offset;
  }
  if (matchesReply(literal + source.slice(end)) !== true || matchesReply(source) !== false) return null;
  return { codes: [...new Set(codes.map(({ text }) => text))], offsets };
}
