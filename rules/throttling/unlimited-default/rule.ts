import { lowerForAll } from '../../../src/edits/lower-limit.ts';
import { ownerOf, unselectedQueuesOf } from '../../../src/model/queues/provider-queues.ts';
import type { EffectiveOptions } from '../../../src/engine/rule-options.ts';
import { connectionsIn, count, defineRule, groupBy, perMinute, providerQueuesOf, quote } from '../../kit.ts';
import type { Model, Queue, RuleContext } from '../../kit.ts';
import { locationKey, unselectedWords } from '../_shared/limits.ts';

/** Whether the mail goes to the user's own relay, or is not sent by SMTP: then no provider's limits matter. */
function isOwnRelay(queue: Queue) {
  if ((queue.value('queue-to') ?? '') !== '' || queue.type !== 'smtp') return true;
  const hosts = (queue.value('smtp-hosts') ?? '').split(/[,;]/).map((host) => host.trim());
  return hosts.every((host) => /^(?:\[[\d.:a-f]+\]|[\d.]+)(?::\d+)?$/i.test(host));
}

/** A value that is too high for all domains without a block of their own. */
interface Excess {
  directive: 'max-smtp-out' | 'max-msg-rate';
  /** Whether it is too high only because neither the rate nor the messages of a connection are limited. */
  isRateMissing: boolean;
}

/** @param knowsAll Whether a value that no line sets is known to be the default. */
function excessesOf(queue: Queue, options: EffectiveOptions, knowsAll: boolean) {
  const found: Excess[] = [];
  const connections = connectionsIn(queue.value('max-smtp-out')) ?? 0;
  const rate = perMinute(queue.value('max-msg-rate')) ?? 0;
  const isRateUnlimited = rate === Number.POSITIVE_INFINITY;
  const hasNoRate = isRateUnlimited && [null, '0'].includes(queue.value('max-msg-per-connection'));
  const areMany = connections >= options.number('maxConnections');
  if (areMany || (knowsAll && connections > options.number('maxConnectionsWithoutRate') && hasNoRate))
    found.push({ directive: 'max-smtp-out', isRateMissing: !areMany });
  if (!isRateUnlimited && rate > options.perSecond('maxRate') * 60)
    found.push({ directive: 'max-msg-rate', isRateMissing: false });
  return found.filter(({ directive }) => knowsAll || queue.use(directive) !== null);
}

/** The queues of all domains without a block, and how many VMTAs have them. */
function defaultQueues(model: Model) {
  const queues = providerQueuesOf(model);
  const found = queues.groups.map((group) => ({
    queue: queues.defaultQueue(group),
    vmtas: group.vmtas.length,
  }));
  // Where no VMTA can be selected yet, as in a template, only the global blocks apply.
  return found.length > 0 ? found : [{ queue: queues.globalQueue('name.invalid'), vmtas: 0 }];
}

/** The queues of all domains without a block in VMTAs that nothing selects. */
function unselectedDefaultQueues(model: Model) {
  const queues = unselectedQueuesOf(model);
  return queues.groups
    .filter(({ hasDefaults }) => hasDefaults)
    .map((group) => ({ queue: queues.defaultQueue(group), vmtas: group.vmtas.length }));
}

/** The limits of `<domain *>` that are too high, each once; `use` is null for a default. */
function highLimits(queues: ReturnType<typeof defaultQueues>, { model, optionsIn }: RuleContext) {
  const found = queues.flatMap(({ queue, vmtas }) => {
    const section = queue.block;
    if (section === undefined || isOwnRelay(queue)) return [];
    const excesses = excessesOf(queue, optionsIn(section.file), model.knows('blocks'));
    return excesses.map((excess) => {
      const use = queue.use(excess.directive);
      const value = queue.value(excess.directive) ?? '';
      return { ...excess, value, vmtas, use, section, location: use?.nameLocation ?? section.tagLocation };
    });
  });
  const byPlace = groupBy(found, ({ location, directive }) => `${locationKey(location)} ${directive}`);
  return [...byPlace.values()].flatMap((same) => {
    const vmtas = same.reduce((sum, limit) => sum + limit.vmtas, 0);
    return same.slice(0, 1).map((first) => ({ ...first, vmtas }));
  });
}

/** The data of a message: also the value, and how many VMTAs have it. */
type Data = Excess & { value: string; vmtas: number; unselected: string | null };

function textOf(what: string, { isRateMissing, vmtas, unselected }: Data) {
  const rate = isRateMissing ? ' with neither max-msg-rate nor max-msg-per-connection beside it' : '';
  const extent = vmtas > 1 ? `, in ${count(vmtas, 'VMTA')}` : '';
  return `${what} in <domain *>${rate} is in effect no limit for every domain without a block of its own${extent}: a small mail server that gets all of a mailing at once defers or blocks the sender${unselectedWords(unselected)}`;
}

export const rule = defineRule({
  id: 'unlimited-default',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'no limits worth the name for domains without a block of their own',
  options: {
    maxConnections: {
      type: 'integer',
      default: 200,
      strictest: 100,
      min: 2,
      summary: 'from so many connections on max-smtp-out is too high for all domains',
    },
    maxConnectionsWithoutRate: {
      type: 'integer',
      default: 20,
      min: 1,
      summary: 'connections that need neither max-msg-rate nor max-msg-per-connection',
    },
    maxRate: {
      type: 'rate',
      default: '1000000/h',
      strictest: '100000/h',
      summary: 'the highest max-msg-rate for all domains',
    },
  },
  messages: {
    noBlock: ({ subject }: { subject: string }) => ({
      message: `there is no <domain ${subject}>: domains without a block of their own get PowerMTA's defaults, 20 connections and no max-msg-rate, unless a config-defaults elsewhere says otherwise`,
    }),
    tooHigh: (data: Data) => ({ message: textOf(quote(`${data.directive} ${data.value}`), data) }),
    defaultTooHigh: (data: Data & { subject: string }) => ({
      message: textOf(`${data.directive} is not set and its default of ${data.value}`, data),
    }),
  },
  check(context) {
    const { model, optionsIn, report } = context;
    if (!model.knows('includes')) return;
    const queues = defaultQueues(model);
    const isEmpty = queues.every(({ queue, vmtas }) => vmtas > 0 && queue.levels.length === 0);
    if (model.knows('blocks') && isEmpty) {
      const location = model.root.tagLocation;
      report({ location, severity: 'info', messageId: 'noBlock', data: { subject: '*' } });
    }
    const selected = highLimits(queues, context).map((limit) => ({ ...limit, unselected: null }));
    const places = new Set(selected.map(({ location }) => locationKey(location)));
    const idle = highLimits(unselectedDefaultQueues(model), context).flatMap((limit) => {
      const unselected = limit.use === null ? null : ownerOf(limit.use.section);
      return unselected === null || places.has(locationKey(limit.location)) ? [] : [{ ...limit, unselected }];
    });
    for (const { location, use, section, ...data } of [...selected, ...idle]) {
      const { directive, value } = data;
      const options = optionsIn(location.file);
      const most = Math.min(
        options.number('maxConnectionsWithoutRate'),
        options.number('maxConnections') - 1,
      );
      const limit = directive === 'max-smtp-out' ? `${most}` : String(options.valueOf('maxRate'));
      report({
        location,
        ...(use === null
          ? { messageId: 'defaultTooHigh', data: { subject: directive, ...data } }
          : { messageId: 'tooHigh', data }),
        fix: () => lowerForAll(model, { directive, use, section }, limit, value),
      });
    }
  },
});
