import { getOrMake } from '../base/collections.ts';
import { providerOfDomain } from '../catalog/providers.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { DEFAULT_VMTA } from '../model/scopes/vmtas.ts';
import { Replies, type ReplyAnswer } from './answer.ts';
import { shapeOf } from './shape.ts';
import type { SmtpReply } from './smtp-reply.ts';

export interface GivenReply {
  readonly reply: SmtpReply;
  /** The recipient domain; null where only the queue is known. */
  readonly domain: string | null;
  /** The domain of the queue, rollups and queue-to followed; null where only the recipient is known. */
  readonly queueDomain: string | null;
  /** Null for {default}. */
  readonly vmta: string | null;
}

/** Replies that differ in addresses, hosts, ids and numbers only, and that the same rules of the same list meet. */
export interface CoverageGroup {
  readonly shape: string;
  count: number;
  readonly queues: Set<string>;
  /** What becomes of the first of them. */
  readonly answer: ReplyAnswer;
}

/** How many kinds are distinguished: a log of nothing but noise shall not fill the memory. */
const MOST_GROUPS = 5_000;

interface Place {
  readonly queue: Queue;
  readonly provider: string;
  readonly list: string;
}

/** Gathers what becomes of many replies. Takes memory for kinds of replies and for queues, not for replies. */
export class Coverage {
  readonly #replies: Replies;
  readonly #places = new Map<string, Place>();
  readonly #groups = new Map<string, CoverageGroup>();
  readonly #unknownVmtas = new Set<string>();
  #count = 0;
  #beyond = 0;

  constructor(readonly model: Model) {
    this.#replies = new Replies(model);
  }

  get count(): number {
    return this.#count;
  }

  /** How many of them are of kinds beyond those that are distinguished. */
  get beyond(): number {
    return this.#beyond;
  }

  get queues(): number {
    return new Set([...this.#places.values()].map(({ queue }) => queue.name)).size;
  }

  /** VMTAs that the configuration does not define. */
  get unknownVmtas(): readonly string[] {
    return [...this.#unknownVmtas];
  }

  /** The most frequent first. */
  get groups(): CoverageGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }

  #placeOf({ domain, queueDomain, vmta }: GivenReply): Place {
    return getOrMake(this.#places, `${queueDomain ?? ''}\n${domain ?? ''}\n${vmta ?? ''}`, () => {
      const { model } = this;
      const isDefault = vmta === null || vmta.toLowerCase() === DEFAULT_VMTA;
      if (!isDefault && model.vmtas.vmta(vmta).length === 0) this.#unknownVmtas.add(vmta);
      const queue =
        queueDomain === null ? model.queueOf(domain ?? '', vmta).queue : model.queue(queueDomain, vmta);
      const provider = providerOfDomain(domain ?? queueDomain ?? '')?.id ?? '';
      return { queue, provider, list: this.#replies.listOf(queue)?.name ?? '' };
    });
  }

  add(given: GivenReply): void {
    const { reply, domain, queueDomain } = given;
    const { queue, provider, list } = this.#placeOf(given);
    const { matches, undecided } = this.#replies.listAnswer(queue, reply);
    const category = reply.code !== null && reply.code < 500 ? '' : this.#replies.categoryOf(reply);
    const shape = shapeOf(reply.text);
    const key = [
      shape,
      list,
      provider,
      matches.map(({ rule }) => rule.use.order).join(),
      undecided.map(({ rule }) => rule.use.order).join(),
      category === '' ? '' : category.kind === 'known' ? category.rule.use.order : category.kind,
    ].join('\n');
    this.#count++;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MOST_GROUPS) {
        this.#beyond++;
        return;
      }
      const answer = this.#replies.answer(queue, domain ?? queueDomain, reply);
      group = { shape, count: 0, queues: new Set(), answer };
      this.#groups.set(key, group);
    }
    group.count++;
    group.queues.add(queue.name);
  }
}
