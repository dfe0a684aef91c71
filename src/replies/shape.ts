/** A part of a reply: words that are the same each time, or something that differs from one reply to the next. */
export interface Span {
  readonly kind: 'words' | 'address' | 'ip' | 'id' | 'number';
  readonly text: string;
}

/** What differs, by the names of the groups below. */
const VARIABLE_KINDS = ['address', 'ip', 'id', 'number'] as const;

/** No reply is that long; the rest is not looked at. */
const LONGEST = 1000;

const VARIABLE = new RegExp(
  [
    // What stays: the path of a page may hold numbers.
    /(?:https?:\/\/[^\s?#<>"']+)/,
    /(?<address><?[^\s<>"',;()[\]@]+@[^\s<>"',;()[\]@]+>?)/,
    /(?<ip>\[\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?\]|\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?\b|\[?(?:IPv6:|(?<![\w:.]))(?:[0-9a-f]{1,4}::?){2,7}[0-9a-f]{0,4}(?![\w:])\]?)/,
    /(?<id>(?<![\w.+=-])(?=[\w.+=-]*\d)(?=[\w.+=-]*[A-Za-z])[\w.+=-]{12,})/,
    /(?<number>\b\d{5,}\b)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);

/** Splits a reply into fixed text and what belongs to one message: addresses, numbered hosts, queue ids. */
export function spansOf(text: string): Span[] {
  const shown = text.slice(0, LONGEST);
  const found: Span[] = [];
  let words = '';
  let done = 0;
  for (const match of shown.matchAll(VARIABLE)) {
    const groups: Readonly<Record<string, string | undefined>> = match.groups ?? {};
    const kind = VARIABLE_KINDS.find((one) => groups[one] !== undefined);
    words += shown.slice(done, match.index);
    done = match.index + match[0].length;
    if (kind === undefined) {
      words += match[0];
      continue;
    }
    if (words !== '') found.push({ kind: 'words', text: words });
    words = '';
    found.push({ kind, text: match[0] });
  }
  words += shown.slice(done);
  if (words !== '') found.push({ kind: 'words', text: words });
  return found;
}

/** A reply with stand-ins for what differs from one to the next: `550 5.1.1 <address>: no such user`. */
export function shapeOf(text: string): string {
  return spansOf(text)
    .map((span) => (span.kind === 'words' ? span.text : `<${span.kind}>`))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
