/** How many steps pass between two looks at the clock. */
const STEPS_PER_LOOK = 4096;

/** Milliseconds. When the clock was not looked at for longer, nothing was asked meanwhile. */
const LONGEST_WORK = 500;

/** Milliseconds that only grow. The clock of node:perf_hooks takes a millisecond to load, which every run would pay. */
function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/**
 * What questions about the patterns of one list may cost together. Steps come first, so that an answer does not depend on
 * the machine; the deadline is for machines that are slower than any we know.
 */
export interface BudgetLimits {
  /** Steps of automata, all questions together. 10 million take two to four seconds. */
  readonly steps?: number;
  /** Steps of one question. */
  readonly stepsPerQuestion?: number;
  /** Milliseconds of work, all questions together. */
  readonly milliseconds?: number;
  /** A larger budget, of which this one is a part. */
  readonly within?: Budget;
}

/**
 * Counts the work. Once it is used up every question is answered with `undecided`. One budget serves all questions about
 * a list, so that no list takes longer than its deadline and the time for reading and matching.
 */
export class Budget {
  readonly #stepsPerQuestion: number;
  readonly #within: Budget | undefined;
  #left: number;
  #milliseconds: number;
  #lastLook = now();
  #untilLook = STEPS_PER_LOOK;

  constructor({
    steps = 12_000_000,
    stepsPerQuestion = 100_000,
    milliseconds = 5000,
    within,
  }: BudgetLimits = {}) {
    this.#left = steps;
    this.#stepsPerQuestion = stepsPerQuestion;
    this.#milliseconds = milliseconds;
    this.#within = within;
  }

  /** How many steps are left, 0 or less when nothing is. */
  get left(): number {
    return this.#left;
  }

  /** Whether nothing is left. */
  get isSpent(): boolean {
    return this.#left <= 0 || this.#within?.isSpent === true;
  }

  /**
   * The purse of one question.
   *
   * @param share How many times as much as others it may cost.
   * @returns A function that takes a number of steps, and says whether they may be done.
   */
  question(share = 1): Spend {
    this.#look();
    let own = this.#stepsPerQuestion * share;
    return (steps) => {
      own -= steps;
      return this.#spend(steps) && own >= 0;
    };
  }

  #spend(steps: number): boolean {
    this.#left -= steps;
    this.#untilLook -= steps;
    if (this.#untilLook <= 0) this.#look();
    const mayGoOn = this.#within === undefined || this.#within.#spend(steps);
    return mayGoOn && this.#left > 0;
  }

  #look(): void {
    const time = now();
    const passed = time - this.#lastLook;
    this.#lastLook = time;
    this.#untilLook = STEPS_PER_LOOK;
    if (passed <= LONGEST_WORK) this.#milliseconds -= passed;
    if (this.#milliseconds < 0) this.#left = 0;
  }
}

/** Takes a number of steps from a purse; false when they may not be done any more. */
export type Spend = (steps: number) => boolean;
