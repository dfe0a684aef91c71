import type { MailChange, ShownValues } from '../../compare/mail-changes.ts';
import { count as counted } from '../../engine/message.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace, placeText } from '../places.ts';

export interface PrintedComparison {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly MailChange[];
  readonly shown: PathWriter;
}

export const KIND_TITLES: Readonly<Record<MailChange['kind'], string>> = {
  opened: 'Opened access',
  looser: 'Looser',
  'lost-backoff': 'Lost backoff',
  unknown: 'Cannot be judged',
  neutral: 'Neither looser nor tighter',
  tighter: 'Tighter',
};

const KINDS = Object.keys(KIND_TITLES) as MailChange['kind'][];

function andMore(first: string, count: number): string {
  return count < 2 ? first : `${first} and ${count - 1} more`;
}

/** What a change applies to, in words; '' for the server as a whole. Hidden characters are still in it. */
export function whereOf({ subject, domains, vmta, vmtas, inEveryVmta, names }: MailChange): string {
  const named = andMore(names[0] ?? '', names.length);
  if (domains.length === 0) {
    const isPlain = ['server', 'vmta', 'pool'].includes(subject) || named.startsWith('<');
    return isPlain || named === '' ? named : `${subject} ${named}`;
  }
  const list = subject === 'list' && named !== '' ? `list ${named} for ` : '';
  const where =
    domains.length === 1 && domains[0] === '*'
      ? 'all other domains'
      : andMore(domains[0] ?? '', domains.length);
  const inVmtas = inEveryVmta ? '' : ` in ${andMore(vmta ?? '', vmtas)}`;
  return `${list}${where}${inVmtas}`;
}

/** `12 queues`; '' for one. */
export function countOf({ subject, domains, count }: MailChange): string {
  if (count < 2) return '';
  return counted(count, domains.length > 0 ? 'queue' : subject === 'source' ? 'source' : 'range');
}

/** `+900%`, `-50%`. */
function percentText(percent: number): string {
  const size = Math.abs(percent);
  const digits = size >= 10 ? `${Math.round(size)}` : `${Number(size.toPrecision(2))}`;
  return `${percent < 0 ? '-' : '+'}${digits.replace(/\B(?=(\d{3})+$)/g, ',')}%`;
}

/** A remark on a change of a value: `+900%`, `-97%, but more at once`; '' for none. */
export function remarkOn({ growth, byHand }: ShownValues): string {
  const parts = [
    ...(growth === undefined ? [] : [percentText(growth.percent)]),
    ...(growth?.atOnce === undefined ? [] : [`but ${growth.atOnce} at once`]),
    ...(byHand ? ['in backoff set by hand'] : []),
  ];
  return parts.join(', ');
}

/** A value of at most so many characters, `""` where it is empty, `none` where there is none. */
export function valueText(value: string | null, longest: number): string {
  if (value === null || value === '') return value === null ? 'none' : '""';
  return value.length > longest ? `${value.slice(0, longest - 1)}…` : value;
}

export function presenceOf(change: MailChange): 'added' | 'removed' {
  return change.new === null ? 'removed' : 'added';
}

/** The lines responsible: `config:12`, `old.conf:3 → new.conf:4`, `was old.conf:3`, or `default` for no line. */
export function placesOf({ domains, section, old, new: now }: MailChange, shown: PathWriter): string {
  const [was, is] = [old && linePlace(old, shown), now && linePlace(now, shown)];
  if (is === null) return was !== null ? `was ${placeText(was)}` : domains.length > 0 ? 'default' : '';
  const text = placeText(is);
  if (was === null || section !== null || placeText(was) === text) return text;
  return `${placeText(was)} → ${was.path === is.path ? is.start.line : text}`;
}

/** `2 looser, 1 cannot be judged`: how many changes there are of each kind. */
export function tally(changes: readonly MailChange[]): string {
  return KINDS.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${KIND_TITLES[kind].toLowerCase()}`];
  }).join(', ');
}
