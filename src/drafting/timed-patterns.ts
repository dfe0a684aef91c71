import { createContext, Script, type Context } from 'node:vm';

/** How long one pattern may run over all texts, in milliseconds: a hundred times what a usual one takes. */
const LONGEST_RUN = 50;

/** From how many milliseconds on a run is slow. */
const SLOW = 5;

/** How long all slow runs together may take, in milliseconds; once they have, no pattern is run any more. */
const LONGEST_SLOWNESS = 1000;

const PROGRAM = `
(() => {
  const regex = new RegExp(pattern, 'i');
  return JSON.stringify(texts.split('\\n').map((text) => regex.test(text)));
})()`;

interface Machine {
  readonly script: Script;
  readonly context: Context;
}

let machine: Machine | undefined;

/** Patterns that ran into the limit. */
const overruns = new Set<string>();

/** How many patterns' answers are kept: fixes ask the same of the same lists again and again. */
const MOST_KEPT = 10_000;

/** By pattern, then by text. */
const answers = new Map<string, Map<string, boolean>>();

/** Milliseconds of all slow runs so far. */
let slowness = 0;

function machineForPatterns(): Machine {
  // A world of its own, which has a deadline, and where a pattern is a text and nothing more.
  return (machine ??= {
    script: new Script(PROGRAM),
    context: createContext({ pattern: '', texts: '' }, { codeGeneration: { strings: false, wasm: false } }),
  });
}

/**
 * Which texts a pattern of a configuration matches, regardless of case. The pattern may come from anyone, so it runs under
 * a deadline.
 *
 * @param texts Each without a line end.
 * @returns For each text whether it matches; undefined where that is not known: the pattern takes too long, or is no
 *   JavaScript (it may still be PCRE).
 */
export function matchedTexts(pattern: string, texts: readonly string[]): readonly boolean[] | undefined {
  const known = answers.get(pattern) ?? new Map<string, boolean>();
  const unknown = texts.filter((text) => !known.has(text));
  if (unknown.length > 0) {
    const matches = run(pattern, unknown);
    if (matches === undefined) return undefined;
    for (const [index, text] of unknown.entries()) known.set(text, matches[index] === true);
    if (answers.size >= MOST_KEPT) answers.clear();
    answers.set(pattern, known);
  }
  return texts.map((text) => known.get(text) === true);
}

function run(pattern: string, texts: readonly string[]): readonly boolean[] | undefined {
  if (overruns.has(pattern) || slowness >= LONGEST_SLOWNESS) return undefined;
  const { script, context } = machineForPatterns();
  context.pattern = pattern;
  context.texts = texts.join('\n');
  const start = performance.now();
  try {
    return JSON.parse(String(script.runInContext(context, { timeout: LONGEST_RUN }))) as boolean[];
  } catch {
    return undefined;
  } finally {
    const taken = performance.now() - start;
    if (taken >= SLOW) slowness += taken;
    if (taken >= LONGEST_RUN) overruns.add(pattern);
  }
}
