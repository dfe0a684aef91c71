import { groupBy } from '../../base/collections.ts';
import { count as counted } from '../../engine/message.ts';
import { painter, type Tone } from '../colour.ts';
import type { ReplyAnswer } from '../../replies/answer.ts';
import type { CoverageGroup } from '../../replies/coverage.ts';
import { actionText } from '../../replies/list-answer.ts';
import { INDENT, Page } from '../page.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace, placeText } from '../places.ts';
import { additionsOf, standingOf, tallyOf, type FileCoverage, type Standing } from './reply-coverage.ts';
import { visible } from '../../base/visible.ts';
import { truncated, usableWidth, wrap } from '../width.ts';

const TITLES: readonly (readonly [Standing, Tone, string])[] = [
  ['met', 'good', 'Met by a pattern'],
  ['undecided', 'warning', 'Not decided: a pattern that pmta-lint cannot judge may match'],
  ['none-wanted', 'info', 'No pattern wanted: PowerMTA does what the reply asks for by itself'],
  ['unmet', 'error', 'Nothing matches'],
];

function digitsOf(number: number): string {
  return counted(number, '', '').trim();
}

function actionsText({ actions, outcome, category }: ReplyAnswer): string {
  const bounces = {
    retried: 'retried',
    bounced: 'bounces',
    'bounced-at-rcpt': 'bounces at RCPT',
    accepted: '',
    unknown: 'no code',
  }[outcome.kind];
  const bounce = category?.kind === 'known' ? `${bounces} (${category.category})` : bounces;
  return visible([...actions.map(actionText), bounce].filter((part) => part !== '').join(', '));
}

/** `a pattern meets 12, none is wanted for 3, nothing meets 4` */
function tallyText(groups: readonly CoverageGroup[]): string {
  const tally = tallyOf(groups);
  return [
    `a pattern meets ${digitsOf(tally.met)}`,
    ...(tally.undecided > 0 ? [`${digitsOf(tally.undecided)} not decided`] : []),
    ...(tally['none-wanted'] > 0 ? [`none is wanted for ${digitsOf(tally['none-wanted'])}`] : []),
    `nothing meets ${digitsOf(tally.unmet)}`,
  ].join(', ');
}

function unknownVmtasText(names: readonly string[]): string {
  const [first = ''] = names;
  const what =
    names.length === 1
      ? `The VMTA ${visible(first)} of the file is not defined here`
      : `${counted(names.length, 'VMTA')} of the file are not defined here, such as ${visible(first)}`;
  return `${what}: what holds for all VMTAs is taken.`;
}

function addGroup(page: Page, group: CoverageGroup, digits: number, shown: PathWriter): void {
  const { count, shape, queues, answer } = group;
  const { list, matches, undecided, meaning } = answer;
  const indent = ' '.repeat(INDENT.length + digits + 2);
  const [queue = ''] = queues;
  const more = queues.size > 1 ? ` and ${digitsOf(queues.size - 1)} more` : '';
  const where = `${visible(queue)}${more}, ${list === null ? 'no list' : `list ${visible(list.name)}`}`;
  const about = `${actionsText(answer)}${meaning === null ? '' : `; ${meaning.reply.meaning}`}; ${where}`;
  const deciding = matches.find(({ applied }) => applied.length > 0) ?? matches[0] ?? undecided[0];
  const room = Math.max(20, page.width - indent.length);
  page.add(`${INDENT}${digitsOf(count).padStart(digits)}  ${truncated(visible(shape), room)}`);
  for (const line of wrap(about, room)) page.add(indent + page.paint('faint', line));
  if (deciding === undefined) return;
  const { use, pattern } = deciding.rule;
  const place = placeText(linePlace(use, shown));
  page.add(indent + page.paint('faint', `${place}  /${visible(pattern)}/`));
}

function leftOutText({ kind, leftOut, coverage }: FileCoverage): string[] {
  const { accepted, otherRecords, withoutReply, misshapen, firstMisshapen } = leftOut;
  const { beyond } = coverage;
  const parts = [
    accepted > 0 && counted(accepted, 'delivery', 'deliveries'),
    otherRecords > 0 && counted(otherRecords, 'record of other kinds', 'records of other kinds'),
    withoutReply > 0 &&
      (kind === 'lines'
        ? counted(withoutReply, 'line that is no reply', 'lines that are no replies')
        : counted(withoutReply, 'record without an SMTP reply', 'records without an SMTP reply')),
    misshapen > 0 &&
      `${counted(misshapen, 'record')} with other fields than the header has (the first in line ${firstMisshapen})`,
  ].filter((part) => part !== false);
  const further = `${counted(beyond, 'reply', 'replies')} of further kinds are not listed: there are too many kinds.`;
  return [
    ...(parts.length === 0 ? [] : [`Left out: ${parts.join(', ')}.`]),
    ...(beyond === 0 ? [] : [further]),
  ];
}

function addAdditions(page: Page, groups: readonly CoverageGroup[]): void {
  const additions = groupBy(additionsOf(groups), ({ list }) => list);
  if (additions.size > 0) page.heading('Patterns to add');
  for (const [list, added] of additions) {
    const target =
      list === null
        ? 'to an smtp-pattern-list that the queues name (they have none):'
        : `to <smtp-pattern-list ${visible(list)}>:`;
    page.block(target, INDENT);
    for (const { line, count, isKnown } of added) {
      const known = isKnown ? '' : ', made from the words: only if they are about you as a sender';
      const about = `# ${counted(count, 'reply', 'replies')}${known}`;
      page.add(`${INDENT}${INDENT}${page.paint('faint', about)}`, `${INDENT}${INDENT}${visible(line)}`);
    }
  }
}

/** What becomes of the replies in a file, and patterns to add; `columns` is undefined where no line is broken. */
export function coverageText(given: FileCoverage, colour: boolean, columns: number | undefined): string {
  const { file, coverage, shown } = given;
  const { count, groups, queues, model, unknownVmtas } = coverage;
  const page = new Page(painter(colour), columns === undefined ? Infinity : usableWidth(columns));
  const size = `${counted(count, 'refusal')} of ${counted(groups.length, 'kind')} in ${counted(queues, 'queue')}`;
  page.block(`${visible(file)}: ${size}; ${tallyText(groups)}`);
  if (!model.knows('includes'))
    page.block('Not all of the configuration could be read, so patterns and settings may be missing here.');
  for (const note of leftOutText(given)) page.block(note);
  if (unknownVmtas.length > 0) page.block(unknownVmtasText(unknownVmtas));
  const digits = Math.max(1, ...groups.map((group) => digitsOf(group.count).length));
  for (const [standing, tone, title] of TITLES) {
    const listed = groups.filter(({ answer }) => standingOf(answer) === standing);
    if (listed.length === 0) continue;
    page.add('');
    page.block(title, '', tone);
    for (const group of listed) addGroup(page, group, digits, shown);
  }
  addAdditions(page, groups);
  return page.toString();
}
