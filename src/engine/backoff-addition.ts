import type { BackoffFigures, Provider } from '../catalog/providers.ts';
import { endsByItself, listInForce, wayIntoBackoff } from '../model/backoff.ts';
import { namedQueueOf } from '../model/block-queue.ts';
import type { SectionUse } from '../model/content.ts';
import { foldName } from '../model/decisions.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/queue.ts';
import { backoffSettings, type Assignment } from './backoff-settings.ts';
import {
  FIGURES_COMMENT,
  haveSeveralAddresses,
  insertList,
  newList,
  repliesToAdd,
  replyLines,
} from './backoff-list.ts';
import {
  backoffFigures,
  COMMON_BACKOFF,
  firstInterval,
  perMinute,
  slowerRate,
  slowerRetry,
  slowestBackoff,
} from './provider-figures.ts';
import type { NewEdit, NewFix } from './rule.ts';
import { appendToSection, replaceValue } from './writing.ts';

/** A block whose queue nothing can put in backoff. */
export interface BackoffLack {
  readonly section: SectionUse;
  readonly queue: Queue;
  readonly providers: readonly Provider[];
  readonly vmtas: readonly (string | null)[];
}

/** Lines of several fixes for one section, in order. */
type Additions = Map<SectionUse, string[]>;

function add(additions: Additions, section: SectionUse, line: string): void {
  additions.set(section, [...(additions.get(section) ?? []), line]);
}

/** The list: added to where it is this queue's alone, else one of the queue's own. */
function editList(model: Model, lack: BackoffLack, additions: Additions): NewEdit[] {
  const { queue, section, providers, vmtas } = lack;
  const list = listInForce(model, queue);
  const last = list?.sections.at(-1);
  const users = model.references.filter(
    ({ kind, name }) =>
      kind === 'smtp-pattern-list' && list !== null && foldName(name) === foldName(list.name),
  );
  if (list !== null && last !== undefined && users.length === 1 && list.reference.section === section) {
    const lines = replyLines(repliesToAdd(providers, list), haveSeveralAddresses(model, vmtas));
    return [appendToSection(last, [FIGURES_COMMENT, ...lines])];
  }
  const [first] = providers;
  const label = section.argument === '*' || first === undefined ? 'default' : first.id;
  const added = newList(model, label, providers, list, vmtas);
  const block = insertList(model, added);
  // A reference that stands here, `""` too, is put right; a second one would be a repeat.
  const own = queue.setting('smtp-pattern-list').uses.find((use) => use.section === section);
  if (own !== undefined) return [replaceValue(own, added.name), block];
  add(additions, section, `smtp-pattern-list ${added.name}`);
  return [block];
}

function write(lack: BackoffLack, assignment: Assignment, additions: Additions): NewEdit[] {
  const { directive, value } = assignment;
  const setting = lack.queue.setting(directive);
  const use = setting.uses.at(-1);
  if (use !== undefined && setting.value === value) return [];
  if (use?.section === lack.section) return [replaceValue(use, value)];
  add(additions, lack.section, `${directive} ${value}`);
  return [];
}

/** The other blocks that can inherit from one: all for a global block, else those of its VMTA or its pool's members. */
function blocksBelow(model: Model, section: SectionUse): SectionUse[] {
  const { parent } = section;
  const name = parent?.argument ?? '';
  const holders =
    parent?.kind === 'virtual-mta-pool'
      ? [
          ...model.vmtas.pool(name),
          ...model.vmtas.membersOf(name).flatMap((vmta) => [...model.vmtas.vmta(vmta)]),
        ]
      : parent?.kind === 'virtual-mta'
        ? model.vmtas.vmta(name)
        : null;
  const blocks = holders === null ? model.sectionsOf('domain') : holders.flatMap((holder) => holder.sections);
  return blocks.filter((block) => block.kind === 'domain' && block !== section);
}

/** Blocks that inherit from a changed one: whether they can enter backoff already decides what may be changed. */
function keepInOrder(
  model: Model,
  lack: BackoffLack,
  lines: readonly Assignment[],
  additions: Additions,
): boolean {
  let safe = true;
  const value = (directive: string): string | undefined =>
    lines.find((line) => line.directive === directive)?.value;
  const [rate, retry, exit] = ['backoff-max-msg-rate', 'backoff-retry-after', 'backoff-to-normal-after'].map(
    value,
  );
  for (const block of blocksBelow(model, lack.section)) {
    const queue = namedQueueOf(model, block);
    if (!queue?.levels.some((level) => level.blocks.includes(lack.section))) continue;
    if ((queue.value('queue-to') ?? '') !== '') continue;
    const inherits = (directive: string): boolean => {
      const [use] = queue.setting(directive).uses;
      return use === undefined || use.section === lack.section;
    };
    const normal = perMinute(queue.value('max-msg-rate'));
    if (
      rate !== undefined &&
      inherits('backoff-max-msg-rate') &&
      normal !== undefined &&
      normal <= (perMinute(rate) ?? 0)
    ) {
      add(additions, block, `backoff-max-msg-rate ${slowerRate(rate, queue.value('max-msg-rate'))}`);
    }
    const first = firstInterval(queue.value('retry-after')) ?? 0;
    if (retry !== undefined && inherits('backoff-retry-after') && first > (firstInterval(retry) ?? 0)) {
      add(additions, block, `backoff-retry-after ${slowerRetry(retry, queue.value('retry-after'))}`);
    }
    if (
      exit !== undefined &&
      inherits('backoff-to-normal-after') &&
      wayIntoBackoff(model, queue).possible &&
      !endsByItself(queue)
    ) {
      safe = false;
    }
  }
  return safe;
}

function figuresFor({ section, providers }: BackoffLack): BackoffFigures {
  if (section.argument === '*' || providers.length === 0) return COMMON_BACKOFF;
  return slowestBackoff(providers.map(backoffFigures));
}

/**
 * Lets a block's queues enter backoff: a list with the replies that its providers should be slowed down for, the
 * reference to it, values that are slower than the normal state, and the way out.
 */
export function addBackoff(model: Model, lack: BackoffLack): NewFix {
  const additions: Additions = new Map();
  const edits = editList(model, lack, additions);
  const { lines } = backoffSettings(model, lack.queue, figuresFor(lack));
  for (const line of lines) edits.push(...write(lack, line, additions));
  const safe = keepInOrder(model, lack, lines, additions);
  for (const [section, added] of additions) edits.push(appendToSection(section, added));
  return {
    safety: safe ? 'safe' : 'unsafe',
    title: `let the queues of <domain ${lack.section.argument ?? ''}> enter backoff, and leave it`,
    edits,
  };
}
