import { count } from '../../engine/message.ts';
import { painter, type Paint } from '../colour.ts';
import { effectLines, outcomeText, placeText, settingText } from './reply-effects.ts';
import type { ShownCategory, ShownList, ShownMatch, ShownReply } from './reply.ts';
import { adviceOf, meaningText } from './reply-words.ts';
import type { LinePlace } from '../shapes.ts';
import { visible } from '../visible.ts';
import { wrap } from '../width.ts';

/** Running text is easier to read in shorter lines than a wide terminal has. */
const WIDEST = 100;
const INDENT = '  ';
/** No reply of a server is longer. */
const LONGEST = 2000;
/** However deep a paragraph stands. */
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

function rule(pattern: string, actions: readonly string[]): string {
  return visible(`/${pattern}/ ${actions.join(',')}`.trimEnd());
}

function listLines(list: ShownList, queue: string, width: number, paint: Paint): string[] {
  const { setting, tags } = list;
  const lines: string[] = [];
  const where = settingText(setting);
  if (setting.value === '')
    lines.push(...paragraph(`none: smtp-pattern-list "" takes back what was set before  ${where}`, width));
  else if (list.name === null)
    lines.push(
      ...paragraph(`none: no <domain> that holds for ${visible(queue)} has an smtp-pattern-list`, width),
    );
  else lines.push(`${INDENT}${visible(list.name)}  ${where}`);
  for (const { value, path, start, pattern, reason } of list.beat) {
    const shown = visible(value === '' ? '""' : value);
    const beaten = `not ${shown} (${placeText({ path, start })}, <domain ${visible(pattern)}>): ${visible(reason)}`;
    lines.push(...paragraph(beaten, width).map((line) => paint('faint', line)));
  }
  if (list.name !== null && tags.length === 0)
    lines.push(`${INDENT}${paint('warning', 'no smtp-pattern-list of that name is defined')}`);
  if (tags.length > 0)
    lines.push(`${INDENT}${count(list.rules, 'rule')} at ${tags.map((tag) => placeText(tag)).join(', ')}`);
  if (list.brokenLines > 0) {
    const few = `${count(list.brokenLines, 'line')} of it ${list.brokenLines === 1 ? 'is' : 'are'} of a form that PowerMTA refuses`;
    lines.push(...paragraph(`${few}, and left out here; pmta-lint says why`, width));
  }
  return lines;
}

function placed(place: LinePlace, text: string): string {
  return `${placeText(place)}  ${text}`;
}

function matchLines(matches: readonly ShownMatch[], width: number, paint: Paint): string[] {
  return matches.flatMap((match, index) => {
    const label = match.decides ? paint('good', 'decides') : paint('faint', 'adds nothing');
    return [
      `${INDENT}${index + 1}. ${placed(match, rule(match.pattern, match.actions))}  ${label}`,
      ...match.untaken.flatMap(({ action, reason }) =>
        paragraph(`${visible(action)} is not taken: ${visible(reason)}`, width, '     '),
      ),
    ];
  });
}

function categoryText(category: ShownCategory | null, { outcome }: ShownReply): string {
  if (category === null)
    return outcome.kind === 'unknown'
      ? 'unknown: it depends on the code of the reply, which is not there'
      : 'none: the reply does not bounce the message';
  const { name, place, pattern, reason } = category;
  const by = place === null ? '' : placed(place, `/${visible(pattern ?? '')}/`);
  switch (reason) {
    case 'pattern':
      return `${visible(name ?? '')}  ${by}`;
    case 'undecided':
      return `unknown: whether this pattern matches is not decided: ${by}`;
    case 'no-list':
      return 'unknown: no bounce-category-patterns were read, not even those of config-defaults';
    case 'no-match':
      return 'unknown: none of the patterns that were read matches';
  }
}

