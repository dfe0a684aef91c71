import { directives as allDirectives, findDirective } from '../catalog/directives.ts';
import { strictness, type Strictness } from '../catalog/compare-values.ts';
import { foldName } from '../catalog/decisions.ts';
import { fitsType } from '../model/queues/idle-lines.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { compareBackoff, type Move } from './backoff.ts';
import type { Change, QueueClass } from './change.ts';
import { concernsBackoff, queueClasses } from './queue-classes.ts';
import { touchedBy } from './touched.ts';

function compareSetting(directive: string, from: Queue, to: Queue): Strictness {
  const facts = findDirective(directive);
  if (facts?.repeatable === true) {
    const values = (queue: Queue): string =>
      queue
        .setting(directive)
        .uses.map((use) => use.canonical.value)
        .join('\n');
    return values(from) === values(to) ? 'equal' : 'unknown';
  }
  const [was, is] = [from.value(directive), to.value(directive)];
  if (was === is) return 'equal';
  if (facts === undefined) return 'unknown';
  if (facts.refKind !== undefined && foldName(was ?? '') === foldName(is ?? '')) return 'equal';
  if (!fitsType(facts, from) && !fitsType(facts, to)) return 'equal';
  return strictness(facts, 'domain', was, is);
}

/** The effective value of a directive; of a list all values. */
function valueIn(queue: Queue, directive: string): string | null {
  if (findDirective(directive)?.repeatable !== true) return queue.value(directive);
  const { uses, value } = queue.setting(directive);
  return uses.length < 2 ? value : uses.map((use) => use.canonical.value).join('; ');
}

function compareQueue(
  queues: QueueClass,
  before: Model,
  after: Model,
  directives: readonly string[],
  forBackoff: readonly string[] | null,
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
  const add = ({ directive, verdict, backoff, isNew }: Move): void => {
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
    });
  };
  for (const directive of directives) {
    add({ directive, verdict: compareSetting(directive, was.queue, is.queue) });
  }
  if (forBackoff !== null) {
    compareBackoff(before, was.queue, after, is.queue, forBackoff, compareSetting).forEach(add);
  }
  return changes;
}

export interface QueueChanges {
  readonly changes: Change[];
  readonly isCut: boolean;
}

/** Changes in queues that a changed block or list can reach. `counts`: name every queue, not one for all that are alike. */
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
    changes: classes.flatMap((queues) => compareQueue(queues, before, after, plain, forBackoff)),
    isCut,
  };
}
