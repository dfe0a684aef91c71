import text from './data/replies.json?raw';
import { once } from './table.ts';

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
  /** A regular expression as it can stand between the slashes of an smtp-pattern-list; matched without case. */
  readonly pattern: string;
  /** The actions to write behind it, e.g. `mode=backoff`; absent where none is needed. */
  readonly action?: string;
  /** Instead of `action` where the virtual MTA has one source address. */
  readonly actionSingleIp?: string;
  /** Of the minimum that a configuration should react to. */
  readonly core?: true;
  /** Nobody's in particular. */
  readonly generic?: true;
  /** Ids of replies whose examples the pattern matches too. */
  readonly alsoMatches?: readonly string[];
  readonly example: string;
}

const rows = once(() => JSON.parse(text) as readonly Reply[]);

const byId = once(() => new Map(rows().map((reply) => [reply.id, reply])));

const byProvider = once(() => {
  const groups = new Map<string, Reply[]>();
  for (const reply of rows()) {
    const group = groups.get(reply.provider);
    if (group) group.push(reply);
    else groups.set(reply.provider, [reply]);
  }
  return groups;
});

/** All known SMTP replies. */
export function replies(): readonly Reply[] {
  return rows();
}

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
  const { meaning, remedy } = reply;
  return (
    (meaning === 'throttled' || meaning === 'reputation-block') && remedy !== 'retry' && remedy !== 'bounce'
  );
}

const compiled = new Map<string, RegExp>();

/** Whether the pattern of a catalog reply matches a text. The catalog's own patterns mean the same in JavaScript. */
export function matchesReply(reply: Reply, text: string): boolean {
  let pattern = compiled.get(reply.id);
  if (!pattern) compiled.set(reply.id, (pattern = new RegExp(reply.pattern, 'i')));
  return pattern.test(text);
}

/** Whether a pattern also matches a reply, of its provider or of nobody in particular, that should be left alone. */
function catchesTooMuch(reply: Reply): boolean {
  const others = [...repliesOf(reply.provider), ...repliesOf('any')];
  return others.some(
    (other) => (other.remedy === 'bounce' || other.remedy === 'retry') && matchesReply(reply, other.example),
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
  const known = coverings.get(providerId);
  if (known) return known;
  const wanted = repliesOf(providerId).filter(wantsReaction);
  const candidates = wanted
    .filter((reply) => !catchesTooMuch(reply))
    .map((reply) => {
      const covers = wanted.filter(
        (other) => other.remedy === reply.remedy && matchesReply(reply, other.example),
      );
      return { reply, covers: new Set(covers) };
    });
  const breadth = (reply: Reply): number =>
    wanted.filter((other) => matchesReply(reply, other.example)).length;
  const chosen = choose(candidates, wanted).map((candidate) => candidate.reply);
  const order = new Map(chosen.map((reply) => [reply, breadth(reply) * 1000 + wanted.indexOf(reply)]));
  chosen.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  coverings.set(providerId, chosen);
  return chosen;
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
