import { count, listOf, quote, type Rule } from '../../kit.ts';
import { shadowings, type Shadowing } from '../../../src/model/queues/shadowed-settings.ts';

/** How many hidden lines are pointed at. */
const MOST_RELATED = 8;

function messageOf({ use, value, parent, queue, hidden }: Shadowing): string {
  const [first] = hidden;
  const names = [...new Set(hidden.map(({ provider }) => provider.name))];
  const others =
    hidden.length > 1
      ? ` and ${count(hidden.length - 1, 'other block')} of the top level`
      : ' of the top level';
  const set = first === undefined ? '' : `${quote(first.value)} in <domain ${first.pattern}>`;
  return `${quote(`${use.name} ${value}`)} in the <domain *> of the ${parent.kind} ${quote(parent.argument ?? '')} comes before ${set}${others}: mail to ${listOf(names)} goes by this line there, and what was set for the ${names.length === 1 ? 'provider' : 'providers'} is lost; write <domain> blocks for providers into the ${parent.kind} too, or take the line out ('pmta show settings ${queue}' shows what holds)`;
}

export const rule: Rule = {
  id: 'shadowed-by-vmta-default',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: "a VMTA's or pool's <domain *> that hides what the top level sets for a provider",
  requires: ['<virtual-mta>', '<virtual-mta-pool>'],
  check({ model, report }) {
    for (const shadowing of shadowings(model)) {
      const { use, hidden } = shadowing;
      report({
        location: { file: use.file, range: use.nameRange },
        message: messageOf(shadowing),
        related: hidden.slice(0, MOST_RELATED).map(({ use: other, value, provider }) => ({
          file: other.file,
          range: other.nameRange,
          message: `hidden there: ${quote(value)} for ${provider.name}`,
        })),
      });
    }
  },
};
