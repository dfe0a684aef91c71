import text from './data/replies.json?raw';
import { getOrMake, groupBy } from '../base/collections.ts';
import { indexBy, once } from './table.ts';

/** What a reply says about the mail or its sender. */
export type ReplyMeaning =
  | 'throttled'
  | 'reputation-block'
  | 'content'
  | 'policy/auth'
  | 'invalid-mailbox'
  | 'dns'
  | 'mailbox-full'
  | 'greylist'
  | 'tls';

/** What a sender should do about it. `retry`, `bounce`: PowerMTA's own way with 4xx and 5xx. */
export type ReplyRemedy = 'backoff' | 'disable-source-ip' | 'skip-mx' | 'retry' | 'bounce';

/** An SMTP reply of a mailbox provider. */
export interface Reply {
  readonly id: string;
  /** The id of a provider, or `any` for wording of widespread software. */
  readonly provider: string;
  readonly code: string;
  readonly enhanced?: string;
  readonly meaning: ReplyMeaning;
  readonly remedy: ReplyRemedy;
  /** A regular expression as it can be written between the slashes of an smtp-pattern-list; matched without case. */
  readonly pattern: string;
  /** The actions to write after it, e.g. `mode=backoff`; absent where none is needed. */
  readonly action?: string;
  /** Instead of `action` where the virtual MTA has one IP. */
  readonly actionSingleIp?: string;
  /** Of the minimum that a configuration should react to. */
  readonly core?: true;
  /** Of no particular provider. */
  readonly generic?: true;
  /** Ids of replies whose examples the pattern matches too. */
  readonly alsoMatches?: readonly string[];
  readonly example: string;
}

/** All known SMTP replies. */
export const replies = once(() => JSON.parse(text) as readonly Reply[]);

const byId = indexBy(replies, ({ id }) => id);

const byProvider = once(() => groupBy(replies(), ({ provider }) => provider));

/** The reply of that id. */
export function findReply(id: string): Reply | undefined {
  return byId().get(id);
}

/** The replies of one provider. */
export function repliesOf(providerId: string): readonly Reply[] {
  return byProvider().get(providerId) ?? [];
}

/** Whether a configuration should react to the reply by a rule of an smtp-pattern-list. */
export function wantsReaction(reply: Reply): boolean {
  return (reply.meaning === 'throttled' || reply.meaning === 'reputation-block') && !isLeftAlone(reply);
}

/** Whether PowerMTA's own reaction to the reply is right. */
function isLeftAlone({ remedy }: Reply): boolean {
  return remedy === 'retry' || remedy === 'bounce';
}

const compiled = new Map<string, RegExp>();

/** Whether the pattern of a catalog reply matches a text. The catalog's own patterns mean the same in JavaScript. */
export function matchesReply(reply: Reply, text: string): boolean {
  return getOrMake(compiled, reply.id, () => new RegExp(reply.pattern, 'i')).test(text);
}

/** Whether a pattern also matches a reply of its provider, or of any, that should be left alone. */
function catchesTooMuch(reply: Reply): boolean {
  return [...repliesOf(reply.provider), ...repliesOf('any')].some(
    (other) => isLeftAlone(other) && matchesReply(reply, other.example),
  );
}

interface Candidate {
  readonly reply: Reply;
  readonly covers: ReadonlySet<Reply>;
}

/** As few candidates as a greedy choice needs to cover all replies. */
function choose(candidates: readonly Candidate[], wanted: readonly Reply[]): Candidate[] {
  const chosen: Candidate[] = [];
  const left = new Set(wanted);
  const gain = (candidate: Candidate): number =>
    [...candidate.covers].filter((reply) => left.has(reply)).length;
  while (left.size > 0) {
    const best = candidates.reduce<Candidate | undefined>(
      (top, next) => (gain(next) > (top ? gain(top) : 0) ? next : top),
      undefined,
    );
    if (!best) break;
    chosen.push(best);
    for (const reply of best.covers) left.delete(reply);
  }
  return chosen.filter((candidate) => {
    const rest = chosen.filter((other) => other !== candidate);
    return [...candidate.covers].some((reply) => !rest.some((other) => other.covers.has(reply)));
  });
}

const coverings = new Map<string, readonly Reply[]>();

/**
 * The replies of a provider whose patterns, written into an smtp-pattern-list, react to all its replies that want a
 * reaction: as few as possible, each covering only replies with the same remedy, narrow patterns before broad ones.
 */
export function coveringReplies(providerId: string): readonly Reply[] {
  return getOrMake(coverings, providerId, () => {
    const wanted = repliesOf(providerId).filter(wantsReaction);
    const matchedBy = (reply: Reply): Reply[] => wanted.filter((other) => matchesReply(reply, other.example));
    const candidates = wanted
      .filter((reply) => !catchesTooMuch(reply))
      .map((reply) => ({
        reply,
        covers: new Set(matchedBy(reply).filter((other) => other.remedy === reply.remedy)),
      }));
    return choose(candidates, wanted)
      .map(({ reply }) => ({ reply, breadth: matchedBy(reply).length, place: wanted.indexOf(reply) }))
      .sort((a, b) => a.breadth - b.breadth || a.place - b.place)
      .map(({ reply }) => reply);
  });
}

/**
 * Replies of these providers whose patterns react to all of some replies that want a reaction: those of
 * `coveringReplies` that one of them needs.
 */
export function repliesThatCover(providerIds: readonly string[], wanted: Iterable<Reply>): readonly Reply[] {
  const left = [...wanted];
  const candidates = new Set(providerIds.flatMap((id) => coveringReplies(id)));
  return [...candidates].filter((reply) =>
    left.some((other) => other.remedy === reply.remedy && matchesReply(reply, other.example)),
  );
}
