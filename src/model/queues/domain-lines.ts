import { getOrMake, memoize } from '../../base/collections.ts';
import { findDirective } from '../../catalog/directives.ts';
import { isLoopback, isPrivate, parseRange } from '../../catalog/values/address.ts';
import { parseValue } from '../../catalog/values.ts';
import type { Line } from '../../../grammar/tree.ts';
import { namedQueueOf } from './block-queue.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { effectiveOf } from '../../catalog/decisions.ts';
import type { Model } from '../model.ts';
import { providerQueuesOf } from './provider-queues.ts';
import { domainsOfTag } from './reach.ts';

/** A line that sets a directive in `<domain>` blocks: one line of a file, however many blocks include it. */
export interface DomainLine {
  /** Where it is read first. */
  readonly use: DirectiveUse;
  /** As it works, without quotes. */
  readonly value: string;
  readonly blocks: readonly SectionUse[];
}

/** The `<domain>` blocks of a configuration; of a fragment that belongs into one, the whole of it too. */
export function domainBlocks(model: Model): readonly SectionUse[] {
  const blocks = model.sectionsOf('domain');
  return model.topScope === 'domain' ? [model.root, ...blocks] : blocks;
}

/** The lines in effect of all `<domain>` blocks, by the present name of their directive. */
const linesByDirective = memoize((model: Model): ReadonlyMap<string, readonly DomainLine[]> => {
  const byDirective = new Map<string, Map<Line, DomainLine & { blocks: SectionUse[] }>>();
  for (const block of domainBlocks(model)) {
    for (const [directive, settings] of block.settings) {
      const effective = effectiveOf(settings);
      if (effective === undefined) continue;
      const lines = getOrMake(
        byDirective,
        directive,
        () => new Map<Line, DomainLine & { blocks: SectionUse[] }>(),
      );
      const line = lines.get(effective.use.line);
      if (line === undefined) lines.set(effective.use.line, { ...effective, blocks: [block] });
      else line.blocks.push(block);
    }
  }
  return new Map([...byDirective].map(([directive, lines]) => [directive, [...lines.values()]]));
});

/** The lines that set a directive (present name) in `<domain>` blocks and are not undone in the same block. */
export function domainLines(model: Model, directive: string): readonly DomainLine[] {
  return linesByDirective(model).get(directive) ?? [];
}

/** The effective line of a directive in the queues that a block is for; null for a default. */
export function lineFor(model: Model, block: SectionUse, directive: string): DirectiveUse | null {
  const own = effectiveOf(block.settings.get(directive) ?? []);
  return own?.use ?? namedQueueOf(model, block)?.use(directive) ?? null;
}

/** The effective value in the queues of a block: its own line, else that of its first queue; `''` if unknown. */
export function valueFor(model: Model, block: SectionUse, directive: string): string {
  const own = effectiveOf(block.settings.get(directive) ?? []);
  return own?.value ?? namedQueueOf(model, block)?.value(directive) ?? '';
}

/** Whether hosts of a delivery are all the sender's own: loopback and private addresses. */
function areOwn(hosts: string): boolean {
  const facts = findDirective('smtp-hosts');
  const result = facts === undefined || hosts === '' ? undefined : parseValue(facts, 'domain', hosts);
  if (result?.ok !== true || result.value.kind !== 'hosts') return false;
  return result.value.levels.flat().every(({ name }) => {
    if (name === 'localhost') return true;
    const range = parseRange(name);
    return range !== undefined && (isLoopback(range) || isPrivate(range));
  });
}

export type Destination =
  /** By SMTP to hosts of others, or to hosts that are not known. */
  | 'others'
  /** By SMTP to hosts of the sender. */
  | 'own-hosts'
  /** To a file, a pipe, a web service or nowhere. */
  | 'not-smtp'
  /** It waits in another queue: settings of the block for deliveries have no effect. */
  | 'other-queue';

/** Where the mail of a queue goes, by its values; `queue-to` is not considered. */
export function deliveryBy(
  valueOf: (directive: string) => string | null,
): Exclude<Destination, 'other-queue'> {
  if (!['', 'smtp'].includes((valueOf('type') ?? '').toLowerCase())) return 'not-smtp';
  return areOwn(valueOf('smtp-hosts') ?? '') ? 'own-hosts' : 'others';
}

/** Whether every VMTA that mail can go through sends the mail of a global block to the sender's hosts. */
function areOwnInAllVmtas(model: Model, block: SectionUse): boolean {
  const { groups } = providerQueuesOf(model);
  if (block.parent !== model.root || groups.length === 0) return false;
  const domains = domainsOfTag(model, block.argument ?? '');
  return groups.every(
    ({ isGlobal, vmtas: [vmta = null] }) =>
      !isGlobal &&
      domains.every((domain) => {
        const queue = model.queue(domain, vmta);
        return deliveryBy((directive) => queue.value(directive)) === 'own-hosts';
      }),
  );
}

/** Where the mail of the queues that a block is for goes. */
export function destinationOf(model: Model, block: SectionUse): Destination {
  if (valueFor(model, block, 'queue-to') !== '') return 'other-queue';
  const delivery = deliveryBy((directive) => valueFor(model, block, directive));
  return delivery === 'others' && areOwnInAllVmtas(model, block) ? 'own-hosts' : delivery;
}

/** For how many domains and VMTAs a line is written. 1 where it cannot be counted: a wildcard, all VMTAs. */
export function extentOfLine(model: Model, { blocks }: DomainLine): { domains: number; vmtas: number } {
  const names = new Set(blocks.map(({ argument }) => argument ?? ''));
  let domains = 0;
  for (const name of names) domains += model.macros.expand(name).names.length;
  let vmtas = 0;
  for (const { parent } of blocks) {
    if (parent?.kind === 'virtual-mta') vmtas += 1;
    if (parent?.kind === 'virtual-mta-pool') vmtas += model.vmtas.membersOf(parent.argument ?? '').length;
  }
  return { domains: Math.max(domains, 1), vmtas: Math.max(vmtas, 1) };
}
