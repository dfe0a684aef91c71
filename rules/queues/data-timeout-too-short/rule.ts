import {
  booleanOf,
  changeSetting,
  dataOfLine,
  defineRule,
  domainLines,
  extentWords,
  type LineData,
  quote,
  secondsOfInterval,
} from '../../kit.ts';
import { reachesOthers } from '../_shared/delivery.ts';

const TIMEOUT = 'smtp-data-termination-timeout';
const ASSUMED = 'assume-delivery-upon-data-termination-timeout';

/** What RFC 5321 requires (4.5.3.2.6), and PowerMTA's default. */
const USUAL = '10m';

export const rule = defineRule({
  id: 'data-timeout-too-short',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'too little time for a receiver to answer a message, or its silence taken for a delivery',
  requires: [TIMEOUT, ASSUMED],
  options: {
    min: {
      type: 'interval',
      default: '5m',
      strictest: USUAL,
      summary: 'the shortest time to wait for the answer to a message',
    },
  },
  messages: {
    tooShort: ({ value, limit, extent }: LineData & { limit: string }) => ({
      message: `${quote(`${TIMEOUT} ${value}`)} waits less than ${limit} for the answer to a message; receivers that look through a message at a busy hour need minutes, take it, and get it again because PowerMTA has hung up: recipients see duplicates${extentWords(extent)}`,
    }),
    assumed: ({ value, extent }: LineData) => ({
      message: `${quote(`${ASSUMED} ${value}`)} counts a message as delivered when the receiver has not answered at all; one that was down or was about to refuse it never had it, so the mail is lost and recorded as delivered; a duplicate now and then does less harm${extentWords(extent)}`,
    }),
  },
  check({ model, optionsIn, report }) {
    for (const line of domainLines(model, TIMEOUT)) {
      const { use, value } = line;
      const options = optionsIn(use.file);
      const min = options.seconds('min');
      if ((secondsOfInterval(value) ?? min) >= min || !reachesOthers(model, line)) continue;
      const limit = String(options.valueOf('min'));
      report({
        location: use.nameLocation,
        messageId: 'tooShort',
        data: { ...dataOfLine(model, line), limit },
        fix: () => changeSetting(model, use, TIMEOUT, min > (secondsOfInterval(USUAL) ?? 0) ? limit : USUAL),
      });
    }
    for (const line of domainLines(model, ASSUMED)) {
      const { use, value } = line;
      if (booleanOf(value) !== true || !reachesOthers(model, line)) continue;
      report({
        location: use.nameLocation,
        messageId: 'assumed',
        data: dataOfLine(model, line),
        fix: () => changeSetting(model, use, ASSUMED, 'no'),
      });
    }
  },
});
