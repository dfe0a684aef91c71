import { count, extentOfQueues, providersNamed, type Rule, type Severity } from '../../kit.ts';
import { basisWords, strictestWords } from '../_shared/figure-words.ts';
import { lowerLimit } from '../../../src/edits/lower-limit.ts';
import {
  messageFigure,
  messagesIn,
  type FigureBasis,
  type MessageFigure,
} from '../../../src/edits/provider-figures.ts';
import {
  exceededLimits,
  extentOfPlace,
  strictestDomains,
  type Excess,
  type ExceededLimit,
  type ValuePlace,
} from '../../../src/model/queues/provider-limits.ts';
import { linesForCustomers, mostPatientHost } from './customers.ts';

const DIRECTIVE = 'max-msg-per-connection';

type TooMany = Excess<MessageFigure>;

/** What a value is held against. */
interface Bound {
  readonly messages: number;
  readonly basis: FigureBasis;
  /** Whether the provider takes no more, or is asked for no more by agreement. */
  readonly isMost: boolean;
}

function boundOf(place: ValuePlace, { figure }: TooMany): Bound {
  const { messages, evidence, ceiling, ceilingEvidence } = figure;
  return ceiling !== undefined && (messagesIn(place.value) ?? 0) > ceiling
    ? { messages: ceiling, basis: ceilingEvidence, isMost: true }
    : { messages, basis: evidence, isMost: evidence === 'settings' };
}

function severityOf(place: ValuePlace, excess: TooMany): Severity {
  const { basis, isMost } = boundOf(place, excess);
  if (!isMost || basis === 'none') return 'info';
  // What nobody wrote is a risk where the provider itself says so.
  const isFirm = basis === 'settings' || (basis === 'published' && excess.isChosen);
  return place.use !== null || isFirm ? 'warning' : 'info';
}

function messageOf(
  place: ValuePlace,
  { messages, basis, isMost }: Bound,
  name: string,
  extent: string,
): string {
  const { use, value } = place;
  const isUnlimited = messagesIn(value) === Number.POSITIVE_INFINITY;
  const line = `'${DIRECTIVE} ${value}' is`;
  const written = isUnlimited ? `${line} no limit, and` : line;
  const what = use === null ? `${DIRECTIVE} is not set, which is no limit, and` : written;
  const figure =
    isMost && basis !== 'settings'
      ? `${count(messages, 'message')}, the most that ${name} takes in one connection`
      : `${count(messages, 'message')} a connection for ${name}`;
  return `${what} above ${figure} (${basisWords(basis)}); the provider closes or defers a longer session, and the messages that were under way wait for another attempt${extent}`;
}

/** A lack of a limit where partial-provider-domains speaks: the domains fall to `<domain *>` beside others that do not. */
function isOfRest(place: ValuePlace, { queue }: TooMany): boolean {
  return place.use === null && queue.routedBy === 'default';
}

export const rule: Rule = {
  id: 'high-messages-per-connection',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'more messages in one connection than a mailbox provider takes',
  requires: ['<domain>'],
  check({ model, settings, report }) {
    const chosen = providersNamed(settings.providers);
    const places: ExceededLimit<MessageFigure>[] = exceededLimits(
      model,
      chosen,
      DIRECTIVE,
      (provider) => messageFigure(provider, settings),
      (value, { messages }) => (messagesIn(value) ?? 0) > messages,
    );
    const reported = new Set<unknown>();
    for (const all of places) {
      const place = { ...all, excesses: all.excesses.filter((excess) => !isOfRest(all, excess)) };
      const byFigure = place.excesses.toSorted((a, b) => a.figure.messages - b.figure.messages);
      const [strictest] = byFigure;
      if (strictest === undefined) continue;
      const worst = byFigure.find((excess) => severityOf(place, excess) === 'warning') ?? strictest;
      const least = strictest.figure.messages;
      const domains = strictestDomains(
        model,
        place,
        byFigure.filter(({ figure }) => figure.messages === least),
      );
      reported.add(place.use?.line);
      report({
        location: { file: place.file, range: place.range },
        severity: severityOf(place, worst),
        message: messageOf(
          place,
          boundOf(place, worst),
          worst.queue.provider.name,
          `${extentOfQueues(extentOfPlace(place))}${strictestWords(least, domains)}`,
        ),
        fix: () =>
          lowerLimit(
            model,
            place,
            DIRECTIVE,
            `${least}`,
            place.excesses.map(({ queue }) => queue.queue),
          ),
      });
    }
    const host = mostPatientHost(chosen, (provider) => messageFigure(provider, settings));
    if (host === undefined) return;
    for (const use of linesForCustomers(model, host, DIRECTIVE)) {
      if (reported.has(use.line)) continue;
      const place = {
        file: use.file,
        range: use.nameRange,
        use,
        section: use.section,
        value: use.plainValue ?? '',
      };
      const bound = { messages: host.most, basis: host.basis, isMost: true };
      report({
        location: place,
        severity: host.basis === 'none' ? 'info' : 'warning',
        message: messageOf(
          place,
          bound,
          host.provider.name,
          '; it holds for the domains of its customers too, which no block can name',
        ),
        fix: () => lowerLimit(model, place, DIRECTIVE, `${host.recommended}`, []),
      });
    }
  },
};
