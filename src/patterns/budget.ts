/** How many steps pass between two looks at the clock. */
const STEPS_PER_LOOK = 4096;

/** Milliseconds. After a longer pause between two looks, the time was spent on other work. */
const LONGEST_WORK = 500;

/** Milliseconds that only grow. Loading node:perf_hooks takes a millisecond, this does not. */
function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** What questions about patterns may cost together. Steps decide, so that answers do not depend on the machine. */
export interface BudgetLimits {
  /** Steps of automata, all questions together. 10 million take two to four seconds. */
  readonly steps?: number;
  readonly stepsPerQuestion?: number;
  /** Milliseconds of work, all questions together; a deadline for very slow machines. */
  readonly milliseconds?: number;
  /** A larger budget, of which this one is a part. */
  readonly within?: Budget;
}

export class BudgetSpent extends Error {}

/** What a function returns; undefined where it spends its budget. */
export function withinBudget<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof BudgetSpent) return undefined;
    throw error;
  }
}

/** Counts the work. Once it is used up every question is answered with undefined or `undecided`. */
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

  get isSpent(): boolean {
    return this.#left <= 0 || this.#within?.isSpent === true;
  }

  /** The budget of one question, a part of this one. `share`: its weight against other questions. */
  question(share = 1): Budget {
    this.#look();
    // A question may use up all of its steps, while a budget without steps is spent.
    const steps = this.#stepsPerQuestion * share + 1;
    return new Budget({ steps, milliseconds: Infinity, within: this });
  }

  /** Takes a number of steps; false when they may not be done any more. */
  spend(steps: number): boolean {
    this.#left -= steps;
    this.#untilLook -= steps;
    if (this.#untilLook <= 0) this.#look();
    const mayGoOn = this.#within?.spend(steps) ?? true;
    return mayGoOn && this.#left > 0;
  }

  /** Takes a number of steps; throws `BudgetSpent` when they may not be done any more. */
  take(steps: number): void {
    if (!this.spend(steps)) throw new BudgetSpent();
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
