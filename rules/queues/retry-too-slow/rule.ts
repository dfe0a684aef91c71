import {
  dataOfLine,
  defineRule,
  domainLines,
  extentWords,
  firstInterval,
  groupBy,
  quote,
} from '../../kit.ts';
import type { DomainLine, LineData, RuleContext } from '../../kit.ts';
import { deliversBySmtp } from '../_shared/delivery.ts';
import { type ConflictData, conflictText, dataOf, type RetryQueue, retryQueues } from '../_shared/retries.ts';

const messages = {
  fewTries: (data: ConflictData) => ({
    message: `${quote(`retry-after ${data.value}`)} waits for half of the time or more that mail has ${conflictText(data)}: mail that is deferred is tried once more, and then bounces; give it several tries`,
  }),
  tooLong: ({ value, limit, extent }: LineData & { limit: string }) => ({
    message: `${quote(`retry-after ${value}`)} tries deferred mail again after more than ${limit}; hosts that greylist would take it after some minutes, and most slow-downs are over within an hour, so mail comes much later than it could; begin with minutes, and let later intervals of a list be longer${extentWords(extent)}`,
  }),
};

function reportFewTries(
  line: DomainLine,
  [first, ...others]: readonly RetryQueue[],
  { report }: RuleContext<typeof messages>,
): void {
  if (first === undefined) return;
  const { block, bounce } = first;
  report({
    location: line.use.nameLocation,
    messageId: 'fewTries',
    data: {
      value: line.value,
      other: dataOf(bounce),
      block: line.blocks.includes(block) ? null : (block.argument ?? ''),
      moreBlocks: others.length,
    },
    related: bounce.uses.slice(-1).map((use) => ({ ...use.nameLocation, message: 'when mail bounces' })),
  });
}

export const rule = defineRule({
  id: 'retry-too-slow',
  category: 'queues',
  severity: 'info',
  preset: 'recommended',
  fixes: [],
  summary: 'deferred mail waits for hours, or for half of its time, until it is tried again',
  requires: ['retry-after'],
  options: { max: { type: 'interval', default: '4h', summary: 'the longest first interval of retry-after' } },
  messages,
  check(context) {
    const { model, settings, optionsIn, report } = context;
    const knowsDefaults = model.knows('blocks');
    const late = retryQueues(model).filter(
      ({ end, first, bounce }) => first * 2 >= end && (knowsDefaults || bounce.uses.length > 0),
    );
    const byLine = groupBy(late, ({ retry }) => retry.uses.at(-1)?.line);
    for (const line of domainLines(model, 'retry-after')) {
      const { use, value, blocks } = line;
      const queues = byLine.get(use.line) ?? [];
      const triedAgain = queues.filter(({ end, first }) => first <= end);
      if (triedAgain.length > 0) {
        reportFewTries(line, triedAgain, context);
        continue;
      }
      // Mail that bounces before its first retry is reported by another rule.
      const isReported = !settings.isOff('bounce-after-out-of-range');
      if (isReported && queues.some(({ block }) => blocks.includes(block))) continue;
      const options = optionsIn(use.file);
      const first = firstInterval(value);
      if (first === undefined || first <= options.seconds('max')) continue;
      if (!blocks.some((block) => deliversBySmtp(model, block))) continue;
      report({
        location: use.nameLocation,
        messageId: 'tooLong',
        data: { ...dataOfLine(model, line), limit: String(options.valueOf('max')) },
      });
    }
  },
});
