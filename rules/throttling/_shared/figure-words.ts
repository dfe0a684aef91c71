import type { FigureBasis } from '../../../src/edits/provider-figures.ts';
import type { Reputation } from '../../../src/engine/settings.ts';
import type { StrictestDomains } from '../../../src/model/queues/provider-limits.ts';
import { count, listOf } from '../../kit.ts';

/** What a figure rests on, as a remark. */
export const BASIS_WORDS: Readonly<Record<FigureBasis, string>> = {
  published: 'published by the provider',
  vendor: 'what mail server vendors set',
  community: 'experience of other senders',
  none: 'a cautious guess, nothing is published',
  settings: 'your own limit in the settings',
};

const SENDER: Readonly<Record<Reputation, string>> = {
  cold: 'a new address',
  warm: 'a warm address',
  established: 'an established address',
};

/** ` from a warm address`; empty for a limit in the user's settings, which applies to any address. */
export function senderWords(reputation: Reputation, basis: FigureBasis): string {
  return basis === 'settings' ? '' : ` from ${SENDER[reputation]}`;
}

const MOST_DOMAINS = 3;

/** `; the figure of 2 is that of yahoo.co.jp: …` for a line that is also for other domains; empty for null. */
export function strictestWords(figure: number, strictest: StrictestDomains | null): string {
  if (strictest === null) return '';
  const { domains, others } = strictest;
  const whose = `; the figure of ${figure} is that of ${listOf(domains, MOST_DOMAINS)}`;
  if (domains.length >= others) return whose;
  const them = domains.length > 1 ? 'them' : 'it';
  return `${whose}: a block of its own for ${them} lets the other ${count(others, 'domain')} keep theirs`;
}
