import { domainsOf, providerOfMx, providers, type Provider } from '../../catalog/providers.ts';
import { booleanOf } from '../../catalog/values/scalar.ts';
import type { Queue } from './queue.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';

/** A line `mx PATTERN QUEUE [rollup-by-ip]` of an mx-rollup-list, in lower case. */
export interface RollupLine {
  readonly use: DirectiveUse;
  readonly pattern: string;
  readonly queue: string;
  readonly isByAddress: boolean;
}

/** The lines of an mx-rollup-list that name a queue, in reading order. */
export function rollupLinesOf(list: SectionUse): RollupLine[] {
  return list.named('mx').flatMap((use) => {
    const [pattern, queue, ...options] = (use.plainValue ?? '').toLowerCase().split(/\s+/);
    if (use.broken || pattern === undefined || queue === undefined) return [];
    return [{ use, pattern, queue, isByAddress: options.includes('rollup-by-ip') }];
  });
}

/** The provider of whose mail exchangers the pattern of an `mx` line takes some. */
export function providerTaken(pattern: string): Provider | undefined {
  return providerOfMx(pattern.replace(/^\*\./, 'mx.'));
}

/** The providers of whose mail exchangers a list takes some, by id: which of their domains that takes, the DNS decides. */
export function providersRolledUp(lists: readonly SectionUse[]): ReadonlySet<string> {
  const lines = lists.flatMap(rollupLinesOf);
  return new Set(lines.flatMap(({ pattern }) => providerTaken(pattern)?.id ?? []));
}

/** Whether the pattern of an `mx` line takes some mail exchangers of a provider, or all. */
export function takesHostsOf(pattern: string, provider: Provider): boolean {
  return (
    providerTaken(pattern) === provider ||
    (provider.mxSuffixes ?? []).some((suffix) => covers(pattern, suffix))
  );
}

/** Whether hosts that end in `suffix` (`.x.com`), or the host `suffix`, all match the pattern of an `mx` line. */
function covers(pattern: string, suffix: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === suffix;
  const domain = pattern.slice(1);
  return suffix.endsWith(domain);
}

/** Whether MX hosts decide where a queue's mail goes, and it does not opt out of rollups. */
export function canBeRolledUp(queue: Queue): boolean {
  if (booleanOf(queue.value('disable-mx-rollup') ?? '') === true || queue.type !== 'smtp') return false;
  const hosts = queue.value('smtp-hosts') ?? '';
  return hosts === '' || /lookup-mx:/i.test(hosts);
}

/** Rollup queues that take a provider's domains: lines of one queue must cover every MX suffix of the provider. */
export class Rollups {
  readonly #queueOf = new Map<string, string>();

  constructor(lists: readonly SectionUse[]) {
    const lines = lists.flatMap(rollupLinesOf);
    if (lines.length === 0) return;
    for (const provider of providers()) {
      const suffixes = provider.mxSuffixes ?? [];
      const queues = suffixes.map((suffix) => lines.find((line) => covers(line.pattern, suffix))?.queue);
      const [first] = queues;
      if (first !== undefined && queues.every((queue) => queue === first))
        this.#queueOf.set(provider.id, first);
    }
  }

  /** The rollup queue's domain, `undefined` where none surely takes the provider. */
  queueOf(provider: Provider): string | undefined {
    return this.#queueOf.get(provider.operatedBy ?? provider.id);
  }

  /** The domains of providers by the rollup queue that takes them, unless a block opts one of them out. */
  get domains(): ReadonlyMap<string, readonly string[]> {
    const domains = new Map<string, string[]>();
    for (const provider of this.#queueOf.size === 0 ? [] : providers()) {
      const queue = this.queueOf(provider);
      if (queue !== undefined) domains.set(queue, [...(domains.get(queue) ?? []), ...domainsOf(provider)]);
    }
    return domains;
  }
}
