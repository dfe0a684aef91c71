import type { DomainIndex } from '../scopes/domain-index.ts';
import type { Model } from '../model.ts';
import type { Scopes } from '../scopes/vmtas.ts';

/** VMTAs whose queues take their settings from the same blocks. */
export interface View {
  /** Names as defined, folded; null for {default}. Never empty. */
  readonly vmtas: readonly (string | null)[];
  readonly scopes: Scopes;
  /** Whether neither the VMTAs nor a pool of theirs hold `<domain>`. */
  readonly isGlobal: boolean;
  /** Whether they or a pool of theirs hold `<domain *>`. */
  readonly hasDefaults: boolean;
}

/** The VMTAs that mail can go through, by what their queues take their settings from; those without own blocks first. */
export function viewsOf(model: Model): View[] {
  const { vmtas, selection } = model;
  // In a part of a configuration, what selects a VMTA may stand elsewhere.
  const names: (string | null)[] = model.isWhole
    ? [...(selection.default ? [null] : []), ...selection.vmtas]
    : [null, ...vmtas.vmtaNames];
  const views = new Map<
    DomainIndex | null,
    Map<DomainIndex | null, { scopes: Scopes; names: (string | null)[] }>
  >();
  for (const name of names) {
    const scopes = vmtas.scopesOf(name);
    let pools = views.get(scopes.vmta);
    if (pools === undefined) {
      pools = new Map<DomainIndex | null, { scopes: Scopes; names: (string | null)[] }>();
      views.set(scopes.vmta, pools);
    }
    const known = pools.get(scopes.pool);
    if (known === undefined) pools.set(scopes.pool, { scopes, names: [name] });
    else known.names.push(name);
  }
  return [...views.values()]
    .flatMap((pools) => [...pools.values()])
    .map(({ scopes, names: members }) => ({
      vmtas: members,
      scopes,
      isGlobal: scopes.vmta === null && scopes.pool === null,
      hasDefaults: [scopes.vmta, scopes.pool].some((index) => index !== null && index.all.length > 0),
    }))
    .sort((a, b) => Number(b.isGlobal) - Number(a.isGlobal));
}
