import type { Model } from '../model/model.ts';
import { compareHttpAccess } from './access.ts';
import type { Change } from './change.ts';
import { compareQueues } from './queues.ts';
import { compareContent } from './sections.ts';
import { compareSources } from './sources.ts';

/**
 * All changes for mail between two states of a configuration; layout, comments and order without meaning do not
 * count. In a backoff that only an operator can begin, changes without a direction are skipped: they make nothing faster.
 */
export function compareModels(before: Model, after: Model): Change[] {
  const ofQueues = compareQueues(before, after, false).changes;
  return [
    ...ofQueues.filter(({ byHand, verdict }) => byHand !== true || verdict !== 'unknown'),
    ...compareOutsideQueues(before, after),
  ];
}

/** The same without the queues. */
export function compareOutsideQueues(before: Model, after: Model): Change[] {
  return [
    ...compareSources(before, after),
    ...compareHttpAccess(before, after),
    ...compareContent(before, after),
  ];
}
