import { extentOfQueues, providersNamed, type Rule } from '../../kit.ts';
import { basisWords } from '../_shared/figure-words.ts';
import { lowerLimit } from '../../../src/edits/lower-limit.ts';
import { perMinute, rateFigure, type RateFigure } from '../../../src/edits/provider-figures.ts';
import {
  exceededLimits,
  extentOfPlace,
  type Excess,
  type ExceededLimit,
} from '../../../src/model/queues/provider-limits.ts';

const DIRECTIVE = 'max-msg-rate';

function isOwn({ evidence }: RateFigure): boolean {
  return evidence === 'settings';
}

/** Whether a rate is none; where the user has a limit, whether it is above that. */
function isTooFast(value: string, figure: RateFigure): boolean {
  const rate = perMinute(value) ?? 0;
  return rate === Number.POSITIVE_INFINITY || (isOwn(figure) && rate > (perMinute(figure.rate) ?? 0));
}

function messageOf(place: ExceededLimit<RateFigure>, { queue, figure }: Excess<RateFigure>): string {
  const { use, value } = place;
  const { name } = queue.provider;
  const line = `'${DIRECTIVE} ${value}'`;
  const lack = use === null ? `there is no ${DIRECTIVE} for ${name}` : `${line} sets no limit for ${name}`;
  const basis = basisWords(figure.evidence);
  const extent = extentOfQueues(extentOfPlace(place));
  if (!isOwn(figure))
    return `${lack}, to which the sending addresses are new; start with ${figure.rate} (${basis}); the provider defers a new address that sends all it has at once, and keeps a poor opinion of it${extent}`;
  const isLimit = perMinute(value) !== Number.POSITIVE_INFINITY;
  const what = isLimit
    ? `${line} is above ${figure.rate} for ${name}`
    : `${lack}, and no more than ${figure.rate} is wanted`;
  return `${what} (${basis}); the provider defers or blocks what comes faster${extent}`;
}

export const rule: Rule = {
  id: 'missing-provider-rate',
  category: 'throttling',
  severity: 'info',
  preset: 'recommended',
  fix: 'safe',
  summary: 'no limit on the messages an hour for a provider that does not know the sending addresses yet',
  requires: ['<domain>'],
  check({ model, settings, report }) {
    if (!model.complete) return;
    const places = exceededLimits(
      model,
      providersNamed(settings.providers),
      DIRECTIVE,
      (provider) => rateFigure(provider, settings),
      isTooFast,
    );
    for (const all of places) {
      // What falls to `<domain *>` beside domains with a block is partial-provider-domains' matter.
      const excesses = all.excesses.filter(({ queue }) => all.use !== null || queue.routedBy !== 'default');
      const rateOf = ({ figure }: Excess<RateFigure>): number =>
        perMinute(figure.rate) ?? Number.POSITIVE_INFINITY;
      const [slowest] = excesses.toSorted((a, b) => rateOf(a) - rateOf(b));
      if (slowest === undefined) continue;
      const place = { ...all, excesses };
      report({
        location: { file: place.file, range: place.range },
        severity: isOwn(slowest.figure) ? 'warning' : 'info',
        message: messageOf(place, slowest),
        fix: () =>
          lowerLimit(
            model,
            place,
            DIRECTIVE,
            slowest.figure.rate,
            excesses.map(({ queue }) => queue.queue),
          ),
      });
    }
  },
};
