import { defineRule, groupBy, hasPlaceholder, quote } from '../../kit.ts';
import { rollupLinesOf, type RollupLine } from '../../../src/model/scopes/rollups.ts';
import { hasNoDestination } from '../_shared/delivery.ts';
import { renameRollup, rollupNameFor } from './fix.ts';

/** The location of a finding about several lines: the first of them. */
function locationsOf([first, ...others]: readonly RollupLine[]) {
  if (first === undefined) return undefined;
  return {
    location: first.use.nameLocation,
    related: others.map(({ use }) => ({ ...use.nameLocation, message: 'the same queue' })),
  };
}

export const rule = defineRule({
  id: 'rollup-misnamed',
  category: 'queues',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a rollup whose queue does not end in .rollup, or whose wildcard leaves its hosts open',
  requires: ['mx'],
  supersedes: ['rollup-without-block'],
  messages: {
    misnamed: ({ queue, name }: { queue: string; name: string }) => ({
      message: `${quote(queue)} is no name for a rollup: PowerMTA takes names that end in .rollup only, so these mail exchangers are not taken together, and each of their domains gets a queue with all the connections to itself; write ${quote(name)}`,
    }),
    unknownHosts: ({ pattern, queue }: { pattern: string; queue: string }) => ({
      message: `${quote(pattern)} stands for any number of mail exchangers, and no smtp-hosts is in force for ${quote(queue)}: PowerMTA does not know which hosts its mail is to go to, so that it waits there until it bounces; set smtp-hosts in <domain ${queue}>, such as lookup-mx: and a domain of the provider, name each mail exchanger, or add rollup-by-ip`,
    }),
  },
  check({ model, report }) {
    const lines = model.allSections
      .filter(({ scope }) => scope === 'mx-rollup-list')
      .flatMap(rollupLinesOf)
      .filter(({ use }) => !hasPlaceholder(use.plainValue ?? ''));
    for (const [queue, all] of groupBy(lines, (line) => line.queue)) {
      const isMisnamed = !queue.endsWith('.rollup');
      const wildcards = all.filter(({ pattern, isByAddress }) => pattern.includes('*') && !isByAddress);
      const locations = locationsOf(isMisnamed ? all : wildcards);
      if (locations === undefined) continue;
      if (isMisnamed) {
        report({
          ...locations,
          messageId: 'misnamed',
          data: { queue, name: rollupNameFor(model, queue).name },
          fix: () => renameRollup(model, queue, all),
        });
      } else if (model.knows('lines') && hasNoDestination(model, queue)) {
        const pattern = wildcards[0]?.pattern ?? '';
        report({ ...locations, messageId: 'unknownHosts', data: { pattern, queue } });
      }
    }
  },
});
