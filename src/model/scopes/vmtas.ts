import { getOrMake, groupBy } from '../../base/collections.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { foldName } from '../../catalog/decisions.ts';
import { DomainIndex } from './domain-index.ts';
import type { Macros } from '../names/macros.ts';

/** The name of the VMTA that mail goes to which no other one is chosen for. */
export const DEFAULT_VMTA = '{default}';

function byFoldedName(sections: readonly SectionUse[]): Map<string, SectionUse[]> {
  return groupBy(sections, ({ argument }) => foldName(argument ?? ''));
}

/** Where a queue's settings come from: the blocks of its VMTA, of the VMTA's pool, and the global ones. */
export interface Scopes {
  readonly vmta: DomainIndex | null;
  readonly pool: DomainIndex | null;
  readonly poolName: string | null;
  readonly global: DomainIndex;
}

/** The member that a line of a pool names, also where PowerMTA refuses the words after it (`a weight 10`). */
function memberNamedIn({ value, plainValue }: DirectiveUse): string {
  return /^[^\s"]+(?=[ \t])/.exec(value ?? '')?.[0] ?? plainValue ?? '';
}

/** VMTAs and pools. Sections of one name count as one, merged in reading order. */
export class Vmtas {
  readonly global: DomainIndex;
  readonly #vmtas: Map<string, SectionUse[]>;
  readonly #pools: Map<string, SectionUse[]>;
  readonly #poolsOf = new Map<string, string[]>();
  readonly #members = new Map<string, readonly string[]>();
  readonly #scopes = new Map<string, Scopes>();
  readonly #pooled = new Map<string, DomainIndex>();

  constructor(
    sections: readonly SectionUse[],
    root: SectionUse,
    readonly macros: Macros,
  ) {
    const atTop = sections.filter((section) => section.parent === root);
    this.global = new DomainIndex(
      atTop.filter((section) => section.kind === 'domain'),
      macros,
    );
    this.#vmtas = byFoldedName(atTop.filter((section) => section.kind === 'virtual-mta'));
    this.#pools = byFoldedName(atTop.filter((section) => section.kind === 'virtual-mta-pool'));
    for (const [pool, parts] of this.#pools) {
      for (const member of parts.flatMap((part) => part.named('virtual-mta'))) {
        const name = foldName(memberNamedIn(member));
        const pools = this.#poolsOf.get(name);
        if (pools === undefined) this.#poolsOf.set(name, [pool]);
        else if (!pools.includes(pool)) pools.push(pool);
      }
    }
  }

  /** The sections of a VMTA, in reading order; empty for an unknown name. */
  vmta(name: string): readonly SectionUse[] {
    return this.#vmtas.get(foldName(name)) ?? [];
  }

  pool(name: string): readonly SectionUse[] {
    return this.#pools.get(foldName(name)) ?? [];
  }

  /** Folded names of all VMTAs that have a section. */
  get vmtaNames(): string[] {
    return [...this.#vmtas.keys()];
  }

  get poolNames(): string[] {
    return [...this.#pools.keys()];
  }

  poolsOf(vmta: string): readonly string[] {
    return this.#poolsOf.get(foldName(vmta)) ?? [];
  }

  /** Names of a pool's members as written. */
  membersOf(pool: string): readonly string[] {
    const name = foldName(pool);
    return getOrMake(this.#members, name, () =>
      this.pool(name)
        .flatMap((section) => section.named('virtual-mta'))
        .map(memberNamedIn)
        .filter((member) => member !== ''),
    );
  }

  /** Where a VMTA's queues take settings from. Of several pools with `<domain>`, which PowerMTA refuses, the first. */
  scopesOf(vmta: string | null): Scopes {
    const name = vmta === null ? DEFAULT_VMTA : foldName(vmta);
    return getOrMake(this.#scopes, name, () => {
      const own = this.#domainsOf(this.vmta(name));
      const pools = this.poolsOf(name).map((pool) => ({ pool, index: this.#domainsOfPool(pool) }));
      const found = pools.find(({ index }) => !index.isEmpty);
      return {
        vmta: own.isEmpty ? null : own,
        pool: found?.index ?? null,
        poolName: found?.pool ?? null,
        global: this.global,
      };
    });
  }

  /** Names of VMTAs whose queues can differ from those of {default}: they or a pool of theirs hold `<domain>`. */
  get withOwnDomains(): string[] {
    return this.vmtaNames.filter((name) => {
      const { vmta, pool } = this.scopesOf(name);
      return vmta !== null || pool !== null;
    });
  }

  /** The same object for all members of a pool. */
  #domainsOfPool(pool: string): DomainIndex {
    return getOrMake(this.#pooled, pool, () => this.#domainsOf(this.pool(pool)));
  }

  #domainsOf(sections: readonly SectionUse[]): DomainIndex {
    const inner = sections.flatMap((part) => part.sections);
    return new DomainIndex(
      inner.filter((section) => section.kind === 'domain'),
      this.macros,
    );
  }
}
