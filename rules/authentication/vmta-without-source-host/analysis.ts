import { DEFAULT_VMTA, foldName, getOrMake, hasPlaceholder } from '../../kit.ts';
import type { DirectiveUse, Model, SectionUse } from '../../kit.ts';
import { parseRange } from '../../../src/catalog/values/address.ts';
import { deliveryBy } from '../../../src/model/queues/domain-lines.ts';
import { domainsOfTag } from '../../../src/model/queues/reach.ts';

/** What gives a VMTA an IP of its own, old names and proxies too. */
const OWN_IP = ['smtp-source-host', 'smtp-source-ip', 'smtp-proxy-source-host', 'use-proxy'];

/** Whether no mail of a VMTA goes to hosts of others: its `<domain *>` decides, and the domains that it names. */
function isNoSender(model: Model, vmta: string, sections: readonly SectionUse[]): boolean {
  const blocks = sections.flatMap((section) => section.sections).filter(({ kind }) => kind === 'domain');
  const names = new Set(blocks.map(({ argument }) => argument ?? ''));
  if (!names.has('*')) return false;
  const domains = [...names].flatMap((name) => domainsOfTag(model, name));
  return domains.every((domain) => {
    const { queue } = model.queueOf(domain, vmta);
    return deliveryBy((directive) => queue.value(directive)) !== 'others';
  });
}

/** Whether the configuration as a whole has an IP to send from. */
export function hasGlobalIp({ root }: Model): boolean {
  return OWN_IP.some((name) => root.named(name).length > 0);
}

/** The VMTAs that mail can go through and that have no IP of their own; none where that is not known. */
export function vmtasWithoutIp(model: Model): SectionUse[] {
  if (!model.knows('lines')) return [];
  const selected = [...model.selection.vmtas].filter(
    (name) => name !== foldName(DEFAULT_VMTA) && model.vmtas.vmta(name).length > 0,
  );
  const without = selected.flatMap((name) => {
    const sections = model.vmtas.vmta(name);
    const [section] = sections;
    if (section === undefined) return [];
    const hasOwn = sections.some(({ directives }) =>
      // An unknown name may be a typo of one that gives an IP.
      directives.some((use) => OWN_IP.includes(use.name) || use.facts === undefined),
    );
    return hasOwn || isNoSender(model, name, sections) ? [] : [section];
  });
  // A global IP is that of the only VMTA if no other mail goes out.
  return hasGlobalIp(model) && selected.length === 1 && !model.selection.default ? [] : without;
}

/** A line that gives a VMTA an IP to send from and the name to greet with. */
interface Greeting {
  readonly use: DirectiveUse;
  /** As written. */
  readonly ip: string;
  /** In lower case. */
  readonly host: string;
}

/** Through a proxy the IP that a receiver sees is not the one in the line. */
const PROXIES = ['smtp-proxy-source-host', 'use-proxy'];

function greetingOf(use: DirectiveUse): Greeting | null {
  const { section } = use;
  if (section.kind !== 'virtual-mta' || PROXIES.some((name) => section.named(name).length > 0)) return null;
  const [ip = '', host = ''] = use.plainValue?.split(/\s+/) ?? [];
  if (use.broken || host === '' || hasPlaceholder(host)) return null;
  return { use, ip, host: host.toLowerCase().replace(/\.$/, '') };
}

function vmtaOf({ use }: Greeting): string {
  return foldName(use.section.argument ?? '');
}

/** Greetings of VMTAs in which an IP has another name than in an earlier VMTA, `first`; each name once. */
export function rivalGreetings(model: Model) {
  if (model.root.named('use-proxy').length > 0) return [];
  const firsts = new Map<string, Greeting>();
  const seen = new Set<string>();
  return model.named('smtp-source-host').flatMap((use) => {
    const greeting = greetingOf(use);
    const range = parseRange(greeting?.ip ?? '');
    if (greeting === null || range === undefined) return [];
    const ip = `${range.version} ${range.first}/${range.prefix}`;
    const name = `${ip} ${greeting.host}`;
    const first = getOrMake(firsts, ip, () => greeting);
    const isKnown = seen.has(name);
    seen.add(name);
    // Two names in one VMTA are two names as well, but of one sender.
    return isKnown || vmtaOf(first) === vmtaOf(greeting) ? [] : [{ ...greeting, first }];
  });
}
