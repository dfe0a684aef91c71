import { count, defineRule, findProvider, listOf, type PatternRule, quote } from '../../kit.ts';
import { caughtIn, needsNoReaction, smtpListsOf } from '../_shared/caught-replies.ts';
import { genericWordsOf } from './analysis.ts';

/** What an action does to the waiting mail. */
const EFFECTS = {
  backoff: 'slows the whole queue down',
  'bounce-queue': 'bounces all mail of the queue',
  'skip-mx': 'gives up a mail exchanger that works',
} as const;

interface PatternData {
  pattern: string;
  effect: keyof typeof EFFECTS;
  /** The number of known replies that need no reaction, and of their providers. */
  replies: number;
  providers: number;
  isTooMany: boolean;
  /** Some of these replies; `provider` is null for several servers. */
  examples: { text: string; provider: string | null }[];
}

function effectOf({ actions }: PatternRule): keyof typeof EFFECTS | undefined {
  if (actions.some(({ name, value }) => name === 'mode' && value?.toLowerCase() === 'backoff'))
    return 'backoff';
  const others = ['bounce-queue', 'skip-mx'] as const;
  return others.find((effect) => actions.some(({ name }) => name === effect));
}

function repliesOf({ replies, providers, isTooMany, examples }: PatternData) {
  const all = examples.map(({ text, provider }) => `${quote(text)} (${provider ?? 'several makes'})`);
  return isTooMany
    ? `matches ${count(replies, 'known reply', 'known replies')} of ${count(providers, 'provider')} that a retry or a bounce of one message settles, such as ${listOf(all)}`
    : `matches ${listOf(all)}, which a retry or a bounce of one message settles`;
}

/** The message for a pattern with a fault. */
function patternThat(faultIn: (data: PatternData) => string) {
  return (data: PatternData) => ({
    message: `${quote(data.pattern)} ${faultIn(data)}; the rule ${EFFECTS[data.effect]} for each of them: write the enhanced status code, or the words that the provider uses for rate or reputation`,
  });
}

function asksForNothingBut(what: string) {
  return patternThat(
    (data) => `asks for nothing but ${what}${data.replies === 0 ? '' : ` and ${repliesOf(data)}`}`,
  );
}

export const rule = defineRule({
  id: 'overbroad-pattern',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
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
    everyReply: patternThat(() => 'matches every reply, before the rules behind it have been asked'),
    genericWords: asksForNothingBut('words that replies of all kinds hold'),
    statusCode: asksForNothingBut('a status code'),
    manyReplies: patternThat(repliesOf),
  },
  check({ model, report, optionsIn }) {
    for (const list of smtpListsOf(model)) {
      // A repeated pattern is reported by unreachable-pattern.
      const reported = new Set<string>();
      for (const { rule: found, replies } of caughtIn(list)) {
        const effect = effectOf(found);
        if (effect === undefined || reported.has(found.source)) continue;
        const wrong = replies.filter(needsNoReaction);
        const names = wrong.map(({ provider }) => provider).filter((provider) => provider !== 'any');
        const providers = new Set(names).size;
        const options = optionsIn(found.file);
        const isTooMany =
          wrong.length >= options.number('replies') && providers >= options.number('providers');
        const words =
          found.source === '' ? null : genericWordsOf(list.patternOf(found), list.budget('matches'));
        const asksFor = words?.some((word) => /\p{L}/u.test(word)) === true ? 'genericWords' : 'statusCode';
        const other = isTooMany ? 'manyReplies' : null;
        const messageId = found.source === '' ? 'everyReply' : words === null ? other : asksFor;
        if (messageId === null || (found.source === '' && list.rules.at(-1) === found)) continue;
        reported.add(found.source);
        const examples = wrong.slice(0, 2).map(({ example, provider }) => {
          return { text: example, provider: findProvider(provider)?.name ?? null };
        });
        const pattern = found.file.slice(found.range);
        const data = { pattern, effect, replies: wrong.length, providers, isTooMany, examples };
        report({ location: found, messageId, data });
      }
    }
  },
});
