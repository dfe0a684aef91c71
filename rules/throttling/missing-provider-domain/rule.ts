import {
  listOf,
  type Location,
  type Provider,
  providerQueuesOf,
  providersNamed,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  type SectionUse,
  type View,
} from '../../kit.ts';
import { addProviderBlocks, sectionOf, type Lack } from '../../../src/edits/provider-block.ts';

/** The section that a lack in one view is about; null where it is the configuration as a whole. */
function tagOf({ model }: RuleContext, view: View): SectionUse | null {
  if (view.scopes.vmta !== null) return sectionOf(model, view, 'vmta') ?? null;
  if (view.scopes.pool !== null) return sectionOf(model, view, 'pool') ?? null;
  return view.vmtas.length === 1 ? (sectionOf(model, view, 'vmta') ?? null) : null;
}

function examples(provider: Provider): string {
  return listOf((provider.majorDomains ?? provider.domains ?? []).map(quote), 3);
}

function reportEverywhere(context: RuleContext, lacks: readonly Lack[]): void {
  const { model, settings } = context;
  const at: Location = { file: model.main, range: model.root.tagRange };
  let fixes: ReadonlyMap<Provider, RuleFix | null> | undefined;
  for (const provider of new Set(lacks.map((lack) => lack.provider))) {
    const falls =
      model.vmtas.global.all.length > 0 ? 'falls to <domain *>' : 'has no limits but the defaults';
    context.report({
      location: at,
      message: `${provider.name} has no <domain> block for ${examples(provider)}; its mail ${falls}, and a provider that gets more connections and messages than it takes from a sender defers or blocks them`,
      fix: () => {
        fixes ??= addProviderBlocks(model, settings, lacks, false);
        return fixes.get(provider) ?? null;
      },
    });
  }
}

function reportIn(context: RuleContext, section: SectionUse, lacks: readonly Lack[]): void {
  const { model, settings, report } = context;
  const what = section.kind === 'virtual-mta-pool' ? 'pool' : 'VMTA';
  const names = [...new Set(lacks.map(({ provider }) => provider.name))];
  report({
    location: { file: section.file, range: section.tagRange },
    message: `in the ${what} ${quote(section.argument ?? '')} there is no <domain> block for ${listOf(names)}, as there is in others; ${names.length === 1 ? 'its' : 'their'} mail gets the settings of all domains, and a provider that gets more than it takes from a sender defers or blocks it`,
    fix: () => {
      // Nearly always one fix mends them all; where not, the rest is found again when the first is applied.
      const fixes = [...addProviderBlocks(model, settings, lacks, true).values()];
      return fixes.find(({ safety }) => safety === 'safe') ?? fixes[0] ?? null;
    },
  });
}

export const rule: Rule = {
  id: 'missing-provider-domain',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a large mailbox provider whose domains have no block of their own',
  check(context) {
    const { model, settings } = context;
    if (model.completeness === 'partial') return;
    const queues = providerQueuesOf(model);
    const everywhere: Lack[] = [];
    const bySection = new Map<SectionUse, Lack[]>();
    for (const provider of providersNamed(settings.providers)) {
      const without = queues.without(provider);
      for (const view of without) {
        const section = without.size === queues.views.length ? null : tagOf(context, view);
        const lack = { provider, view };
        if (section === null) everywhere.push(lack);
        else bySection.set(section, [...(bySection.get(section) ?? []), lack]);
      }
    }
    if (everywhere.length > 0) reportEverywhere(context, everywhere);
    for (const [section, lacks] of bySection) reportIn(context, section, lacks);
  },
};
