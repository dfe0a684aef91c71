import {
  listOf,
  type Provider,
  providerQueuesOf,
  providersNamed,
  type Queue,
  type Rule,
  type RuleContext,
  type SectionUse,
  type View,
} from '../../kit.ts';
import { addBackoff } from '../../../src/edits/add-backoff.ts';
import { wayIntoBackoff } from '../../../src/model/queues/backoff.ts';
import { mostSpecificBlocks } from '../../../src/model/queues/provider-queues.ts';

/** What is found at one tag. */
interface Lack {
  readonly queue: Queue;
  readonly providers: Set<Provider>;
  readonly vmtas: Set<string | null>;
  /** Whether only domains that the providers host for others are meant. */
  hostedOnly: boolean;
}

class Lacks {
  readonly byTag = new Map<SectionUse, Lack>();

  /** A queue of a VMTA whose block repeats one of a wider scope that lacks backoff too has no finding of its own. */
  add(queue: Queue, provider: Provider, view: View, hosted: boolean): void {
    const blocks = mostSpecificBlocks(queue);
    const tag = blocks.find((block) => this.byTag.has(block)) ?? blocks[0];
    if (tag === undefined) return;
    let lack = this.byTag.get(tag);
    if (lack === undefined) {
      this.byTag.set(tag, (lack = { queue, providers: new Set(), vmtas: new Set(), hostedOnly: true }));
    }
    lack.providers.add(provider);
    for (const vmta of view.vmtas) lack.vmtas.add(vmta);
    if (!hosted) lack.hostedOnly = false;
  }
}

/** Whether nothing puts the queue in backoff. Of a list that is not defined undefined-reference speaks. */
function isStuck({ model }: RuleContext, queue: Queue): boolean {
  const way = wayIntoBackoff(model, queue);
  return !way.possible && (way.list === null || way.list.sections.length > 0);
}

/** Domains that a provider hosts for its customers fall to `<domain *>`, whatever blocks the provider has. */
function addHosted(context: RuleContext, provider: Provider, lacks: Lacks): void {
  const queues = providerQueuesOf(context.model);
  const rolledUp = new Set(
    queues.of(provider).flatMap(({ carrier, view }) => (carrier === 'rollup' ? [view] : [])),
  );
  for (const view of queues.views) {
    const rest = queues.rest(view);
    const goesElsewhere = (rest.value('queue-to') ?? '') !== '' || (rest.value('smtp-hosts') ?? '') !== '';
    if (goesElsewhere || (rest.value('type') ?? 'smtp') !== 'smtp') continue;
    if (rolledUp.has(view) || !isStuck(context, rest)) continue;
    lacks.add(rest, provider, view, true);
  }
}

export const rule: Rule = {
  id: 'missing-backoff',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: "a large mailbox provider's queue that nothing can put in backoff",
  check(context) {
    const { model, settings, report } = context;
    if (model.completeness === 'partial') return;
    const lacks = new Lacks();
    const providers = providersNamed(settings.providers);
    for (const provider of providers) {
      const silent = providerQueuesOf(model).without(provider);
      for (const { queue, carrier, view, leadsElsewhere } of providerQueuesOf(model).of(provider)) {
        if (leadsElsewhere || (carrier === 'rest' && silent.has(view))) continue;
        if (isStuck(context, queue)) lacks.add(queue, provider, view, false);
      }
      if (provider.hostedBusiness === true) addHosted(context, provider, lacks);
    }
    const found = [...lacks.byTag].map(([section, lack]) => ({
      section,
      queue: lack.queue,
      providers: [...lack.providers],
      vmtas: [...lack.vmtas],
      hostedOnly: lack.hostedOnly,
    }));
    let fixes: ReturnType<typeof addBackoff> | undefined;
    for (const [index, { section, providers: lacking, hostedOnly }] of found.entries()) {
      const names = listOf(
        lacking.map(({ name }) => name),
        4,
      );
      const whose = hostedOnly ? `domains that ${names} host for customers` : `mail for ${names}`;
      report({
        location: { file: section.file, range: section.tagRange },
        message: `nothing puts ${whose} in backoff: no smtp-pattern-list with a mode=backoff rule is in force here; when the provider defers for rate or reputation, PowerMTA keeps sending as before, which prolongs the block`,
        fix: () => {
          fixes ??= addBackoff(model, found);
          return fixes[index] ?? null;
        },
      });
    }
  },
};
