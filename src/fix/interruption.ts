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

/** Holds signals back while files are removed; `check` lets them in, since Node delivers them between turns. */
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

  /** Ends the holding back; a signal that came in takes its usual course, unless others listen and heard it. */
  async end(): Promise<void> {
    await this.#turn();
    for (const signal of SIGNALS) process.off(signal, this.#handle);
    if (this.#signal !== null && process.listenerCount(this.#signal) === 0)
      process.kill(process.pid, this.#signal);
  }
}
