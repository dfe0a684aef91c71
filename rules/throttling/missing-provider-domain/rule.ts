import { addProviderBlocks, sectionOf } from '../../../src/edits/provider-block.ts';
import { unselectedQueuesOf } from '../../../src/model/queues/provider-queues.ts';
import {
  DEFAULT_VMTA,
  defineRule,
  groupBy,
  listOf,
  providerQueuesOf,
  providersNamed,
  quote,
} from '../../kit.ts';
import type { Model, Provider, RuleFix, VmtaGroup } from '../../kit.ts';

/** The VMTA or pool that a missing block of a group is missing in; null where it is the configuration as a whole. */
function sectionFor(model: Model, group: VmtaGroup) {
  const { vmta, pool } = group.scopes;
  if (vmta === null && pool === null && group.vmtas.length > 1) return null;
  return sectionOf(model, group, vmta === null && pool !== null ? 'pool' : 'vmta') ?? null;
}

/** The providers and groups without a block, by the VMTA or pool without it; null for the configuration as a whole. */
function missingBySection(model: Model, providers: readonly Provider[]) {
  const queues = providerQueuesOf(model);
  const missing = providers.flatMap((provider) => {
    const without = queues.without(provider);
    const isEverywhere = without.size === queues.groups.length;
    return [...without].map((group) => {
      return { section: isEverywhere ? null : sectionFor(model, group), provider, group };
    });
  });
  return groupBy(missing, ({ section }) => section);
}

/** The VMTAs that have a block for a provider, and whether mail can go through one of them. */
function vmtasWithBlock(model: Model, provider: Provider) {
  const namesIn = (queues: ReturnType<typeof providerQueuesOf>) => {
    const own = queues.of(provider).filter(({ domains, routedBy }) => {
      return domains.length > 0 && (routedBy === 'block' || routedBy === 'queue-to');
    });
    return [...new Set(own.map(({ group }) => group))].flatMap((group) => namesOf(model, group));
  };
  const selected = namesIn(providerQueuesOf(model));
  return { names: [...selected, ...namesIn(unselectedQueuesOf(model))], areSelected: selected.length > 0 };
}

function namesOf({ vmtas }: Model, { vmtas: names }: VmtaGroup) {
  return names.map((name) => (name === null ? DEFAULT_VMTA : (vmtas.vmta(name)[0]?.argument ?? name)));
}

/** How many VMTAs a message names. */
const MOST_SHOWN = 3;

export const rule = defineRule({
  id: 'missing-provider-domain',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'a large mailbox provider whose domains have no block of their own',
  messages: {
    noBlock: (data: { subject: string; provider: string; domains: string[]; hasDefaultBlock: boolean }) => ({
      message: `${data.provider} has no <domain> block for ${listOf(data.domains.map(quote), 3)}; its mail ${data.hasDefaultBlock ? 'falls to <domain *>' : 'has no limits but the defaults'}, and a provider that gets more connections and messages than it takes from a sender defers or blocks them`,
    }),
    noBlockForVmtas: (data: {
      subject: string;
      provider: string;
      vmtas: string[];
      withBlock: string[];
      areSelected: boolean;
    }) => {
      const one = data.withBlock.length === 1;
      const idle = data.areSelected ? '' : `, but nothing selects ${one ? 'it' : 'them'}`;
      return {
        message: `No <domain> block for ${data.provider} in ${listOf(data.vmtas, MOST_SHOWN)}; ${listOf(data.withBlock, MOST_SHOWN)} ${one ? 'has' : 'have'} one${idle}`,
        why: 'A provider that gets more connections and messages than it accepts defers or blocks the sender.',
      };
    },
    noBlockInSection: (data: {
      subject: string;
      providers: string[];
      kind: 'pool' | 'VMTA';
      name: string;
    }) => ({
      message: `in the ${data.kind} ${quote(data.name)} there is no <domain> block for ${listOf(data.providers)}, as there is in others; ${data.providers.length === 1 ? 'its' : 'their'} mail gets the settings of all domains, and a provider that gets more than it takes from a sender defers or blocks it`,
    }),
  },
  check({ model, settings, report }) {
    if (!model.knows('blocks')) return;
    for (const [section, missing] of missingBySection(model, providersNamed(settings.providers))) {
      const providers = [...new Set(missing.map(({ provider }) => provider))];
      if (section !== null) {
        const ids = providers.map(({ id }) => id).sort();
        report({
          location: section.tagLocation,
          messageId: 'noBlockInSection',
          data: {
            subject: ids.join(' '),
            providers: providers.map(({ name }) => name),
            kind: section.kind === 'virtual-mta-pool' ? 'pool' : 'VMTA',
            name: section.argument ?? '',
          },
          fix: () => {
            // Nearly always one fix is enough; else the next pass finds what is left.
            const fixes = [...addProviderBlocks(model, settings, missing, true).values()];
            return fixes.find(({ effect }) => effect === 'tightens') ?? fixes[0] ?? null;
          },
        });
        continue;
      }
      let fixes: ReadonlyMap<Provider, RuleFix | null> | undefined;
      for (const provider of providers) {
        const { names, areSelected } = vmtasWithBlock(model, provider);
        const groups = missing.flatMap((one) => (one.provider === provider ? [one.group] : []));
        const data = { subject: provider.id, provider: provider.name };
        report({
          location: model.root.tagLocation,
          ...(names.length > 0
            ? {
                messageId: 'noBlockForVmtas',
                data: {
                  ...data,
                  vmtas: groups.flatMap((group) => namesOf(model, group)),
                  withBlock: names,
                  areSelected,
                },
              }
            : {
                messageId: 'noBlock',
                data: {
                  ...data,
                  domains: [...(provider.majorDomains ?? provider.domains ?? [])],
                  hasDefaultBlock: model.vmtas.global.all.length > 0,
                },
              }),
          fix: () => (fixes ??= addProviderBlocks(model, settings, missing, false)).get(provider) ?? null,
        });
      }
    }
  },
});
