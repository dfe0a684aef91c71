import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz, type Result } from './campaign.ts';
import { TARGETS, type Target } from './input.ts';
import { Inputs } from './inputs.ts';
import { keepFailure, readFailure, type Found } from './kept-failures.ts';
import { seedFiles } from './seeds.ts';
import { WatchedJudge } from './watched-judge.ts';

const USAGE = `npm run fuzz -- [--minutes N | --inputs N] [--seed S] [--target NAME]... [--folder FOLDER]
npm run fuzz -- --reproduce FOLDER

Targets: ${TARGETS.join(', ')}. A failure is made small and kept in a folder below fuzz-failures.`;

class UsageError extends Error {}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new UsageError(`--${name} takes a number, not '${text}'`);
  return Number(text);
}

function targetsOf(names: readonly string[]): Target[] {
  return names.map((name) => {
    const target = TARGETS.find((known) => known === name);
    if (target === undefined)
      throw new UsageError(`there is no target '${name}'; there are ${TARGETS.join(', ')}`);
    return target;
  });
}

function say({ target, failure, input, seed, number }: Found, folder: string): void {
  console.log(`\n${target}: ${failure.message.slice(0, 2000)}`);
  if (failure.stack !== '') console.log(failure.stack.split('\n').slice(1, 6).join('\n'));
  for (const [name, text] of Object.entries(input.files))
    console.log(`  ${name}: ${JSON.stringify(text.slice(0, 500))}`);
  console.log(`  found by input ${number} of seed ${seed}; npm run fuzz -- --reproduce ${folder}`);
}

function summary({ tried, failures, seen }: Result, inputs: Inputs, seconds: number): string {
  const count = (number: number): string => number.toLocaleString('en');
  const all = [...tried.values()].reduce((sum, number) => sum + number, 0);
  const each = [...tried].map(([target, number]) => `${target} ${count(number)}`).join(', ');
  const found = failures.size === 0 ? 'no failure' : `${failures.size} kinds of failures`;
  return `fuzz: seed ${inputs.seed}, ${seconds.toFixed(0)} s, ${count(all)} inputs (${each}), ${count(seen)} outcomes, ${count(inputs.size)} texts kept: ${found}`;
}

async function run(argv: readonly string[], root: string, judge: WatchedJudge): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string' },
      inputs: { type: 'string' },
      seed: { type: 'string' },
      target: { type: 'string', multiple: true, default: [] },
      folder: { type: 'string', default: join(root, 'fuzz-failures') },
      reproduce: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.reproduce !== undefined) {
    const folder = resolve(values.reproduce);
    const found = readFailure(folder);
    const { failure } = await judge.judge(found.target, found.input);
    if (failure === null) console.log(`${found.target}: this input passes now`);
    else say({ ...found, failure }, values.reproduce);
    return failure === null ? 0 : 1;
  }
  const [minutes, most] = [numberOf('minutes', values.minutes), numberOf('inputs', values.inputs)];
  const started = Date.now();
  const until = started + 60_000 * (minutes ?? (most === undefined ? 1 : Infinity));
  const inputs = new Inputs(
    numberOf('seed', values.seed) ?? Math.floor(Math.random() * 1e6),
    seedFiles(root),
  );
  console.log(`fuzz: seed ${inputs.seed}`);
  const result = await fuzz({
    targets: targetsOf(values.target),
    inputs,
    judge: (target, input) => judge.judge(target, input),
    goesOn: (tried) => tried < (most ?? Infinity) && Date.now() < until,
    onFailure: (found) => say(found, relative(process.cwd(), keepFailure(values.folder, found))),
  });
  console.log(`\n${summary(result, inputs, (Date.now() - started) / 1000)}`);
  for (const [kind, times] of result.failures) console.log(`  ${times} × ${kind}`);
  return result.failures.size === 0 ? 0 : 1;
}

/**
 * Runs the fuzzer.
 *
 * @param root The folder of the package.
 * @param worker The built worker.ts.
 * @returns The exit code: 1 if a check fails, 2 for a wrong call.
 */
export async function main(argv: readonly string[], root: string, worker: string): Promise<number> {
  const judge = new WatchedJudge(worker);
  try {
    return await run(argv, root, judge);
  } catch (error) {
    const isCall = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    console.error(`fuzz: ${error instanceof Error ? (isCall ? error.message : error.stack) : String(error)}`);
    if (isCall) console.error(USAGE);
    return 2;
  } finally {
    await judge.close();
  }
}
