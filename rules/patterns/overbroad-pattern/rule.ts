import {
  count,
  defineRule,
  findProvider,
  listOf,
  patternListsOf,
  type PatternRule,
  quote,
  type ReadList,
  readListOf,
} from '../../kit.ts';
import { caughtIn, needsNoReaction } from '../_shared/caught-replies.ts';
import { genericWordsOf } from './analysis.ts';

/** How many replies a message shows. */
const MOST_SHOWN = 2;

/** What an action does to the waiting mail. */
const EFFECTS = {
  backoff: 'slows the whole queue down',
  'bounce-queue': 'bounces all mail of the queue',
  'skip-mx': 'gives up a mail exchanger that works',
} as const;

type Effect = keyof typeof EFFECTS;

interface PatternData {
  readonly pattern: string;
  readonly effect: Effect;
  /** The number of known replies that need no reaction, and of their providers. */
  readonly replies: number;
  readonly providers: number;
  readonly isTooMany: boolean;
  /** Some of these replies; `provider` is null for several servers. */
  readonly examples: readonly { readonly text: string; readonly provider: string | null }[];
}

function effectOf({ actions }: PatternRule): Effect | null {
  const isBackoff = actions.some(({ name, value }) => name === 'mode' && value?.toLowerCase() === 'backoff');
  if (isBackoff) return 'backoff';
  const has = (effect: Effect): boolean => actions.some(({ name }) => name === effect);
  if (has('bounce-queue')) return 'bounce-queue';
  return has('skip-mx') ? 'skip-mx' : null;
}

/** The message for a pattern that asks for too little; null for others. */
function faultOf(list: ReadList, rule: PatternRule): 'everyReply' | 'genericWords' | 'statusCode' | null {
  if (rule.source === '') return 'everyReply';
  const words = genericWordsOf(list.patternOf(rule), list.budget('matches'));
  if (words === null) return null;
  return words.some((word) => /\p{L}/u.test(word)) ? 'genericWords' : 'statusCode';
}

function repliesOf({ replies, providers, isTooMany, examples }: PatternData): string {
  const shown = listOf(
    examples.map(({ text, provider }) => `${quote(text)} (${provider ?? 'several makes'})`),
  );
  return isTooMany
    ? `matches ${count(replies, 'known reply', 'known replies')} of ${count(providers, 'provider')} that a retry or a bounce of one message settles, such as ${shown}`
    : `matches ${shown}, which a retry or a bounce of one message settles`;
}

function messageOf({ pattern, effect }: PatternData, fault: string): { message: string } {
  return {
    message: `${quote(pattern)} ${fault}; the rule ${EFFECTS[effect]} for each of them: write the enhanced status code, or the words that the provider uses for rate or reputation`,
  };
}

function asksForNothingBut(what: string): (data: PatternData) => { message: string } {
  return (data) => {
    const matches = data.replies === 0 ? '' : ` and ${repliesOf(data)}`;
    return messageOf(data, `asks for nothing but ${what}${matches}`);
  };
}

export const rule = defineRule({
  id: 'overbroad-pattern',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a pattern that slows, bounces or moves a queue for replies of all kinds',
  options: {
    replies: {
      type: 'integer',
      default: 3,
      min: 1,
      strictest: 2,
      summary: 'from how many known replies that a retry or a bounce settles a pattern is too wide',
    },
    providers: {
      type: 'integer',
      default: 2,
      min: 1,
      strictest: 1,
      summary: 'of how many mailbox providers these replies have to be',
    },
  },
  messages: {
    everyReply: (data: PatternData) =>
      messageOf(data, 'matches every reply, before the rules behind it have been asked'),
    genericWords: asksForNothingBut('words that replies of all kinds hold'),
    statusCode: asksForNothingBut('a status code'),
    manyReplies: (data: PatternData) => messageOf(data, repliesOf(data)),
  },
  check({ model, report, optionsIn }) {
    for (const section of patternListsOf(model)) {
      if (section.scope !== 'smtp-pattern-list') continue;
      const list = readListOf(model, section);
      // A repeated pattern is reported by unreachable-pattern.
      const reported = new Set<string>();
      for (const { rule: found, replies } of caughtIn(list)) {
        const effect = effectOf(found);
        if (effect === null || found.placement !== 'sound' || reported.has(found.source)) continue;
        const wrong = replies.filter(needsNoReaction);
        const names = wrong.map(({ provider }) => provider).filter((provider) => provider !== 'any');
        const providers = new Set(names).size;
        const options = optionsIn(found.file);
        const isTooMany =
          wrong.length >= options.number('replies') && providers >= options.number('providers');
        const messageId = faultOf(list, found) ?? (isTooMany ? 'manyReplies' : null);
        if (messageId === null || (found.source === '' && list.rules.at(-1) === found)) continue;
        reported.add(found.source);
        report({
          location: found,
          messageId,
          data: {
            pattern: found.file.slice(found.range),
            effect,
            replies: wrong.length,
            providers,
            isTooMany,
            examples: wrong.slice(0, MOST_SHOWN).map(({ example, provider }) => ({
              text: example,
              provider: findProvider(provider)?.name ?? null,
            })),
          },
        });
      }
    }
  },
});
