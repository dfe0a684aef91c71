import {
  dataOfLine,
  defineRule,
  domainLines,
  extentWords,
  groupBy,
  mostSpecificBlock,
  quote,
  readDomainPattern,
  secondsOfInterval,
} from '../../kit.ts';
import type { DomainLine, LineData, RuleContext } from '../../kit.ts';
import { deliversBySmtp } from '../_shared/delivery.ts';
import { conflictText, dataOf, retryQueues, settingText } from '../_shared/retries.ts';
import type { ConflictData, RetryQueue, SettingData } from '../_shared/retries.ts';

const NO_SECOND_TRY = 'mail that is deferred once bounces without a second try';

const messages = {
  beforeRetry: (data: ConflictData) => ({
    message: `${quote(`bounce-after ${data.value}`)} ends before the first retry ${conflictText(data)}: ${NO_SECOND_TRY}`,
  }),
  defaultBeforeRetry: ({ bounce, retry }: { subject: string; bounce: SettingData; retry: SettingData }) => ({
    message: `${settingText(bounce)}, ends before the first retry (${settingText(retry)}): ${NO_SECOND_TRY}`,
  }),
  tooShort: ({ value, limit, extent }: LineData & { limit: string }) => ({
    message: `${quote(`bounce-after ${value}`)} gives up before ${limit} have passed; a provider that blocks or is down for some hours turns good addresses into bounces${extentWords(extent)}`,
  }),
  tooLong: ({ value, limit, extent }: LineData & { limit: string }) => ({
    message: `${quote(`bounce-after ${value}`)} keeps on for more than ${limit}; mail of that age is of no use to its readers, and mail for dead hosts fills the queue meanwhile${extentWords(extent)}`,
  }),
};

type Context = RuleContext<typeof messages>;

function reportEarly(
  { use, value }: DomainLine,
  [first, ...others]: readonly RetryQueue[],
  { report }: Context,
): void {
  if (first === undefined) return;
  const { queue, retry } = first;
  const block = queue.block === use.section ? null : (queue.block?.argument ?? '');
  report({
    location: use.nameLocation,
    severity: 'error',
    messageId: 'beforeRetry',
    data: { value, other: dataOf(retry), block, moreBlocks: others.length },
    related: retry.uses.slice(-1).map((one) => ({ ...one.nameLocation, message: 'the first retry' })),
  });
}

/** Whether blocks are for mailboxes such as `user@[192.0.2.1]` only, which no provider has. */
function isForLiterals({ blocks }: DomainLine): boolean {
  return blocks.every(({ argument }) => readDomainPattern(argument ?? '', false).kind === 'literal-address');
}

function checkRange(line: DomainLine, { model, optionsIn, report }: Context): void {
  const { use, value } = line;
  const options = optionsIn(use.file);
  const seconds = secondsOfInterval(value);
  if (seconds === undefined) return;
  const isShort = seconds < options.seconds('min');
  if (isShort ? isForLiterals(line) : seconds <= options.seconds('max')) return;
  report({
    location: use.nameLocation,
    messageId: isShort ? 'tooShort' : 'tooLong',
    data: { ...dataOfLine(model, line), limit: String(options.valueOf(isShort ? 'min' : 'max')) },
  });
}

export const rule = defineRule({
  id: 'bounce-after-out-of-range',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'mail bounces too early to outlast a block, too late to be of use, or before its first retry',
  options: {
    min: { type: 'interval', default: '12h', summary: 'the shortest bounce-after' },
    max: { type: 'interval', default: '7d', summary: 'the longest bounce-after' },
  },
  requires: ['bounce-after', 'retry-after'],
  messages,
  check(context) {
    const { model, report } = context;
    const knowsDefaults = model.knows('blocks');
    const early = retryQueues(model).filter(
      ({ end, first, bounce, retry }) =>
        end < first && (knowsDefaults || (bounce.uses.length > 0 && retry.uses.length > 0)),
    );
    const byLine = groupBy(early, ({ bounce }) => bounce.uses.at(-1)?.line);
    const ofDefault = groupBy(byLine.get(undefined) ?? [], ({ queue }) => mostSpecificBlock(queue));
    for (const [section, [first]] of ofDefault) {
      if (section === undefined || first === undefined) continue;
      report({
        location: section.tagLocation,
        severity: 'error',
        messageId: 'defaultBeforeRetry',
        data: { subject: 'bounce-after', bounce: dataOf(first.bounce), retry: dataOf(first.retry) },
      });
    }
    for (const line of domainLines(model, 'bounce-after')) {
      const queues = byLine.get(line.use.line);
      if (queues !== undefined) reportEarly(line, queues, context);
      else if (line.blocks.some((block) => deliversBySmtp(model, block))) checkRange(line, context);
    }
  },
});
