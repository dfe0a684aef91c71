import { getOrMake } from '../base/collections.ts';
import { providerOfDomain } from '../catalog/providers.ts';
import type { DirectiveUse, SectionUse } from '../model/source/content.ts';
import { DomainIndex } from '../model/scopes/domain-index.ts';
import type { Model } from '../model/model.ts';
import { domainsOfTag, isWildcard } from '../model/queues/reach.ts';

/** Of fewer domains than this each is compared: to find those that are alike costs more. */
const FEW_DOMAINS = 8;

/** Whether a block sets one of some directives. */
export function setsOneOf(block: SectionUse, directives: ReadonlySet<string>): boolean {
  for (const name of block.settings.keys()) if (directives.has(name)) return true;
  return false;
}

/** The `<domain>` tags of a configuration, in whatever scope, that apply to a domain and set one of some directives. */
function tagsWith(model: Model, consulted: ReadonlySet<string>): DomainIndex {
  const byTag = new Map<string, SectionUse>();
  for (const block of model.sectionsOf('domain')) {
    const tag = block.argument ?? '';
    if (!byTag.has(tag) && setsOneOf(block, consulted)) byTag.set(tag, block);
  }
  return new DomainIndex([...byTag.values()], model.macros);
}

/** Domains that are alike; the first one represents all. */
export interface DomainClass {
  readonly domain: string;
  readonly domains: string[];
}

/** The name of the queue that a queue-to leads to. */
export function targetOf(queueTo: DirectiveUse): string {
  return (queueTo.plainValue ?? '').toLowerCase().replace(/\.$/, '');
}

/** Queues that others forward to: mail of their own domain may have other settings than mail that is forwarded. */
export function targetsIn(models: readonly Model[]): Set<string> {
  const targets = models.flatMap((model) => model.named('queue-to').map(targetOf));
  return new Set(targets.filter((name) => name !== ''));
}

/** Domains by what can apply to them: those under the same tags, of the same provider, are alike. */
export class DomainClasses {
  readonly #classOf = new Map<string, DomainClass>();

  constructor(
    domains: ReadonlySet<string>,
    targets: ReadonlySet<string>,
    models: readonly Model[],
    consulted: ReadonlySet<string>,
  ) {
    const tags = domains.size < FEW_DOMAINS ? [] : models.map((model) => tagsWith(model, consulted));
    const byKey = new Map<string, DomainClass>();
    // Rollups take over the domains of a provider.
    const hasRollups = models.some((model) => model.sectionsOf('mx-rollup-list').length > 0);
    for (const domain of domains) {
      const key =
        tags.length === 0 || targets.has(domain)
          ? domain
          : tags
              .map((index) =>
                index
                  .levelsOf(domain)
                  .map(
                    ({ pattern, blocks }) =>
                      blocks.map((block) => block.order).join(',') + (pattern === domain ? '=' : ''),
                  )
                  .join(';'),
              )
              .join('/') + (hasRollups ? (providerOfDomain(domain)?.id ?? '') : '');
      const known = getOrMake(byKey, key, () => ({ domain, domains: [] }));
      known.domains.push(domain);
      this.#classOf.set(domain, known);
    }
  }

  /** The classes of some domains; what is not among those that were sorted has none. */
  of(domains: Iterable<string>): Set<DomainClass> {
    const classes = new Set<DomainClass>();
    for (const domain of domains) {
      const known = this.#classOf.get(domain);
      if (known !== undefined) classes.add(known);
    }
    return classes;
  }
}

/** Finds, of some classes of domains, those that a VMTA's own blocks or its pool's name. */
export function tagReader(
  models: readonly Model[],
  classes: DomainClasses,
  among: ReadonlySet<DomainClass>,
  consulted: ReadonlySet<string>,
): (vmta: string) => ReadonlySet<DomainClass> {
  const readers = models.map((model) => ({ model, known: new Map<string, ReadonlySet<DomainClass>>() }));
  const readTag = (model: Model, block: SectionUse): ReadonlySet<DomainClass> => {
    const argument = block.argument ?? '';
    if (!isWildcard(model, argument)) return classes.of(domainsOfTag(model, argument));
    const index = new DomainIndex([block], model.macros);
    return new Set([...among].filter(({ domain }) => index.levelsOf(domain).length > 0));
  };
  return (vmta) => {
    const found = new Set<DomainClass>();
    for (const { model, known } of readers) {
      const scopes = model.vmtas.scopesOf(vmta);
      for (const block of [scopes.vmta, scopes.pool].flatMap((index) => index?.blocks ?? [])) {
        if (!setsOneOf(block, consulted)) continue;
        const tagged = getOrMake(known, block.argument ?? '', () => readTag(model, block));
        for (const one of tagged) found.add(one);
      }
    }
    return found;
  };
}
