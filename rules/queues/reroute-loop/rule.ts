import { type DirectiveUse, quote, type Rule } from '../../kit.ts';
import { REROUTES, rerouteLoops, reroutesToItself } from './analysis.ts';

const LONGEST_ROUND = 6;

function shown(use: DirectiveUse): string {
  return quote(`${use.name} ${use.plainValue ?? ''}`);
}

/** `'a' to 'b' to 'a'`. */
function roundOf(vmtas: readonly string[]): string {
  const passed = vmtas.slice(0, LONGEST_ROUND).map(quote);
  const more = vmtas.length > LONGEST_ROUND ? [`${vmtas.length - LONGEST_ROUND} more`] : [];
  return [...passed, ...more, quote(vmtas[0] ?? '')].join(' to ');
}

export const rule: Rule = {
  id: 'reroute-loop',
  category: 'queues',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'VMTAs that reroute mail to each other in a circle',
  requires: REROUTES,
  check({ model, report }) {
    for (const { domain, vmtas, uses } of rerouteLoops(model)) {
      const [first, ...others] = uses;
      if (first === undefined) continue;
      const whose = domain === null ? 'mail' : `mail for ${domain}`;
      report({
        location: { file: first.file, range: first.nameRange },
        message: `${shown(first)} is part of a circle: ${whose} goes from VMTA ${roundOf(vmtas)}, and none of them delivers what it hands on; PowerMTA breaks such a circle off, and mail stays in the queue that was to be relieved; let one of them keep its mail`,
        related: others.map((use) => ({ file: use.file, range: use.nameRange, message: 'hands it on' })),
      });
    }
    for (const use of reroutesToItself(model)) {
      report({
        location: { file: use.file, range: use.nameRange },
        severity: 'warning',
        message: `${shown(use)} names the VMTA that it stands in: nothing is rerouted, and nothing says so; name another VMTA or pool`,
      });
    }
  },
};
