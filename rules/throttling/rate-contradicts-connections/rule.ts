import { lowerForAll } from '../../../src/edits/lower-limit.ts';
import {
  connectionsIn,
  defineRule,
  destinationOf,
  domainLines,
  extentOfLine,
  extentWords,
  lineFor,
  perMinute,
  quote,
  valueFor,
} from '../../kit.ts';
import type { Model, SectionUse } from '../../kit.ts';

/** The rate of a block if it is below the connections; `enough` is as many connections as messages a minute, at least 1. */
function slowRateIn(model: Model, block: SectionUse, connections: number) {
  if (['other-queue', 'not-smtp'].includes(destinationOf(model, block))) return null;
  const use = lineFor(model, block, 'max-msg-rate');
  const value = valueFor(model, block, 'max-msg-rate');
  const enough = Math.max(1, Math.floor(perMinute(value) ?? connections));
  return use !== null && enough < connections ? { use, value, enough } : null;
}

export const rule = defineRule({
  id: 'rate-contradicts-connections',
  category: 'throttling',
  severity: 'info',
  preset: 'strict',
  fixes: ['tightens'],
  summary: 'more connections than messages a minute',
  requires: ['max-msg-rate', 'max-msg-per-hour'],
  messages: {
    tooMany: (data: {
      connections: string;
      rate: string;
      enough: number;
      extent: ReturnType<typeof extentOfLine>;
    }) => ({
      message: `${quote(`max-smtp-out ${data.connections}`)} opens more connections than ${quote(`max-msg-rate ${data.rate}`)} lets through messages in a minute: ${data.enough === 1 ? 'one connection is' : `${data.enough} connections are`} enough; the others have nothing to send, and count all the same where a provider limits connections${extentWords(data.extent)}`,
    }),
  },
  check({ model, report }) {
    for (const line of domainLines(model, 'max-smtp-out')) {
      const { use, value, blocks } = line;
      const connections = connectionsIn(value) ?? 0;
      if (!Number.isFinite(connections)) continue;
      const rates = blocks.flatMap((block) => slowRateIn(model, block, connections) ?? []);
      const [fastest] = rates.toSorted((a, b) => b.enough - a.enough);
      // A line that is right for one of its blocks is not a mistake in the others.
      if (fastest === undefined || rates.length < blocks.length) continue;
      const { enough, value: rate } = fastest;
      const place = { directive: 'max-smtp-out', use, section: use.section };
      report({
        location: use.nameLocation,
        messageId: 'tooMany',
        data: { connections: value, rate, enough, extent: extentOfLine(model, line) },
        related: [{ ...fastest.use.nameLocation, message: 'the rate is set here' }],
        fix: () => lowerForAll(model, place, `${enough}`, value),
      });
    }
  },
});
