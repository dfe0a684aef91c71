import { Worker } from 'node:worker_threads';
import type { Input, Target } from './input.ts';
import type { Verdict } from './judge.ts';
import type { Task } from './worker.ts';

/** Milliseconds after which a thread counts as hung. */
const GIVEN_UP_AFTER = 60_000;
const MEGABYTES = 1024;

function failed(key: string, message = key): Verdict {
  return { seen: [], failure: { key, message, stack: '' } };
}

/** Runs checks in a thread, which is replaced when it hangs or runs out of memory. */
export class WatchedJudge {
  #worker: Worker | undefined;
  #answer: (verdict: Verdict) => void = () => undefined;

  /** @param script The built worker.ts. */
  constructor(readonly script: string) {}

  async judge(target: Target, input: Input): Promise<Verdict> {
    const worker = (this.#worker ??= this.#start());
    const answered = new Promise<Verdict>((resolve) => {
      this.#answer = resolve;
    });
    const timer = setTimeout(() => this.#answer(failed('does not end')), GIVEN_UP_AFTER);
    worker.postMessage({ target, input } satisfies Task);
    const verdict = await answered;
    clearTimeout(timer);
    // Without a stack the thread itself failed.
    if (verdict.failure !== null && verdict.failure.stack === '') await this.close();
    return verdict;
  }

  #start(): Worker {
    const worker = new Worker(this.script, { resourceLimits: { maxOldGenerationSizeMb: MEGABYTES } });
    worker.on('message', (verdict: Verdict) => this.#answer(verdict));
    worker.on('error', (error) => this.#answer(failed(`ends the thread: ${error.name}`, error.message)));
    return worker;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
