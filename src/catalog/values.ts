import {
  factsIn,
  isSensitive,
  type Directive,
  type DirectiveFacts,
  type ValueFacts,
  type ValueType,
} from './directives.ts';
import { parseActions, parseResults } from './values/actions.ts';
import { parseAddress, parseCidr, parseHostPort, parseHosts, parseListen } from './values/address.ts';
import { compositeForm, parseComposite } from './values/composite.ts';
import { parseInterval, parseIntervals } from './values/interval.ts';
import {
  parseDomainName,
  parseDomainPattern,
  parseEmail,
  parseEmails,
  parseFields,
  parseHeaderName,
  parseHeaders,
  parseNames,
  parseQueueFilters,
  parseRecordTypes,
  parseReference,
} from './values/names.ts';
import { parseDailyRates, parseRate, parseSize } from './values/rate-and-size.ts';
import { bad, good, type Piece } from './values/result.ts';
import {
  listedWord,
  parseBoolean,
  parseInteger,
  parsePath,
  parsePort,
  parseRegex,
  parseText,
  parseUrl,
  parseWord,
} from './values/scalar.ts';
import type { BadValue, ValueResult } from './values/value.ts';
import { wholeValue } from './values/words.ts';
import { hasPlaceholder } from './placeholders.ts';

export type { BadValue, Value, ValueResult } from './values/value.ts';

type Parser = (piece: Piece, facts: ValueFacts) => ValueResult;

/** One parser for each type of value, but for those made of others. */
const parsers: Readonly<Record<Exclude<ValueType, 'composite' | 'union'>, Parser>> = {
  'acct-field-list': parseFields,
  'acct-record-list': (piece, facts) => parseRecordTypes(piece, facts.values ?? []),
  boolean: parseBoolean,
  cidr: parseCidr,
  'cidr-port': parseListen,
  'daily-rate-list': parseDailyRates,
  'data-volume-rate': (piece) => parseRate(piece, 'bytes'),
  'domain-list': (piece) => parseNames(piece, true),
  'domain-name': (piece) => parseDomainName(piece, 'domain'),
  'domain-pattern': parseDomainPattern,
  email: parseEmail,
  'email-list': parseEmails,
  enum: parseWord,
  'header-list': parseHeaders,
  'header-name': parseHeaderName,
  'host-port': (piece) => parseHostPort(piece, false),
  hostname: (piece) => parseDomainName(piece, 'host name'),
  integer: parseInteger,
  interval: (piece, facts) => parseInterval(piece, facts.unitsAllowed),
  'interval-list': parseIntervals,
  ip: parseAddress,
  'ip-port': (piece) => parseHostPort(piece, true),
  'name-ref': parseReference,
  'name-ref-list': (piece) => parseNames(piece, false),
  path: parsePath,
  'path-or-url': parsePlain,
  'pattern-result': parseResults,
  port: parsePort,
  'queue-filter-list': parseQueueFilters,
  rate: (piece) => parseRate(piece, 'items'),
  'regex-pattern': parseRegex,
  size: (piece, facts) => parseSize(piece, facts.noLimit?.includes('unlimited') === true),
  'smtp-action-list': parseActions,
  'smtp-host-list': parseHosts,
  string: parseText,
  unknown: (piece) => good({ kind: 'opaque', text: piece.text }),
  url: parseUrl,
};

function parsePlain(piece: Piece): ValueResult {
  return good({ kind: 'text', text: piece.text });
}

/** Checks a piece by a type that is not made of others. */
function parsePiece(piece: Piece, facts: ValueFacts): ValueResult {
  if (facts.type === 'union') return parseUnion(piece, facts, piece.text);
  if (facts.type === 'composite') return good({ kind: 'text', text: piece.text });
  if (facts.type !== 'enum' && facts.type !== 'acct-record-list') {
    // Next to the form of the type the catalog may list words: `unlimited`, `never`, `auto`.
    const word = listedWord(piece.text, facts.values ?? []);
    if (word !== undefined && !/^\d/.test(word)) return good({ kind: 'word', word });
  }
  return parsers[facts.type](piece, facts);
}

