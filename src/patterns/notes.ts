/** What PCRE refuses: the reason in words, and the place in the pattern. */
export class Refusal extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** What PCRE may well take, while no finite automaton, or none of ours, says what it matches. */
export class Beyond extends Error {}
