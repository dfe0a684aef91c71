import { defineRule, type DirectiveUse, quote } from '../../kit.ts';
import { REROUTES, rerouteLoops, reroutesToItself } from './analysis.ts';

const MOST_NAMES = 6;

/** `'a' to 'b' to 'a'`. */
function cycleText(vmtas: readonly string[]): string {
  const more = vmtas.length > MOST_NAMES ? [`${vmtas.length - MOST_NAMES} more`] : [];
  return [...vmtas.slice(0, MOST_NAMES).map(quote), ...more, quote(vmtas[0] ?? '')].join(' to ');
}

const textOf = (use: DirectiveUse): string => `${use.name} ${use.plainValue ?? ''}`;

export const rule = defineRule({
  id: 'reroute-loop',
  category: 'queues',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'VMTAs that reroute mail to each other in a circle',
  requires: REROUTES,
  messages: {
    loop: ({ line, domain, vmtas }: { line: string; domain: string | null; vmtas: readonly string[] }) => ({
      message: `${quote(line)} is part of a circle: ${domain === null ? 'mail' : `mail for ${domain}`} goes from VMTA ${cycleText(vmtas)}, and none of them delivers what it hands on; PowerMTA breaks such a circle off, and mail stays in the queue that was to be relieved; let one of them keep its mail`,
    }),
    ownVmta: ({ line }: { line: string }) => ({
      message: `${quote(line)} names the VMTA that it stands in: nothing is rerouted, and nothing says so; name another VMTA or pool`,
    }),
  },
  check({ model, report }) {
    for (const { domain, vmtas, uses } of rerouteLoops(model)) {
      const [first, ...others] = uses;
      if (first === undefined) continue;
      report({
        location: first.nameLocation,
        messageId: 'loop',
        data: { line: textOf(first), domain, vmtas },
        related: others.map((use) => ({ ...use.nameLocation, message: 'hands it on' })),
      });
    }
    for (const use of reroutesToItself(model)) {
      report({
        location: use.nameLocation,
        severity: 'warning',
        messageId: 'ownVmta',
        data: { line: textOf(use) },
      });
    }
  },
});
