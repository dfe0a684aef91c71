import { isToBeFilledIn, quote, type Rule, type RuleContext, type RuleFinding } from '../../kit.ts';
import { renameRollup, rollupNameFor } from './fix.ts';
import { lacksDestination } from '../_shared/delivery.ts';
import { rollupLinesOf, type RollupLine } from '../../../src/model/scopes/rollups.ts';

/** The lines of each queue, in reading order. Names that stand for others are left out. */
function byQueue(lines: readonly RollupLine[]): ReadonlyMap<string, readonly RollupLine[]> {
  const queues = new Map<string, RollupLine[]>();
  for (const line of lines) {
    if (isToBeFilledIn(line.use.plainValue ?? '')) continue;
    const known = queues.get(line.queue);
    if (known === undefined) queues.set(line.queue, [line]);
    else known.push(line);
  }
  return queues;
}

/** Where a finding about several lines stands: at the first of them. */
function placeOf([first, ...others]: readonly RollupLine[]):
  Pick<RuleFinding, 'location' | 'related'> | undefined {
  if (first === undefined) return undefined;
  return {
    location: { file: first.use.file, range: first.use.nameRange },
    related: others.map(({ use }) => ({ file: use.file, range: use.nameRange, message: 'the same queue' })),
  };
}

function checkQueue(queue: string, lines: readonly RollupLine[], { model, report }: RuleContext): void {
  if (!queue.endsWith('.rollup')) {
    const place = placeOf(lines);
    if (place === undefined) return;
    const { name } = rollupNameFor(model, queue);
    report({
      ...place,
      message: `${quote(queue)} is no name for a rollup: PowerMTA takes names that end in .rollup only, so these mail exchangers are not taken together, and each of their domains gets a queue with all the connections to itself; write ${quote(name)}`,
      fix: () => renameRollup(model, queue, lines),
    });
    return;
  }
  if (model.completeness !== 'full') return;
  const wildcards = lines.filter(({ pattern, isByAddress }) => pattern.includes('*') && !isByAddress);
  const place = placeOf(wildcards);
  const [first] = wildcards;
  if (place === undefined || first === undefined || !lacksDestination(model, queue)) return;
  report({
    ...place,
    message: `${quote(first.pattern)} stands for any number of mail exchangers, and no smtp-hosts is in force for ${quote(queue)}: PowerMTA does not know which hosts its mail is to go to, so that it waits there until it bounces; set smtp-hosts in <domain ${queue}>, such as lookup-mx: and a domain of the provider, name each mail exchanger, or add rollup-by-ip`,
  });
}

export const rule: Rule = {
  id: 'rollup-misnamed',
  category: 'queues',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a rollup whose queue does not end in .rollup, or whose wildcard leaves its hosts open',
  requires: ['mx'],
  check(context) {
    const { model } = context;
    const lists = [model.root, ...model.sections].filter(({ scope }) => scope === 'mx-rollup-list');
    for (const [queue, lines] of byQueue(lists.flatMap(rollupLinesOf))) checkQueue(queue, lines, context);
  },
};
