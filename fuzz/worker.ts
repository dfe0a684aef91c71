import { parentPort } from 'node:worker_threads';
import type { Input, Target } from './input.ts';
import { judge } from './judge.ts';

/** One input to try. */
export interface Task {
  readonly target: Target;
  readonly input: Input;
}

parentPort?.on('message', ({ target, input }: Task) => parentPort?.postMessage(judge(target, input)));
