import { allowsIn, defineRule, isWhollyKnown, quote } from '../../kit.ts';
import type { DirectiveUse, Model, SectionUse } from '../../kit.ts';
import { beyondBounds, type BeyondBounds } from './bounds.ts';
import type { Value } from '../../../src/catalog/values.ts';

const MEGABYTE = 2 ** 20;

/** The bounds of `max-size` depend on what the records go to: a file that is finished, or a web service in batches. */
function beyondAccountingSize(model: Model, section: SectionUse, value: Value): BeyondBounds | undefined {
  if (value.kind !== 'size' || section.kind !== 'acct-file') return undefined;
  if (!isWhollyKnown(model, section)) return undefined;
  if (section.named('http-webhook-url').length === 0)
    return value.bytes < MEGABYTE ? { reason: 'is below 1M', expected: '1M or more' } : undefined;
  if (value.bytes <= 10 * MEGABYTE) return undefined;
  return { reason: 'is above 10M', expected: '50K to 10M where the records go to a web service' };
}

function faultOf(model: Model, use: DirectiveUse): BeyondBounds | undefined {
  const { facts, verdict, section } = use;
  if (facts === undefined || use.broken || verdict?.ok !== true) return undefined;
  if (allowsIn(facts, section.scope) === 'no') return undefined;
  const { value } = verdict;
  return beyondAccountingSize(model, section, value) ?? beyondBounds(facts, section.scope, value);
}

export const rule = defineRule({
  id: 'value-out-of-range',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a value of the right form that is beyond the documented bounds',
  messages: {
    outOfRange: (data: { line: string; directive: string } & BeyondBounds) => {
      const consequence =
        data.directive === 'edns-udp-length'
          ? 'PowerMTA takes the nearer bound without a word'
          : 'PowerMTA may refuse to load the file, or go by another value than the one that is written';
      return { message: `${quote(data.line)} ${data.reason}; legal is ${data.expected}; ${consequence}` };
    },
  },
  check({ model, report }) {
    for (const use of model.directives) {
      const fault = faultOf(model, use);
      if (fault === undefined) continue;
      const line = `${use.name} ${use.plainValue ?? ''}`;
      const data = { line, directive: use.facts?.name ?? use.name, ...fault };
      report({ location: use.nameLocation, messageId: 'outOfRange', data });
    }
  },
});
