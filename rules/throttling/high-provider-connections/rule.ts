import { providers, type Provider } from '../../../src/catalog/providers.ts';
import type { Severity } from '../../../src/engine/finding.ts';
import { count, listOf } from '../../../src/engine/message.ts';
import {
  connectionFigure,
  reputationWith,
  connectionsIn,
  type ConnectionFigure,
  type FigureBasis,
} from '../../../src/drafting/provider-figures.ts';
import type { Rule, RuleContext, Spot } from '../../../src/engine/rule.ts';
import type { DirectiveUse, SectionUse } from '../../../src/model/content.ts';
import {
  mostSpecificBlocks,
  knowsAllBlocks,
  providerQueuesOf,
  providersNamed,
  type ProviderQueue,
} from '../../../src/model/provider-queues.ts';
import { lowerConnections } from './lowering.ts';

/** A provider that a value is too high for. */
interface Excess {
  readonly queue: ProviderQueue;
  readonly figure: ConnectionFigure;
  readonly severity: Severity;
}

/** One place, and all that it is too high for. */
interface Place {
  readonly at: Spot;
  /** Null for a default. */
  readonly use: DirectiveUse | null;
  readonly section: SectionUse;
  readonly value: string;
  readonly excesses: Excess[];
}

const BASIS: Readonly<Record<FigureBasis, string>> = {
  published: 'published by the provider',
  vendor: 'what mail server vendors set',
  community: 'experience of other senders',
  none: 'a cautious guess, nothing is published',
  settings: 'the limit in the settings',
};

const SENDER = {
  cold: 'a new address',
  warm: 'a warm address',
  established: 'an established address',
} as const;

const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** Whether the value was written for these queues: one that `<domain *>` gives to all was not. */
function isMeant({ use, section }: Place): boolean {
  return use !== null && section.argument !== '*';
}

function severityOf(
  connections: number,
  figure: ConnectionFigure,
  isWritten: boolean,
  isChosen: boolean,
): Severity {
  const { ceiling, evidence, ceilingEvidence } = figure;
  if (evidence === 'none') return 'info';
  const isFirm = isChosen || evidence === 'published' || ceilingEvidence === 'published';
  return isWritten && isFirm && ceiling !== undefined && connections > ceiling ? 'error' : 'warning';
}

/** The queues whose connections are judged: those that a block names, and of the chosen providers all others. */
function queuesOf({ model }: RuleContext, provider: Provider, isChosen: boolean): ProviderQueue[] {
  const all = providerQueuesOf(model);
  if (!isChosen && !all.names(provider)) return [];
  const judgesRest = isChosen && knowsAllBlocks(model);
  const silent = judgesRest ? all.without(provider) : null;
  return all
    .of(provider)
    .filter(
      ({ carrier, view, leadsElsewhere }) =>
        !leadsElsewhere && (carrier !== 'rest' || silent?.has(view) === false),
    );
}

function placeOf({ model }: RuleContext, queue: ProviderQueue): Place | null {
  const { value, uses } = queue.queue.setting('max-smtp-out');
  const use = uses.at(-1) ?? null;
  if (value === null) return null;
  if (use !== null)
    return { at: { file: use.file, range: use.nameRange }, use, section: use.section, value, excesses: [] };
  const section = mostSpecificBlocks(queue.queue)[0];
  if (section === undefined || !knowsAllBlocks(model)) return null;
  return { at: { file: section.file, range: section.tagRange }, use, section, value, excesses: [] };
}

function placesOf(context: RuleContext): Place[] {
  const { settings } = context;
  const chosen = providersNamed(settings.providers);
  const places = new Map<string, Place>();
  for (const provider of providers()) {
    const figure = connectionFigure(provider, settings);
    if (figure === undefined) continue;
    const isChosen = chosen.includes(provider);
    for (const queue of queuesOf(context, provider, isChosen)) {
      const connections = connectionsIn(queue.queue.value('max-smtp-out'));
      if (connections === undefined || connections <= figure.connections) continue;
      const found = placeOf(context, queue);
      if (found === null) continue;
      const key = `${found.at.file.path} ${found.at.range.start}`;
      const place = places.get(key) ?? found;
      places.set(key, place);
      place.excesses.push({
        queue,
        figure,
        severity: severityOf(connections, figure, isMeant(found), isChosen),
      });
    }
  }
  return [...places.values()];
}

function messageOf(place: Place, worst: Excess, strictest: Excess, { settings }: RuleContext): string {
  const { value, use, excesses } = place;
  const name = ({ queue }: Excess): string => queue.provider.name;
  const what =
    use === null ? `max-smtp-out is not set and its default of ${value}` : `'max-smtp-out ${value}'`;
  const { figure } = worst;
  const usual = `${count(figure.connections, 'connection')} for ${name(worst)} from ${SENDER[reputationWith(worst.queue.provider, settings)]} (${BASIS[figure.evidence]})`;
  const most =
    worst.severity === 'error' && figure.ceiling !== undefined && figure.ceiling !== figure.connections
      ? ` and above ${figure.ceiling}, the most it takes (${BASIS[figure.ceilingEvidence]})`
      : '';
  const other =
    strictest.figure.connections < figure.connections
      ? `; the strictest figure is ${strictest.figure.connections}, for ${name(strictest)}`
      : '';
  const names = [...new Set(excesses.map(name))];
  const queues = new Set(excesses.map((excess) => excess.queue.queue)).size;
  const extent =
    queues > 1 || names.length > 1
      ? `; it holds for ${count(queues, 'kind')} of queue, of ${listOf(names, 4)}`
      : '';
  return `${what} is above ${usual}${most}${other}; the provider defers or blocks what comes above it${extent}`;
}

export const rule: Rule = {
  id: 'high-provider-connections',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'more connections at once than a mailbox provider takes from one sender',
  check(context) {
    for (const place of placesOf(context)) {
      const byFigure = place.excesses.toSorted((a, b) => a.figure.connections - b.figure.connections);
      const [strictest] = byFigure;
      const worst = byFigure.toSorted((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity])[0];
      if (strictest === undefined || worst === undefined) continue;
      const figure = strictest.figure.connections;
      context.report({
        at: place.at,
        severity: worst.severity,
        message: messageOf(place, worst, strictest, context),
        fix: () =>
          lowerConnections(
            context.model,
            place,
            figure,
            place.excesses.map(({ queue }) => queue),
          ),
      });
    }
  },
};
