import { parseRange, portOf, splitPort, unbracketed } from './address.ts';
import { bad, good, shown, split, type Piece } from './result.ts';
import type { BadValue, MailHost, ValueResult } from './value.ts';

const form =
  'host[:port], [ip][:port] or lookup-mx:domain, with "," between equal and ";" between worse ones';

function parseHost(piece: Piece): MailHost | BadValue {
  const { text } = piece;
  if (/[ \t]/.test(text))
    return bad(piece, `${shown(piece)} has a blank in it: write "," or ";" between hosts`, form);
  const domain = /^lookup-mx:(.*)$/i.exec(text)?.[1];
  if (domain !== undefined) {
    if (domain === '') return bad(piece, 'the domain behind lookup-mx: is missing', form);
    return { kind: 'lookup-mx', name: domain.toLowerCase(), port: undefined };
  }
  const { host, port } = splitPort(text, false);
  const number = port === undefined ? undefined : portOf(port);
  if (port !== undefined && number === undefined) {
    return bad(piece, `'${port}' is not a port`, form, { at: { start: host.length + 1, end: text.length } });
  }
  const inside = unbracketed(host);
  const range = parseRange(inside);
  if (host.startsWith('[')) {
    // "[*.]" belongs to a <domain> tag, not here; "[1.2.3.4/32]" neither.
    if (!range || inside.includes('/'))
      return bad(piece, `${shown(piece)} has no IP address in its brackets`, form);
  }
  return { kind: range ? 'address' : 'host', name: inside.toLowerCase(), port: number };
}

/** Judges a list of hosts to deliver to: levels between `;`, hosts of a level between `,`. */
export function parseHosts(piece: Piece): ValueResult {
  const levels: MailHost[][] = [];
  for (const part of split(piece, ';')) {
    const level: MailHost[] = [];
    for (const item of split(part, ',')) {
      if (item.text === '') return bad(piece, 'a host is missing between commas or semicolons', form);
      const host = parseHost(item);
      if ('ok' in host) return host;
      level.push(host);
    }
    levels.push(level);
  }
  return good({ kind: 'hosts', levels });
}
