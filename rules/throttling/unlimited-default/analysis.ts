import { connectionsIn, perMinute } from '../../../src/edits/provider-figures.ts';
import type { EffectiveOptions, RuleOptions } from '../../../src/engine/rule-options.ts';
import {
  type DirectiveUse,
  getOrMake,
  type Location,
  type Model,
  providerQueuesOf,
  type Queue,
  type SectionUse,
} from '../../kit.ts';

export const OPTIONS = {
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
} as const satisfies RuleOptions;

/** A value that is too high for all domains without a block of their own. */
interface Excess {
  readonly directive: 'max-smtp-out' | 'max-msg-rate';
  /** Whether it is too high only because neither the rate nor the messages of a connection are limited. */
  readonly isRateMissing: boolean;
}

/** One line, or one `<domain *>` without it, by which a limit is too high. */
export interface HighLimit extends Excess {
  readonly location: Location;
  /** Null for the default. */
  readonly use: DirectiveUse | null;
  readonly section: SectionUse;
  readonly value: string | null;
  /** How many VMTAs have it. */
  vmtas: number;
}

/** Whether the mail goes to the user's own relay, or is not sent by SMTP: then no provider's limits matter. */
function isOwnRelay(queue: Queue): boolean {
  if ((queue.value('queue-to') ?? '') !== '' || queue.type !== 'smtp') return true;
  const hosts = (queue.value('smtp-hosts') ?? '').split(/[,;]/).map((host) => host.trim());
  return hosts.every((host) => /^(?:\[[\d.:a-f]+\]|[\d.]+)(?::\d+)?$/i.test(host));
}

/** Whether neither the messages of a time nor those of a connection are limited; false where that is not known. */
function hasNoRate(queue: Queue): boolean {
  const perConnection = queue.value('max-msg-per-connection');
  return (
    perMinute(queue.value('max-msg-rate')) === Number.POSITIVE_INFINITY &&
    (perConnection === null || perConnection === '0')
  );
}

function excessesOf(queue: Queue, options: EffectiveOptions, knowsAll: boolean): Excess[] {
  const found: Excess[] = [];
  const connections = connectionsIn(queue.value('max-smtp-out')) ?? 0;
  const areMany = connections >= options.number('maxConnections');
  if (areMany || (knowsAll && connections > options.number('maxConnectionsWithoutRate') && hasNoRate(queue)))
    found.push({ directive: 'max-smtp-out', isRateMissing: !areMany });
  const rate = perMinute(queue.value('max-msg-rate')) ?? 0;
  if (rate !== Number.POSITIVE_INFINITY && rate > options.perSecond('maxRate') * 60)
    found.push({ directive: 'max-msg-rate', isRateMissing: false });
  return found;
}

/** The queues of all domains without a block, and how many VMTAs have them. */
export function defaultQueues(model: Model): { readonly queue: Queue; readonly vmtas: number }[] {
  const queues = providerQueuesOf(model);
  const found = queues.views.map((view) => ({ queue: queues.rest(view), vmtas: view.vmtas.length }));
  // Where no VMTA can be selected yet, as in a template, only the global blocks apply.
  return found.length > 0 ? found : [{ queue: queues.globalQueue('name.invalid'), vmtas: 0 }];
}

/**
 * The limits of `<domain *>` that are too high, each once.
 *
 * @param knowsAll Whether the model has all blocks, so that a value that is not set there is a default.
 */
export function highLimits(
  queues: ReturnType<typeof defaultQueues>,
  optionsIn: (file: SectionUse['file']) => EffectiveOptions,
  knowsAll: boolean,
): HighLimit[] {
  const limits = new Map<string, HighLimit>();
  for (const { queue, vmtas } of queues) {
    const section = queue.block;
    if (section === undefined || isOwnRelay(queue)) continue;
    for (const excess of excessesOf(queue, optionsIn(section.file), knowsAll)) {
      const { directive } = excess;
      const use = queue.use(directive);
      if (use === null && !knowsAll) continue;
      const location = use?.nameLocation ?? section.tagLocation;
      const key = `${location.range.start} ${directive} ${location.file.path}`;
      const value = queue.value(directive);
      getOrMake(limits, key, (): HighLimit => ({
        ...excess,
        location,
        use,
        section,
        value,
        vmtas: 0,
      })).vmtas += vmtas;
    }
  }
  return [...limits.values()];
}
