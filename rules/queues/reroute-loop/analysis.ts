import { DEFAULT_VMTA, domainLines, foldName, getOrMake, pushTo, readDomainPattern } from '../../kit.ts';
import type { DirectiveUse, Model } from '../../kit.ts';
import { domainFor } from '../../../src/model/queues/block-queue.ts';
import { cyclesIn } from '../../../src/model/names/cycles.ts';

/** What moves mail from the queue of one VMTA to that of another, always or while it is in backoff. */
export const REROUTES = ['reroute-to-virtual-mta', 'backoff-reroute-to-virtual-mta'] as const;

/** VMTAs that reroute mail to each other in a cycle. */
export interface RerouteLoop {
  /** A domain whose mail it is; null for all domains without a block. */
  readonly domain: string | null;
  /** Names of VMTAs as defined, in the order in which mail passes them, each once. */
  readonly vmtas: readonly string[];
  /** The lines that reroute it, in reading order. */
  readonly uses: readonly DirectiveUse[];
}

/** How many names of one pattern are followed: nearly always the first one shows what the others do. */
const MOST_NAMES = 50;

/** How many queues are followed in all, each as often as mail can come to it. Real configurations reroute some dozens. */
const MOST_QUEUES = 20_000;

/** A line that reroutes mail, and the VMTAs that it moves mail to. */
interface Edge {
  readonly use: DirectiveUse;
  readonly to: readonly string[];
}

/** The edges that leave each VMTA, by its folded name. */
type Edges = Map<string, readonly Edge[]>;

class Reroutes {
  #left = MOST_QUEUES;

  constructor(private readonly model: Model) {}

  /** Folded names of the VMTA, or of the members of the pool, of a name; none for one that is not defined. */
  #targetsOf(name: string): readonly string[] {
    const { vmtas } = this.model;
    const folded = foldName(name);
    if (folded === DEFAULT_VMTA || vmtas.vmta(folded).length > 0) return [folded];
    return vmtas.membersOf(folded).map(foldName);
  }

  /**
   * What reroutes the mail of a domain from the queue of a VMTA. A line that leads back to the same queue has no effect,
   * and a pool that includes the VMTA has others to take the mail.
   */
  #edgesFrom(domain: string, vmta: string): Edge[] {
    const queue = this.model.queue(domain, vmta);
    return REROUTES.flatMap((directive) => {
      const use = queue.use(directive);
      const to = use === null ? [] : this.#targetsOf(queue.value(directive) ?? '');
      return use === null || to.length === 0 || to.includes(vmta) ? [] : [{ use, to }];
    });
  }

  /** The loops that the mail of a domain gets into once it is with some VMTAs or pools. */
  loopsOf(domain: string, starts: Iterable<string>): RerouteLoop[] {
    const edges: Edges = new Map();
    const waiting = [...starts].map((name) => this.#targetsOf(name));
    for (let vmtas = waiting.pop(); vmtas !== undefined && this.#left > 0; vmtas = waiting.pop()) {
      for (const vmta of vmtas) {
        this.#left--;
        if (edges.has(vmta)) continue;
        const found = this.#edgesFrom(domain, vmta);
        edges.set(vmta, found);
        for (const { to } of found) waiting.push(to);
      }
    }
    pruneDelivering(edges);
    const next = (vmta: string): string[] => (edges.get(vmta) ?? []).flatMap(({ to }) => to);
    return cyclesIn([...edges.keys()], next).map((group) => this.#loop(domain, group, edges));
  }

  #loop(domain: string, group: readonly string[], edges: Edges): RerouteLoop {
    const members = new Set(group);
    const inside = group.flatMap((vmta) =>
      (edges.get(vmta) ?? []).flatMap(({ use, to }) => {
        const next = to.find((name) => members.has(name));
        return next === undefined ? [] : [{ vmta, use, next }];
      }),
    );
    inside.sort((a, b) => a.use.order - b.use.order);
    const nextOf = new Map(inside.toReversed().map(({ vmta, next }) => [vmta, next]));
    // The cycle is found by following the first line until a VMTA is repeated.
    const passed = new Set<string>();
    let at = inside[0]?.vmta;
    while (at !== undefined && !passed.has(at)) {
      passed.add(at);
      at = nextOf.get(at);
    }
    const order = [...passed];
    const cycle = order.slice(order.indexOf(at ?? ''));
    const { vmtas } = this.model;
    return {
      domain: domain === domainFor(readDomainPattern('*', false)) ? null : domain,
      vmtas: cycle.map((name) => vmtas.vmta(name)[0]?.argument ?? name),
      // A line of an included file counts once, however many blocks include it.
      uses: [...new Map(inside.map(({ use }) => [use.line, use] as const)).values()],
    };
  }
}

/** Removes, until none is left, the VMTAs that deliver mail, and the edges to a pool with a removed member. */
function pruneDelivering(edges: Edges): void {
  const leadsTo = new Map<string, string[]>();
  for (const [vmta, own] of edges) {
    for (const name of own.flatMap(({ to }) => to)) pushTo(leadsTo, name, vmta);
  }
  const delivering = [...edges].flatMap(([vmta, own]) => (own.length === 0 ? [vmta] : []));
  // Targets that were not followed may deliver.
  for (const name of leadsTo.keys()) if (!edges.has(name)) delivering.push(name);
  // The list grows while it is read.
  for (const name of delivering) {
    edges.delete(name);
    for (const vmta of leadsTo.get(name) ?? []) {
      const own = edges.get(vmta);
      if (own === undefined || own.length === 0) continue;
      const kept = own.filter(({ to }) => !to.includes(name));
      edges.set(vmta, kept);
      if (kept.length === 0) delivering.push(vmta);
    }
  }
}

/** The loops in which VMTAs reroute mail, each with the first domain for which it is found. */
export function rerouteLoops(model: Model): RerouteLoop[] {
  const reroutes = new Reroutes(model);
  const starts = new Map<string, Set<string>>();
  for (const { value, blocks } of REROUTES.flatMap((directive) => domainLines(model, directive))) {
    if (value === '') continue;
    for (const block of blocks) {
      for (const name of model.macros.expand(block.argument ?? '').names.slice(0, MOST_NAMES)) {
        const domain = domainFor(readDomainPattern(name, false));
        if (domain !== null) getOrMake(starts, domain, () => new Set()).add(foldName(value));
      }
    }
  }
  const found = [...starts].flatMap(([domain, vmtas]) => reroutes.loopsOf(domain, vmtas));
  // For another domain the same VMTAs reroute by the same lines, or all but some.
  const seen = new Map<string, Set<unknown>>();
  return found.filter(({ vmtas, uses }) => {
    const members = vmtas.toSorted().join(' ');
    const lines = getOrMake(seen, members, () => new Set());
    const isNew = !uses.some(({ line }) => lines.has(line));
    for (const { line } of uses) lines.add(line);
    return isNew;
  });
}

/** The lines that reroute mail to the VMTA that they are in. */
export function reroutesToItself(model: Model): DirectiveUse[] {
  return REROUTES.flatMap((directive) => domainLines(model, directive)).flatMap(({ use, value, blocks }) => {
    const isOwn = blocks.every(
      ({ parent }) => parent?.kind === 'virtual-mta' && foldName(parent.argument ?? '') === foldName(value),
    );
    return isOwn ? [use] : [];
  });
}
