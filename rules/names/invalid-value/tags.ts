import { isToBeFilledIn, quote, type SectionUse } from '../../kit.ts';
import { parseListen, parseRange } from '../../../src/catalog/values/address.ts';
import { parseDomainPattern } from '../../../src/catalog/values/names.ts';
import type { Piece } from '../../../src/catalog/values/result.ts';

/** Four numbers with dots, numbers with a prefix length, two addresses with a dash: addresses, not names. */
const MEANT_AS_ADDRESS =
  /^\d+(?:\.\d+){3}\.?$|^\d+(?:\.\d+){0,3}\.?\/[\d/]*$|^[\d.]+-[\d.]+$|^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:\/\d*)?$/i;

function faultOfSource(argument: string): string | undefined {
  if (!MEANT_AS_ADDRESS.test(argument) || parseRange(argument) !== undefined) return undefined;
  return `${quote(argument)} is not an IP address or CIDR; legal is an address, a CIDR (e.g. 192.0.2.1, 10/8) or a name; no connection matches it, so what stands in this source is without effect`;
}

function faultOfDomain(piece: Piece): string | undefined {
  const { text } = piece;
  // Several patterns in one tag have a rule of their own.
  if (/[ \t,]/.test(text)) return undefined;
  const result = parseDomainPattern(piece);
  if (result.ok) return undefined;
  return `${result.reason}; legal is ${result.expected}; no domain matches it, so these settings reach no queue`;
}

function faultOfListener(piece: Piece): string | undefined {
  const result = parseListen(piece);
  return result.ok
    ? undefined
    : `${result.reason}; legal is ${result.expected}; PowerMTA refuses to load the file`;
}

/** What is wrong with the argument of a section's tag, as a message; undefined where nothing is for certain. */
export function faultOfTag({ argument, facts, node }: SectionUse): string | undefined {
  if (argument === null || argument === '' || isToBeFilledIn(argument)) return undefined;
  if (node?.open.kind === 'open' && node.open.problem !== null) return undefined;
  const piece = { text: argument, start: 0, end: argument.length };
  switch (facts?.argument.form) {
    case 'ip-or-cidr-or-name':
      return faultOfSource(argument);
    case 'domain-pattern':
      return faultOfDomain(piece);
    case 'ip:port':
      return faultOfListener(piece);
    default:
      return undefined;
  }
}
