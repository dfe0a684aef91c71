import { listOf, providersNamed, quote, type Rule } from '../../kit.ts';
import { addReplies } from '../../../src/edits/add-replies.ts';
import {
  repliesThatWantReaction,
  uncoveredReplies,
  type UncoveredReplies,
} from '../../../src/model/queues/uncovered-replies.ts';

/** How many replies a message shows. */
const MOST_SHOWN = 3;

function messageFor({ provider, list, replies }: UncoveredReplies): string {
  const core = replies.filter((reply) => reply.core === true);
  const shown = (core.length > 0 ? core : replies).slice(0, MOST_SHOWN).map(({ example }) => quote(example));
  const known = repliesThatWantReaction(provider);
  const effect = `${provider.name} throttles or blocks a sender`;
  const missed =
    replies.length === shown.length
      ? `${listOf(shown)}, by which ${effect}`
      : `${replies.length === known ? 'any' : replies.length} of the ${known} known replies by which ${effect}, such as ${listOf(shown)}`;
  return `no rule of ${quote(list.name)} matches ${missed}; PowerMTA takes what no rule matches for an ordinary deferral or bounce and sends on as before, which prolongs the block`;
}

export const rule: Rule = {
  id: 'uncovered-provider-reply',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary:
    "a pattern list in force for a mailbox provider's queue that misses replies by which the provider throttles or blocks",
  requires: ['smtp-pattern-list'],
  check({ model, settings, report }) {
    for (const provider of providersNamed(settings.providers)) {
      for (const uncovered of uncoveredReplies(model, provider)) {
        const { reference, replies } = uncovered;
        report({
          location: { file: reference.file, range: reference.nameRange },
          severity: replies.some((reply) => reply.core === true) ? 'warning' : 'info',
          message: messageFor(uncovered),
          fix: () => addReplies(model, uncovered),
        });
      }
    }
  },
};
