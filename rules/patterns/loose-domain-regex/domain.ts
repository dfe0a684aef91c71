import { isSpacedOut, type PatternItem } from '../_shared/pattern-items.ts';

/** A domain that a pattern spells out. */
export interface SpelledDomain {
  /** As it is meant, without backslashes. */
  readonly domain: string;
  /** Whether a name stands before the `@`: then the pattern means one address. */
  readonly isAddress: boolean;
  /** Offsets of dots that stand for any character. */
  readonly looseDots: readonly number[];
  /** What stands behind it: nothing, `$` as the last of all, or something else that was thought of. */
  readonly behind: 'nothing' | 'end' | 'other';
  /** Offset behind it. */
  readonly end: number;
}

const LABEL = /^[a-z\d_-]$/i;
const TOP_LEVEL = /^(?:xn--[a-z\d-]+|[a-z]{2,})$/i;
/** Top-level domains that are no names of hosts or words at the end of a local part; those of countries have two letters. */
const COMMON_TOP_LEVEL =
  /^(?:[a-z]{2}|com|net|org|edu|gov|mil|info|biz|name|email|online|site|shop|store|club)$/i;

function isDot({ kind, text }: PatternItem): boolean {
  return kind === 'dot' || text === '\\.' || text === '[.]';
}

/** Reads labels with dots between them from an item on; null where they are no domain. */
function domainFrom(items: readonly PatternItem[], first: number): SpelledDomain | null {
  let domain = '';
  let next = first;
  const looseDots: number[] = [];
  for (; next < items.length; next++) {
    const item = items[next];
    // What is repeated is no longer spelled out.
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
  if (after?.kind === 'literal' && /^[\p{L}\p{N}_-]$/u.test(after.text)) return null;
  const behind =
    after === undefined ? 'nothing' : after.kind === 'end' && next === items.length - 1 ? 'end' : 'other';
  const before = items[first - 2];
  const isAddress = first > 0 && before?.kind === 'literal' && /^[\p{L}\p{N}_-]$/u.test(before.text);
  return { domain, isAddress, looseDots, behind, end: items[next - 1]?.end ?? 0 };
}

/**
 * The domain that a pattern for addresses spells out: behind an `@`, or as the whole of the pattern. Null for none, and
 * for patterns with alternatives, which say more than one thing.
 */
export function spelledDomain(items: readonly PatternItem[]): SpelledDomain | null {
  if (isSpacedOut(items) || items.some(({ kind }) => kind === 'or')) return null;
  const at = items.findLastIndex(({ text }) => text === '@' || text === '\\@');
  if (at >= 0) return items[at + 1]?.kind === 'quantifier' ? null : domainFrom(items, at + 1);
  const found = domainFrom(items, 0);
  const isWhole = found !== null && found.behind !== 'other';
  return isWhole && COMMON_TOP_LEVEL.test(found.domain.split('.').at(-1) ?? '') ? found : null;
}
