import { count, listOf, type Provider, type Settings } from '../../kit.ts';
import type { StrictestDomains } from '../../../src/model/queues/provider-limits.ts';
import { reputationWith, type FigureBasis } from '../../../src/edits/provider-figures.ts';

/*
 * Words for the figures that a provider's queue is held against.
 */

const BASIS: Readonly<Record<FigureBasis, string>> = {
  published: 'published by the provider',
  vendor: 'what mail server vendors set',
  community: 'experience of other senders',
  none: 'a cautious guess, nothing is published',
  settings: 'your own limit in the settings',
};

/** What a figure rests on, as a remark. */
export function basisWords(basis: FigureBasis): string {
  return BASIS[basis];
}

const SENDER = {
  cold: 'a new address',
  warm: 'a warm address',
  established: 'an established address',
} as const;

/** ` from a warm address`, to go on with; empty for a limit of the user's own, which holds for whatever address. */
export function senderWords(provider: Provider, settings: Settings, basis: FigureBasis): string {
  return basis === 'settings' ? '' : ` from ${SENDER[reputationWith(provider, settings)]}`;
}

/** How many domains a message names. */
const MOST_NAMED = 3;

/**
 * `; the figure of 2 is that of yahoo.co.jp: …`, to go on with, where one line stands for domains that would bear more.
 * Empty for null.
 */
export function strictestWords(figure: number, strictest: StrictestDomains | null): string {
  if (strictest === null) return '';
  const { domains, others } = strictest;
  const whose = `; the figure of ${figure} is that of ${listOf(domains, MOST_NAMED)}`;
  if (domains.length >= others) return whose;
  const them = domains.length > 1 ? 'them' : 'it';
  return `${whose}: a block of its own for ${them} lets the other ${count(others, 'domain')} keep theirs`;
}
