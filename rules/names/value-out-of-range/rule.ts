import { allowsIn, type DirectiveUse, type Model, quote, type Rule } from '../../kit.ts';
import { beyondBounds, type BeyondBounds } from './bounds.ts';
import type { Value } from '../../../src/catalog/values.ts';
import { isWhollyKnown } from '../../../src/model/accounting-files.ts';

/** Directives for which the catalog has bounds that a value of the right form can be beyond. */
const BOUNDED = [
  'backoff-retry-after',
  'connection-idle-timeout',
  'default-smtp-port',
  'dummy-smtp-blacklist-bounce-percent',
  'edns-udp-length',
  'http-default-max-items',
  'http-mgmt-port',
  'http-webhook-max-interval',
  'max-errors-per-connection',
  'max-memory-usage-percent',
  'max-message-hops',
  'max-size',
  'mx-connection-attempts',
  'priority',
  'queue-priority',
  'retry-after',
  'smtp-port',
  'spool-max-recipients',
];

/** What is known to become of a value beyond the bounds. */
const BECOMES: Readonly<Record<string, string>> = {
  'edns-udp-length': 'PowerMTA takes the nearer bound without a word',
};
const MAY_BECOME =
  'PowerMTA may refuse to load the file, or go by another value than the one that is written';

const MEGABYTE = 2 ** 20;

/** The bounds of `max-size` depend on what the records go to: a file that is finished, or a web service in batches. */
function beyondAccountingSize(
  model: Model,
  { section }: DirectiveUse,
  value: Value,
): BeyondBounds | undefined {
  if (value.kind !== 'size' || section.kind !== 'acct-file' || !isWhollyKnown(model, section))
    return undefined;
  if (section.named('http-webhook-url').length > 0) {
    return value.bytes > 10 * MEGABYTE
      ? { reason: 'is above 10M', expected: '50K to 10M where the records go to a web service' }
      : undefined;
  }
  return value.bytes < MEGABYTE ? { reason: 'is below 1M', expected: '1M or more' } : undefined;
}

function faultOf(model: Model, use: DirectiveUse): BeyondBounds | undefined {
  const { facts, verdict, section } = use;
  if (facts === undefined || use.broken || verdict?.ok !== true) return undefined;
  if (allowsIn(facts, section.scope) === 'no') return undefined;
  const { value } = verdict;
  // What it says is narrower.
  return beyondAccountingSize(model, use, value) ?? beyondBounds(facts, section.scope, value);
}

export const rule: Rule = {
  id: 'value-out-of-range',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a value of the right form that is beyond the documented bounds',
  requires: BOUNDED,
  check({ model, report }) {
    for (const use of BOUNDED.flatMap((directive) => model.named(directive))) {
      const fault = faultOf(model, use);
      if (fault === undefined) continue;
      const line = quote(`${use.name} ${use.plainValue ?? ''}`);
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${line} ${fault.reason}; legal is ${fault.expected}; ${BECOMES[use.facts?.name ?? ''] ?? MAY_BECOME}`,
      });
    }
  },
};
