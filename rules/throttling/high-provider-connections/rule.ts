import {
  type ConnectionFigure,
  connectionFigure,
  reputationWith,
} from '../../../src/edits/provider-figures.ts';
import { SEVERITY_RANK } from '../../../src/engine/finding.ts';
import {
  type Excess,
  type ExceededLimit,
  isExplicit,
  strictestDomains,
} from '../../../src/model/queues/provider-limits.ts';
import {
  connectionsIn,
  count,
  defineRule,
  exceededLimits,
  extentOfPlace,
  extentOfQueues,
  type Model,
  providersNamed,
  type Settings,
  type Severity,
} from '../../kit.ts';
import { BASIS_WORDS, senderWords, strictestWords } from '../_shared/figure-words.ts';
import { lowerConnections } from './fix.ts';

const DIRECTIVE = 'max-smtp-out';

type Place = ExceededLimit<ConnectionFigure>;
type TooMany = Excess<ConnectionFigure>;

function severityOf(place: Place, { figure, isChosen }: TooMany): Severity {
  const { ceiling, evidence, ceilingEvidence } = figure;
  if (evidence === 'none') return 'info';
  const isFirm = isChosen || evidence === 'published' || ceilingEvidence === 'published';
  const isAboveCeiling = ceiling !== undefined && (connectionsIn(place.value) ?? 0) > ceiling;
  return isExplicit(place) && isFirm && isAboveCeiling ? 'error' : 'warning';
}

const figureOf = ({ figure, queue }: TooMany) => ({
  provider: queue.provider.name,
  connections: figure.connections,
  basis: figure.evidence,
});

/** The data of a message. `ceiling` is the most that the provider accepts, where the value is above that too. */
function dataOf(model: Model, settings: Settings, place: Place, worst: TooMany, strictest: TooMany) {
  const { connections, ceiling, ceilingEvidence } = worst.figure;
  const least = strictest.figure.connections;
  const isAboveCeiling = severityOf(place, worst) === 'error' && ceiling !== connections;
  return {
    value: place.value,
    ...figureOf(worst),
    reputation: reputationWith(worst.queue.provider, settings),
    ceiling:
      ceiling !== undefined && isAboveCeiling ? { connections: ceiling, basis: ceilingEvidence } : null,
    strictest: figureOf(strictest),
    strictestDomains: strictestDomains(
      model,
      place,
      place.excesses.filter(({ figure }) => figure.connections === least),
    ),
    extent: extentOfPlace(place),
  };
}

type Data = ReturnType<typeof dataOf>;

function textOf(line: string, data: Data): string {
  const { provider, connections, basis, reputation, ceiling, strictest, extent } = data;
  const usual = `${count(connections, 'connection')} for ${provider}${senderWords(reputation, basis)} (${BASIS_WORDS[basis]})`;
  const most =
    ceiling === null
      ? ''
      : ` and above ${ceiling.connections}, the most it takes (${BASIS_WORDS[ceiling.basis]})`;
  const other =
    strictest.connections < connections
      ? `; the strictest figure is ${strictest.connections}, for ${strictest.provider} (${BASIS_WORDS[strictest.basis]})`
      : '';
  return `${line} is above ${usual}${most}${other}; the provider defers or blocks what comes above it${extentOfQueues(extent)}${strictestWords(strictest.connections, data.strictestDomains)}`;
}

export const rule = defineRule({
  id: 'high-provider-connections',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'more connections at once than a mailbox provider takes from one sender',
  supersedes: ['high-provider-connections-per-ip'],
  requires: ['<domain>'],
  messages: {
    tooMany: (data: Data) => ({ message: textOf(`'${DIRECTIVE} ${data.value}'`, data) }),
    notSet: (data: Data & { readonly subject: string }) => ({
      message: textOf(`${DIRECTIVE} is not set and its default of ${data.value}`, data),
    }),
  },
  check({ model, settings, report }) {
    const places = exceededLimits(
      model,
      providersNamed(settings.providers),
      DIRECTIVE,
      (provider) => connectionFigure(provider, settings),
      (value, { connections }) => (connectionsIn(value) ?? 0) > connections,
    );
    for (const place of places) {
      const byFigure = place.excesses.toSorted((a, b) => a.figure.connections - b.figure.connections);
      const rank = (excess: TooMany): number => SEVERITY_RANK[severityOf(place, excess)];
      const [strictest] = byFigure;
      const [worst] = byFigure.toSorted((a, b) => rank(a) - rank(b));
      if (strictest === undefined || worst === undefined) continue;
      const data = dataOf(model, settings, place, worst, strictest);
      report({
        location: place,
        severity: severityOf(place, worst),
        ...(place.use === null
          ? { messageId: 'notSet', data: { subject: DIRECTIVE, ...data } }
          : { messageId: 'tooMany', data }),
        fix: () =>
          lowerConnections(
            model,
            place,
            strictest.figure.connections,
            place.excesses.map(({ queue }) => queue),
          ),
      });
    }
  },
});
