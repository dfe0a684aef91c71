import { directives as allDirectives, findDirective } from '../catalog/directives.ts';
import type { Strictness } from '../catalog/compare-values.ts';
import { fitsType } from '../model/queues/idle-lines.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { compareBackoff, overtaken, type Move } from './backoff.ts';
import type { Change, QueueClass } from './change.ts';
import { concernsBackoff, queueClasses } from './queue-classes.ts';
import { addsUp, compareLines, compareValue, linesOfQueue, valueOfLines } from './settings.ts';
import { touchedBy } from './touched.ts';

function compareSetting(directive: string, from: Queue, to: Queue): Strictness {
  if (addsUp(directive))
    return compareLines(directive, 'domain', linesOfQueue(from, directive), linesOfQueue(to, directive));
  const [was, is] = [from.value(directive), to.value(directive)];
  const facts = findDirective(directive);
  if (was !== is && facts !== undefined && !fitsType(facts, from) && !fitsType(facts, to)) return 'equal';
  return compareValue(directive, 'domain', was, is);
}

/** The effective value of a directive; of a list all values. */
function valueIn(queue: Queue, directive: string): string | null {
  return valueOfLines(queue.value(directive), addsUp(directive) ? linesOfQueue(queue, directive) : []);
}

function compareQueue(
  queues: QueueClass,
  before: Model,
  after: Model,
  directives: readonly string[],
  forBackoff: readonly string[] | null,
  isProof: boolean,
): Change[] {
  const { domain, vmta } = queues;
  const [was, is] = [before.queueOf(domain, vmta), after.queueOf(domain, vmta)];
  const base = { subject: 'queue', queues } as const;
  const nameOf = (name: string): string => `${name}/${is.queue.vmta ?? '{default}'}`;
  if (was.queue.domain !== is.queue.domain) {
    return [
      {
        ...base,
        name: nameOf(domain),
        directive: 'queue-to',
        before: was.queue.domain === domain ? null : was.queue.domain,
        after: is.queue.domain === domain ? null : is.queue.domain,
        verdict: 'unknown',
        old: was.queueTo,
        new: is.queueTo,
      },
    ];
  }
  const name = nameOf(was.queue.domain);
  const changes: Change[] = [];
  const add = ({ directive, verdict, backoff, isNew, byHand }: Move): void => {
    if (verdict === 'equal') return;
    changes.push({
      ...base,
      name,
      directive,
      before: isNew === true ? null : valueIn(was.queue, directive),
      after: valueIn(is.queue, directive),
      verdict,
      old: isNew === true ? null : was.queue.use(directive),
      new: is.queue.use(directive),
      ...(backoff === undefined ? {} : { backoff }),
      ...(byHand && { byHand }),
    });
  };
  for (const directive of directives) {
    add({ directive, verdict: compareSetting(directive, was.queue, is.queue) });
  }
  if (forBackoff !== null) {
    compareBackoff(before, was.queue, after, is.queue, forBackoff, compareSetting).forEach(add);
  }
  if (isProof) {
    const told = new Set(changes.map(({ directive }) => directive));
    for (const move of overtaken(before, was.queue, after, is.queue))
      if (!told.has(move.directive)) add(move);
  }
  return changes;
}

export interface QueueChanges {
  readonly changes: Change[];
  readonly isCut: boolean;
}

/**
 * Changes in queues that a changed block or list can reach. `counts`: name every queue, for people; without it one queue
 * stands for all that are alike, and what fixes may not do counts too.
 */
export function compareQueues(before: Model, after: Model, counts: boolean): QueueChanges {
  const touched = touchedBy(before, after);
  if (touched.scopes.size === 0) return { changes: [], isCut: false };
  const wanted = new Set(
    [...touched.directives].filter(
      (name) => findDirective(name)?.scopes.includes('domain') === true && name !== 'include',
    ),
  );
  for (const { name, defaultFrom } of allDirectives())
    if (defaultFrom !== undefined && wanted.has(defaultFrom)) wanted.add(name);
  const { classes, isCut } = queueClasses(before, after, touched, wanted, counts);
  // Where mail waits in the same queue as before, a queue-to is not followed, or leads there.
  const plain = [...wanted].filter((directive) => directive !== 'queue-to' && !concernsBackoff(directive));
  const reactions = [...wanted].filter((directive) => directive.startsWith('backoff-'));
  const forBackoff = [...wanted].some(concernsBackoff) ? reactions : null;
  return {
    changes: classes.flatMap((queues) => compareQueue(queues, before, after, plain, forBackoff, !counts)),
    isCut,
  };
}
