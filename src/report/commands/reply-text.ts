import { count } from '../../engine/message.ts';
import type { Category } from '../../replies/bounce-category.ts';
import { actionText, type Match, type ReadRule, type Untaken } from '../../replies/list-answer.ts';
import { painter, type Paint } from '../colour.ts';
import { linePlace, placeText, type PathWriter } from '../paths.ts';
import { effectLines, originText, outcomeText } from './reply-effects.ts';
import type { AnsweredReply } from './reply-json.ts';
import { adviceOf, meaningText } from './reply-words.ts';
import { visible } from '../visible.ts';
import { wrap } from '../width.ts';

/** Running text is easier to read in shorter lines than a wide terminal has. */
const WIDEST = 100;
const INDENT = '  ';
/** No reply of a server is longer. */
const LONGEST = 2000;
/** Columns of the most indented paragraph. */
const NARROWEST = 10;

/** A reply as it is shown: a long one is cut. */
function shortened(reply: string): string {
  if (reply.length <= LONGEST) return visible(reply);
  return `${visible(reply.slice(0, LONGEST))}… (${count(reply.length, 'character')})`;
}

/** A text in indented lines, the later ones indented further. */
function paragraph(text: string, width: number, indent = INDENT): string[] {
  const lines = wrap(text, Math.max(NARROWEST, width - indent.length - INDENT.length));
  return lines.map((line, index) => `${indent}${index === 0 ? '' : INDENT}${line}`);
}

/** `config:12  /too many/ mode=backoff` */
function ruleText({ use, pattern, actions }: ReadRule, shown: PathWriter): string {
  const rule = `/${pattern}/ ${actions.map(actionText).join(',')}`.trimEnd();
  return `${placeText(linePlace(use, shown))}  ${visible(rule)}`;
}

function listLines({ answer, shown }: AnsweredReply, width: number, paint: Paint): string[] {
  const { queue, list, brokenLines } = answer;
  const setting = queue.setting('smtp-pattern-list');
  const lines: string[] = [];
  const where = originText(setting, shown);
  if (setting.value === '')
    lines.push(...paragraph(`none: smtp-pattern-list "" takes back what was set before  ${where}`, width));
  else if (list === null)
    lines.push(
      ...paragraph(`none: no <domain> that holds for ${visible(queue.name)} has an smtp-pattern-list`, width),
    );
  else lines.push(`${INDENT}${visible(list.name)}  ${where}`);
  for (const { value, use, pattern, reason } of setting.beat) {
    const beaten = `not ${visible(value === '' ? '""' : value)} (${placeText(linePlace(use, shown))}, <domain ${visible(pattern)}>): ${visible(reason)}`;
    lines.push(...paragraph(beaten, width).map((line) => paint('faint', line)));
  }
  if (list?.sections.length === 0)
    lines.push(`${INDENT}${paint('warning', 'no smtp-pattern-list of that name is defined')}`);
  else if (list !== null) {
    const rules = list.sections.reduce((sum, section) => sum + section.named('reply').length, 0);
    const places = list.sections.map((section) => placeText(linePlace(section, shown)));
    lines.push(`${INDENT}${count(rules, 'rule')} at ${places.join(', ')}`);
  }
  if (brokenLines > 0) {
    const few = `${count(brokenLines, 'line')} of it ${brokenLines === 1 ? 'is' : 'are'} of a form that PowerMTA refuses`;
    lines.push(...paragraph(`${few}, and left out here; pmta-lint says why`, width));
  }
  return lines;
}

function untakenText(untaken: Untaken): string {
  const action = actionText(untaken.action);
  switch (untaken.kind) {
    case 'opposed':
    case 'repeated': {
      const earlier = actionText(untaken.earlier);
      return untaken.kind === 'repeated' && earlier === action
        ? `${action} is not taken: an earlier match says so already`
        : `${action} is not taken: an earlier match says ${earlier}`;
    }
    case 'alone':
      return `${action} is not taken: the action that it goes with is not in force`;
    case 'unknown':
      return `${action} is not taken: PowerMTA has no such action`;
  }
}

