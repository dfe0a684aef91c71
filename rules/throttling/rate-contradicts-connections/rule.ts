import {
  destinationOf,
  type DirectiveUse,
  domainLines,
  extentOfLine,
  extentWords,
  lineFor,
  type Model,
  quote,
  type Rule,
  type SectionUse,
  valueFor,
} from '../../kit.ts';
import { lowerForAll } from '../../../src/edits/lower-limit.ts';
import { connectionsIn, perMinute } from '../../../src/edits/provider-figures.ts';

/** A line with connections, and the rate that leaves most of them idle. */
interface Contradiction {
  readonly rate: DirectiveUse;
  /** As written, without quotes. */
  readonly value: string;
  /** As many connections as messages a minute, at least one. */
  readonly enough: number;
}

/** The rate in force in a block's queues, where it gives fewer messages a minute than there are connections. */
function contradictionIn(model: Model, block: SectionUse, connections: number): Contradiction | null {
  const destination = destinationOf(model, block);
  if (destination === 'other-queue' || destination === 'not-smtp') return null;
  const rate = lineFor(model, block, 'max-msg-rate');
  const value = valueFor(model, block, 'max-msg-rate');
  const minutely = perMinute(value);
  if (rate === null || minutely === undefined || connections <= minutely) return null;
  const enough = Math.max(1, Math.floor(minutely));
  return enough < connections ? { rate, value, enough } : null;
}

export const rule: Rule = {
  id: 'rate-contradicts-connections',
  category: 'throttling',
  severity: 'info',
  preset: 'strict',
  fix: 'safe',
  summary: 'more connections than messages a minute',
  requires: ['max-msg-rate', 'max-msg-per-hour'],
  check({ model, report }) {
    for (const line of domainLines(model, 'max-smtp-out')) {
      const connections = connectionsIn(line.value);
      if (connections === undefined || !Number.isFinite(connections)) continue;
      const found = line.blocks.flatMap((block) => contradictionIn(model, block, connections) ?? []);
      const first = found[0];
      // The line is right for one of its blocks: then it is no mistake in the others.
      if (first === undefined || found.length < line.blocks.length) continue;
      const most = found.reduce((a, b) => (b.enough > a.enough ? b : a), first);
      const { use } = line;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(`max-smtp-out ${line.value}`)} opens more connections than ${quote(`max-msg-rate ${most.value}`)} lets through messages in a minute: ${most.enough === 1 ? 'one connection is' : `${most.enough} connections are`} enough; the others have nothing to send, and count all the same where a provider limits connections${extentWords(extentOfLine(model, line))}`,
        related: [
          {
            file: most.rate.file,
            range: most.rate.nameRange,
            message: 'the rate is set here',
          },
        ],
        fix: () =>
          lowerForAll(
            model,
            { directive: 'max-smtp-out', use, section: use.section },
            `${most.enough}`,
            line.value,
          ),
      });
    }
  },
};
