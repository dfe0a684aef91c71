import { getOrMake } from '../../base/collections.ts';
import type { DomainIndex } from '../scopes/domain-index.ts';
import type { Model } from '../model.ts';
import { DEFAULT_VMTA, type Scopes } from '../scopes/vmtas.ts';

/** VMTAs whose queues take their settings from the same blocks. */
export interface VmtaGroup {
  /** Names as defined, folded; null for {default}. Never empty. */
  readonly vmtas: readonly (string | null)[];
  readonly scopes: Scopes;
  /** Whether neither the VMTAs nor a pool of theirs hold `<domain>`. */
  readonly isGlobal: boolean;
  /** Whether they or a pool of theirs hold `<domain *>`. */
  readonly hasDefaults: boolean;
}

type Pools = Map<DomainIndex | null, { readonly scopes: Scopes; readonly names: (string | null)[] }>;

/** The VMTAs that mail can go through, by what their queues take their settings from; those without own blocks first. */
export function vmtaGroupsOf(model: Model): VmtaGroup[] {
  const { vmtas, selection } = model;
  // In a part of a configuration, what selects a VMTA may be elsewhere.
  const names: (string | null)[] = model.knows('files')
    ? [...(selection.default ? [null] : []), ...selection.vmtas]
    : [null, ...vmtas.vmtaNames];
  return groupsOf(model, names);
}

/** The VMTAs that nothing selects and that have blocks of their own or of a pool; none in a part of a configuration. */
export function unselectedGroupsOf(model: Model): VmtaGroup[] {
  if (!model.knows('files')) return [];
  const { vmtas, selection } = model;
  const names = vmtas.vmtaNames.filter((name) => name !== DEFAULT_VMTA && !selection.vmtas.has(name));
  return groupsOf(model, names).filter(({ isGlobal }) => !isGlobal);
}

function groupsOf({ vmtas }: Model, names: readonly (string | null)[]): VmtaGroup[] {
  const groups = new Map<DomainIndex | null, Pools>();
  for (const name of names) {
    const scopes = vmtas.scopesOf(name);
    const pools = getOrMake(groups, scopes.vmta, (): Pools => new Map());
    getOrMake(pools, scopes.pool, () => ({ scopes, names: [] })).names.push(name);
  }
  return [...groups.values()]
    .flatMap((pools) => [...pools.values()])
    .map(({ scopes, names: members }) => ({
      vmtas: members,
      scopes,
      isGlobal: scopes.vmta === null && scopes.pool === null,
      hasDefaults: [scopes.vmta, scopes.pool].some((index) => index !== null && index.all.length > 0),
    }))
    .sort((a, b) => Number(b.isGlobal) - Number(a.isGlobal));
}