function additionLines(shown: ShownReply, width: number, paint: Paint): string[] {
  const { addition, list, undecided } = shown;
  if (addition === null) return [];
  const head = undecided.length > 0 ? 'No pattern is known to match.' : 'Nothing matches.';
  if (addition.kind === 'none') {
    const why = {
      retry:
        'No pattern is wanted either: PowerMTA tries again by itself, and that is all the reply asks for.',
      bounce:
        'No pattern is wanted either: PowerMTA bounces the message by itself, and that is all there is to do.',
      mailbox:
        'No pattern is wanted either: the reply reads as if it were about one mailbox, and a pattern would act on all mail of the queue.',
      accepted: 'No pattern is wanted either: nothing was refused.',
    }[addition.because];
    return paragraph(`${head} ${why}`, width);
  }
  if (addition.kind === 'too-little')
    return paragraph(`${head} The reply has no words of its own that a pattern could go by.`, width);
  const [tag] = list.tags;
  const target =
    tag === undefined
      ? "Write an smtp-pattern-list, name it in the queue's <domain>, and add to it"
      : `To the list at ${placeText(tag)}, add`;
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
 * @param columns Of the terminal; undefined for a pipe or a file.
 */
export function replyText(shown: ShownReply, colour: boolean, columns: number | undefined): string {
  const paint = painter(colour);
  const width = Math.min(WIDEST, Math.max(20, columns ?? 80));
  const { queue, domain, via, complete, reply, list, matches, undecided, meaning } = shown;
  const lines = [paint('strong', `Queue ${visible(queue)}`)];
  const head = (title: string): void => {
    lines.push('', paint('strong', title));
  };
  if (via === 'queue-to')
    lines.push(...wrap(`Mail for ${visible(domain)} waits there through queue-to.`, width));
  if (via === 'rollup') {
    const why = `Mail for ${visible(domain)} is taken to wait there: mx-rollup-list covers every MX host known of its provider.`;
    lines.push(...wrap(why, width));
  }
  if (!complete)
    lines.push(...wrap('An include could not be read, so patterns and settings may be missing here.', width));
  lines.push(...paragraph(`Reply ${shortened(reply)}`, width, ''));
  head('List in force');
  lines.push(...listLines(list, queue, width, paint));
  head('Patterns that match');
  lines.push(...matchLines(matches, width, paint), ...additionLines(shown, width, paint));
  if (undecided.length > 0) {
    head('Not decided');
    for (const one of undecided) {
      lines.push(`${INDENT}${placed(one, rule(one.pattern, one.actions))}`);
      const why = `whether it matches is not known: ${one.reason} is beyond what pmta-lint can decide`;
      lines.push(...paragraph(visible(why), width, `${INDENT}${INDENT}`));
    }
  }
  head('What PowerMTA does');
  for (const effect of shown.effects)
    lines.push(...effectLines(effect, shown, (text, indent) => paragraph(text, width, indent)));
  lines.push(...paragraph(outcomeText(shown), width));
  if (undecided.length > 0)
    lines.push(
      ...paragraph('What is not decided above, if it matches, acts beside this or before it.', width),
    );
  head('Bounce category');
  const category = categoryText(shown.category, shown);
  // A pattern stays on one line, so that it can be copied.
  lines.push(...(shown.category?.place == null ? paragraph(category, width) : [`${INDENT}${category}`]));
  head('What the reply means');
  if (meaning === null) {
    const reads = shown.readsAsMailbox ? '; it reads as if it were about one mailbox' : '';
    lines.push(...paragraph(`The catalog does not know it${reads}.`, width));
  } else {
    lines.push(...paragraph(`${meaningText(meaning)} (${meaning.kind}, ${meaning.reply})`, width));
    if (meaning.note !== null) lines.push(...paragraph(visible(meaning.note), width));
  }
  const advice = adviceOf({ ...shown, addition: null });
  if (advice.length > 0) {
    head('What to do');
    lines.push(...advice.flatMap((text) => paragraph(`- ${visible(text)}`, width)));
  }
  return `${lines.join('\n')}\n`;
}
