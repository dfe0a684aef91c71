import { getOrMake, groupBy, memoize, pushTo } from '../../base/collections.ts';
import { providers } from '../../catalog/providers.ts';
import { foldName } from '../../catalog/decisions.ts';
import { readDomainPattern, type DomainIndex } from '../scopes/domain-index.ts';
import type { Model } from '../model.ts';
import type { SectionUse } from '../source/content.ts';
import { DEFAULT_VMTA } from '../scopes/vmtas.ts';

/** A domain that no configuration names: it shows what applies to all the others. */
const ANY_DOMAIN = 'no-block-names-this-domain.invalid';

/** Domains that represent all that a name of a tag, without macros, applies to. */
export function domainsOfName(name: string): string[] {
  const { kind, domain } = readDomainPattern(name, false);
  if (kind === 'all') return [ANY_DOMAIN];
  return kind === 'name' ? [domain] : [domain, `any.${domain}`];
}

/** Domains that represent all that a `<domain>` tag applies to: its names, and one for what is below a wildcard. */
export function domainsOfTag(model: Model, argument: string): string[] {
  return model.macros.expand(argument).names.flatMap(domainsOfName);
}

/** What a domain of `domainsOfName` stands for, as a tag would name it: `*` for all domains that no tag names. */
export function representedBy(domain: string): string {
  if (domain === ANY_DOMAIN) return '*';
  return domain.startsWith('any.') ? `*.${domain.slice(4)}` : domain;
}

/** Whether a tag applies to more domains than it can name. */
export function isWildcard(model: Model, argument: string): boolean {
  return model.macros.expand(argument).names.some((name) => name.includes('*'));
}

/** One of the domains that the same `<domain>` tags name, and one of each provider: all others are like one of these. */
export function representativeDomains(model: Model): ReadonlySet<string> {
  return namedIn(model).representatives;
}

/** All domains that `<domain>` tags name, one for the subdomains of each wildcard, and one for all others. */
export function everyNamedDomain(model: Model): string[] {
  const { names, subtrees } = namedIn(model);
  return [...names, ...[...subtrees].flatMap((domain) => [domain, `any.${domain}`]), ANY_DOMAIN];
}

/** What all `<domain>` tags of a configuration name, apart from `*`. */
interface NamedDomains {
  readonly names: ReadonlySet<string>;
  /** Domains below which a wildcard applies. */
  readonly subtrees: ReadonlySet<string>;
  readonly representatives: ReadonlySet<string>;
}

const namedIn = memoize((model: Model): NamedDomains => {
  const tagsOf = new Map<string, number[]>();
  const subtrees = new Set<string>();
  const tags = new Set(model.sectionsOf('domain').map(({ argument }) => argument ?? ''));
  for (const [index, tag] of [...tags].entries()) {
    for (const name of model.macros.expand(tag).names) {
      const { kind, domain } = readDomainPattern(name, false);
      if (kind === 'name') pushTo(tagsOf, domain, index);
      else if (kind !== 'all') subtrees.add(domain);
    }
  }
  const representatives = new Set([ANY_DOMAIN]);
  for (const domain of subtrees) representatives.add(domain).add(`any.${domain}`);
  // Of the domains under the same tags one: another tag may override what a shared one sets.
  const seen = new Set<string>();
  for (const [domain, indexes] of tagsOf) {
    const below = suffixesOf(domain).find((suffix) => subtrees.has(suffix)) ?? '';
    // `*.x` is not for x itself.
    const key = `${indexes.join(',')} ${below} ${below === domain}`;
    if (!seen.has(key)) representatives.add(domain);
    seen.add(key);
  }
  for (const provider of providers())
    for (const domain of provider.domains?.slice(0, 1) ?? []) representatives.add(domain);
  return { names: new Set(tagsOf.keys()), subtrees, representatives };
});

/** The domain, and each domain that it is below. */
function suffixesOf(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}

/** Whether a tag names a domain, in whatever scope, apart from `*`. */
export function isNamedByTag(model: Model, domain: string): boolean {
  const { names, subtrees } = namedIn(model);
  if (names.has(domain)) return true;
  return subtrees.size > 0 && suffixesOf(domain).some((suffix) => subtrees.has(suffix));
}

/** Of some domains those that a tag tells apart, in whatever scope, and the first of all others. */
export function distinctDomains(model: Model, domains: Iterable<string>): string[] {
  let hasOther = false;
  return [...domains].filter((domain) => {
    if (isNamedByTag(model, domain)) return true;
    const isFirst = !hasOther;
    hasOther = true;
    return isFirst;
  });
}

const sectionsByNode = memoize((model: Model) => groupBy(model.sections, ({ node }) => node));

/** The same block wherever it is read: a file may be included in several places. */
export function readingsOf(model: Model, block: SectionUse): readonly SectionUse[] {
  return (block.node === null ? undefined : sectionsByNode(model).get(block.node)) ?? [block];
}

/** The VMTAs (folded; null for {default}) whose queues a block in a section reaches; of those without own blocks one. */
export function vmtasReached(model: Model, parent: SectionUse | null): (string | null)[] {
  const name = foldName(parent?.argument ?? '');
  if (parent?.kind === 'virtual-mta') return [name];
  if (parent?.kind === 'virtual-mta-pool') return model.vmtas.membersOf(name).map(foldName);
  const { vmtas } = model;
  const { vmta, pool } = vmtas.scopesOf(null);
  if (vmta === null && pool === null) return [null, ...vmtas.withOwnDomains];
  // Where {default} has blocks too, it does not stand for the VMTAs without any.
  const own = new Set(vmtas.withOwnDomains);
  const plain = vmtas.vmtaNames.find((one) => one !== DEFAULT_VMTA && !own.has(one));
  return [null, ...(plain === undefined ? [] : [plain]), ...own];
}

/** The blocks of a scope as text: equal for scopes that give every domain the same settings. */
const contentOf = memoize((index: DomainIndex): string =>
  index.blocks
    .map(({ argument, settings }) => {
      const lines = [...settings].map(([name, uses]) => [name, ...uses.map(({ value }) => value)].join('\t'));
      return [`<${argument ?? ''}>`, ...lines].join('\n');
    })
    .join('\n'),
);

/**
 * The same as `vmtasReached`, with VMTAs of one pool whose own blocks say the same together: a queue has the same
 * settings in all of them.
 */
export function alikeVmtasReached(model: Model, parent: SectionUse | null): (string | null)[][] {
  const keyOf = (vmta: string | null): string => {
    const { vmta: own, poolName } = model.vmtas.scopesOf(vmta);
    return `${poolName ?? ''}\n${own === null ? '' : contentOf(own)}`;
  };
  const group = (): (string | null)[][] => [...groupBy(vmtasReached(model, parent), keyOf).values()];
  return parent === model.root ? getOrMake(alikeInAll, model, group) : group();
}

/** The answer for the global level, which most plans ask for. */
const alikeInAll = new WeakMap<Model, (string | null)[][]>();
