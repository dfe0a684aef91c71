import { count as counted } from '../../engine/message.ts';
import type { ChangeSubject, LinePlace } from '../shapes.ts';
import { visible } from '../visible.ts';

/** One setting before and after; `***` stands for a secret. */
export interface ShownValues {
  readonly directive: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly percent?: number;
}

/** A change for mail as it is shown. */
export interface ShownChange {
  readonly subject: ChangeSubject;
  readonly kind: 'opened' | 'looser' | 'lost-backoff' | 'unknown' | 'neutral' | 'tighter';
  readonly risk: 'looser' | 'tighter' | 'neutral' | 'unknown';
  readonly domains: readonly string[];
  /** The first VMTA, and how many there are. */
  readonly vmta: string | null;
  readonly vmtas: number;
  readonly inEveryVmta: boolean;
  readonly names: readonly string[];
  /** The tag of a section that came or went as a whole. */
  readonly section: string | null;
  readonly values: readonly ShownValues[];
  readonly count: number;
  readonly old: LinePlace | null;
  readonly new: LinePlace | null;
}

/** Two configurations and what changes for mail from one to the other. */
export interface ShownComparison {
  /** As they were given. */
  readonly before: string;
  readonly after: string;
  /** False where not all could be compared. */
  readonly complete: boolean;
  readonly changes: readonly ShownChange[];
}

export const KIND_TITLES: Readonly<Record<ShownChange['kind'], string>> = {
  opened: 'Opened access',
  looser: 'Looser',
  'lost-backoff': 'Lost backoff',
  unknown: 'Cannot be judged',
  neutral: 'Neither looser nor tighter',
  tighter: 'Tighter',
};

export const KINDS = Object.keys(KIND_TITLES) as ShownChange['kind'][];

function andMore(first: string, count: number): string {
  return count < 2 ? first : `${first} and ${count - 1} more`;
}

/** What a change holds for, in words; '' for the server as a whole. Hidden characters are still in it. */
export function whereOf(change: ShownChange): string {
  const { subject, domains, vmta, vmtas, inEveryVmta, names } = change;
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

/** `12 queues`, for what holds for several; else ''. */
export function countOf({ subject, domains, count }: ShownChange): string {
  if (count < 2) return '';
  return counted(count, domains.length > 0 ? 'queue' : subject === 'source' ? 'source' : 'range');
}

/** `+900%`, `-50%`. */
export function percentOf({ percent }: ShownValues): string {
  if (percent === undefined) return '';
  const size = Math.abs(percent);
  const digits = size >= 10 ? `${Math.round(size)}` : `${Number(size.toPrecision(2))}`;
  return `${percent < 0 ? '-' : '+'}${digits.replace(/\B(?=(\d{3})+$)/g, ',')}%`;
}

/** A value as one reads it: `""` where it is empty, `none` where there is none. */
export function valueText(value: string | null): string {
  return value === null ? 'none' : value === '' ? '""' : value;
}

/** Whether a section came or went. */
export function presenceOf(change: ShownChange): 'added' | 'removed' {
  return change.new === null ? 'removed' : 'added';
}

/** The lines responsible: `config:12`, `old.conf:3 → new.conf:4`, and `default` where no line says it. */
export function placesOf(change: ShownChange): string {
  const text = (place: LinePlace | null): string =>
    place === null ? '' : `${visible(place.path)}:${place.start.line}`;
  const [old, now] = [text(change.old), text(change.new)];
  if (old === '' && now === '') return change.domains.length > 0 ? 'default' : '';
  if (change.section !== null) return now === '' ? `was ${old}` : now;
  if (old === now) return now;
  const samePath = change.old?.path === change.new?.path;
  if (old === '') return now;
  if (now === '') return `was ${old}`;
  return samePath ? `${old} → ${change.new?.start.line ?? ''}` : `${old} → ${now}`;
}

/** `2 looser, 1 cannot be judged`: how many changes there are of each kind. */
export function tally(changes: readonly ShownChange[]): string {
  return KINDS.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${KIND_TITLES[kind].toLowerCase()}`];
  }).join(', ');
}
