import { parentPort } from 'node:worker_threads';
import type { Input, Target } from './input.ts';
import { judge, readyToJudge } from './judge.ts';

/** One input to try. */
export interface Task {
  readonly target: Target;
  readonly input: Input;
}

void readyToJudge().then(() => {
  parentPort?.on('message', ({ target, input }: Task) => parentPort?.postMessage(judge(target, input)));
});
