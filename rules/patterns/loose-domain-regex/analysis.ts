import { isSpacedOut, type PatternItem } from '../_shared/pattern-items.ts';

/** A domain in a pattern. */
export interface SpelledDomain {
  /** Without backslashes. */
  readonly domain: string;
  /** Whether a name is before the `@`: then the pattern means one address. */
  readonly isAddress: boolean;
  /** Offsets of dots that match any character. */
  readonly looseDots: readonly number[];
  /** What follows it: nothing, `$` at the end of the pattern, or something else. */
  readonly followedBy: 'nothing' | 'end' | 'other';
  /** Its end in the pattern. */
  readonly end: number;
}

const LABEL = /^[a-z\d_-]$/i;
const isLetter = (text: string) => /^[\p{L}\p{N}_-]$/u.test(text);
const TOP_LEVEL = /^(?:xn--[a-z\d-]+|[a-z]{2,})$/i;
/** Top-level domains that hosts and local parts rarely end in; those of countries have two letters. */
const COMMON_TOP_LEVEL =
  /^(?:[a-z]{2}|com|net|org|edu|gov|mil|info|biz|name|email|online|site|shop|store|club)$/i;

function isDot({ kind, text }: PatternItem): boolean {
  return kind === 'dot' || text === '\\.' || text === '[.]';
}

/** The domain that begins at an item; null for none. */
function domainFrom(items: readonly PatternItem[], first: number): SpelledDomain | null {
  let domain = '';
  let next = first;
  const looseDots: number[] = [];
  for (; next < items.length; next++) {
    const item = items[next];
    // A repeated character may be there any number of times.
    if (item === undefined || items[next + 1]?.kind === 'quantifier') break;
    const dot = isDot(item);
    if (!dot && !(item.kind === 'literal' && LABEL.test(item.text)) && item.text !== '\\-') break;
    if (dot && (domain === '' || domain.endsWith('.'))) return null;
    if (item.kind === 'dot') looseDots.push(item.start);
    domain += dot ? '.' : item.text.replace('\\', '');
  }
  const labels = domain.split('.');
  if (labels.length < 2 || !TOP_LEVEL.test(labels.at(-1) ?? '')) return null;
  const after = items[next];
  if (after?.kind === 'literal' && isLetter(after.text)) return null;
  const followedBy =
    after === undefined ? 'nothing' : after.kind === 'end' && next === items.length - 1 ? 'end' : 'other';
  const before = items[first - 2];
  const isAddress = first > 0 && before?.kind === 'literal' && isLetter(before.text);
  return { domain, isAddress, looseDots, followedBy, end: items[next - 1]?.end ?? 0 };
}

/** The domain in a pattern for addresses: after an `@`, or all of it. Null for none, and for patterns with alternatives. */
export function spelledDomain(items: readonly PatternItem[]): SpelledDomain | null {
  if (isSpacedOut(items) || items.some(({ kind }) => kind === 'or')) return null;
  const at = items.findLastIndex(({ text }) => text === '@' || text === '\\@');
  if (at >= 0) return items[at + 1]?.kind === 'quantifier' ? null : domainFrom(items, at + 1);
  const found = domainFrom(items, 0);
  const isWhole = found !== null && found.followedBy !== 'other';
  return isWhole && COMMON_TOP_LEVEL.test(found.domain.split('.').at(-1) ?? '') ? found : null;
}
