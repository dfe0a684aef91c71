import { getOrMake } from '../base/collections.ts';
import type { DomainIndex } from '../model/scopes/domain-index.ts';
import { foldName } from '../catalog/decisions.ts';
import type { Model } from '../model/model.ts';
import { DEFAULT_VMTA } from '../model/scopes/vmtas.ts';
import { setsOneOf } from './domain-classes.ts';
import type { Touched } from './touched.ts';

/** The lines of a scope that can matter, as text. */
function textOf(index: DomainIndex | null, consulted: ReadonlySet<string>): string {
  if (index === null) return '';
  return index.blocks
    .flatMap((block) => {
      const lines = [...block.settings]
        .filter(([name]) => consulted.has(name))
        .map(([name, uses]) => `${name} ${uses.map(({ value }) => value).join('\t')}`);
      return lines.length === 0 ? [] : [`<${block.argument ?? ''}>`, ...lines];
    })
    .join('\n');
}

export interface VmtaClass {
  /** The one that represents all; null for {default}. */
  readonly vmta: string | null;
  readonly vmtas: (string | null)[];
  /** Whether nothing but the global level counts for it. */
  readonly isPlain: boolean;
}

/** VMTAs by what their own blocks and those of their pool say. */
export function vmtaClasses(
  names: readonly (string | null)[],
  models: readonly Model[],
  consulted: ReadonlySet<string>,
): VmtaClass[] {
  const pools = new Map<string, string>();
  const byKey = new Map<string, VmtaClass>();
  for (const name of names) {
    const key = models
      .flatMap((model, at) => {
        const { vmta, pool, poolName } = model.vmtas.scopesOf(name);
        const poolKey = `${at} ${poolName ?? ''}`;
        const poolText = getOrMake(pools, poolKey, () => textOf(poolName === null ? null : pool, consulted));
        return [textOf(vmta, consulted), poolText];
      })
      .join('\0');
    const isPlain = key === '\0\0\0';
    getOrMake(byKey, key, () => ({ vmta: name, vmtas: [], isPlain })).vmtas.push(name);
  }
  return [...byKey.values()];
}

/** The VMTAs that are there before and after; one that comes or goes is a change of its own. */
export function vmtasReached({ scopes }: Touched, before: Model, after: Model): (string | null)[] {
  const models = [before, after];
  const names = new Set<string>();
  if (scopes.has('')) {
    names.add(DEFAULT_VMTA);
    for (const model of models) for (const name of model.vmtas.vmtaNames) names.add(name);
  }
  for (const key of scopes.keys()) {
    const [kind = '', ...rest] = key.split(' ');
    const name = rest.join(' ');
    if (kind === 'virtual-mta') names.add(name);
    if (kind !== 'virtual-mta-pool') continue;
    for (const model of models) for (const member of model.vmtas.membersOf(name)) names.add(foldName(member));
  }
  const isIn = (model: Model, name: string): boolean => model.vmtas.vmta(name).length > 0;
  return [...names]
    .filter((name) => name === DEFAULT_VMTA || isIn(before, name) === isIn(after, name))
    .map((name) => (name === DEFAULT_VMTA ? null : name));
}

/** Directives that a VMTA or its pool sets for every domain, before and after; null for none of `consulted`. */
export function setForEveryDomain(
  vmta: string,
  models: readonly Model[],
  consulted: ReadonlySet<string>,
): ReadonlySet<string> | null {
  const directives = models.map((model) => {
    const { vmta: own, pool } = model.vmtas.scopesOf(vmta);
    const blocks = [...(own?.all ?? []), ...(pool?.all ?? [])].filter((block) => setsOneOf(block, consulted));
    return new Set(blocks.flatMap((block) => [...block.settings.keys()]));
  });
  if (directives.every(({ size }) => size === 0)) return null;
  const [first = new Set<string>(), ...others] = directives;
  return new Set([...first].filter((name) => others.every((other) => other.has(name))));
}
