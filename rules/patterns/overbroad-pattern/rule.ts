import {
  count,
  findProvider,
  listOf,
  patternListsOf,
  type PatternRule,
  quote,
  type Rule,
  type RuleContext,
} from '../../kit.ts';
import type { Reply } from '../../../src/catalog/replies.ts';
import type { EffectiveOptions } from '../../../src/engine/rule-options.ts';
import { caughtIn, needsNoReaction, type Caught } from '../_shared/caught-replies.ts';
import { readListOf, type ReadList } from '../../../src/model/lists/read-patterns.ts';
import { genericWordsOf } from './generic-words.ts';

/** How many replies a message shows. */
const MOST_SHOWN = 2;

/** What an action does to the mail that waits. */
function effectOf({ actions }: PatternRule): string | null {
  const has = (name: string): boolean => actions.some((action) => action.name === name);
  if (actions.some(({ name, value }) => name === 'mode' && value?.toLowerCase() === 'backoff'))
    return 'slows the whole queue down';
  if (has('bounce-queue')) return 'bounces all mail of the queue';
  return has('skip-mx') ? 'gives up a mail exchanger that works' : null;
}

function shown(replies: readonly Reply[]): string {
  const items = replies
    .slice(0, MOST_SHOWN)
    .map(({ example, provider }) => `${quote(example)} (${findProvider(provider)?.name ?? 'several makes'})`);
  return listOf(items);
}

function providersOf(replies: readonly Reply[]): number {
  return new Set(replies.flatMap(({ provider }) => (provider === 'any' ? [] : provider))).size;
}

/** What of a pattern is too wide; null where nothing is. */
function faultOf(list: ReadList, { rule, replies }: Caught, options: EffectiveOptions): string | null {
  const isLast = list.rules.at(-1) === rule;
  if (rule.source === '')
    return isLast ? null : 'matches every reply, before the rules behind it have been asked';
  const wrong = replies.filter(needsNoReaction);
  const isMany =
    wrong.length >= options.number('replies') && providersOf(wrong) >= options.number('providers');
  const words = genericWordsOf(list.patternOf(rule), list.budget('matches'));
  if (words === null && !isMany) return null;
  const asks =
    words === null
      ? ''
      : words.some((word) => /\p{L}/u.test(word))
        ? 'asks for nothing but words that replies of all kinds hold'
        : 'asks for nothing but a status code';
  const catches = isMany
    ? `matches ${count(wrong.length, 'known reply', 'known replies')} of ${count(providersOf(wrong), 'provider')} that a retry or a bounce of one message settles, such as ${shown(wrong)}`
    : wrong.length > 0
      ? `matches ${shown(wrong)}, which a retry or a bounce of one message settles`
      : '';
  return [asks, catches].filter((part) => part !== '').join(' and ');
}

function checkList(list: ReadList, { report, optionsIn }: RuleContext): void {
  const reported = new Set<string>();
  for (const caught of caughtIn(list)) {
    const { rule: found } = caught;
    const effect = effectOf(found);
    if (effect === null || found.placement !== 'sound' || reported.has(found.source)) continue;
    const fault = faultOf(list, caught, optionsIn(found.file));
    if (fault === null) continue;
    // Of a pattern that stands there again another rule speaks.
    reported.add(found.source);
    const { file, range } = found;
    report({
      location: { file, range },
      message: `${quote(file.slice(range))} ${fault}; the rule ${effect} for each of them: write the enhanced status code, or the words that the provider uses for rate or reputation`,
    });
  }
}

export const rule: Rule = {
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
  check(context) {
    const { model } = context;
    for (const section of patternListsOf(model))
      if (section.scope === 'smtp-pattern-list') checkList(readListOf(model, section), context);
  },
};
