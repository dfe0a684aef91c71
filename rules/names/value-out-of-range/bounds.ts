import { factsIn, type Directive } from '../../../src/catalog/directives.ts';
import { secondsOfInterval } from '../../../src/catalog/values/interval.ts';
import { bytesOfSize } from '../../../src/catalog/values/rate-and-size.ts';
import type { Value } from '../../../src/catalog/values/value.ts';

/** How a value is beyond the documented bounds: part of a sentence (`is below 512`), and the bounds (`512 to 2048`). */
export type BeyondBounds = Readonly<Record<'reason' | 'expected', string>>;

/** A bound as the number that a value is compared by: seconds, bytes or the number itself. */
function bound(text: number | string | undefined, kind: Value['kind']): number | undefined {
  if (text === undefined || typeof text === 'number') return text;
  return kind === 'interval' ? secondsOfInterval(text) : bytesOfSize(text);
}

function measure(value: Value): number | undefined {
  if (value.kind === 'integer') return value.value;
  if (value.kind === 'interval') return value.seconds;
  return value.kind === 'size' ? value.bytes : undefined;
}

/**
 * Whether a valid value is beyond the documented bounds of its directive, and which those are. A port may not be 0 unless
 * the catalog says so; a size or interval of 0 means "off" and has no bound.
 */
export function beyondBounds(directive: Directive, scope: string, value: Value): BeyondBounds | undefined {
  const facts = factsIn(directive, scope);
  const items = value.kind === 'intervals' ? value.seconds.length : 0;
  if (facts.maxItems !== undefined && items > facts.maxItems)
    return { reason: `has ${items} items`, expected: `at most ${facts.maxItems} items` };
  const number = measure(value);
  if (number === undefined || (number === 0 && value.kind !== 'integer')) return undefined;
  const min = bound(facts.min ?? (facts.type === 'port' ? 1 : undefined), value.kind);
  const max = bound(facts.max, value.kind);
  const least = facts.min ?? min;
  const upTo = min === undefined ? `${facts.max} or less` : `${least} to ${facts.max}`;
  const expected = max === undefined ? `${least} or more` : upTo;
  if (min !== undefined && number < min) return { reason: `is below ${least}`, expected };
  if (max !== undefined && number > max) return { reason: `is above ${facts.max}`, expected };
  return undefined;
}