/** Checks a piece by several types: valid if it is by one of them. */
function parseUnion(piece: Piece, facts: DirectiveFacts, text: string): ValueResult {
  const types = facts.anyOf ?? [];
  const isRegex = piece.text.startsWith('/') && types.includes('regex-pattern');
  const refusals: BadValue[] = [];
  for (const type of isRegex ? (['regex-pattern', ...types] as const) : types) {
    const member: DirectiveFacts = { ...facts, type };
    const result =
      type === 'composite' ? parseComposite(text, member, parsePiece) : parsePiece(piece, member);
    if (result.ok) return result;
    refusals.push(result);
  }
  const chosen =
    refusals.find((refusal) => refusal.suggestion !== undefined) ??
    refusals.find((refusal) => refusal.severity === 'warning') ??
    refusals[0];
  if (!chosen) return good({ kind: 'opaque', text: piece.text });
  return { ...chosen, expected: alternatives(refusals.map((refusal) => refusal.expected)) };
}

/** Forms as one phrase. */
function alternatives(forms: readonly string[]): string {
  return [...new Set(forms)].join(forms.some((form) => form.includes(',')) ? '; or ' : ' or ');
}

function checkPiece(facts: DirectiveFacts, text: string, secret: boolean): ValueResult {
  if (facts.type === 'composite') return parseComposite(text, facts, parsePiece);
  const piece = wholeValue(text, secret);
  if (facts.type === 'union') return parseUnion(piece, facts, text);
  return parsePiece(piece, facts);
}

/**
 * Checks the value of a directive in a scope (`global` or a section's name). `text` is the value as written, with its
 * quotes, without comment and without blanks around it. Offsets of the result count within `text`. `""`, values of an
 * undocumented form and placeholders of templates are always valid.
 */
export function parseValue(directive: Directive, scope: string, text: string): ValueResult {
  const facts = factsIn(directive, scope);
  if (text === '""') return good({ kind: 'empty' });
  if (text === '')
    return bad({ text, start: 0, end: 0 }, 'the value is missing', expectedValue(facts), { missing: true });
  const result = checkPiece(facts, text, isSensitive(facts) && facts.args === undefined);
  return !result.ok && facts.type !== 'composite' && hasPlaceholder(text)
    ? good({ kind: 'opaque', text })
    : result;
}

/** The forms of types that take every text, or nearly so. */
const looseForms: Partial<Readonly<Record<ValueType, string>>> = {
  'acct-field-list': 'field names between commas, * for all, !name for without',
  'domain-list': 'domains between commas',
  'domain-name': 'a domain',
  'domain-pattern': '*, name, *.name, [*.]name or [ip/mask]',
  'email-list': 'local@domain between commas',
  'header-list': 'header names between commas',
  'header-name': 'a header name without its colon',
  'host-port': 'a host with a port (e.g. proxy.example:5000)',
  hostname: 'a host name',
  'name-ref': 'one name',
  'name-ref-list': 'names between commas',
  path: 'a path',
  'path-or-url': 'a path or URL',
  'queue-filter-list': '[!]domain-pattern[/virtual-mta] between commas (e.g. *.example.com/*, !gmail.com)',
  'smtp-host-list':
    'host[:port], [ip][:port] or lookup-mx:domain, with "," between equal and ";" between worse ones',
  string: 'a text',
};

/** The valid form of a directive's value in a scope (see `factsIn`), short; empty where it is not documented. */
export function expectedValue(facts: DirectiveFacts): string {
  if (facts.type === 'composite') return compositeForm(facts);
  if (facts.type === 'union') {
    const members = (facts.anyOf ?? []).filter((type) => type !== 'enum' || facts.values !== undefined);
    return alternatives(members.map((type) => expectedValue({ ...facts, type })));
  }
  const loose = facts.type === 'string' && facts.pattern !== undefined ? undefined : looseForms[facts.type];
  if (loose !== undefined) return loose;
  // No value of the other types begins with a NUL, so each parser answers with its form.
  const result = checkPiece(facts, '\0', true);
  return result.ok ? '' : result.expected;
}

/**
 * The value in the spelling that PowerMTA takes, for one that it refuses only for its spelling (`100/hour`, `on`);
 * undefined for all others.
 */
export function respelledValue(directive: Directive, scope: string, text: string): string | undefined {
  let current = text;
  for (let round = 0; round < 32; round++) {
    const result = parseValue(directive, scope, current);
    if (result.ok) return round === 0 ? undefined : current;
    if (result.suggestion === undefined) return undefined;
    current = current.slice(0, result.at.start) + result.suggestion + current.slice(result.at.end);
  }
  return undefined;
}
