import { lowerLimit } from '../../../src/edits/lower-limit.ts';
import { messageFigure, type MessageFigure, messagesIn } from '../../../src/edits/provider-figures.ts';
import { isSelected } from '../../../src/model/queues/block-queue.ts';
import { ownerOf } from '../../../src/model/queues/provider-queues.ts';
import { type ExceededLimit, strictestDomains } from '../../../src/model/queues/provider-limits.ts';
import {
  count,
  defineRule,
  destinationOf,
  domainLines,
  exceededLimits,
  extentOfPlace,
  extentOfQueues,
  namedQueueOf,
  providersNamed,
} from '../../kit.ts';
import type { Provider, RuleContext } from '../../kit.ts';
import { BASIS_WORDS, excessesOfBlocks, strictestWords, unselectedWords } from '../_shared/limits.ts';

const DIRECTIVE = 'max-msg-per-connection';

type Excess = ExceededLimit<MessageFigure>;

/** The most messages that a provider accepts: its ceiling; what is recommended where there is none. */
function mostOf({ messages, evidence, ceiling, ceilingEvidence }: MessageFigure) {
  const basis = ceiling === undefined ? evidence : ceilingEvidence;
  return { messages: ceiling ?? messages, basis, isMost: true };
}

/** The number that a place is above; `isMost` is false where the provider accepts more than it recommends. */
function boundOf({ value }: Excess, { figure }: Excess['excesses'][number]) {
  const { messages, evidence: basis, ceiling = Number.POSITIVE_INFINITY } = figure;
  if ((messagesIn(value) ?? 0) > ceiling) return mostOf(figure);
  return { messages, basis, isMost: basis === 'settings' };
}

function severityOf(place: Excess, excess: Excess['excesses'][number]) {
  const { basis, isMost } = boundOf(place, excess);
  if (!isMost || basis === 'none') return 'info';
  const isFirm = basis === 'settings' || (basis === 'published' && excess.isChosen);
  return place.use !== null || isFirm ? 'warning' : 'info';
}

/**
 * The lines of `<domain *>` that let through more than any provider that also receives mail for its customers' domains
 * accepts. No block can name all of these domains, so their mail uses `<domain *>` unless a rollup takes it.
 */
function linesForCustomers({ model, settings }: RuleContext, chosen: readonly Provider[]) {
  const hosts = chosen.flatMap((provider) => {
    const figure = provider.hostedBusiness === true ? messageFigure(provider, settings) : undefined;
    const [domain] = provider.domains ?? [];
    if (figure === undefined || domain === undefined) return [];
    return [{ provider: provider.name, domain, most: mostOf(figure), recommended: figure.messages }];
  });
  const [host] = hosts.sort((a, b) => b.most.messages - a.most.messages);
  if (host === undefined || model.queueOf(host.domain, null).rollup !== null) return [];
  return domainLines(model, DIRECTIVE).flatMap(({ use, value, blocks }) => {
    const forCustomers = blocks.filter(
      (block) =>
        block.argument === '*' &&
        destinationOf(model, block) === 'others' &&
        (namedQueueOf(model, block)?.value('smtp-hosts') ?? '') === '',
    );
    const [block] = forCustomers;
    if (block === undefined || (messagesIn(value) ?? 0) <= host.most.messages) return [];
    const unselected = forCustomers.some((one) => isSelected(model, one)) ? null : ownerOf(block);
    return [{ use, unselected, ...host }];
  });
}

interface CustomersData extends ReturnType<typeof boundOf> {
  value: string;
  provider: string;
  unselected: string | null;
}

interface Data extends CustomersData {
  strictest: number;
  strictestDomains: ReturnType<typeof strictestDomains>;
  extent: ReturnType<typeof extentOfPlace>;
}

function textOf({ provider, messages, basis, isMost, value }: CustomersData, what?: string) {
  const line = `'${DIRECTIVE} ${value}' is${messagesIn(value) === Number.POSITIVE_INFINITY ? ' no limit, and' : ''}`;
  const isCeiling = isMost && basis === 'published';
  const limit = isCeiling
    ? `, the most that ${provider} takes in one connection`
    : ` a connection for ${provider}`;
  return `${what ?? line} above ${count(messages, 'message')}${limit} (${BASIS_WORDS[basis]}); the provider closes or defers a longer session, and the messages that were under way wait for another attempt`;
}

function extentText({ extent, strictest, strictestDomains: domains, unselected }: Data) {
  return `${extentOfQueues(extent)}${strictestWords(strictest, domains)}${unselectedWords(unselected)}`;
}

export const rule = defineRule({
  id: 'high-messages-per-connection',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'more messages in one connection than a mailbox provider takes',
  requires: ['<domain>'],
  messages: {
    tooMany: (data: Data) => ({ message: textOf(data) + extentText(data) }),
    notSet: (data: Data & { subject: string }) => ({
      message: textOf(data, `${DIRECTIVE} is not set, which is no limit, and`) + extentText(data),
    }),
    tooManyForCustomers: (data: CustomersData) => ({
      message: `${textOf(data)}; it holds for the domains of its customers too, which no block can name${unselectedWords(data.unselected)}`,
    }),
  },
  check(context) {
    const { model, settings, report } = context;
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
      const excesses = excessesOfBlocks(found);
      const place = { ...found, excesses };
      const byFigure = excesses.toSorted((a, b) => a.figure.messages - b.figure.messages);
      const [first] = byFigure;
      if (first === undefined) continue;
      const worst = byFigure.find((excess) => severityOf(place, excess) === 'warning') ?? first;
      const strictest = first.figure.messages;
      const ofStrictest = excesses.filter(({ figure }) => figure.messages === strictest);
      const data = {
        value: place.value,
        provider: worst.queue.provider.name,
        unselected: place.unselected,
        ...boundOf(place, worst),
        strictest,
        strictestDomains: strictestDomains(model, place, ofStrictest),
        extent: extentOfPlace(place),
      };
      const queues = excesses.map(({ queue }) => queue.queue);
      reported.add(place.use?.line);
      report({
        location: place,
        severity: severityOf(place, worst),
        ...(place.use === null
          ? { messageId: 'notSet', data: { subject: DIRECTIVE, ...data } }
          : { messageId: 'tooMany', data }),
        fix: () => lowerLimit(model, place, DIRECTIVE, `${strictest}`, queues),
      });
    }
    for (const { use, provider, most, recommended, unselected } of linesForCustomers(context, chosen)) {
      if (reported.has(use.line)) continue;
      report({
        location: use.nameLocation,
        severity: most.basis === 'none' ? 'info' : 'warning',
        messageId: 'tooManyForCustomers',
        data: { value: use.plainValue ?? '', provider, unselected, ...most },
        fix: () => lowerLimit(model, { use, section: use.section }, DIRECTIVE, `${recommended}`, []),
      });
    }
  },
});
