import { findProvider, providerOfDomain, type Provider } from '../catalog/providers.ts';
import { matchesReply, replies, repliesOf, type Reply } from '../catalog/replies.ts';

export interface Meaning {
  readonly reply: Reply;
  /** Whose words they are; null for wording of widespread software, or of several providers. */
  readonly provider: Provider | null;
  /** Whether that is the provider of the domain, and not one that may receive for it. */
  readonly isOwn: boolean;
}

/** No reply is that long; the rest has no information, and takes time. */
const LONGEST = 2000;

/** The first of some replies that a text can be; narrow ones come before wide ones. */
function firstMatch(known: readonly Reply[], text: string): Reply | undefined {
  return known.find((reply) => matchesReply(reply, text));
}

/** What a text means wherever it comes from: the matching replies mean the same and ask for the same. */
function agreed(known: readonly Reply[], text: string): Meaning | null {
  const [first, ...others] = known.filter((reply) => matchesReply(reply, text));
  if (first === undefined) return null;
  const isAgreed = others.every(
    ({ meaning, remedy }) => meaning === first.meaning && remedy === first.remedy,
  );
  if (!isAgreed) return null;
  const isOfOne = others.every(({ provider }) => provider === first.provider);
  return { reply: first, provider: isOfOne ? (findProvider(first.provider) ?? null) : null, isOwn: false };
}

/** What the catalog knows of a reply, from its provider, else common software, else any provider if all agree. */
export function meaningOf(text: string, domain: string | null): Meaning | null {
  const start = text.slice(0, LONGEST);
  const provider = domain === null ? undefined : providerOfDomain(domain);
  const own = provider === undefined ? undefined : firstMatch(repliesOf(provider.id), start);
  if (provider !== undefined && own !== undefined) return { reply: own, provider, isOwn: true };
  const common = firstMatch(repliesOf('any'), start);
  if (common !== undefined) return { reply: common, provider: null, isOwn: false };
  return agreed(
    replies().filter(({ generic }) => generic !== true),
    start,
  );
}
