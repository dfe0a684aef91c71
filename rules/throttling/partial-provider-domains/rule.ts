import { USUAL_PROVIDERS } from '../../../src/engine/settings.ts';
import { count, defineRule, getOrMake, listOf, type Provider, providersNamed, quote } from '../../kit.ts';
import { partialProviders } from './analysis.ts';
import { completeDomains } from './fix.ts';

/** How many missing domains a message names. */
const MOST_SHOWN = 10;

/** Domains of a provider, those with most mail first. */
function majorFirst({ majorDomains = [] }: Provider, domains: Iterable<string>) {
  const isMinor = (domain: string) => Number(!majorDomains.includes(domain));
  return [...domains].sort((a, b) => isMinor(a) - isMinor(b));
}

export const rule = defineRule({
  id: 'partial-provider-domains',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens', 'unsafe'],
  summary: 'a block for some of the domains that a mailbox provider receives mail for',
  options: {
    ignore: {
      type: 'names',
      default: [],
      summary: 'domains that need no block of their own, and ids of providers',
    },
  },
  messages: {
    missingDomains: (data: {
      subject: string;
      provider: string;
      present: string[];
      missing: string[];
      otherBlocks: number;
    }) => {
      const verb = data.missing.length === 1 ? 'is' : 'are';
      const others = data.otherBlocks > 0 ? `, nor in ${count(data.otherBlocks, 'other block')}` : '';
      return {
        message: `this block is for ${listOf(data.present.map(quote), 3)}, but ${listOf(data.missing.map(quote), MOST_SHOWN)} of ${data.provider} ${verb} not in it${others}: mail there gets the settings of all domains, and the provider, who counts it all together, defers what is above its limits`,
      };
    },
  },
  check({ model, settings, optionsIn, report }) {
    if (!model.knows('blocks')) return;
    const important = providersNamed([...settings.providers, ...USUAL_PROVIDERS]);
    for (const { provider, blocks } of partialProviders(model)) {
      const [first] = blocks;
      if (first === undefined) continue;
      const options = optionsIn(first.block.file);
      const isWanted = (name: string) => !options.includes('ignore', name);
      // VMTAs with the same tags share the list of what they are missing.
      const wantedOf = new Map<readonly string[], readonly string[]>();
      const wanted = blocks.map((block) => ({
        ...block,
        missing: getOrMake(wantedOf, block.missing, () => block.missing.filter(isWanted)),
      }));
      const missing = majorFirst(provider, new Set([...wantedOf.values()].flat()));
      if (missing.length === 0 || !isWanted(provider.id)) continue;
      const hasMajor = missing.some((domain) => provider.majorDomains?.includes(domain));
      report({
        location: first.block.tagLocation,
        severity: important.includes(provider) && hasMajor ? 'warning' : 'info',
        messageId: 'missingDomains',
        data: {
          subject: provider.id,
          provider: provider.name,
          present: majorFirst(provider, first.present),
          missing,
          otherBlocks: blocks.length - 1,
        },
        fix: () => completeDomains(model, provider, wanted),
      });
    }
  },
});
