import { count, listOf, type Provider, quote, type Rule } from '../../kit.ts';
import { completeDomains } from './fix.ts';
import { partialProviders } from './analysis.ts';

/** How many domains a message names. */
const MOST_SHOWN = 10;

/** Domains of a provider, those with most mail first. */
function byWeight({ majorDomains = [] }: Provider, domains: Iterable<string>): string[] {
  const all = [...domains];
  return [
    ...all.filter((domain) => majorDomains.includes(domain)),
    ...all.filter((domain) => !majorDomains.includes(domain)),
  ];
}

export const rule: Rule = {
  id: 'partial-provider-domains',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a block for some of the domains that a mailbox provider receives mail for',
  options: {
    ignore: {
      type: 'names',
      default: [],
      summary: 'domains that need no block of their own, and ids of providers',
    },
  },
  check({ model, optionsIn, report }) {
    if (model.completeness === 'partial') return;
    for (const { provider, blocks } of partialProviders(model)) {
      const [first] = blocks;
      if (first === undefined) continue;
      const { file, tagRange: range } = first.block;
      const options = optionsIn(file);
      const isWanted = (domain: string): boolean => !options.includes('ignore', domain);
      if (!isWanted(provider.id)) continue;
      const all = new Set(blocks.flatMap((block) => block.missing));
      const missing = byWeight(provider, all).filter(isWanted);
      if (missing.length === 0) continue;
      const places = blocks.length > 1 ? `, nor in ${count(blocks.length - 1, 'other block')}` : '';
      report({
        location: { file, range },
        severity: missing.some((domain) => provider.majorDomains?.includes(domain)) ? 'warning' : 'info',
        message: `this block is for ${listOf(byWeight(provider, first.present).map(quote), 3)}, but ${listOf(missing.map(quote), MOST_SHOWN)} of ${provider.name} ${missing.length === 1 ? 'is' : 'are'} not in it${places}: mail there gets the settings of all domains, and the provider, who counts it all together, defers what is above its limits`,
        fix: () =>
          completeDomains(
            model,
            provider,
            blocks.map((block) => ({ ...block, missing: block.missing.filter(isWanted) })),
          ),
      });
    }
  },
};
