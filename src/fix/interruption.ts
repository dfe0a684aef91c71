/** Signals by which people and service managers ask a program to stop, and which can be caught. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof SIGNALS)[number];

export class Interrupted extends Error {
  readonly signal: StopSignal;

  constructor(signal: StopSignal) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

/**
 * Holds back the signals that end a program while something must first be tidied up. They are noticed where they are
 * asked for alone: Node hands out signals between turns of its event loop, never within synchronous code.
 */
export class Interruption {
  #signal: StopSignal | null = null;
  readonly #handle = (signal: NodeJS.Signals): void => {
    this.#signal ??= SIGNALS.find((name) => name === signal) ?? null;
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#handle);
  }

  async #turn(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  async check(): Promise<void> {
    await this.#turn();
    if (this.#signal !== null) throw new Interrupted(this.#signal);
  }

  /**
   * Stops to hold signals back. One that came in takes its usual course, so that the exit status names it; whoever else
   * listens to it has heard it already.
   */
  async end(): Promise<void> {
    await this.#turn();
    for (const signal of SIGNALS) process.off(signal, this.#handle);
    if (this.#signal !== null && process.listenerCount(this.#signal) === 0)
      process.kill(process.pid, this.#signal);
  }
}
