import { count, defineRule, listOf, quote } from '../../kit.ts';
import { shadowings } from '../../../src/model/queues/shadowed-settings.ts';

/** How many hidden lines are pointed at. */
const MOST_RELATED = 8;

/** A line of the VMTA or pool `name`, and the first line that it hides: `value` in `<domain PATTERN>`. */
interface ShadowedData extends Record<'line' | 'kind' | 'name' | 'value' | 'pattern' | 'queue', string> {
  readonly hiddenLines: number;
  readonly providers: readonly string[];
}

export const rule = defineRule({
  id: 'shadowed-by-vmta-default',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: "a VMTA's or pool's <domain *> that hides what the top level sets for a provider",
  requires: ['<virtual-mta>', '<virtual-mta-pool>'],
  messages: {
    shadowed: (data: ShadowedData) => {
      const { kind, hiddenLines, providers } = data;
      const more = hiddenLines > 1 ? ` and ${count(hiddenLines - 1, 'other block')}` : '';
      return {
        message: `${quote(data.line)} in the <domain *> of the ${kind} ${quote(data.name)} comes before ${quote(data.value)} in <domain ${data.pattern}>${more} of the top level: mail to ${listOf(providers)} goes by this line there, and what was set for the ${providers.length === 1 ? 'provider' : 'providers'} is lost; write <domain> blocks for providers into the ${kind} too, or take the line out ('pmta show settings ${data.queue}' shows what holds)`,
      };
    },
  },
  check({ model, report }) {
    for (const { use, value, parent, queue, hidden } of shadowings(model)) {
      const [first] = hidden;
      if (first === undefined) continue;
      const data = {
        line: `${use.name} ${value}`,
        kind: parent.kind,
        name: parent.argument ?? '',
        value: first.value,
        pattern: first.pattern,
        hiddenLines: hidden.length,
        providers: [...new Set(hidden.map(({ provider }) => provider.name))],
        queue,
      };
      const related = hidden.slice(0, MOST_RELATED).map((other) => {
        const message = `hidden there: ${quote(other.value)} for ${other.provider.name}`;
        return { ...other.use.nameLocation, message };
      });
      report({ location: use.nameLocation, messageId: 'shadowed', data, related });
    }
  },
});
