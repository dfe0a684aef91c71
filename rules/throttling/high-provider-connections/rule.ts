import {
  count,
  extentOfQueues,
  providersNamed,
  type Rule,
  type RuleContext,
  type Severity,
} from '../../kit.ts';
import { basisWords, senderWords, strictestWords } from '../_shared/figure-words.ts';
import {
  connectionFigure,
  connectionsIn,
  type ConnectionFigure,
} from '../../../src/edits/provider-figures.ts';
import {
  exceededLimits,
  extentOfPlace,
  isExplicit,
  strictestDomains,
  type Excess,
  type ExceededLimit,
} from '../../../src/model/queues/provider-limits.ts';
import { lowerConnections } from './lowering.ts';

type Place = ExceededLimit<ConnectionFigure>;
type TooMany = Excess<ConnectionFigure>;

const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

function severityOf(place: Place, { figure, isChosen }: TooMany): Severity {
  const { ceiling, evidence, ceilingEvidence } = figure;
  if (evidence === 'none') return 'info';
  const isFirm = isChosen || evidence === 'published' || ceilingEvidence === 'published';
  const isAboveCeiling = ceiling !== undefined && (connectionsIn(place.value) ?? 0) > ceiling;
  return isExplicit(place) && isFirm && isAboveCeiling ? 'error' : 'warning';
}

function messageOf(
  place: Place,
  worst: TooMany,
  strictest: TooMany,
  { model, settings }: RuleContext,
): string {
  const { value, use } = place;
  const what =
    use === null ? `max-smtp-out is not set and its default of ${value}` : `'max-smtp-out ${value}'`;
  const { figure } = worst;
  const { provider } = worst.queue;
  const usual = `${count(figure.connections, 'connection')} for ${provider.name}${senderWords(provider, settings, figure.evidence)} (${basisWords(figure.evidence)})`;
  const most =
    severityOf(place, worst) === 'error' &&
    figure.ceiling !== undefined &&
    figure.ceiling !== figure.connections
      ? ` and above ${figure.ceiling}, the most it takes (${basisWords(figure.ceilingEvidence)})`
      : '';
  const other =
    strictest.figure.connections < figure.connections
      ? `; the strictest figure is ${strictest.figure.connections}, for ${strictest.queue.provider.name} (${basisWords(strictest.figure.evidence)})`
      : '';
  const least = strictest.figure.connections;
  const domains = strictestDomains(
    model,
    place,
    place.excesses.filter((excess) => excess.figure.connections === least),
  );
  return `${what} is above ${usual}${most}${other}; the provider defers or blocks what comes above it${extentOfQueues(extentOfPlace(place))}${strictestWords(least, domains)}`;
}

export const rule: Rule = {
  id: 'high-provider-connections',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'more connections at once than a mailbox provider takes from one sender',
  supersedes: ['high-provider-connections-per-ip'],
  requires: ['<domain>'],
  check(context) {
    const { model, settings, report } = context;
    const places = exceededLimits(
      model,
      providersNamed(settings.providers),
      'max-smtp-out',
      (provider) => connectionFigure(provider, settings),
      (value, { connections }) => (connectionsIn(value) ?? 0) > connections,
    );
    for (const place of places) {
      const byFigure = place.excesses.toSorted((a, b) => a.figure.connections - b.figure.connections);
      const [strictest] = byFigure;
      const weight = (excess: TooMany): number => WEIGHT[severityOf(place, excess)];
      const worst = byFigure.toSorted((a, b) => weight(b) - weight(a))[0];
      if (strictest === undefined || worst === undefined) continue;
      report({
        location: { file: place.file, range: place.range },
        severity: severityOf(place, worst),
        message: messageOf(place, worst, strictest, context),
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
};