function matchLines(
  matches: readonly Match[],
  width: number,
  { shown }: AnsweredReply,
  paint: Paint,
): string[] {
  return matches.flatMap(({ rule, taken, untaken }, index) => {
    const label = taken.length > 0 ? paint('good', 'decides') : paint('faint', 'adds nothing');
    return [
      `${INDENT}${index + 1}. ${ruleText(rule, shown)}  ${label}`,
      ...untaken.flatMap((one) => paragraph(visible(untakenText(one)), width, '     ')),
    ];
  });
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

function categoryLines({ answer, shown }: AnsweredReply, width: number): string[] {
  const { category, outcome } = answer;
  if (category === null)
    return paragraph(
      outcome.kind === 'unknown'
        ? 'unknown: it depends on the code of the reply, which is not there'
        : 'none: the reply does not bounce the message',
      width,
    );
  const text = categoryText(category, shown);
  // A pattern stays on one line, so that it can be copied.
  return 'rule' in category ? [`${INDENT}${text}`] : paragraph(text, width);
}

const WHY_NONE = {
  retry: 'No pattern is wanted either: PowerMTA tries again by itself, and that is all the reply asks for.',
  bounce:
    'No pattern is wanted either: PowerMTA bounces the message by itself, and that is all there is to do.',
  mailbox:
    'No pattern is wanted either: the reply reads as if it were about one mailbox, and a pattern would act on all mail of the queue.',
  accepted: 'No pattern is wanted either: nothing was refused.',
} as const;

function additionLines({ answer, shown }: AnsweredReply, width: number, paint: Paint): string[] {
  const { addition, list, undecided } = answer;
  if (addition === null) return [];
  const head = undecided.length > 0 ? 'No pattern is known to match.' : 'Nothing matches.';
  if (addition.kind === 'none') return paragraph(`${head} ${WHY_NONE[addition.because]}`, width);
  if (addition.kind === 'too-little')
    return paragraph(`${head} The reply has no words of its own that a pattern could go by.`, width);
  const tag = list?.sections[0];
  const target =
    tag === undefined
      ? "Write an smtp-pattern-list, name it in the queue's <domain>, and add to it"
      : `To the list at ${placeText(linePlace(tag, shown))}, add`;
  const when = addition.isKnown
    ? ''
    : ', if the reply is about you as a sender and not about one mailbox or message';
  return [
    ...paragraph(paint('warning', head), width),
    ...paragraph(`${target}${when}:`, width),
    `${INDENT}${INDENT}${paint('strong', visible(addition.line))}`,
  ];
}

/**
 * What becomes of a reply, for people. Rules and patterns stay on one line, so that they can be copied.
 *
 * @param note What the catalog adds to the meaning of the reply; null for nothing.
 * @param columns Of the terminal; undefined for a pipe or a file.
 */
export function replyText(
  reply: AnsweredReply,
  note: string | null,
  colour: boolean,
  columns: number | undefined,
): string {
  const paint = painter(colour);
  const width = Math.min(WIDEST, Math.max(20, columns ?? 80));
  const { answer, domain, found, complete, shown } = reply;
  const { queue, matches, undecided, meaning } = answer;
  const lines = [paint('strong', `Queue ${visible(queue.name)}`)];
  const part = (title: string, ...content: readonly string[]): void => {
    lines.push('', paint('strong', title), ...content);
  };
  const say = (text: string): void => void lines.push(...paragraph(text, width));

  if (found.queueTo !== null)
    lines.push(...wrap(`Mail for ${visible(domain)} waits there through queue-to.`, width));
  else if (found.rollup !== null) {
    const why = `Mail for ${visible(domain)} is taken to wait there: mx-rollup-list covers every MX host known of its provider.`;
    lines.push(...wrap(why, width));
  }
  if (!complete)
    lines.push(...wrap('An include could not be read, so patterns and settings may be missing here.', width));
  lines.push(...paragraph(`Reply ${shortened(answer.reply.text)}`, width, ''));
  part('List in force', ...listLines(reply, width, paint));
  part(
    'Patterns that match',
    ...matchLines(matches, width, reply, paint),
    ...additionLines(reply, width, paint),
  );
  if (undecided.length > 0) part('Not decided');
  for (const { rule, reason } of undecided) {
    const why = `whether it matches is not known: ${reason} is beyond what pmta-lint can decide`;
    lines.push(`${INDENT}${ruleText(rule, shown)}`, ...paragraph(visible(why), width, `${INDENT}${INDENT}`));
  }
  part('What PowerMTA does');
  for (const effect of answer.effects)
    lines.push(...effectLines(effect, queue.name, shown, (text, indent) => paragraph(text, width, indent)));
  say(outcomeText(answer.outcome, shown));
  if (undecided.length > 0) say('What is not decided above, if it matches, acts beside this or before it.');
  part('Bounce category', ...categoryLines(reply, width));
  part('What the reply means');
  if (meaning === null) {
    const reads = answer.readsAsMailbox ? '; it reads as if it were about one mailbox' : '';
    say(`The catalog does not know it${reads}.`);
  } else {
    say(`${meaningText(meaning)} (${meaning.reply.meaning}, ${meaning.reply.id})`);
    if (note !== null) say(visible(note));
  }
  const advice = adviceOf({ ...answer, addition: null }, shown);
  if (advice.length > 0) part('What to do');
  for (const text of advice) say(`- ${visible(text)}`);
  return `${lines.join('\n')}\n`;
}
