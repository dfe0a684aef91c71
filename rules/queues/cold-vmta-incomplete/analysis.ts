import {
  type DirectiveUse,
  findDirective,
  foldName,
  getOrMake,
  groupBy,
  memoize,
  type Model,
  parseValue,
  type SectionUse,
  usesIn,
} from '../../kit.ts';
import { SCOPE_ORDER } from '../../../src/catalog/decisions.ts';
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
export interface ColdLine {
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

function namesCold(section: SectionUse): boolean {
  return COLD_VMTA.some((cold) => section.named(cold).length > 0);
}

/** Whether a line of a scope sets a number of messages. `0/d` is one. */
const setsNumber = memoize((index: DomainIndex): boolean =>
  index.blocks.some((block) => usesIn(block).has(DAILY_NUMBER)),
);

/** What a configuration warms up, and with how many messages. */
export class WarmUp {
  readonly #model: Model;
  readonly #reaches = new Map<string, boolean>();
  readonly #coldNames: ReadonlySet<string>;

  constructor(model: Model) {
    this.#model = model;
    this.#coldNames = new Set(coldLines(model).map(({ use }) => foldName(use.plainValue ?? '')));
  }

  /** Whether the mail of a `<domain>` block's queues can go to a cold VMTA at all. */
  reaches({ parent }: SectionUse): boolean {
    const name = foldName(parent?.argument ?? '');
    if (parent?.kind === 'virtual-mta') return this.#vmtaReaches(name);
    if (parent?.kind === 'virtual-mta-pool') return this.#poolReaches(name);
    return COLD_VMTA.some((cold) => this.#model.named(cold).length > 0);
  }

  /** Whether any queue of the VMTA, or of the members of the pool, that names a cold VMTA has a number of messages. */
  hasNumbers({ use, holders }: ColdLine): boolean {
    const { vmtas } = this.#model;
    const senders = holders.flatMap(({ kind, argument }) =>
      kind === 'virtual-mta-pool' ? vmtas.membersOf(argument ?? '') : [argument ?? ''],
    );
    // The guide does not say that a number in the cold VMTA itself has no effect.
    return [...senders, use.plainValue ?? ''].some((sender) => {
      const scopes = vmtas.scopesOf(sender);
      return SCOPE_ORDER.some((scope) => scopes[scope] !== null && setsNumber(scopes[scope]));
    });
  }

  #vmtaReaches(name: string): boolean {
    return getOrMake(this.#reaches, `vmta ${name}`, () => {
      const { vmtas } = this.#model;
      return (
        this.#coldNames.has(name) ||
        vmtas.vmta(name).some(namesCold) ||
        vmtas.poolsOf(name).some((pool) => vmtas.pool(pool).some(namesCold))
      );
    });
  }

  #poolReaches(name: string): boolean {
    return getOrMake(this.#reaches, `pool ${name}`, () => {
      const { vmtas } = this.#model;
      return (
        vmtas.pool(name).some(namesCold) ||
        vmtas.membersOf(name).some((member) => this.#vmtaReaches(foldName(member)))
      );
    });
  }
}
