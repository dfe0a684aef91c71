import { getOrMake } from '../../base/collections.ts';
import { strictness } from '../../catalog/compare-values.ts';
import { findDirective } from '../../catalog/directives.ts';
import { parseValue } from '../../catalog/values.ts';
import type { EffectiveValues } from '../scopes/queue.ts';
import { BACKOFF_PAIRS, type BackoffPair } from './backoff.ts';

/** Speed of a value per second (connections, messages, bytes, attempts). `Infinity`: no limit; `NaN`: unknown. */
function speedOf(directive: string, text: string): number {
  const facts = findDirective(directive);
  const result = facts === undefined ? undefined : parseValue(facts, 'domain', text);
  if (result?.ok !== true) return Number.NaN;
  const { value } = result;
  switch (value.kind) {
    case 'integer':
      return value.value > 0 ? value.value : Number.NaN;
    case 'word':
      return value.word === 'unlimited' ? Number.POSITIVE_INFINITY : Number.NaN;
    case 'rate':
      return value.count === 0 ? Number.POSITIVE_INFINITY : value.count / value.perSeconds;
    case 'interval':
      return 1 / value.seconds;
    case 'intervals':
      return 1 / (value.seconds[0] ?? Number.NaN);
    default:
      return Number.NaN;
  }
}

/** The speeds of a queue as lines set them, in the order of `BACKOFF_PAIRS`; undefined where no line does. */
export interface Pace {
  readonly normal: readonly (number | undefined)[];
  readonly backoff: readonly (number | undefined)[];
}

/** Reads speeds; each text once, for many queues have the same. */
export class PaceReader {
  readonly #known = new Map<string, number>();

  /** @param written The value that a line sets for a directive; null for none. */
  read(written: (directive: string) => string | null): Pace {
    const speed = (directive: string): number | undefined => {
      const text = written(directive);
      if (text === null) return undefined;
      const key = `${directive} ${text}`;
      return getOrMake(this.#known, key, () => speedOf(directive, text));
    };
    return {
      normal: BACKOFF_PAIRS.map(({ normal }) => speed(normal)),
      backoff: BACKOFF_PAIRS.map(({ backoff }) => speed(backoff)),
    };
  }
}

/** Connections of a queue, in its normal state and in backoff, where nothing is set. */
const DEFAULT_CONNECTIONS = 20;

/** Settings that make backoff surely faster. `countsDefault`: count the default of backoff-max-smtp-out too. */
export function surelyFaster({ normal, backoff }: Pace, countsDefault: boolean): BackoffPair[] {
  return BACKOFF_PAIRS.filter((_, at) => {
    const usual = normal[at];
    const slowed = backoff[at] ?? (at === 0 && countsDefault ? DEFAULT_CONNECTIONS : undefined);
    return usual !== undefined && slowed !== undefined && slowed > usual;
  });
}

/** Whether backoff may be slower than the normal state: a value that says nothing may be. */
export function mayBeSlower({ normal, backoff }: Pace): boolean {
  return BACKOFF_PAIRS.slice(0, -1).some((_, at) => {
    const usual = normal[at] ?? (at === 0 ? DEFAULT_CONNECTIONS : Number.POSITIVE_INFINITY);
    const slowed = backoff[at] ?? (at === 0 ? DEFAULT_CONNECTIONS : usual);
    return !(slowed >= usual);
  });
}

/** Whether backoff lowers connections, messages or bytes, or reroutes; an unclear value counts as lower. */
export function lowersSomething(queue: EffectiveValues): boolean {
  if ((queue.value('backoff-reroute-to-virtual-mta') ?? '') !== '') return true;
  const pace = new PaceReader().read((directive) => queue.value(directive));
  if (mayBeSlower(pace)) return true;
  // Equal in the long run, but fewer at once.
  return BACKOFF_PAIRS.slice(0, -1).some(({ normal, backoff }) => {
    const facts = findDirective(normal);
    return (
      facts !== undefined &&
      strictness(facts, 'domain', queue.value(normal), queue.value(backoff)) === 'stricter'
    );
  });
}
