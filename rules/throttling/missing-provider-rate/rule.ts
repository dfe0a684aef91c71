import { lowerLimit } from '../../../src/edits/lower-limit.ts';
import { type RateFigure, rateFigure } from '../../../src/edits/provider-figures.ts';
import {
  defineRule,
  exceededLimits,
  extentOfPlace,
  extentOfQueues,
  perMinute,
  providersNamed,
} from '../../kit.ts';
import { BASIS_WORDS, excessesOfBlocks, unselectedWords } from '../_shared/limits.ts';

const DIRECTIVE = 'max-msg-rate';

const UNLIMITED = Number.POSITIVE_INFINITY;

interface Data {
  provider: string;
  rate: string;
  basis: RateFigure['evidence'];
  extent: ReturnType<typeof extentOfPlace>;
  unselected: string | null;
}

/** Whether a rate is unlimited; for a limit in the user's settings, whether it is above that. */
function isTooFast(value: string, figure: RateFigure) {
  const rate = perMinute(value) ?? 0;
  return rate === UNLIMITED || (figure.evidence === 'settings' && rate > (perMinute(figure.rate) ?? 0));
}

function textOf(fact: string, { rate, basis, extent, unselected }: Data) {
  const remark = `(${BASIS_WORDS[basis]})`;
  const advice =
    basis === 'settings'
      ? `, and no more than ${rate} is wanted ${remark}; the provider defers or blocks what comes faster`
      : `, to which the sending addresses are new; start with ${rate} ${remark}; the provider defers a new address that sends all it has at once, and keeps a poor opinion of it`;
  return `${fact}${advice}${extentOfQueues(extent)}${unselectedWords(unselected)}`;
}

export const rule = defineRule({
  id: 'missing-provider-rate',
  category: 'throttling',
  severity: 'info',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'no limit on the messages an hour for a provider that does not know the sending addresses yet',
  requires: ['<domain>'],
  messages: {
    notSet: (data: Data & { subject: string }) => ({
      message: textOf(`there is no ${DIRECTIVE} for ${data.provider}`, data),
    }),
    unlimited: (data: Data & { value: string }) => ({
      message: textOf(`'${DIRECTIVE} ${data.value}' sets no limit for ${data.provider}`, data),
    }),
    tooFast: ({ value, rate, provider, basis, extent, unselected }: Data & { value: string }) => ({
      message: `'${DIRECTIVE} ${value}' is above ${rate} for ${provider} (${BASIS_WORDS[basis]}); the provider defers or blocks what comes faster${extentOfQueues(extent)}${unselectedWords(unselected)}`,
    }),
  },
  check({ model, settings, report }) {
    if (!model.knows('includes')) return;
    const places = exceededLimits(
      model,
      providersNamed(settings.providers),
      DIRECTIVE,
      (provider) => rateFigure(provider, settings),
      isTooFast,
    );
    for (const place of places) {
      const { use, section, value, unselected } = place;
      const excesses = excessesOfBlocks(place);
      const speed = ({ figure }: { figure: RateFigure }) => perMinute(figure.rate) ?? UNLIMITED;
      const [slowest] = excesses.toSorted((a, b) => speed(a) - speed(b));
      if (slowest === undefined) continue;
      const { rate, evidence: basis } = slowest.figure;
      const provider = slowest.queue.provider.name;
      const data = { provider, rate, basis, extent: extentOfPlace({ ...place, excesses }), unselected };
      const queues = excesses.map(({ queue }) => queue.queue);
      const messageId = perMinute(value) === UNLIMITED ? 'unlimited' : 'tooFast';
      report({
        location: place,
        severity: basis === 'settings' ? 'warning' : 'info',
        ...(use === null
          ? { messageId: 'notSet', data: { subject: DIRECTIVE, ...data } }
          : { messageId, data: { value, ...data } }),
        fix: () => lowerLimit(model, { use, section }, DIRECTIVE, rate, queues),
      });
    }
  },
});
