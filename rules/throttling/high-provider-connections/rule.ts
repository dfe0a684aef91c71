import { connectionFigure, reputationWith } from '../../../src/edits/provider-figures.ts';
import type { ConnectionFigure } from '../../../src/edits/provider-figures.ts';
import { SEVERITY_RANK } from '../../../src/engine/finding.ts';
import { isExplicit, strictestDomains } from '../../../src/model/queues/provider-limits.ts';
import type { ExceededLimit } from '../../../src/model/queues/provider-limits.ts';
import {
  connectionsIn,
  count,
  defineRule,
  exceededLimits,
  extentOfPlace,
  extentOfQueues,
  providersNamed,
  type RuleContext,
} from '../../kit.ts';
import { BASIS_WORDS, senderWords, strictestWords, unselectedWords } from '../_shared/limits.ts';
import { lowerConnections } from './fix.ts';

const DIRECTIVE = 'max-smtp-out';

type Excess = ExceededLimit<ConnectionFigure>;
type TooMany = Excess['excesses'][number];

/** Whether the value is above a ceiling that the provider itself publishes. */
function isAbovePublished({ value }: Excess, { figure }: TooMany) {
  const { ceiling = Number.POSITIVE_INFINITY, ceilingEvidence } = figure;
  return ceilingEvidence === 'published' && (connectionsIn(value) ?? 0) > ceiling;
}

function severityOf(place: Excess, excess: TooMany) {
  const { evidence } = excess.figure;
  if (evidence === 'none') return 'info';
  const isFirm = evidence === 'settings' || isAbovePublished(place, excess);
  return isExplicit(place) && isFirm && place.unselected === null ? 'error' : 'warning';
}

const figureOf = ({ figure, queue }: TooMany) => ({
  provider: queue.provider.name,
  connections: figure.connections,
  basis: figure.evidence,
});

/** The data of a message. `ceiling` is the most that the provider says it accepts, where the value is above that too. */
function dataOf({ model, settings }: RuleContext, place: Excess, worst: TooMany, strictest: TooMany) {
  const { connections, ceiling, ceilingEvidence: basis } = worst.figure;
  const least = strictest.figure.connections;
  const hasCeiling = isAbovePublished(place, worst) && ceiling !== connections;
  const ofStrictest = place.excesses.filter(({ figure }) => figure.connections === least);
  return {
    value: place.value,
    ...figureOf(worst),
    reputation: reputationWith(worst.queue.provider, settings),
    ceiling: ceiling !== undefined && hasCeiling ? { connections: ceiling, basis } : null,
    strictest: figureOf(strictest),
    strictestDomains: strictestDomains(model, place, ofStrictest),
    extent: extentOfPlace(place),
    unselected: place.unselected,
  };
}

type Data = ReturnType<typeof dataOf>;

function textOf(line: string, data: Data) {
  const { provider, connections, reputation, ceiling, strictest } = data;
  const basisOf = ({ basis }: Pick<Data, 'basis'>) => `(${BASIS_WORDS[basis]})`;
  const usual = `${count(connections, 'connection')} for ${provider}${senderWords(reputation, data.basis)} ${basisOf(data)}`;
  const most = ceiling && ` and above ${ceiling.connections}, the most it takes ${basisOf(ceiling)}`;
  const other =
    strictest.connections < connections
      ? `; the strictest figure is ${strictest.connections}, for ${strictest.provider} ${basisOf(strictest)}`
      : '';
  const extent = `${extentOfQueues(data.extent)}${strictestWords(strictest.connections, data.strictestDomains)}`;
  return `${line} is above ${usual}${most ?? ''}${other}; the provider defers or blocks what comes above it${extent}${unselectedWords(data.unselected)}`;
}

export const rule = defineRule({
  id: 'high-provider-connections',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens', 'unsafe'],
  summary: 'more connections at once than a mailbox provider takes from one sender',
  supersedes: ['high-provider-connections-per-ip'],
  requires: ['<domain>'],
  messages: {
    tooMany: (data: Data) => ({ message: textOf(`'${DIRECTIVE} ${data.value}'`, data) }),
    notSet: (data: Data & { subject: string }) => ({
      message: textOf(`${DIRECTIVE} is not set and its default of ${data.value}`, data),
    }),
  },
  check(context) {
    const { model, settings, report } = context;
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
      const data = dataOf(context, place, worst, strictest);
      report({
        location: place,
        severity: severityOf(place, worst),
        ...(place.use === null
          ? { messageId: 'notSet', data: { subject: DIRECTIVE, ...data } }
          : { messageId: 'tooMany', data }),
        fix: () => lowerConnections(model, place, strictest.figure.connections),
      });
    }
  },
});
