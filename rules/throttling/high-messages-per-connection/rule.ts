import { lowerLimit } from '../../../src/edits/lower-limit.ts';
import {
  type FigureBasis,
  messageFigure,
  type MessageFigure,
  messagesIn,
} from '../../../src/edits/provider-figures.ts';
import { isSelected } from '../../../src/model/queues/block-queue.ts';
import {
  type Excess,
  type ExceededLimit,
  strictestDomains,
} from '../../../src/model/queues/provider-limits.ts';
import {
  count,
  defineRule,
  destinationOf,
  domainLines,
  exceededLimits,
  extentOfPlace,
  extentOfQueues,
  type Model,
  namedQueueOf,
  type Provider,
  providersNamed,
  type Settings,
  type Severity,
} from '../../kit.ts';
import { BASIS_WORDS, strictestWords } from '../_shared/figure-words.ts';

const DIRECTIVE = 'max-msg-per-connection';

type Place = ExceededLimit<MessageFigure>;
type TooMany = Excess<MessageFigure>;

/** How many messages of one connection a provider accepts. */
interface Bound {
  readonly messages: number;
  readonly basis: FigureBasis;
  /** Whether the provider accepts no more; else the number is recommended. */
  readonly isMost: boolean;
}

/** The ceiling of a provider; what is recommended where there is none. */
function mostOf({ messages, evidence, ceiling, ceilingEvidence }: MessageFigure): Bound {
  return ceiling === undefined
    ? { messages, basis: evidence, isMost: true }
    : { messages: ceiling, basis: ceilingEvidence, isMost: true };
}

function boundOf(place: Place, { figure }: TooMany): Bound {
  const { messages, evidence, ceiling } = figure;
  return ceiling !== undefined && (messagesIn(place.value) ?? 0) > ceiling
    ? mostOf(figure)
    : { messages, basis: evidence, isMost: evidence === 'settings' };
}

function severityOf(place: Place, excess: TooMany): Severity {
  const { basis, isMost } = boundOf(place, excess);
  if (!isMost || basis === 'none') return 'info';
  const isFirm = basis === 'settings' || (basis === 'published' && excess.isChosen);
  return place.use !== null || isFirm ? 'warning' : 'info';
}

/**
 * The lines of `<domain *>` that let through more than any provider that also receives mail for its customers' domains
 * accepts. No block can name all of these domains, so their mail uses `<domain *>` unless a rollup takes it.
 */
function linesForCustomers(model: Model, chosen: readonly Provider[], settings: Settings) {
  const hosts = chosen.flatMap((provider) => {
    const figure = provider.hostedBusiness === true ? messageFigure(provider, settings) : undefined;
    const [domain] = provider.domains ?? [];
    if (figure === undefined || domain === undefined) return [];
    return [{ provider: provider.name, domain, most: mostOf(figure), recommended: figure.messages }];
  });
  const [host] = hosts.sort((a, b) => b.most.messages - a.most.messages);
  if (host === undefined || model.queueOf(host.domain, null).rollup !== null) return [];
  return domainLines(model, DIRECTIVE).flatMap(({ use, value, blocks }) => {
    const isForCustomers = blocks.some(
      (block) =>
        block.argument === '*' &&
        isSelected(model, block) &&
        destinationOf(model, block) === 'others' &&
        (namedQueueOf(model, block)?.value('smtp-hosts') ?? '') === '',
    );
    return isForCustomers && (messagesIn(value) ?? 0) > host.most.messages ? [{ use, ...host }] : [];
  });
}

/** The data of a message. */
function dataOf(model: Model, place: Place, worst: TooMany, strictest: number) {
  const ofStrictest = place.excesses.filter(({ figure }) => figure.messages === strictest);
  return {
    value: place.value,
    provider: worst.queue.provider.name,
    ...boundOf(place, worst),
    strictest,
    strictestDomains: strictestDomains(model, place, ofStrictest),
    extent: extentOfPlace(place),
  };
}

type Data = ReturnType<typeof dataOf>;
type CustomersData = Pick<Data, 'value' | 'provider' | keyof Bound>;

function lineWords(value: string): string {
  const line = `'${DIRECTIVE} ${value}' is`;
  return messagesIn(value) === Number.POSITIVE_INFINITY ? `${line} no limit, and` : line;
}

function textOf(what: string, { provider, messages, basis, isMost }: CustomersData): string {
  const limit =
    isMost && basis !== 'settings'
      ? `, the most that ${provider} takes in one connection`
      : ` a connection for ${provider}`;
  return `${what} above ${count(messages, 'message')}${limit} (${BASIS_WORDS[basis]}); the provider closes or defers a longer session, and the messages that were under way wait for another attempt`;
}

function extentText({ extent, strictest, strictestDomains: domains }: Data): string {
  return `${extentOfQueues(extent)}${strictestWords(strictest, domains)}`;
}

export const rule = defineRule({
  id: 'high-messages-per-connection',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'more messages in one connection than a mailbox provider takes',
  requires: ['<domain>'],
  messages: {
    tooMany: (data: Data) => ({ message: textOf(lineWords(data.value), data) + extentText(data) }),
    notSet: (data: Data & { readonly subject: string }) => ({
      message: textOf(`${DIRECTIVE} is not set, which is no limit, and`, data) + extentText(data),
    }),
    tooManyForCustomers: (data: CustomersData) => ({
      message: `${textOf(lineWords(data.value), data)}; it holds for the domains of its customers too, which no block can name`,
    }),
  },
  check({ model, settings, report }) {
    const chosen = providersNamed(settings.providers);
    const places = exceededLimits(
      model,
      chosen,
      DIRECTIVE,
      (provider) => messageFigure(provider, settings),
      (value, { messages }) => (messagesIn(value) ?? 0) > messages,
    );
    const reported = new Set<unknown>();
    for (const found of places) {
      // The rule partial-provider-domains reports domains that fall to `<domain *>` while others have a block.
      const excesses = found.excesses.filter(
        ({ queue }) => found.use !== null || queue.routedBy !== 'default',
      );
      const place = { ...found, excesses };
      const byFigure = place.excesses.toSorted((a, b) => a.figure.messages - b.figure.messages);
      const [strictest] = byFigure;
      if (strictest === undefined) continue;
      const worst = byFigure.find((excess) => severityOf(place, excess) === 'warning') ?? strictest;
      const least = strictest.figure.messages;
      const data = dataOf(model, place, worst, least);
      const queues = place.excesses.map(({ queue }) => queue.queue);
      reported.add(place.use?.line);
      report({
        location: place,
        severity: severityOf(place, worst),
        ...(place.use === null
          ? { messageId: 'notSet', data: { subject: DIRECTIVE, ...data } }
          : { messageId: 'tooMany', data }),
        fix: () => lowerLimit(model, place, DIRECTIVE, `${least}`, queues),
      });
    }
    for (const { use, provider, most, recommended } of linesForCustomers(model, chosen, settings)) {
      if (reported.has(use.line)) continue;
      report({
        location: use.nameLocation,
        severity: most.basis === 'none' ? 'info' : 'warning',
        messageId: 'tooManyForCustomers',
        data: { value: use.plainValue ?? '', provider, ...most },
        fix: () => lowerLimit(model, { use, section: use.section }, DIRECTIVE, `${recommended}`, []),
      });
    }
  },
});
