import { defineRule, findProvider, type PatternRule, quote, type RuleFix } from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';
import { smtpListsOf } from '../_shared/caught-replies.ts';

const BOUNCE = 'bounce-queue';
const BACKOFF = 'mode=backoff';

const has = ({ actions }: PatternRule, name: string): boolean =>
  actions.some((action) => action.name === name);

/** Writes `mode=backoff` in place of `bounce-queue`; null where another mode is set, or a retry alone is right. */
function backOff(rule: PatternRule, replies: readonly Reply[]): RuleFix | null {
  const { file, line } = rule;
  const action = rule.actions.find(({ name }) => name === BOUNCE);
  if (action === undefined || line.value === null || rule.isWrapped || has(rule, 'mode')) return null;
  const range = { start: line.value.start + action.at.start, end: line.value.start + action.at.end };
  if (file.slice(range).toLowerCase() !== BOUNCE || !replies.some(({ remedy }) => remedy === 'backoff'))
    return null;
  return {
    effect: 'unsafe',
    title: `write ${BACKOFF} instead of ${BOUNCE}`,
    edits: [{ file, range, text: BACKOFF }],
  };
}

export const rule = defineRule({
  id: 'throttling-reply-bounces',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a pattern that bounces the whole queue for a reply by which a provider only throttles',
  requires: ['reply'],
  supersedes: ['overbroad-pattern'],
  messages: {
    bounces: (data: {
      pattern: string;
      example: string;
      /** Null for replies of several servers. */
      provider: string | null;
      replies: number;
    }) => ({
      message: `${quote(data.pattern)} bounces the whole queue for ${data.replies === 1 ? 'a reply that only throttles' : `${data.replies} replies that only throttle`}`,
      why: `The waiting mail is lost, though accepted later: ${quote(data.example)} (${data.provider ?? 'several makes'}).`,
      help: `Use ${BACKOFF} instead of ${BOUNCE}, or no rule where a retry is enough.`,
    }),
  },
  check({ model, report }) {
    for (const list of smtpListsOf(model)) {
      // Of skip-mx and bounce-queue, which exclude each other, the first rule that matches applies.
      const skipped = new Set<Reply>();
      // A repeated pattern is reported by unreachable-pattern.
      const reported = new Set<string>();
      for (const found of list.rules) {
        const [skips, bounces] = [has(found, 'skip-mx'), has(found, BOUNCE)];
        if (!skips && !bounces) continue;
        const replies = list.repliesOf(found);
        if (replies === undefined && skips) break;
        if (skips) for (const reply of replies ?? []) skipped.add(reply);
        if (skips || replies === undefined || found.placement !== 'sound' || reported.has(found.source))
          continue;
        const reached = replies.filter((reply) => !skipped.has(reply));
        const throttling = reached.filter(({ meaning }) => meaning === 'throttled');
        const [first] = throttling;
        if (first === undefined || reached.some(({ remedy }) => remedy === 'bounce')) continue;
        reported.add(found.source);
        const provider = findProvider(first.provider)?.name ?? null;
        const pattern = found.file.slice(found.range);
        report({
          location: found,
          messageId: 'bounces',
          data: { pattern, example: first.example, provider, replies: throttling.length },
          fix: () => backOff(found, throttling),
        });
      }
    }
  },
});
