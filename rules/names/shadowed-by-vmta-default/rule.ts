import { count, defineRule, listOf, quote } from '../../kit.ts';
import { shadowings } from '../../../src/model/queues/shadowed-settings.ts';

/** How many hidden lines are pointed at. */
const MOST_RELATED = 8;

export const rule = defineRule({
  id: 'shadowed-by-vmta-default',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: "a VMTA's or pool's <domain *> that hides what the top level sets for a provider",
  requires: ['<virtual-mta>', '<virtual-mta-pool>'],
  messages: {
    shadowed: (data: {
      line: string;
      /** The VMTA or pool. */
      parent: { kind: string; name: string };
      /** The first hidden line: its value, and the argument of its `<domain>`. */
      first: { value: string; pattern: string };
      hiddenLines: number;
      providers: readonly string[];
      /** A queue that the line applies to. */
      queue: string;
    }) => {
      const { parent, first, providers } = data;
      const others =
        data.hiddenLines > 1
          ? ` and ${count(data.hiddenLines - 1, 'other block')} of the top level`
          : ' of the top level';
      return {
        message: `${quote(data.line)} in the <domain *> of the ${parent.kind} ${quote(parent.name)} comes before ${quote(first.value)} in <domain ${first.pattern}>${others}: mail to ${listOf(providers)} goes by this line there, and what was set for the ${providers.length === 1 ? 'provider' : 'providers'} is lost; write <domain> blocks for providers into the ${parent.kind} too, or take the line out ('pmta show settings ${data.queue}' shows what holds)`,
      };
    },
  },
  check({ model, report }) {
    for (const { use, value, parent, queue, hidden } of shadowings(model)) {
      const [first] = hidden;
      if (first === undefined) continue;
      report({
        location: use.nameLocation,
        messageId: 'shadowed',
        data: {
          line: `${use.name} ${value}`,
          parent: { kind: parent.kind, name: parent.argument ?? '' },
          first: { value: first.value, pattern: first.pattern },
          hiddenLines: hidden.length,
          providers: [...new Set(hidden.map(({ provider }) => provider.name))],
          queue,
        },
        related: hidden.slice(0, MOST_RELATED).map((other) => ({
          ...other.use.nameLocation,
          message: `hidden there: ${quote(other.value)} for ${other.provider.name}`,
        })),
      });
    }
  },
});
