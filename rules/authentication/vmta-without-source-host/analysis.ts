import { type DirectiveUse, foldName, isToBeFilledIn, type Model } from '../../kit.ts';
import { parseRange } from '../../../src/catalog/values/address.ts';

/** A line that gives a VMTA an address to send from and the name to greet with. */
export interface Greeting {
  readonly use: DirectiveUse;
  /** As written. */
  readonly address: string;
  /** In lower case. */
  readonly host: string;
}

/** A greeting whose address has greeted with another name before. */
export interface RivalGreeting {
  readonly greeting: Greeting;
  /** The first one with the address; of another VMTA. */
  readonly first: Greeting;
}

/** Through a proxy the address that a receiver sees is not the one in the line. */
const PROXIES = ['smtp-proxy-source-host', 'use-proxy'];

function greetingOf(use: DirectiveUse): Greeting | null {
  const { section } = use;
  if (section.kind !== 'virtual-mta' || PROXIES.some((name) => section.named(name).length > 0)) return null;
  const [address = '', host = ''] = use.plainValue?.split(/\s+/) ?? [];
  if (use.broken || host === '' || isToBeFilledIn(host)) return null;
  return { use, address, host: host.toLowerCase().replace(/\.$/, '') };
}

function vmtaOf({ use }: Greeting): string {
  return foldName(use.section.argument ?? '');
}

/** Greetings of VMTAs in which an address has another name than in an earlier VMTA; each name of an address once. */
export function rivalGreetings(model: Model): RivalGreeting[] {
  if (model.root.named('use-proxy').length > 0) return [];
  const firsts = new Map<string, Greeting>();
  const seen = new Set<string>();
  return model.named('smtp-source-host').flatMap((use) => {
    const greeting = greetingOf(use);
    const range = parseRange(greeting?.address ?? '');
    if (greeting === null || range === undefined) return [];
    const address = `${range.version} ${range.first}/${range.prefix}`;
    const name = `${address} ${greeting.host}`;
    const first = firsts.get(address);
    if (first === undefined) firsts.set(address, greeting);
    const isKnown = seen.has(name);
    seen.add(name);
    // Two names in one VMTA are two names as well, but of one sender.
    return first === undefined || isKnown || vmtaOf(first) === vmtaOf(greeting) ? [] : [{ greeting, first }];
  });
}
