import { Address4, Address6 } from 'ip-address';
import { once } from '../table.ts';
import { bad, good, shown, slice, split, type Piece } from './result.ts';
import type { BadValue, CidrRange, MailHost, ValueResult } from './value.ts';

export type { CidrRange } from './value.ts';

// Up to 255, without a leading zero, which some programs read as octal.
const BYTE = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}(?:\\.${BYTE}(?:\\.${BYTE})?)?)?(?:/(\\d{1,2}))?$`);

/** An IPv4 address as PowerMTA writes it: in front of a prefix the last bytes may be left out (`10/8`). */
function parseIpv4(text: string): CidrRange | undefined {
  const parts = IPV4.exec(text);
  if (parts === null || (parts[4] === undefined && parts[5] === undefined)) return undefined;
  const prefix = Number(parts[5] ?? 32);
  if (prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  let number = 0;
  for (let index = 1; index <= 4; index++) number = number * 256 + Number(parts[index] ?? '0');
  const first = Math.floor(number / size) * size;
  return { version: 4, first: BigInt(first), last: BigInt(first + size - 1), prefix };
}

/**
 * The range of an address or CIDR, in PowerMTA's short forms too (`0/0`, `10/8`, `173.194/16`, `::1`). Bits after the
 * prefix are ignored. Undefined for anything else.
 */
export function parseRange(text: string): CidrRange | undefined {
  if (text.length > 64 || !/^[0-9a-f:./]+$/i.test(text) || text.endsWith('/')) return undefined;
  if (!text.includes(':')) return parseIpv4(text);
  try {
    const address = new Address6(text);
    const [first, last] = [address.startAddress().bigInt(), address.endAddress().bigInt()];
    return { version: 6, first, last, prefix: address.subnetMask };
  } catch {
    return undefined;
  }
}

/** Addresses from one to another as text: `192.0.2.1`, `10.0.0.0-10.0.0.9`; a CIDR where they are one. */
export function rangeText({ version, first, last }: Omit<CidrRange, 'prefix'>): string {
  const text = (at: bigint): string =>
    version === 4 ? Address4.fromBigInt(at).correctForm() : Address6.fromBigInt(at).correctForm();
  if (first === last) return text(first);
  const size = last - first + 1n;
  const isCidr = (size & (size - 1n)) === 0n && first % size === 0n;
  const width = version === 4 ? 32 : 128;
  return isCidr ? `${text(first)}/${width - (size.toString(2).length - 1)}` : `${text(first)}-${text(last)}`;
}

/** Whether every address of `inner` is in `outer`. */
export function containsRange(outer: CidrRange, inner: CidrRange): boolean {
  return outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;
}

/** A test for ranges that lie in one of some ranges, each parsed when it is first needed. */
function isIn(...texts: readonly string[]): (range: CidrRange) => boolean {
  const outer = once(() => texts.map(parseRange).filter((range) => range !== undefined));
  return (range) => outer().some((each) => containsRange(each, range));
}

/** Whether a range contains loopback addresses only. */
export const isLoopback = isIn('127/8', '::1');

/**
 * Whether a range contains private, link-local or carrier-NAT addresses only (RFC 1918, RFC 6598, RFC 3927, RFC 4193,
 * RFC 4291). Loopback addresses are not private.
 */
export const isPrivate = isIn(
  '10/8',
  '172.16/12',
  '192.168/16',
  '100.64/10',
  '169.254/16',
  'fc00::/7',
  'fe80::/10',
);

/** Checks an address or CIDR. */
export function parseCidr(piece: Piece): ValueResult {
  const range = parseRange(piece.text);
  if (range) return good({ kind: 'cidr', range });
  const [from = '', ...to] = piece.text.split('-');
  const isSpan = parseRange(from) && parseRange(to.join('-'));
  const fault = isSpan
    ? 'is a range from one address to another: write a CIDR, or one line per address'
    : 'is not an IP address or CIDR';
  const expected = 'an IP address or CIDR (e.g. 192.0.2.1, 10/8, 2001:db8::/32)';
  return bad(piece, `${shown(piece)} ${fault}`, expected);
}

/** Checks a single address, in brackets or not. */
export function parseAddress(piece: Piece): ValueResult {
  const range = piece.text.includes('/') ? undefined : parseRange(unbracketed(piece.text));
  return range
    ? good({ kind: 'cidr', range })
    : bad(piece, `${shown(piece)} is not an IP address`, 'an IP address');
}

/** An address out of `[1.2.3.4]`, `[::1]` or `[IPv6:::1]`; another text as it is. */
export function unbracketed(text: string): string {
  return /^\[(?:ipv6:)?([^[\]]*)\]$/i.exec(text)?.[1] ?? text;
}

/** The number of a port from 0 to 65535; undefined for another text. */
export function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

/** Takes `HOST:PORT` apart, where HOST may be `[…]`. A bare IPv6 address has no port unless `portNeeded`. */
function splitPort(text: string, portNeeded: boolean): { host: string; port: string | undefined } {
  const colon = text.lastIndexOf(':');
  const bare = !text.includes(']') && text.indexOf(':') !== colon;
  if (colon < 0 || text.endsWith(']') || (bare && !portNeeded)) return { host: text, port: undefined };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function refusePort(piece: Piece, host: string, expected: string): BadValue {
  const at = { start: host.length + 1, end: piece.text.length };
  return bad(piece, `'${piece.text.slice(at.start)}' is not a port`, expected, { at });
}

/** Checks where a listener listens: `0/0:25`, `192.0.2.1:587`, `[::1]:25`. */
export function parseListen(piece: Piece): ValueResult {
  const expected = 'ADDRESS:PORT, where ADDRESS is an IP address or CIDR (e.g. 0/0:25, [2001:db8::1]:25)';
  const { host, port } = splitPort(piece.text, true);
  const range = parseRange(unbracketed(host)) ?? parseRange(host.replace(/^\[([^\]]*)\]/, '$1'));
  if (port === undefined || port === '')
    return bad(piece, `${shown(piece)} ${range ? 'has no port' : 'is not an address with a port'}`, expected);
  if (!range) {
    const reason = `${shown(slice(piece, 0, host.length))} is not an IP address or CIDR`;
    return bad(piece, reason, expected, { at: { start: 0, end: host.length } });
  }
  const number = portOf(port);
  return number === undefined
    ? refusePort(piece, host, expected)
    : good({ kind: 'listen', range, port: number });
}

/** Checks a host with an optional port; `addressOnly`: the host must be an address. */
export function parseHostPort(piece: Piece, addressOnly: boolean): ValueResult {
  const expected = addressOnly
    ? 'an IP address with an optional port (e.g. 192.0.2.1:25)'
    : 'a host with a port (e.g. proxy.example:5000)';
  const { host, port } = splitPort(piece.text, false);
  if (host === '' || (addressOnly && !parseRange(unbracketed(host))))
    return bad(piece, `${shown(piece)} is not ${addressOnly ? 'an address' : 'a host'}`, expected);
  const number = port === undefined ? undefined : portOf(port);
  return port !== undefined && number === undefined
    ? refusePort(piece, host, expected)
    : good({ kind: 'host-port', host, port: number });
}

const hostForm =
  'host[:port], [ip][:port] or lookup-mx:domain, with "," between equal and ";" between worse ones';

function parseHost(piece: Piece): MailHost | BadValue {
  const { text } = piece;
  if (/[ \t]/.test(text))
    return bad(piece, `${shown(piece)} has a blank in it: write "," or ";" between hosts`, hostForm);
  const domain = /^lookup-mx:(.*)$/i.exec(text)?.[1];
  if (domain === '') return bad(piece, 'the domain behind lookup-mx: is missing', hostForm);
  if (domain !== undefined) return { kind: 'lookup-mx', name: domain.toLowerCase(), port: undefined };
  const { host, port } = splitPort(text, false);
  const number = port === undefined ? undefined : portOf(port);
  if (port !== undefined && number === undefined) return refusePort(piece, host, hostForm);
  const inside = unbracketed(host);
  const range = parseRange(inside);
  // "[*.]" belongs to a <domain> tag, not here; "[1.2.3.4/32]" neither.
  if (host.startsWith('[') && (!range || inside.includes('/')))
    return bad(piece, `${shown(piece)} has no IP address in its brackets`, hostForm);
  return { kind: range ? 'address' : 'host', name: inside.toLowerCase(), port: number };
}

/** Checks a list of hosts to deliver to: levels between `;`, hosts of a level between `,`. */
export function parseHosts(piece: Piece): ValueResult {
  const levels: MailHost[][] = [];
  for (const part of split(piece, ';')) {
    const level: MailHost[] = [];
    for (const item of split(part, ',')) {
      if (item.text === '') return bad(piece, 'a host is missing between commas or semicolons', hostForm);
      const host = parseHost(item);
      if ('ok' in host) return host;
      level.push(host);
    }
    levels.push(level);
  }
  return good({ kind: 'hosts', levels });
}
