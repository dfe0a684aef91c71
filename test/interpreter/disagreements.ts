import { queueOf as queueInModel } from '../../src/app/queue.ts';
import type { Model } from '../../src/model/model.ts';
import { effectiveReport } from '../../src/report/commands/effective.ts';
import type { EffectiveReport } from '../../src/report/shapes.ts';
import { RENAMED, type Queue } from './interpreter.ts';

/** What the project shows of a secret. */
const MASK = '***';

/** What `effective` reports, in the form of the interpreter. */
function reported({ queue, settings }: EffectiveReport, domain: string): Queue {
  const values = new Map<string, string[]>();
  for (const { directive, value } of settings) {
    values.set(directive, [...(values.get(directive) ?? []), ...(value === null ? [] : [value])]);
  }
  return { domain, name: queue.toLowerCase(), values };
}

/** Where the two disagree: directive, what the interpreter says, what the project says. */
export function disagreements(own: Queue, theirs: Queue): string[] {
  const lines = own.name === theirs.name ? [] : [`queue ${own.name} | ${theirs.name}`];
  for (const [directive, values] of own.values) {
    const [mine, other] = [values.join(' + '), theirs.values.get(directive)?.join(' + ')];
    if (mine !== other && !(mine !== '' && other === MASK))
      lines.push(`${directive} ${mine} | ${other ?? 'not reported'}`);
  }
  for (const directive of theirs.values.keys()) {
    const isOld = theirs.values.get(directive)?.length === 0 && directive in RENAMED;
    if (!own.values.has(directive) && !isOld)
      lines.push(`${directive} not known | ${theirs.values.get(directive)?.join(' + ') ?? ''}`);
  }
  return lines;
}

/** What the project reports of a queue. */
export function effectiveIn(model: Model, domain: string, vmta: string | undefined): Queue {
  const found = queueInModel({ domain, vmta }, model);
  return reported(effectiveReport({ ...found, complete: true, shown: (path) => path }), domain);
}
