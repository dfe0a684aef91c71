import { foldName } from '../../catalog/decisions.ts';
import type { Model } from '../model.ts';

/** Names that other queues or rollups lead to: mail gets there past a queue-to of theirs, which is followed once. */
export function forwardedQueues(model: Model): ReadonlySet<string> {
  const rollups = model
    .sectionsOf('mx-rollup-list')
    .flatMap((list) => list.named('mx').map((use) => (use.plainValue ?? '').split(/\s+/)[1] ?? ''));
  const queues = model.named('queue-to').map((use) => use.plainValue ?? '');
  return new Set([...rollups, ...queues].map((name) => foldName(name).replace(/\.$/, '')));
}

/** Whether a name can only be that of a queue, and not one in DNS: it has no dot, or an ending that is never delegated. */
export function cannotBeInDns(name: string): boolean {
  return !name.includes('.') || /\.(?:queue|rollup|local)$/i.test(name);
}
