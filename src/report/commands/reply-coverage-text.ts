import { count as counted } from '../../engine/message.ts';
import { painter, type Paint, type Tone } from '../colour.ts';
import { placeText } from './reply-effects.ts';
import {
  additionsOf,
  standingOf,
  tallyOf,
  type ShownCoverage,
  type ShownGroup,
  type Standing,
} from './reply-coverage.ts';
import { visible } from '../visible.ts';
import { cellsOf, displayWidth, usableWidth, wrap } from '../width.ts';

const TITLES: readonly (readonly [Standing, Tone, string])[] = [
  ['met', 'good', 'Met by a pattern'],
  ['undecided', 'warning', 'Not decided: a pattern that pmta-lint cannot judge may match'],
  ['none-wanted', 'info', 'No pattern wanted: PowerMTA does what the reply asks for by itself'],
  ['unmet', 'error', 'Nothing matches'],
];
const INDENT = '  ';

/** A number with its commas. */
function digitsOf(number: number): string {
  return counted(number, '', '').trim();
}

function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let shown = '';
  let width = 1;
  for (const cell of cellsOf(text)) {
    if (width + cell.width > columns) break;
    shown += cell.text;
    width += cell.width;
  }
  return `${shown}…`;
}

/** What PowerMTA does, in a few words. */
function happens({ actions, outcome, category }: ShownGroup): string {
  const bounces = {
    retried: 'retried',
    bounced: 'bounces',
    'bounced-at-rcpt': 'bounces at RCPT',
    accepted: '',
    unknown: 'no code',
  }[outcome.kind];
  const sorted = category?.name == null ? bounces : `${bounces} (${category.name})`;
  return visible([...actions, sorted].filter((part) => part !== '').join(', '));
}

/** `a pattern meets 12, none is wanted for 3, nothing meets 4` */
function tallyText(groups: readonly ShownGroup[]): string {
  const tally = tallyOf(groups);
  return [
    `a pattern meets ${digitsOf(tally.met)}`,
    ...(tally.undecided > 0 ? [`${digitsOf(tally.undecided)} not decided`] : []),
    ...(tally['none-wanted'] > 0 ? [`none is wanted for ${digitsOf(tally['none-wanted'])}`] : []),
    `nothing meets ${digitsOf(tally.unmet)}`,
  ].join(', ');
}

/** What is taken for VMTAs that the file names and the configuration does not. */
function unknownVmtasText(names: readonly string[]): string {
  const [first = ''] = names;
  const what =
    names.length === 1
      ? `The VMTA ${visible(first)} of the file is not defined here`
      : `${counted(names.length, 'VMTA')} of the file are not defined here, such as ${visible(first)}`;
  return `${what}: what holds for all VMTAs is taken.`;
}

function groupLines(group: ShownGroup, digits: number, width: number, paint: Paint): string[] {
  const { count, shape, queues, queueCount, list, matches, undecided, meaning } = group;
  const indent = ' '.repeat(INDENT.length + digits + 2);
  const number = digitsOf(count).padStart(digits);
  const more = queueCount > 1 ? ` and ${digitsOf(queueCount - 1)} more` : '';
  const where = `${visible(queues[0] ?? '')}${more}, ${list === null ? 'no list' : `list ${visible(list)}`}`;
  const deciding = matches.find(({ decides }) => decides) ?? matches[0] ?? undecided[0];
  const room = Math.max(20, width - indent.length);
  const lines = [
    `${INDENT}${number}  ${cut(visible(shape), room)}`,
    ...wrap(`${happens(group)}${meaning === null ? '' : `; ${meaning.kind}`}; ${where}`, room).map(
      (line) => indent + paint('faint', line),
    ),
  ];
  if (deciding !== undefined) {
    const place = `${placeText(deciding)}  /${visible(deciding.pattern)}/`;
    lines.push(indent + paint('faint', place));
  }
  return lines;
}

function leftOutText({ kind, leftOut, notToldApart }: ShownCoverage): string[] {
  const { accepted, otherRecords, withoutReply, misshapen, firstMisshapen } = leftOut;
  const parts = [
    accepted > 0 ? counted(accepted, 'delivery', 'deliveries') : '',
    otherRecords > 0 ? counted(otherRecords, 'record of other kinds', 'records of other kinds') : '',
    withoutReply > 0
      ? kind === 'lines'
        ? counted(withoutReply, 'line that is no reply', 'lines that are no replies')
        : counted(withoutReply, 'record without an SMTP reply', 'records without an SMTP reply')
      : '',
    misshapen > 0
      ? `${counted(misshapen, 'record')} with other fields than the header has (the first in line ${firstMisshapen})`
      : '',
  ].filter((part) => part !== '');
  return [
    ...(parts.length === 0 ? [] : [`Left out: ${parts.join(', ')}.`]),
    ...(notToldApart === 0
      ? []
      : [
          `${counted(notToldApart, 'reply', 'replies')} of further kinds are not listed: there are too many kinds.`,
        ]),
  ];
}

function additionLines(groups: readonly ShownGroup[], width: number, paint: Paint): string[] {
  const additions = additionsOf(groups);
  if (additions.length === 0) return [];
  const lines = ['', paint('strong', 'Patterns to add')];
  const lists = new Set(additions.map(({ list }) => list));
  for (const list of lists) {
    const target =
      list === null
        ? 'to an smtp-pattern-list that the queues name (they have none):'
        : `to <smtp-pattern-list ${visible(list)}>:`;
    lines.push(...wrap(target, width - INDENT.length).map((line) => INDENT + line));
    for (const addition of additions.filter((one) => one.list === list)) {
      const known = addition.isKnown ? '' : ', made from the words: only if they are about you as a sender';
      const about = `# ${counted(addition.count, 'reply', 'replies')}${known}`;
      lines.push(`${INDENT}${INDENT}${paint('faint', about)}`, `${INDENT}${INDENT}${visible(addition.line)}`);
    }
  }
  return lines;
}

/**
 * What becomes of the replies in a file, for people: each kind with its number, what decides and what happens, and at the
 * end what no pattern matches.
 *
 * @param columns Of the terminal; undefined for a pipe or a file, where no line is broken or cut.
 */
export function coverageText(shown: ShownCoverage, colour: boolean, columns: number | undefined): string {
  const paint = painter(colour);
  const width = columns === undefined ? Infinity : usableWidth(columns);
  const { file, replies, groups, queues, complete, unknownVmtas } = shown;
  const head = `${visible(file)}: ${counted(replies, 'refusal')} of ${counted(groups.length, 'kind')} in ${counted(queues, 'queue')}; ${tallyText(groups)}`;
  const notes = [
    ...(complete ? [] : ['An include could not be read, so patterns and settings may be missing here.']),
    ...leftOutText(shown),
    ...(unknownVmtas.length === 0 ? [] : [unknownVmtasText(unknownVmtas)]),
  ];
  const lines = [...wrap(head, width), ...notes.flatMap((note) => wrap(note, width))];
  const digits = Math.max(1, ...groups.map(({ count }) => digitsOf(count).length));
  for (const [standing, tone, title] of TITLES) {
    const listed = groups.filter((group) => standingOf(group) === standing);
    if (listed.length === 0) continue;
    lines.push('', ...wrap(title, width).map((line) => paint(tone, line)));
    for (const group of listed) lines.push(...groupLines(group, digits, width, paint));
  }
  lines.push(...additionLines(groups, width, paint));
  return `${lines.join('\n')}\n`;
}
