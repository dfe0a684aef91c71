import {
  type DirectiveUse,
  findDirective,
  foldName,
  type Line,
  type Model,
  parseValue,
  type SectionUse,
  usesIn,
} from '../../kit.ts';
import { SCOPE_ORDER } from '../../../src/catalog/decisions.ts';
import type { DomainIndex } from '../../../src/model/scopes/domain-index.ts';

/*
 * Warm-up of new addresses: the first messages of a day go through a cold VMTA. It takes the VMTA's or pool's
 * `cold-virtual-mta`, and the number of messages in its queues (guide, 10.7).
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
  const lines = new Map<Line, { use: DirectiveUse; holders: SectionUse[] }>();
  for (const use of model.named('cold-virtual-mta')) {
    if (use.broken || (use.plainValue ?? '') === '' || !use.section.kind.startsWith('virtual-mta')) continue;
    const known = lines.get(use.line);
    if (known === undefined) lines.set(use.line, { use, holders: [use.section] });
    else known.holders.push(use.section);
  }
  return [...lines.values()];
}

/** The numbers of messages a day, one for each step of the warm-up; undefined where they cannot be read. */
export function dailyNumbers(value: string): readonly number[] | undefined {
  const facts = findDirective(DAILY_NUMBER);
  const result = facts === undefined ? undefined : parseValue(facts, 'domain', value);
  return result?.ok === true && result.value.kind === 'daily-rates' ? result.value.counts : undefined;
}

/** What a configuration warms up, and with how many messages. */
export class WarmUp {
  readonly #model: Model;
  readonly #hasNumber = new Map<DomainIndex, boolean>();
  readonly #isComplete = new Map<string, boolean>();
  #somewhere: boolean | undefined;
  #cold: ReadonlySet<string> | undefined;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Whether the mail of a `<domain>` block's queues can go to a cold VMTA at all. */
  reaches({ parent }: SectionUse): boolean {
    const name = parent?.argument ?? '';
    if (parent?.kind === 'virtual-mta') return this.#ofVmta(name);
    if (parent?.kind === 'virtual-mta-pool') return this.#ofPool(name);
    return (this.#somewhere ??= COLD_VMTA.some((cold) => this.#model.named(cold).length > 0));
  }

  /**
   * Whether a number of messages is said for any queue of the VMTA, or of the members of the pool, that names a cold
   * VMTA. `0/d` is one.
   */
  hasNumbers({ use, holders }: ColdLine): boolean {
    const { vmtas } = this.#model;
    const senders = holders.flatMap(({ kind, argument }) =>
      kind === 'virtual-mta-pool' ? vmtas.membersOf(argument ?? '') : [argument ?? ''],
    );
    // The guide does not say that a number in the cold VMTA itself is lost. Of the innermost scope with such a line one
    // always holds.
    return [...senders, use.plainValue ?? ''].some((sender) => {
      const scopes = vmtas.scopesOf(sender);
      return SCOPE_ORDER.some((scope) => this.#saysNumber(scopes[scope]));
    });
  }

  #saysNumber(index: DomainIndex | null): boolean {
    if (index === null) return false;
    let says = this.#hasNumber.get(index);
    if (says === undefined) {
      says = index.blocks.some((block) => usesIn(block).has(DAILY_NUMBER));
      this.#hasNumber.set(index, says);
    }
    return says;
  }

  #ofVmta(name: string): boolean {
    return this.#remember(`vmta ${foldName(name)}`, () => {
      const { vmtas } = this.#model;
      this.#cold ??= new Set(coldLines(this.#model).map(({ use }) => foldName(use.plainValue ?? '')));
      if (this.#cold.has(foldName(name)) || vmtas.vmta(name).some(namesCold)) return true;
      return vmtas.poolsOf(name).some((pool) => vmtas.pool(pool).some(namesCold));
    });
  }

  #ofPool(name: string): boolean {
    return this.#remember(`pool ${foldName(name)}`, () => {
      const { vmtas } = this.#model;
      return vmtas.pool(name).some(namesCold) || vmtas.membersOf(name).some((member) => this.#ofVmta(member));
    });
  }

  #remember(key: string, work: () => boolean): boolean {
    let known = this.#isComplete.get(key);
    if (known === undefined) this.#isComplete.set(key, (known = work()));
    return known;
  }
}

function namesCold(section: SectionUse): boolean {
  return COLD_VMTA.some((cold) => section.named(cold).length > 0);
}
