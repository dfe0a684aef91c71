import { lowerForAll } from '../../../src/edits/lower-for-all.ts';
import { count, defineRule, providerQueuesOf, quote } from '../../kit.ts';
import { defaultQueues, highLimits, OPTIONS, type HighLimit } from './analysis.ts';

/** The data of a message. */
interface Data extends Pick<HighLimit, 'directive' | 'isRateMissing' | 'vmtas'> {
  readonly value: string;
}

function textOf(what: string, { isRateMissing, vmtas }: Data): string {
  const rate = isRateMissing ? ' with neither max-msg-rate nor max-msg-per-connection beside it' : '';
  const extent = vmtas > 1 ? `, in ${count(vmtas, 'VMTA')}` : '';
  return `${what} in <domain *>${rate} is in effect no limit for every domain without a block of its own${extent}: a small mail server that gets all of a mailing at once defers or blocks the sender`;
}

export const rule = defineRule({
  id: 'unlimited-default',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'no limits worth the name for domains without a block of their own',
  options: OPTIONS,
  messages: {
    noBlock: ({ subject }: { readonly subject: string }) => ({
      message: `there is no <domain ${subject}>: domains without a block of their own get PowerMTA's defaults, 20 connections and no max-msg-rate, unless a config-defaults elsewhere says otherwise`,
    }),
    tooHigh: (data: Data) => ({ message: textOf(quote(`${data.directive} ${data.value}`), data) }),
    defaultTooHigh: (data: Data & { readonly subject: string }) => ({
      message: textOf(`${data.directive} is not set and its default of ${data.value}`, data),
    }),
  },
  check({ model, optionsIn, report }) {
    if (!model.complete) return;
    const knowsAll = model.completeness !== 'partial';
    const queues = defaultQueues(model);
    const isSelectable = providerQueuesOf(model).views.length > 0;
    if (knowsAll && isSelectable && queues.every(({ queue }) => queue.levels.length === 0)) {
      report({
        location: model.root.tagLocation,
        severity: 'info',
        messageId: 'noBlock',
        data: { subject: '*' },
      });
    }
    for (const { location, use, section, ...limit } of highLimits(queues, optionsIn, knowsAll)) {
      const { directive, value, isRateMissing, vmtas } = limit;
      const options = optionsIn(location.file);
      const lower =
        directive === 'max-smtp-out'
          ? `${Math.min(options.number('maxConnectionsWithoutRate'), options.number('maxConnections') - 1)}`
          : String(options.valueOf('maxRate'));
      const data: Data = { directive, value: value ?? '', isRateMissing, vmtas };
      report({
        location,
        ...(use === null
          ? { messageId: 'defaultTooHigh', data: { subject: directive, ...data } }
          : { messageId: 'tooHigh', data }),
        fix: () => lowerForAll(model, { directive, use, section }, lower, value),
      });
    }
  },
});
