import {
  booleanOf,
  defineRule,
  destinationOf,
  domainLines,
  extentOfLine,
  extentWords,
  quote,
  valueFor,
} from '../../kit.ts';
import type { Model, SectionUse } from '../../kit.ts';

/** Whether the queues of a block look up MX records: not with hosts of their own, another queue or another type. */
function looksUpMx(model: Model, block: SectionUse): boolean {
  return destinationOf(model, block) === 'others' && valueFor(model, block, 'smtp-hosts') === '';
}

export const rule = defineRule({
  id: 'bounce-upon-no-mx',
  category: 'bounces',
  severity: 'info',
  preset: 'strict',
  fixes: [],
  summary: 'mail for domains that have an address and no MX record bounces at once',
  requires: ['bounce-upon-no-mx'],
  messages: {
    switchedOn: ({ value, extent }: { value: string; extent: { domains: number; vmtas: number } }) => ({
      message: `${quote(`bounce-upon-no-mx ${value}`)} bounces mail for domains without an MX record, though RFC 5321 sends it to their address record then: people behind small domains are lost as hard bounces, in a DNS fault many at once; 'no' is the default${extentWords(extent)}`,
    }),
  },
  check({ model, report }) {
    for (const line of domainLines(model, 'bounce-upon-no-mx')) {
      const { use, value, blocks } = line;
      if (booleanOf(value) !== true || !blocks.some((block) => looksUpMx(model, block))) continue;
      const data = { value, extent: extentOfLine(model, line) };
      report({ location: use.nameLocation, messageId: 'switchedOn', data });
    }
  },
});
