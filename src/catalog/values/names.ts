import { parseRange } from './address.ts';
import { bad, good, shown, split, type Piece } from './result.ts';
import type { ValueResult } from './value.ts';

const patternForm = '*, name, *.name, [*.]name or [ip/mask]';

/** What is wrong with a domain pattern; undefined for a right one. Characters of labels are not judged. */
function patternFault(text: string): string | undefined {
  if (text === '*') return undefined;
  if (/[ \t]/.test(text)) return 'has a blank in it: one pattern stands in one line';
  if (text.includes(',')) return 'has a comma in it: one pattern stands in one line';
  if (text.startsWith('/')) return 'is a regular expression, which is not possible here';
  const literal = /^\[(?!\*\.\])(.*)\]$/.exec(text)?.[1];
  if (literal !== undefined) {
    return parseRange(literal.replace(/^ipv6:/i, '')) ? undefined : 'has no IP address in its brackets';
  }
  const name = text.replace(/^(?:\[\*\.\]|\*\.)/, '');
  if (name === '') return 'has no name behind the dot';
  if (name.includes('@')) return 'is not a domain: it has the @ of an address';
  if (name.includes('/')) return 'is not a domain: it has a slash in it';
  return name.includes('*') ? 'has a * in a place where none is possible' : undefined;
}

/** Judges a domain pattern. */
export function parseDomainPattern(piece: Piece): ValueResult {
  const fault = patternFault(piece.text);
  if (fault !== undefined) return bad(piece, `${shown(piece)} ${fault}`, patternForm);
  return good({ kind: 'name', name: piece.text, ignoreCase: true });
}

/** Judges a domain or host name: one word; its characters are not judged. */
export function parseDomainName(piece: Piece, what: 'domain' | 'host name'): ValueResult {
  if (/[ \t,]/.test(piece.text)) return bad(piece, `${shown(piece)} is not one ${what}`, `a ${what}`);
  if (/^\/|@/.test(piece.text)) return bad(piece, `${shown(piece)} is not a ${what}`, `a ${what}`);
  return good({ kind: 'name', name: piece.text, ignoreCase: true });
}

/** Judges an e-mail address. */
export function parseEmail(piece: Piece): ValueResult {
  const at = piece.text.lastIndexOf('@');
  const broken =
    at < 1 ||
    at === piece.text.length - 1 ||
    /[ \t,;]/.test(piece.text.slice(at)) ||
    /^[^"]*[ \t,;]/.test(piece.text.slice(0, at));
  if (broken) return bad(piece, `${shown(piece)} is not an e-mail address`, 'local@domain');
  return good({ kind: 'name', name: piece.text, ignoreCase: true });
}

/** Judges e-mail addresses between commas; `localParts`: a bare local part is one too. */
export function parseEmails(piece: Piece, localParts: boolean): ValueResult {
  const items: string[] = [];
  for (const item of split(piece, ',')) {
    if (item.text === '')
      return bad(piece, 'an address is missing between commas', 'local@domain between commas');
    const result = localParts && /^[^ \t@]+$/.test(item.text) ? undefined : parseEmail(item);
    if (result && !result.ok) return result;
    items.push(item.text);
  }
  return good({ kind: 'list', items, ignoreCase: true });
}

const headerForm = 'a header name without its colon';

/** Judges the name of a header. */
export function parseHeaderName(piece: Piece): ValueResult {
  const { text } = piece;
  if (/^[^\s:]+:$/.test(text)) {
    return bad(piece, `${shown(piece)} has the colon of the header`, headerForm, {
      suggestion: text.slice(0, -1),
    });
  }
  if (/[\s:,]/.test(text)) return bad(piece, `${shown(piece)} is not a header name`, headerForm);
  return good({ kind: 'name', name: text, ignoreCase: true });
}

/** Judges header names between commas, among which `/regex/` may stand. */
export function parseHeaders(piece: Piece): ValueResult {
  if (piece.text.includes('/')) return good({ kind: 'text', text: piece.text });
  const items: string[] = [];
  for (const item of split(piece, ',')) {
    if (item.text === '')
      return bad(piece, 'a header is missing between commas', 'header names between commas');
    const result = parseHeaderName(item);
    if (!result.ok) return { ...result, expected: 'header names between commas' };
    items.push(item.text);
  }
  return good({ kind: 'list', items, ignoreCase: true });
}

/** Judges a reference to something by its name: one word. */
export function parseReference(piece: Piece): ValueResult {
  if (!piece.quoted && /[ \t]/.test(piece.text))
    return bad(piece, `${shown(piece)} is not one name`, 'one name');
  return good({ kind: 'name', name: piece.text, ignoreCase: false });
}

/** Splits a list of names between commas. */
export function parseNames(piece: Piece, ignoreCase: boolean): ValueResult {
  const items = split(piece, ',').map((item) => item.text);
  return good({ kind: 'list', items: items.filter((item) => item !== ''), ignoreCase });
}
