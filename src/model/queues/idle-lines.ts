import { findDirective, type Directive } from '../../catalog/directives.ts';
import type { Line } from '../../../grammar/tree.ts';
import { booleanOf } from '../../catalog/values/scalar.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { effectiveOf } from '../../catalog/decisions.ts';
import { domainBlocks, valueFor } from './domain-lines.ts';
import type { Model } from '../model.ts';
import type { Queue } from '../scopes/queue.ts';
import { domainsOfTag, vmtasReached } from './reach.ts';
import { forwardedQueues } from './queue-names.ts';

/** Why a line in `<domain>` does nothing: `value` is what prevents it. */
export interface DomainIdleness {
  readonly reason: 'queue-to' | 'type' | 'no-starttls';
  /** The queue that the mail goes to, or the type of delivery. */
  readonly value: string;
  /** Whether that is written, not a default. */
  readonly isWritten: boolean;
}

/** A line in `<domain>` without an effect in any queue that it applies to. */
export interface IdleLine extends DomainIdleness {
  readonly use: DirectiveUse;
  readonly blocks: readonly SectionUse[];
}

/** How many pairs of a domain and a VMTA are checked; lines that more would be needed for are taken to work. */
const MAX_PAIRS = 50_000;

/** What limits the flow of a queue: with `queue-to` the mail waits in another queue, which has its own. */
const LIMITS = [
  ...['', 'backoff-', 'source-ip-'].flatMap((prefix) =>
    ['smtp-out', 'msg-rate', 'connect-rate', 'data-volume-rate'].map((limit) => `${prefix}max-${limit}`),
  ),
  'max-msg-per-connection',
  'max-rcpt-per-transaction',
  'max-errors-per-connection',
];

/** The types of delivery for which a directive is meant (`appliesWhen` in the catalog); undefined for all. */
export function typesFor(facts: Directive): readonly string[] | undefined {
  const [, words] = /^type (.+)$/.exec(facts.appliesWhen ?? '') ?? [];
  return words?.split(' or ');
}

/** Whether a directive of `<domain>` means something in a queue, for the type of delivery that applies there. */
export function fitsType(facts: Directive, queue: Queue): boolean {
  const types = typesFor(facts);
  return types === undefined || types.includes(queue.type);
}

interface Question {
  /** Where none of these is written, no line can be idle. */
  readonly needs: readonly string[];
  readonly directives: readonly string[];
  /** The directive that decides whether the others work, and which of its values can make them work. */
  readonly decidedBy: string;
  readonly mayHelp: (value: string) => boolean;
  /** Why a directive with a value does nothing for a block; null where it works. */
  readonly idlenessOf: (block: SectionUse, directive: string, value: string) => DomainIdleness | null;
  readonly works: (queue: Queue, directive: string) => boolean;
  /** Queues where the lines may work, although no block has their name. */
  readonly targets: Iterable<string>;
}

function ownValue(block: SectionUse, directive: string): string | null {
  return effectiveOf(block.settings.get(directive) ?? [])?.value ?? null;
}

/** What the catalog says is for some types of delivery. */
const OF_TYPES = [
  'command',
  'discard-as-bounce',
  'file-destination',
  'file-format',
  'http-delivery-extra-headers',
  'http-delivery-url',
  'macro-variables-preserve-case',
];

/** Where none of these is written, no line in `<domain>` is without effect. */
export const DECIDED_BY_DOMAIN: readonly string[] = ['queue-to', 'require-starttls', ...OF_TYPES];

