import {
  DEFAULT_VMTA,
  type DirectiveUse,
  domainLines,
  foldName,
  type Model,
  readDomainPattern,
} from '../../kit.ts';
import { domainFor } from '../../../src/model/queues/block-queue.ts';
import { cyclesIn } from '../../../src/model/names/cycles.ts';

/*
 * Mail that is moved from the queue of one VMTA to that of another, always or while it is in backoff.
 */

export const REROUTES = ['reroute-to-virtual-mta', 'backoff-reroute-to-virtual-mta'] as const;

/** A circle of VMTAs that hand mail on to each other. */
export interface RerouteLoop {
  /** A domain whose mail goes round; null where it is that of every domain without a block. */
  readonly domain: string | null;
  /** Names of VMTAs as defined, in the order in which mail passes them, each once. */
  readonly vmtas: readonly string[];
  /** The lines that hand it on, in reading order. */
  readonly uses: readonly DirectiveUse[];
}

/** How many names of one pattern are followed: nearly always the first one shows what the others do. */
const MOST_NAMES = 50;

/** How many queues are looked at in all, each as often as mail can come to it. Real configurations reroute some dozens. */
const MOST_QUEUES = 20_000;

/** A line that hands mail on, and to whom. */
interface Step {
  readonly use: DirectiveUse;
  readonly to: readonly string[];
}

class Reroutes {
  readonly #model: Model;
  #left = MOST_QUEUES;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Folded names of the VMTAs that a name stands for; none for one that is not defined. */
  #targetsOf(name: string): readonly string[] {
    const { vmtas } = this.#model;
    const folded = foldName(name);
    if (folded === DEFAULT_VMTA || vmtas.vmta(folded).length > 0) return [folded];
    return vmtas.membersOf(folded).map(foldName);
  }

  /**
   * What hands on the mail of a domain that is in the queue of a VMTA. What leads back to the same queue does nothing,
   * and a pool that holds the VMTA has others to take the mail.
   */
  #stepsFrom(domain: string, vmta: string): Step[] {
    const queue = this.#model.queue(domain, vmta);
    return REROUTES.flatMap((directive) => {
      const use = queue.use(directive);
      const to = use === null ? [] : this.#targetsOf(queue.value(directive) ?? '');
      return use === null || to.length === 0 || to.includes(vmta) ? [] : [{ use, to }];
    });
  }

  /** The circles that the mail of a domain gets into once it is with some VMTAs or pools. */
  loopsOf(domain: string, starts: Iterable<string>): RerouteLoop[] {
    const steps = new Map<string, Step[]>();
    const waiting = [...starts].map((name) => this.#targetsOf(name));
    for (let vmtas = waiting.pop(); vmtas !== undefined && this.#left > 0; vmtas = waiting.pop()) {
      for (const vmta of vmtas) {
        this.#left--;
        if (steps.has(vmta)) continue;
        const found = this.#stepsFrom(domain, vmta);
        steps.set(vmta, found);
        for (const { to } of found) waiting.push(to);
      }
    }
    dropExits(steps);
    const next = (vmta: string): string[] => (steps.get(vmta) ?? []).flatMap(({ to }) => to);
    return cyclesIn([...steps.keys()], next).map((group) => this.#loop(domain, group, steps));
  }

  #loop(domain: string, group: readonly string[], steps: ReadonlyMap<string, readonly Step[]>): RerouteLoop {
    const members = new Set(group);
    const inside = group.flatMap((vmta) =>
      (steps.get(vmta) ?? []).flatMap(({ use, to }) => {
        const next = to.find((name) => members.has(name));
        return next === undefined ? [] : [{ vmta, use, next }];
      }),
    );
    inside.sort((a, b) => a.use.order - b.use.order);
    const nextOf = new Map(inside.toReversed().map(({ vmta, next }) => [vmta, next]));
    // From the first line on until a VMTA comes again.
    const passed = new Set<string>();
    let at = inside[0]?.vmta;
    while (at !== undefined && !passed.has(at)) {
      passed.add(at);
      at = nextOf.get(at);
    }
    const order = [...passed];
    const round = order.slice(order.indexOf(at ?? ''));
    const { vmtas } = this.#model;
    return {
      domain: domain === domainFor(readDomainPattern('*', false)) ? null : domain,
      vmtas: round.map((name) => vmtas.vmta(name)[0]?.argument ?? name),
      // A line of an included file is one, however many blocks include it.
      uses: [...new Map(inside.map(({ use }) => [use.line, use] as const)).values()],
    };
  }
}

/** Takes out, until none is left, the VMTAs that deliver, and the steps to a pool of which one member gets out. */
function dropExits(steps: Map<string, Step[]>): void {
  const leadsTo = new Map<string, string[]>();
  for (const [vmta, own] of steps) {
    for (const name of own.flatMap(({ to }) => to)) {
      const known = leadsTo.get(name);
      if (known === undefined) leadsTo.set(name, [vmta]);
      else known.push(vmta);
    }
  }
  const out = [...steps].flatMap(([vmta, own]) => (own.length === 0 ? [vmta] : []));
  // Targets that were not looked at may deliver.
  for (const name of leadsTo.keys()) if (!steps.has(name)) out.push(name);
  for (let exit = out.pop(); exit !== undefined; exit = out.pop()) {
    const gone = exit;
    steps.delete(gone);
    for (const vmta of leadsTo.get(gone) ?? []) {
      const own = steps.get(vmta);
      if (own === undefined || own.length === 0) continue;
      const kept = own.filter(({ to }) => !to.includes(gone));
      steps.set(vmta, kept);
      if (kept.length === 0) out.push(vmta);
    }
  }
}

/** The circles in which VMTAs hand mail on, each with the first domain for which it is found. */
export function rerouteLoops(model: Model): RerouteLoop[] {
  const reroutes = new Reroutes(model);
  const starts = new Map<string, Set<string>>();
  for (const { value, blocks } of REROUTES.flatMap((directive) => domainLines(model, directive))) {
    if (value === '') continue;
    for (const block of blocks) {
      for (const name of model.macros.expand(block.argument ?? '').names.slice(0, MOST_NAMES)) {
        const domain = domainFor(readDomainPattern(name, false));
        if (domain === null) continue;
        const known = starts.get(domain) ?? new Set();
        starts.set(domain, known);
        known.add(foldName(value));
      }
    }
  }
  const found = [...starts].flatMap(([domain, vmtas]) => reroutes.loopsOf(domain, vmtas));
  // For another domain the same VMTAs hand on by the same lines, or all but some.
  const seen = new Map<string, Set<unknown>>();
  return found.filter(({ vmtas, uses }) => {
    const members = vmtas.toSorted().join(' ');
    const lines = seen.get(members) ?? new Set();
    seen.set(members, lines);
    const isNew = !uses.some(({ line }) => lines.has(line));
    for (const { line } of uses) lines.add(line);
    return isNew;
  });
}

/** The lines that reroute mail to the VMTA that they stand in. */
export function reroutesToItself(model: Model): DirectiveUse[] {
  return REROUTES.flatMap((directive) => domainLines(model, directive)).flatMap(({ use, value, blocks }) => {
    const isOwn = blocks.every(
      ({ parent }) => parent?.kind === 'virtual-mta' && foldName(parent.argument ?? '') === foldName(value),
    );
    return isOwn ? [use] : [];
  });
}
