import { lowerLimit } from '../../../src/edits/lower-limit.ts';
import { messageFigure, type MessageFigure, messagesIn } from '../../../src/edits/provider-figures.ts';
import {
  type Excess,
  type ExcessivePlace,
  strictestDomains,
} from '../../../src/model/queues/provider-limits.ts';
import {
  count,
  defineRule,
  excessivePlaces,
  extentOfPlace,
  extentOfQueues,
  type Model,
  providersNamed,
  type Severity,
} from '../../kit.ts';
import { BASIS_WORDS, strictestWords } from '../_shared/figure-words.ts';
import { type Bound, linesForCustomers, mostOf, mostPatientHost } from './analysis.ts';

const DIRECTIVE = 'max-msg-per-connection';

type Place = ExcessivePlace<MessageFigure>;
type TooMany = Excess<MessageFigure>;

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

/** Without the queues that fall to `<domain *>` and get no value: partial-provider-domains reports their domains. */
function withoutDefaultQueues(place: Place): Place {
  const excesses = place.excesses.filter(({ queue }) => place.use !== null || queue.carrier !== 'rest');
  return { ...place, excesses };
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
    const places = excessivePlaces(
      model,
      chosen,
      DIRECTIVE,
      (provider) => messageFigure(provider, settings),
      (value, { messages }) => (messagesIn(value) ?? 0) > messages,
    );
    const reported = new Set<unknown>();
    for (const place of places.map(withoutDefaultQueues)) {
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
    const host = mostPatientHost(chosen, (provider) => messageFigure(provider, settings));
    if (host === undefined) return;
    for (const use of linesForCustomers(model, host, DIRECTIVE)) {
      if (reported.has(use.line)) continue;
      report({
        location: use.nameLocation,
        severity: host.most.basis === 'none' ? 'info' : 'warning',
        messageId: 'tooManyForCustomers',
        data: { value: use.plainValue ?? '', provider: host.provider.name, ...host.most },
        fix: () => lowerLimit(model, { use, section: use.section }, DIRECTIVE, `${host.recommended}`, []),
      });
    }
  },
});
