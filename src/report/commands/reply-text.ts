import { withoutCredentials } from '../../catalog/credentials.ts';
import { count } from '../../engine/message.ts';
import type { Category } from '../../replies/bounce-category.ts';
import { actionText, type Match, type ReadRule, type IgnoredAction } from '../../replies/list-answer.ts';
import { painter } from '../colour.ts';
import { INDENT, Page } from '../page.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace, placeText } from '../places.ts';
import { rollupText } from './effective.ts';
import { addEffect, originText, outcomeText } from './reply-effects.ts';
import type { AnsweredReply } from './reply-json.ts';
import { adviceOf, meaningText } from './reply-words.ts';
import { visible } from '../../base/visible.ts';
import { truncated, usableWidth } from '../width.ts';
import { findProvider } from '../../catalog/providers.ts';

/** Running text is easier to read in shorter lines than a wide terminal has. */
const WIDEST = 100;
/** No reply of a server is longer. */
const LONGEST = 2000;

function shortened(reply: string): string {
  if (reply.length <= LONGEST) return visible(reply);
  return `${visible(reply.slice(0, LONGEST))}… (${count(reply.length, 'character')})`;
}

/** `config:12  /too many/ mode=backoff` */
function ruleText({ use, pattern, actions }: ReadRule, shown: PathWriter): string {
  const rule = `/${pattern}/ ${actions.map(actionText).join(',')}`.trimEnd();
  return `${placeText(linePlace(use, shown))}  ${visible(rule)}`;
}

function addList(page: Page, { answer, shown }: AnsweredReply): void {
  const { queue, list, brokenLines } = answer;
  const setting = queue.setting('smtp-pattern-list');
  const where = originText(setting, shown);
  if (setting.value === '')
    page.paragraph(`none: smtp-pattern-list "" takes back what was set before  ${where}`);
  else if (list === null)
    page.paragraph(
      `none: no <domain> that holds for ${visible(withoutCredentials(queue.name))} has an smtp-pattern-list`,
    );
  else page.add(`${INDENT}${visible(list.name)}  ${where}`);
  for (const { value, use, pattern, reason } of setting.overrides) {
    const overridden = `not ${visible(value === '' ? '""' : value)} (${placeText(linePlace(use, shown))}, <domain ${visible(pattern)}>): ${visible(reason)}`;
    for (const line of page.hanging(overridden)) page.add(page.paint('faint', line));
  }
  if (list?.sections.length === 0)
    page.add(`${INDENT}${page.paint('warning', 'no smtp-pattern-list of that name is defined')}`);
  else if (list !== null) {
    const rules = list.sections.reduce((sum, section) => sum + section.named('reply').length, 0);
    const places = list.sections.map((section) => placeText(linePlace(section, shown)));
    page.add(`${INDENT}${count(rules, 'rule')} at ${places.join(', ')}`);
  }
  if (brokenLines > 0) {
    const few = `${count(brokenLines, 'line')} of it ${brokenLines === 1 ? 'is' : 'are'} of a form that PowerMTA refuses`;
    page.paragraph(`${few}, and left out here; pmta-lint says why`);
  }
}

function ignoredText(ignored: IgnoredAction): string {
  const action = actionText(ignored.action);
  switch (ignored.kind) {
    case 'opposed':
    case 'repeated': {
      const earlier = actionText(ignored.earlier);
      const says = ignored.kind === 'repeated' && earlier === action ? 'says so already' : `says ${earlier}`;
      return `${action} is not taken: an earlier match ${says}`;
    }
    case 'alone':
      return `${action} is not taken: the action that it goes with is not in force`;
    case 'unknown':
      return `${action} is not taken: PowerMTA has no such action`;
  }
}

function addMatch(page: Page, { rule, applied, ignored }: Match, number: number, shown: PathWriter): void {
  const label = applied.length > 0 ? page.paint('good', 'decides') : page.paint('faint', 'adds nothing');
  page.add(`${INDENT}${number}. ${ruleText(rule, shown)}  ${label}`);
  for (const one of ignored) page.paragraph(visible(ignoredText(one)), '     ');
}

function categoryText(category: Category, shown: PathWriter): string {
  if (category.kind === 'no-list')
    return 'unknown: no bounce-category-patterns were read, not even those of config-defaults';
  if (category.kind === 'no-match') return 'unknown: none of the patterns that were read matches';
  const { use, pattern } = category.rule;
  const by = `${placeText(linePlace(use, shown))}  /${visible(pattern)}/`;
  return category.kind === 'known'
    ? `${visible(category.category)}  ${by}`
    : `unknown: whether this pattern matches is not decided: ${by}`;
}

function addCategory(page: Page, { answer, shown }: AnsweredReply): void {
  const { category, outcome } = answer;
  if (category === null)
    page.paragraph(
      outcome.kind === 'unknown'
        ? 'unknown: it depends on the code of the reply, which is not there'
        : 'none: the reply does not bounce the message',
    );
  // A pattern stays on one line, so that it can be copied.
  else if ('rule' in category) page.add(`${INDENT}${categoryText(category, shown)}`);
  else page.paragraph(categoryText(category, shown));
}

