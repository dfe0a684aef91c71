import { findDirective, foldName, groupBy, memoize, parseValue } from '../../kit.ts';
import type { DirectiveUse, DomainLine, Model, Queue, SectionUse } from '../../kit.ts';
import { SCOPE_ORDER } from '../../../src/catalog/decisions.ts';
import { forwardedQueues } from '../../../src/model/queues/queue-names.ts';
import { vmtasReached } from '../../../src/model/queues/reach.ts';
import type { DomainIndex } from '../../../src/model/scopes/domain-index.ts';

/*
 * Warm-up of new IPs: the first messages of a day go through a cold VMTA. It needs `cold-virtual-mta` in the VMTA or
 * pool, and the number of messages in its queues (guide, 10.7).
 */

/** How many messages a day go through the cold VMTA. */
export const DAILY_NUMBER = 'max-cold-virtual-mta-msg';

/** `auto-cold-virtual-mta` is the old form, with address and host name. */
const COLD_VMTA = ['cold-virtual-mta', 'auto-cold-virtual-mta'];

/** A line that names a cold VMTA: one line of a file, however many VMTAs and pools include it. */
interface ColdLine {
  /** Where it is read first. */
  readonly use: DirectiveUse;
  /** The sections of VMTAs and pools. */
  readonly holders: readonly SectionUse[];
}

/** The lines `cold-virtual-mta`, in reading order. */
export function coldLines(model: Model): ColdLine[] {
  const uses = model
    .named('cold-virtual-mta')
    .filter(
      ({ broken, plainValue, section }) =>
        !broken && (plainValue ?? '') !== '' && section.kind.startsWith('virtual-mta'),
    );
  return [...groupBy(uses, ({ line }) => line).values()].flatMap((group) =>
    group.slice(0, 1).map((use) => ({ use, holders: group.map(({ section }) => section) })),
  );
}

/** The numbers of messages a day, one for each step of the warm-up; undefined where they cannot be read. */
export function dailyNumbers(value: string): readonly number[] | undefined {
  const facts = findDirective(DAILY_NUMBER);
  const result = facts === undefined ? undefined : parseValue(facts, 'domain', value);
  return result?.ok === true && result.value.kind === 'daily-rates' ? result.value.counts : undefined;
}

/** The names, folded, of all cold VMTAs. */
const coldNames = memoize(
  (model: Model) => new Set(coldLines(model).map(({ use }) => foldName(use.plainValue ?? ''))),
);

function namesCold(section: SectionUse): boolean {
  return COLD_VMTA.some((cold) => section.named(cold).length > 0);
}

/** Whether a VMTA is a cold one, or it or a pool of it names one. */
function vmtaReachesCold(model: Model, name: string): boolean {
  const { vmtas } = model;
  const sections = [...vmtas.vmta(name), ...vmtas.poolsOf(name).flatMap((pool) => vmtas.pool(pool))];
  return coldNames(model).has(foldName(name)) || sections.some(namesCold);
}

/** Whether the mail of a `<domain>` block's queues can go to a cold VMTA at all. */
export function reachesCold(model: Model, { parent }: SectionUse): boolean {
  const { vmtas } = model;
  const name = parent?.argument ?? '';
  if (parent?.kind === 'virtual-mta') return vmtaReachesCold(model, name);
  if (parent?.kind !== 'virtual-mta-pool') return COLD_VMTA.some((cold) => model.named(cold).length > 0);
  return (
    vmtas.pool(name).some(namesCold) || vmtas.membersOf(name).some((member) => vmtaReachesCold(model, member))
  );
}

/** Whether a line of a scope sets a number of messages. `0/d` is one. */
const setsNumber = memoize((index: DomainIndex): boolean =>
  index.blocks.some((block) => block.settings.has(DAILY_NUMBER)),
);

/** Whether any queue of the VMTA, or of the members of the pool, that names a cold VMTA has a number of messages. */
export function hasNumbers({ vmtas }: Model, { use, holders }: ColdLine): boolean {
  const senders = holders.flatMap(({ kind, argument }) =>
    kind === 'virtual-mta-pool' ? vmtas.membersOf(argument ?? '') : [argument ?? ''],
  );
  // The guide does not say that a number in the cold VMTA itself has no effect.
  return [...senders, use.plainValue ?? ''].some((sender) => {
    const scopes = vmtas.scopesOf(sender);
    return SCOPE_ORDER.some((scope) => scopes[scope] !== null && setsNumber(scopes[scope]));
  });
}

/** For more queues than this a line is taken to have an effect. */
const MOST_QUEUES = 5000;

/** A queue that another one's mail waits in. */
interface FilledQueue {
  readonly queue: Queue;
  readonly by: 'queue-to' | 'rollup';
}

/** Where the mail of a queue waits instead; null where it waits in its own queue. */
function filledInstead(model: Model, domain: string, vmta: string | null): FilledQueue | null {
  const { queue, queueTo, rollup } = model.queueOf(domain, vmta);
  if (queueTo === null && rollup === null) return null;
  return { queue, by: queueTo === null ? 'rollup' : 'queue-to' };
}

/**
 * The queues that hold the mail of a line's queues, where queue-to or a rollup leaves none in any of these; empty
 * otherwise. A wildcard is also for domains that nobody names, so that some mail may stay.
 */
export function queuesFilledInstead(model: Model, { blocks }: DomainLine): readonly FilledQueue[] {
  const targets = forwardedQueues(model);
  const found: FilledQueue[] = [];
  let left = MOST_QUEUES;
  for (const { argument, parent } of blocks) {
    const names = model.macros.expand(argument ?? '').names.map((name) => name.toLowerCase());
    for (const name of names) {
      if (name.includes('*') || targets.has(name)) return [];
      for (const vmta of vmtasReached(model, parent)) {
        const filled = left-- > 0 ? filledInstead(model, name, vmta) : null;
        if (filled === null) return [];
        found.push(filled);
      }
    }
  }
  return found;
}
