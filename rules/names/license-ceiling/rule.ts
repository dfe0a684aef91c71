import { canonicalOf, count, type DirectiveUse, holdingOf, quote, type Rule } from '../../kit.ts';
import type { EffectiveOptions } from '../../../src/engine/rule-options.ts';

/** Connections that PowerMTA opens at the most under a Standard licence, whatever the configuration says. */
const STANDARD = 200;

/** What is amiss with a number of connections, to go on with behind the line; null for nothing. */
function excessOf(directive: string, value: number, options: EffectiveOptions): string | null {
  const isIn = directive === 'total-max-smtp-in';
  if (!isIn && options.valueOf('licence') === 'standard' && value > STANDARD)
    return `is more than a Standard licence allows; PowerMTA stays at ${count(STANDARD, 'connection')}, and mail goes out more slowly than this line promises`;
  const most = options.number(isIn ? 'maxIn' : 'maxOut');
  if (value <= most) return null;
  return isIn
    ? `lets in more than ${count(most, 'connection')} at once, where the guide advises to stay; the server then takes in mail faster than it sends it, and deliveries wait for the disk`
    : `is above ${count(most, 'connection')}, the most that the guide advises; what is open beyond that slows the server down, and all deliveries with it`;
}

/** The line at the top that holds for a directive. */
function lineFor(uses: readonly DirectiveUse[]): DirectiveUse | undefined {
  return holdingOf(
    uses.filter(({ section, broken, value }) => section.node === null && !broken && value !== null),
  );
}

export const rule: Rule = {
  id: 'license-ceiling',
  category: 'names',
  severity: 'info',
  preset: 'recommended',
  fix: 'none',
  summary: 'more connections than the licence allows or the guide advises for the whole server',
  options: {
    licence: {
      type: 'word',
      values: ['enterprise', 'standard'],
      default: 'enterprise',
      summary: 'the PowerMTA licence: under standard no more than 200 outgoing connections are opened',
    },
    maxOut: { type: 'integer', default: 7500, min: 1, summary: 'the most outgoing connections' },
    maxIn: { type: 'integer', default: 100, min: 1, summary: 'the most incoming connections' },
  },
  requires: ['total-max-smtp-out', 'total-max-smtp-in'],
  check({ model, optionsIn, report }) {
    for (const directive of ['total-max-smtp-out', 'total-max-smtp-in']) {
      const use = lineFor(model.named(directive));
      const { value } = use === undefined ? { value: null } : canonicalOf(use);
      if (use === undefined || value === null || !/^\d+$/.test(value)) continue;
      const excess = excessOf(directive, Number(value), optionsIn(use.file));
      if (excess === null) continue;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(`${use.name} ${value}`)} ${excess}`,
      });
    }
  },
};
