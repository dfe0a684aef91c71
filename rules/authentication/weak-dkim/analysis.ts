import { booleanOf, domainLines, effectiveOf, valueFor } from '../../kit.ts';
import type { DomainLine, Model } from '../../kit.ts';

/** Whether a value of `dkim-sign` may make PowerMTA sign; one that cannot be read may. */
function maySign(value: string): boolean {
  return booleanOf(value) !== false;
}

/**
 * A function that says whether no mail gets the signature that a line is about: then the line has no effect.
 *
 * @param directive What switches the signature on: `dkim-sign` or `second-dkim-sign`.
 */
export function signatureIsOff(model: Model, directive: string): (line: DomainLine) => boolean {
  if (!model.knows('files')) return () => false;
  const switchedOn = domainLines(model, directive).filter(({ value }) => maySign(value));
  if (switchedOn.length === 0) return () => true;
  // A switch of a VMTA or pool comes before that of a global block.
  if (switchedOn.some(({ blocks }) => blocks.some(({ parent }) => parent !== model.root))) return () => false;
  return ({ blocks }) =>
    blocks.every((block) => {
      const own = effectiveOf(block.settings.get(directive) ?? []);
      return own !== undefined && !maySign(own.value) && block.argument?.includes('*') !== true;
    });
}

/** Whether every block of a line has its own `dkim-sign`, or inherits one that switches signing on. */
export function isDkimDecided(model: Model, { blocks }: DomainLine): boolean {
  return blocks.every((block) => {
    if (block.settings.has('dkim-sign')) return true;
    const value = valueFor(model, block, 'dkim-sign');
    return value !== '' && maySign(value);
  });
}