function questionsOf(model: Model): Question[] {
  // In a part of a configuration, what decides may be elsewhere, unless the block itself has it.
  const valueIn = (block: SectionUse, directive: string): string =>
    model.knows('blocks') ? valueFor(model, block, directive) : (ownValue(block, directive) ?? '');
  const targets = forwardedQueues(model);
  return [
    {
      needs: ['queue-to'],
      directives: LIMITS,
      decidedBy: 'queue-to',
      mayHelp: (value) => value === '',
      idlenessOf: (block) => {
        const value = valueIn(block, 'queue-to');
        return value === '' ? null : { reason: 'queue-to', value, isWritten: true };
      },
      works: (queue) => (queue.value('queue-to') ?? '') === '' || targets.has(queue.domain),
      targets,
    },
    {
      needs: OF_TYPES,
      directives: OF_TYPES,
      decidedBy: 'type',
      mayHelp: (value) => value.toLowerCase() !== 'smtp',
      idlenessOf: (block, directive) => {
        const facts = findDirective(directive);
        const value = valueIn(block, 'type').toLowerCase();
        const isKnown = findDirective('type')?.values?.includes(value) === true;
        return facts === undefined || !isKnown || typesFor(facts)?.includes(value) === true
          ? null
          : { reason: 'type', value, isWritten: ownValue(block, 'type') !== null };
      },
      works: (queue, directive) => {
        const facts = findDirective(directive);
        return facts === undefined || fitsType(facts, queue);
      },
      targets: [],
    },
    {
      needs: ['require-starttls'],
      directives: ['require-starttls'],
      decidedBy: 'use-starttls',
      mayHelp: (value) => booleanOf(value) !== false,
      idlenessOf: (block, _, value) =>
        booleanOf(value) === true && booleanOf(valueIn(block, 'use-starttls')) === false
          ? { reason: 'no-starttls', value: 'no', isWritten: true }
          : null,
      works: (queue) => booleanOf(queue.value('use-starttls') ?? '') !== false,
      targets: [],
    },
  ];
}

/** Lines that seem to do nothing in their own blocks: by line, for one may be included in several. */
function suspects(model: Model, { directives: names, idlenessOf }: Question): Map<Line, IdleLine | null> {
  const wanted = new Set(names);
  const found = new Map<Line, IdleLine | null>();
  for (const block of domainBlocks(model)) {
    for (const [directive, uses] of block.settings) {
      if (!wanted.has(directive)) continue;
      const last = effectiveOf(uses);
      const isRepeatable = findDirective(directive)?.repeatable === true;
      for (const { use, value } of isRepeatable || last === undefined ? uses : [last]) {
        const known = found.get(use.line);
        if (known === null) continue;
        const idleness = idlenessOf(block, directive, value);
        if (idleness === null) found.set(use.line, null);
        else found.set(use.line, { ...idleness, use, blocks: [...(known?.blocks ?? []), block] });
      }
    }
  }
  return found;
}

/** The lines by which a directive has its value in a queue: of a repeatable one several. */
function linesSetting(queue: Queue, directive: string): Line[] {
  if (findDirective(directive)?.repeatable === true)
    return queue.setting(directive).uses.map(({ line }) => line);
  const use = queue.use(directive);
  return use === null ? [] : [use.line];
}

/** Lines in `<domain>` without effect in any queue: limits with queue-to, another delivery type, no STARTTLS. */
export function idleLines(model: Model): IdleLine[] {
  return questionsOf(model).flatMap((question) => {
    if (question.needs.every((name) => model.named(name).length === 0)) return [];
    const lines = new Map(
      [...suspects(model, question)].flatMap(([line, idle]) => (idle ? [[line, idle]] : [])),
    );
    if (lines.size === 0) return [];
    const helping = domainBlocks(model).filter((block) => {
      const value = ownValue(block, question.decidedBy);
      return value !== null && question.mayHelp(value);
    });
    const own = [...lines.values()].flatMap(({ blocks }) => blocks);
    let left = MAX_PAIRS;
    for (const block of new Set([...own, ...helping])) {
      if (block === model.root) continue;
      for (const vmta of vmtasReached(model, block.parent)) {
        const tag = block.argument ?? '';
        // The block of many names is that of the queues which others lead to as well.
        const others = tag.includes('*') ? question.targets : [];
        for (const domain of [...domainsOfTag(model, tag), ...others]) {
          if (left-- <= 0) return [];
          const queue = model.queue(domain, vmta);
          for (const directive of question.directives) {
            const working = linesSetting(queue, directive).filter((line) => lines.has(line));
            if (working.length === 0 || !question.works(queue, directive)) continue;
            for (const line of working) lines.delete(line);
          }
        }
      }
    }
    return [...lines.values()];
  });
}
