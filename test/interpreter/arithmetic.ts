/*
 * What values mean and which of two is looser, written from the documentation of PowerMTA alone: see the note in
 * interpreter.ts.
 */
import { valueOf, type Configuration, type Queue } from './interpreter.ts';

const SECONDS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** The seconds of an interval, `never` being without end; null for what is not one. */
function seconds(value: string): number | null {
  if (value === 'never') return Infinity;
  if (value === '0') return 0;
  if (!/^(\d+[wdhms])+$/.test(value)) return null;
  return [...value.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ''] ?? 0),
    0,
  );
}

/** A rate: how many in how many seconds. */
function rate(value: string): { readonly count: number; readonly window: number } | null {
  if (value === 'unlimited' || value === '0') return { count: Infinity, window: 1 };
  const found = /^(\d+)([bkmgt]?)\/(\d*)(d|day|h|hr|m|min|s|sec)$/.exec(value);
  if (found === null) return null;
  const size = 1024 ** Math.max(0, ' kmgt'.indexOf(found[2] === '' ? ' ' : (found[2] ?? ' ')));
  const unit = SECONDS[(found[4] ?? '').slice(0, 1)] ?? 0;
  return { count: Number(found[1]) * size, window: unit * Number(found[3] === '' ? 1 : found[3]) };
}

/** Which way of a directive is looser. */
export const LOOSER: Readonly<Record<string, 'more' | 'faster' | 'sooner' | 'no' | 'yes'>> = {
  'max-smtp-out': 'more',
  'backoff-max-smtp-out': 'more',
  'max-msg-per-connection': 'more',
  'max-msg-rate': 'faster',
  'max-connect-rate': 'faster',
  'max-data-volume-rate': 'faster',
  'backoff-max-msg-rate': 'faster',
  'backoff-max-connect-rate': 'faster',
  'backoff-max-data-volume-rate': 'faster',
  'retry-after': 'sooner',
  'retry-after-dns-error': 'sooner',
  'retry-recipients-after': 'sooner',
  'backoff-retry-after': 'sooner',
  'smtp-data-termination-timeout': 'sooner',
  'use-starttls': 'no',
  'retry-upon-new-mail': 'yes',
  'log-data': 'yes',
};

/** How many at once; `unlimited`, and the 0 of max-msg-per-connection, are without end. */
function amount(directive: string, value: string): number {
  if (value === 'unlimited' || (value === '0' && directive === 'max-msg-per-connection')) return Infinity;
  return Number(value);
}

const list = (value: string): number[] => value.split(',').map((item) => seconds(item.trim()) ?? NaN);

/** Whether a value of a directive is looser than another one. */
export function isLooser(directive: string, before: string, after: string): boolean {
  const [was, is] = [before.toLowerCase(), after.toLowerCase()];
  switch (LOOSER[directive]) {
    case 'more':
      return amount(directive, is) > amount(directive, was);
    case 'faster': {
      const [from, to] = [rate(was), rate(is)];
      return from !== null && to !== null && to.count / to.window > (from.count / from.window) * 1.000_001;
    }
    case 'sooner': {
      const [from, to] = [list(was), list(is)];
      const longest = Math.max(from.length, to.length);
      return Array.from({ length: longest }, (_, index) => index).some(
        (index) => (to[index] ?? to.at(-1) ?? 0) < (from[index] ?? from.at(-1) ?? 0),
      );
    }
    case 'yes':
    case 'no':
      return isYes(is) === (LOOSER[directive] === 'yes') && isYes(was) !== isYes(is);
    default:
      return false;
  }
}

/** Whether a value means yes. */
export function isYes(value: string | null): boolean {
  return value !== null && ['yes', 'true'].includes(value.toLowerCase());
}

/** A value in one spelling: equal texts mean the same, and others do not. */
function meaning(directive: string, value: string): string {
  const folded = value.toLowerCase();
  if (LOOSER[directive] === 'more') return `${amount(directive, folded)}`;
  if (LOOSER[directive] === 'faster') {
    const read = rate(folded);
    return read === null ? folded : `${read.count / read.window}`;
  }
  if (folded === 'true' || folded === 'yes') return 'yes';
  if (folded === 'false' || folded === 'no') return 'no';
  const intervals = list(folded);
  return intervals.some(Number.isNaN) ? folded : intervals.join(',');
}

/** Whether values of a directive mean the same. */
export function isSame(directive: string, before: readonly string[], after: readonly string[]): boolean {
  const [was, is] = [before, after].map((values) =>
    values.map((value) => meaning(directive, value)).join('\n'),
  );
  return was === is;
}

/** Whether a queue can be slowed down: a reaction of its list, or sources that are all disabled. */
export function entersBackoff(queue: Queue, { lists }: Configuration): boolean {
  if (isYes(valueOf(queue, 'backoff-upon-all-sources-disabled'))) return true;
  const rules = lists.get(valueOf(queue, 'smtp-pattern-list')?.toLowerCase() ?? '') ?? [];
  return rules.some((rule) => /mode=backoff/i.test(rule));
}
