import { defineRule, listOf, providersNamed, quote } from '../../kit.ts';
import { addReplies } from '../../../src/edits/add-replies.ts';
import { repliesThatWantReaction, uncoveredReplies } from '../../../src/model/queues/uncovered-replies.ts';

/** How many replies a message shows. */
const MOST_SHOWN = 3;

export const rule = defineRule({
  id: 'uncovered-provider-reply',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary:
    "a pattern list in force for a mailbox provider's queue that misses replies by which the provider throttles or blocks",
  requires: ['smtp-pattern-list'],
  messages: {
    uncovered: (data: {
      subject: string;
      provider: string;
      list: string;
      missed: number;
      known: number;
      examples: readonly string[];
    }) => {
      const { list, missed, known, examples } = data;
      const shown = listOf(examples.map(quote));
      const effect = `${data.provider} throttles or blocks a sender`;
      const number = missed === known ? 'any' : missed;
      const replies =
        missed === examples.length
          ? `${shown}, by which ${effect}`
          : `${number} of the ${known} known replies by which ${effect}, such as ${shown}`;
      return {
        message: `no rule of ${quote(list)} matches ${replies}; PowerMTA takes what no rule matches for an ordinary deferral or bounce and sends on as before, which prolongs the block`,
      };
    },
  },
  check({ model, settings, report }) {
    for (const provider of providersNamed(settings.providers)) {
      for (const uncovered of uncoveredReplies(model, provider)) {
        const { reference, list, replies } = uncovered;
        const core = replies.filter((reply) => reply.core === true);
        const shown = (core.length > 0 ? core : replies).slice(0, MOST_SHOWN);
        report({
          location: reference.nameLocation,
          severity: core.length > 0 ? 'warning' : 'info',
          messageId: 'uncovered',
          data: {
            subject: provider.id,
            provider: provider.name,
            list: list.name,
            missed: replies.length,
            known: repliesThatWantReaction(provider),
            examples: shown.map(({ example }) => example),
          },
          fix: () => addReplies(model, uncovered),
        });
      }
    }
  },
});
