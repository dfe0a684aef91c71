import { findRecordType } from '../accounting.ts';
import { parseRange } from './address.ts';
import { bad, good, parseItems, parseList, shown, slice, split, type Piece } from './result.ts';
import type { ValueResult } from './value.ts';

function nameOrFault(piece: Piece, fault: string | undefined, expected: string): ValueResult {
  return fault === undefined
    ? good({ kind: 'name', name: piece.text, ignoreCase: true })
    : bad(piece, `${shown(piece)} ${fault}`, expected);
}

/** What is wrong with a domain pattern; undefined for a right one. Characters of labels are not checked. */
function patternFault(text: string): string | undefined {
  if (text === '*') return undefined;
  if (/[ \t]/.test(text)) return 'has a blank in it: one pattern stands in one line';
  if (text.includes(',')) return 'has a comma in it: one pattern stands in one line';
  if (text.startsWith('/')) return 'is a regular expression, which is not possible here';
  const literal = /^\[(?!\*\.\])(.*)\]$/.exec(text)?.[1];
  if (literal !== undefined)
    return parseRange(literal.replace(/^ipv6:/i, '')) ? undefined : 'has no IP address in its brackets';
  const name = text.replace(/^(?:\[\*\.\]|\*\.)/, '');
  if (name === '') return 'has no name behind the dot';
  if (name.includes('@')) return 'is not a domain: it has the @ of an address';
  if (name.includes('/')) return 'is not a domain: it has a slash in it';
  return name.includes('*') ? 'has a * in a place where none is possible' : undefined;
}

/** Checks a domain pattern. */
export function parseDomainPattern(piece: Piece): ValueResult {
  return nameOrFault(piece, patternFault(piece.text), '*, name, *.name, [*.]name or [ip/mask]');
}

/** Checks a domain or host name: one word; its characters are not checked. */
export function parseDomainName(piece: Piece, what: 'domain' | 'host name'): ValueResult {
  const fault = /[ \t,]/.test(piece.text)
    ? `is not one ${what}`
    : /^\/|@/.test(piece.text)
      ? `is not a ${what}`
      : undefined;
  return nameOrFault(piece, fault, `a ${what}`);
}

/** Checks an e-mail address. */
export function parseEmail(piece: Piece): ValueResult {
  const { text } = piece;
  const at = text.lastIndexOf('@');
  const broken =
    at < 1 ||
    at === text.length - 1 ||
    /[ \t,;]/.test(text.slice(at)) ||
    /^[^"]*[ \t,;]/.test(text.slice(0, at));
  return nameOrFault(piece, broken ? 'is not an e-mail address' : undefined, 'local@domain');
}

/** Checks e-mail addresses between commas; a bare local part is one too. */
export function parseEmails(piece: Piece): ValueResult {
  return parseList(piece, 'an address', 'local@domain between commas', (item) => {
    const result = /^[^ \t@]+$/.test(item.text) ? undefined : parseEmail(item);
    return result?.ok === false ? result : item.text;
  });
}

/** Checks the name of a header. */
export function parseHeaderName(piece: Piece): ValueResult {
  const { text } = piece;
  const expected = 'a header name without its colon';
  if (/^[^\s:]+:$/.test(text)) {
    const suggestion = text.slice(0, -1);
    return bad(piece, `${shown(piece)} has the colon of the header`, expected, { suggestion });
  }
  return nameOrFault(piece, /[\s:,]/.test(text) ? 'is not a header name' : undefined, expected);
}

/** Checks header names between commas; with a `/regex/` among them the list is not checked. */
export function parseHeaders(piece: Piece): ValueResult {
  if (piece.text.includes('/')) return good({ kind: 'text', text: piece.text });
  const expected = 'header names between commas';
  return parseList(piece, 'a header', expected, (item) => {
    const result = parseHeaderName(item);
    return result.ok ? item.text : { ...result, expected };
  });
}

/** Checks a reference to something by its name: one word. */
export function parseReference(piece: Piece): ValueResult {
  return !piece.quoted && /[ \t]/.test(piece.text)
    ? bad(piece, `${shown(piece)} is not one name`, 'one name')
    : good({ kind: 'name', name: piece.text, ignoreCase: false });
}

/** Splits a list of names between commas. */
export function parseNames(piece: Piece, ignoreCase: boolean): ValueResult {
  const items = split(piece, ',').map((item) => item.text);
  return good({ kind: 'list', items: items.filter((item) => item !== ''), ignoreCase });
}

/** Names that some versions may know. */
const unsureNames = ['bounced', 'received', 'fbl', 'transient queue'];

/** Checks record types between commas. `types`: the valid words. */
export function parseRecordTypes(piece: Piece, types: readonly string[]): ValueResult {
  const short = [...new Set(types.map((word) => findRecordType(word)?.type ?? word))];
  const expected = `record types between commas: ${short.join(', ')}`;
  return parseList(piece, 'a record type', expected, (item) => {
    const type = findRecordType(item.text)?.type;
    if (type !== undefined && short.includes(type)) return type;
    return unsureNames.includes(item.text.toLowerCase())
      ? bad(item, `${shown(item)} is not a documented record type`, expected, { severity: 'warning' })
      : bad(item, `${shown(item)} is not a record type`, expected);
  });
}

/** Checks accounting fields between commas: names, `*`, `!name`, `header_X`, `arf_X`. Names are not checked. */
export function parseFields(piece: Piece): ValueResult {
  const expected = 'field names between commas, * for all, !name for without';
  return parseList(piece, 'a field', expected, (item) =>
    /[ \t]/.test(item.text)
      ? bad(item, `${shown(item)} is not one field: a comma is missing`, expected)
      : item.text,
  );
}

/** Checks a queue-filter: `[!]PATTERN[/VMTA|/*]` between commas. */
export function parseQueueFilters(piece: Piece): ValueResult {
  const expected = '[!]domain-pattern[/virtual-mta] between commas (e.g. *.example.com/*, !gmail.com)';
  return parseItems(
    piece,
    'a queue',
    expected,
    (item) => {
      const { text } = item;
      const exclude = text.startsWith('!');
      const from = exclude ? 1 : 0;
      const bracket = text.lastIndexOf(']');
      const slash = text.indexOf('/', bracket < 0 ? from : bracket);
      const domain = slice(item, from, slash < 0 ? text.length : slash);
      if (domain.text === '' || !parseDomainPattern(domain).ok)
        return bad(item, `${shown(item)} is not a queue`, expected);
      const virtualMta = slash < 0 ? '{default}' : text.slice(slash + 1);
      return { exclude, domain: domain.text.toLowerCase(), virtualMta };
    },
    (filters) => ({ kind: 'queue-filters', filters }),
  );
}