/** Columns of a known reply that is one of several. */
const LONGEST_EXAMPLE = 140;

const WHY_NONE = {
  retry: 'No pattern is wanted either: PowerMTA tries again by itself, and that is all the reply asks for.',
  bounce:
    'No pattern is wanted either: PowerMTA bounces the message by itself, and that is all there is to do.',
  mailbox:
    'No pattern is wanted either: the reply reads as if it were about one mailbox, and a pattern would act on all mail of the queue.',
  accepted: 'No pattern is wanted either: nothing was refused.',
} as const;

function addAddition(page: Page, { answer, shown }: AnsweredReply): void {
  const { addition, list, undecided } = answer;
  if (addition === null) return;
  const head = undecided.length > 0 ? 'No pattern is known to match.' : 'Nothing matches.';
  if (addition.kind === 'none') page.paragraph(`${head} ${WHY_NONE[addition.because]}`);
  else if (addition.kind === 'no-code')
    page.paragraph(
      `${head} No pattern is offered: the text does not begin with the code of a reply, such as 421. Give it as the server sent it.`,
    );
  else if (addition.kind === 'too-little')
    page.paragraph(`${head} The reply has no words of its own that a pattern could go by.`);
  else {
    const tag = list?.sections[0];
    const target =
      tag === undefined
        ? "Write an smtp-pattern-list, name it in the queue's <domain>, and add to it"
        : `To the list at ${placeText(linePlace(tag, shown))}, add`;
    const when = addition.isKnown
      ? ''
      : ', if the reply is about you as a sender and not about one mailbox or message';
    page.paragraph(page.paint('warning', head));
    page.paragraph(`${target}${when}:`);
    page.add(`${INDENT}${INDENT}${page.paint('strong', visible(addition.line))}`);
  }
}

/** What becomes of a reply; rules stay on one line, to be copied. `note` is from the catalog, null for nothing. */
export function replyText(
  reply: AnsweredReply,
  note: string | null,
  colour: boolean,
  columns: number | undefined,
): string {
  const page = new Page(painter(colour), Math.min(WIDEST, usableWidth(columns ?? NaN)));
  const { answer, domain, found, complete, shown } = reply;
  const { queue, matches, undecided, meaning } = answer;

  page.add(page.paint('strong', `Queue ${visible(withoutCredentials(queue.name))}`));
  if (found.queueTo !== null) page.block(`Mail for ${visible(domain)} waits there through queue-to.`);
  else if (found.rollup !== null) page.block(rollupText(domain));
  if (!complete)
    page.block('Not all of the configuration could be read, so patterns and settings may be missing here.');
  page.paragraph(`Reply ${shortened(answer.reply.text)}`, '');

  page.heading('List in force');
  addList(page, reply);
  page.heading('Patterns that match');
  for (const [index, match] of matches.entries()) addMatch(page, match, index + 1, shown);
  addAddition(page, reply);
  if (undecided.length > 0) page.heading('Not decided');
  for (const { rule, reason } of undecided) {
    page.add(`${INDENT}${ruleText(rule, shown)}`);
    const why = `whether it matches is not known: ${reason} is beyond what pmta-lint can decide`;
    page.paragraph(visible(why), `${INDENT}${INDENT}`);
  }

  page.heading('What PowerMTA does');
  for (const effect of answer.effects) addEffect(page, effect, withoutCredentials(queue.name), shown);
  page.paragraph(outcomeText(answer.outcome, shown));
  if (undecided.length > 0)
    page.paragraph('What is not decided above, if it matches, acts beside this or before it.');
  page.heading('Bounce category');
  addCategory(page, reply);

  page.heading('What the reply means');
  if (answer.sameCodes.length > 0) {
    const [first] = answer.sameCodes;
    const name = first === undefined ? undefined : findProvider(first.provider)?.name;
    page.paragraph(`It names a code and no more, which ${name ?? 'the provider'} uses for:`);
    for (const { example, meaning: kind } of answer.sameCodes)
      page.paragraph(`- ${visible(truncated(example, LONGEST_EXAMPLE))} (${kind})`);
    page.paragraph('Give the whole reply to be sure which one it is.');
  } else if (meaning === null) {
    const reads = answer.readsAsMailbox ? '; it reads as if it were about one mailbox' : '';
    page.paragraph(`The catalog does not know it${reads}.`);
  } else {
    page.paragraph(`${meaningText(meaning)} (${meaning.reply.meaning}, ${meaning.reply.id})`);
    if (note !== null) page.paragraph(visible(note));
  }
  const advice = adviceOf({ ...answer, addition: null }, shown);
  if (advice.length > 0) page.heading('What to do');
  for (const text of advice) page.paragraph(`- ${visible(text)}`);
  return page.toString();
}
