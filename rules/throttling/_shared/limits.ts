import type { FigureBasis } from '../../../src/edits/provider-figures.ts';
import type { Reputation } from '../../../src/engine/settings.ts';
import type { ExceededLimit, StrictestDomains } from '../../../src/model/queues/provider-limits.ts';
import { count, listOf, type Location } from '../../kit.ts';

/** What a figure rests on, as a remark. */
export const BASIS_WORDS: Readonly<Record<FigureBasis, string>> = {
  published: 'published by the provider',
  vendor: 'vendor default',
  community: 'experience of other senders',
  none: 'a cautious guess, nothing is published',
  settings: 'your own limit in the settings',
};

const SENDER = { cold: 'a new', warm: 'a warm', established: 'an established' };

/** ` from a warm address`; empty for a limit in the user's settings, which applies to any address. */
export function senderWords(reputation: Reputation, basis: FigureBasis): string {
  return basis === 'settings' ? '' : ` from ${SENDER[reputation]} address`;
}

/** `; the figure of 2 is that of yahoo.co.jp: …` for a line that is also for other domains; empty for null. */
export function strictestWords(figure: number, strictest: StrictestDomains | null): string {
  if (strictest === null) return '';
  const { domains, others } = strictest;
  const whose = `; the figure of ${figure} is that of ${listOf(domains, 3)}`;
  if (domains.length >= others) return whose;
  const them = domains.length > 1 ? 'them' : 'it';
  return `${whose}: a block of its own for ${them} lets the other ${count(others, 'domain')} keep theirs`;
}

/** ` (mta1 is not selected by anything)` for a line in a VMTA or pool that nothing selects; empty for null. */
export function unselectedWords(name: string | null): string {
  return name === null ? '' : ` (${name} is not selected by anything)`;
}

/** The excesses at a location except those of domains without a block, which partial-provider-domains reports. */
export function excessesOfBlocks<Figure>({ use, excesses }: ExceededLimit<Figure>) {
  return excesses.filter(({ queue }) => use !== null || queue.routedBy !== 'default');
}

/** A text that is the same for the same location. */
export const locationKey = ({ file, range }: Location): string => `${range.start} ${file.path}`;
