import {
  booleanOf,
  type DomainLine,
  domainLines,
  holdingOf,
  type Model,
  type SectionUse,
  usesIn,
  valueFor,
} from '../../kit.ts';

/** Whether a value of `dkim-sign` may make PowerMTA sign; one that cannot be read may. */
function maySign(value: string): boolean {
  return booleanOf(value) !== false;
}

/** Where a signature is switched on. */
export class SigningSwitches {
  readonly #isOn: boolean;
  readonly #isOnInVmtas: boolean;

  /** @param directive `dkim-sign` or `second-dkim-sign`. */
  constructor(
    readonly model: Model,
    readonly directive: string,
  ) {
    const lines = domainLines(model, directive).filter(({ value }) => maySign(value));
    this.#isOn = lines.length > 0;
    this.#isOnInVmtas = lines.some(({ blocks }) => blocks.some(({ parent }) => parent !== model.root));
  }

  /** Whether no mail gets the signature that a line is about: then the line has no effect. */
  isOff({ blocks }: DomainLine): boolean {
    if (!this.model.isWhole) return false;
    if (!this.#isOn) return true;
    // A switch of a VMTA or pool comes before that of a global block.
    return !this.#isOnInVmtas && blocks.every((block) => this.#isOffIn(block));
  }

  /** Whether a block for single domains switches the signature off itself. */
  #isOffIn(block: SectionUse): boolean {
    const own = holdingOf(usesIn(block).get(this.directive) ?? []);
    return own !== undefined && !maySign(own.value) && block.argument?.includes('*') !== true;
  }

  /** Whether every block of a line has a line of its own for the switch, or inherits one that switches it on. */
  isSettled({ blocks }: DomainLine): boolean {
    return blocks.every((block) => {
      if (usesIn(block).has(this.directive)) return true;
      const value = valueFor(this.model, block, this.directive);
      return value !== '' && maySign(value);
    });
  }
}
