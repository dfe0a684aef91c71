import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { parse } from 'yaml';
import { newFolder, plainEnvironment, run } from './work-tree.ts';

/*
 * Runs the steps of a composite action as a runner of GitHub does, as far as this project uses it: expressions are worked
 * out by GitHub's own library, scripts are run by bash, and other actions are only noted.
 */

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

/** An `action.yml`, as far as it is needed here. */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

/** What came of an action. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The other actions that were called, with what they were given. */
  readonly called: readonly { readonly uses: string; readonly with: Readonly<Record<string, string>> }[];
}

/** Where an action runs, and why. */
export interface Occasion {
  readonly workspace: string;
  /** What GitHub says of the event, `github.event`. */
  readonly event?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Reads an action. */
export function readAction(path: string): Action {
  return parse(readFileSync(path, 'utf8')) as Action;
}

function expressionData(value: unknown): data.ExpressionData {
  return JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData;
}

type Contexts = Readonly<Record<string, unknown>>;

function evaluated(expression: string, contexts: Contexts, hasFailed: boolean): data.ExpressionData {
  const states = { always: true, success: !hasFailed, failure: hasFailed, cancelled: false };
  const functions = Object.entries(states).map(([name, state]) => ({
    ...{ name, minArgs: 0, maxArgs: 0 },
    call: () => new data.BooleanData(state),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const known = expressionData(contexts) as data.Dictionary;
  return new Evaluator(tree, known, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

/** A text with its `${{ … }}` worked out. */
function filled(text: string, contexts: Contexts, hasFailed = false): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluated(expression.trim(), contexts, hasFailed).coerceString(),
  );
}

function filledAll(texts: Readonly<Record<string, string>> = {}, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(text, contexts)]));
}

/** What a script wrote to `GITHUB_OUTPUT`: `name=value` lines, and `name<<END` … `END`. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, end] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (name === undefined || end === undefined) {
      const at = line.indexOf('=');
      if (at > 0) outputs[line.slice(0, at)] = line.slice(at + 1);
      continue;
    }
    const length = lines.indexOf(end);
    if (length === -1) throw new Error(`the output ${name} has no end`);
    outputs[name] = lines
      .splice(0, length + 1)
      .slice(0, -1)
      .join('\n');
  }
  return outputs;
}

function isDue({ if: condition }: Step, contexts: Contexts, hasFailed: boolean): boolean {
  if (condition === undefined) return !hasFailed;
  const expression = /^\$\{\{(.*)\}\}$/s.exec(condition.trim())?.[1] ?? condition;
  const result = evaluated(expression.trim(), contexts, hasFailed).coerceString() === 'true';
  return result && (!hasFailed || /\b(always|failure|cancelled)\s*\(/.test(expression));
}

/** Runs an action from its folder. */
export function runAction(
  path: string,
  { workspace, event = {}, inputs = {}, environment }: Occasion,
): Outcome {
  const action = readAction(path);
  const temporary = newFolder();
  const summary = join(temporary, 'summary');
  writeFileSync(summary, '');
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const given = Object.entries(action.inputs).map(([name, { default: usual = '' }]) => [name, usual]);
  const contexts: Contexts = {
    inputs: { ...Object.fromEntries(given), ...inputs },
    github: { event },
    steps,
  };
  const called: { uses: string; with: Record<string, string> }[] = [];
  let log = '';
  let hasFailed = false;
  action.runs.steps.forEach((step, number) => {
    if (!isDue(step, contexts, hasFailed)) return;
    if (step.uses !== undefined) {
      called.push({ uses: step.uses, with: filledAll(step.with, contexts) });
      return;
    }
    const script = join(temporary, `${number}.sh`);
    const output = join(temporary, `${number}.out`);
    writeFileSync(script, filled(step.run ?? '', contexts));
    writeFileSync(output, '');
    mkdirSync(join(temporary, 'runner'), { recursive: true });
    const { status, all } = run(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', script],
      resolve(workspace, filled(step['working-directory'] ?? '.', contexts)),
      plainEnvironment({
        ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace },
        ...{ GITHUB_ACTION_PATH: dirname(path), GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
        RUNNER_TEMP: join(temporary, 'runner'),
        ...environment,
        ...filledAll(step.env, contexts),
      }),
    );
    log += all;
    if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(readFileSync(output, 'utf8')) };
    hasFailed ||= status !== 0;
  });
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value, contexts)]);
  return {
    succeeded: !hasFailed,
    log,
    summary: readFileSync(summary, 'utf8'),
    outputs: Object.fromEntries(outputs) as Record<string, string>,
    called,
  };
}
