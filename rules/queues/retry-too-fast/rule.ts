import {
  changeSetting,
  dataOfLine,
  defineRule,
  domainLines,
  extentWords,
  firstInterval,
  type LineData,
  quote,
  secondsOfInterval,
} from '../../kit.ts';
import { reachesOthers } from '../_shared/delivery.ts';

const INTERVALS = [
  { directive: 'retry-after', option: 'min', messageId: 'normal' },
  { directive: 'backoff-retry-after', option: 'minBackoff', messageId: 'backoff' },
] as const;

/** A list of intervals whose first ones are raised, so that none is shorter than another before it. */
function raised(list: string, least: string): string {
  const seconds = secondsOfInterval(least) ?? 0;
  let isFirst = true;
  return list
    .split(',')
    .map((item) => {
      isFirst &&= (secondsOfInterval(item.trim()) ?? seconds) < seconds;
      return isFirst ? item.replace(item.trim(), least) : item;
    })
    .join(',');
}

interface Data extends LineData {
  readonly limit: string;
}

export const rule = defineRule({
  id: 'retry-too-fast',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'deferred mail is tried again within seconds, or within minutes while in backoff',
  options: {
    min: { type: 'interval', default: '1m', summary: 'the shortest first interval of retry-after' },
    minBackoff: {
      type: 'interval',
      default: '5m',
      summary: 'the shortest first interval of backoff-retry-after',
    },
  },
  requires: ['retry-after', 'backoff-retry-after'],
  messages: {
    normal: ({ value, limit, extent }: Data) => ({
      message: `${quote(`retry-after ${value}`)} tries again after less than ${limit}; a provider that defers mail counts every early try, and goes on to slow down or block a sender who keeps knocking${extentWords(extent)}`,
    }),
    backoff: ({ value, limit, extent }: Data) => ({
      message: `${quote(`backoff-retry-after ${value}`)} tries again after less than ${limit}; the provider has just asked for less, and every try within minutes makes its block last longer${extentWords(extent)}`,
    }),
  },
  check({ model, optionsIn, report }) {
    for (const { directive, option, messageId } of INTERVALS) {
      for (const line of domainLines(model, directive)) {
        const { use, value } = line;
        const options = optionsIn(use.file);
        const limit = String(options.valueOf(option));
        const first = firstInterval(value);
        if (first === undefined || first >= options.seconds(option) || !reachesOthers(model, line)) continue;
        report({
          location: use.nameLocation,
          messageId,
          data: { ...dataOfLine(model, line), limit },
          fix: () =>
            changeSetting(model, use, directive, raised(value, limit), {
              title: `raise ${directive} to ${limit}`,
            }),
        });
      }
    }
  },
});
