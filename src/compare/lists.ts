import { getOrMake, groupBy, memoize } from '../base/collections.ts';
import { differences, type OrderCounts } from '../base/same-order.ts';
import { findRecordType } from '../catalog/accounting.ts';
import { meaningOf } from '../catalog/compare-values.ts';
import { foldName, MAY_ADD_UP } from '../catalog/decisions.ts';
import { findDirective } from '../catalog/directives.ts';
import { containsRange, parseRange } from '../catalog/values/address.ts';
import { actionsOf } from '../model/lists/actions.ts';
import { canonicalText } from '../model/source/canonical.ts';
import { DirectiveUse, SectionUse } from '../model/source/content.ts';
import type { Line } from './change.ts';

/** A line of a list. */
export interface Item {
  /** The directive. */
  readonly name: string;
  /** As written, without outer quotes and comment. */
  readonly value: string;
  readonly line: Line;
}

/** The name of a list of rules: the first rule that matches applies, whatever its directive. */
export const RULES = '/…/';

/** Lists whose lines are a set: neither their order nor a repeated one has a meaning. */
const SETS: ReadonlySet<string> = new Set([
  ...['address', 'address-file', 'api-key', 'domain', 'forward-errors-to', 'forward-unmatched-to'],
  ...['http-api-key', 'relay-address', 'relay-domain', 'smtp-listener'],
]);

/** Lists whose first matching line applies: a line that repeats an earlier one does nothing. */
const FIRST_DECIDES: ReadonlySet<string> = new Set([RULES, 'domain-key', 'mx', 'reply', 'sender-or-from']);

function wordsOf({ value }: Item): string[] {
  return value.trim().split(/\s+/);
}

/** The order counts of lines whose first words can match one thing and whose other words differ. */
function whereFirstWords(canMeet: (one: string, other: string) => boolean): OrderCounts<Item> {
  return (one, other) => {
    const [[about = '', ...says], [otherAbout = '', ...otherSays]] = [wordsOf(one), wordsOf(other)];
    return says.join(' ') !== otherSays.join(' ') && canMeet(about, otherAbout);
  };
}

/** Whether one of two names, in lower case, is the other one or is below it; '' is above all. */
function areInOneBranch(one: string, other: string): boolean {
  const [short = '', long = ''] = [one, other].sort((a, b) => a.length - b.length);
  return short === '' || long === short || long.endsWith(`.${short}`);
}

const whereNamesMeet = whereFirstWords((one, other) => {
  if (one.includes('$') || other.includes('$')) return true;
  const [name, otherName] = [one, other].map((pattern) =>
    pattern.toLowerCase().replace(/^\[?\*\.?\]?\.?/, ''),
  );
  const isWildcard = one.includes('*') || other.includes('*');
  return isWildcard ? areInOneBranch(name ?? '', otherName ?? '') : name === otherName;
});

const whereRangesMeet = whereFirstWords((one, other) => {
  const [range, otherRange] = [parseRange(one), parseRange(other)];
  if (range === undefined || otherRange === undefined) return true;
  return containsRange(range, otherRange) || containsRange(otherRange, range);
});

const whereTypesMeet = whereFirstWords((one, other) => findRecordType(one) === findRecordType(other));

/** The domain whose mail a `domain-key` line signs, with its subdomains; '' for any, and for one with macros. */
const signedDomain = memoize(({ value }: Item): string => {
  const domain = value.split(',', 2)[1]?.trim().toLowerCase() ?? '';
  return /[*${]/.test(domain) ? '' : domain.replace(/\.$/, '');
});

/** What a rule does if it matches; null for a nested list and for a rule that cannot be read. */
function resultOf({ line }: Item): string | null {
  if (line instanceof DirectiveUse) {
    const actions = actionsOf(line).map(({ name, value = '' }) => `${name}=${foldName(value)}`);
    return actions.length === 0 ? null : actions.sort().join(',');
  }
  if (line instanceof SectionUse || line.line.kind !== 'pattern' || line.line.value === null) return null;
  return line.file.slice(line.line.value);
}

/** Lists whose lines are used in turn. */
const IN_TURN: ReadonlySet<string> = new Set(['smtp-proxy-source-host', 'smtp-source-host', 'virtual-mta']);

const ORDERS: ReadonlyMap<string, OrderCounts<Item>> = new Map([
  [
    RULES,
    (one, other) => {
      const result = resultOf(one);
      return result === null || result !== resultOf(other);
    },
  ],
  ['domain-key', (one, other) => areInOneBranch(signedDomain(one), signedDomain(other))],
  ['ip-connection-limit', whereRangesMeet],
  ['map-header-to-field', (one, other) => wordsOf(one).at(-1) === wordsOf(other).at(-1)],
  ['mx', whereNamesMeet],
  ['mx-connection-limit', whereNamesMeet],
  ['record-fields', whereTypesMeet],
  ['sender-or-from', whereNamesMeet],
  ['source-ip-max-connect-rate', whereRangesMeet],
  ['source-ip-max-data-volume-rate', whereRangesMeet],
  ['source-ip-max-msg-rate', whereRangesMeet],
  ['source-ip-max-smtp-out', whereRangesMeet],
]);

/** For which lines of a list the order counts; null for none. For all if the guides leave it open. */
function orderIn(list: string): OrderCounts<Item> | null {
  return SETS.has(list) || IN_TURN.has(list) ? null : (ORDERS.get(list) ?? (() => true));
}

/** Text that is equal for lines of one meaning. */
function keyIn(scope: string): (item: Item) => string {
  const keys = new Map<Item, string>();
  const read = ({ name, value, line }: Item): string => {
    const directive = findDirective(name);
    if (directive !== undefined) return meaningOf(directive, scope, value);
    return line instanceof DirectiveUse ? canonicalText(value) : value;
  };
  return (item) => getOrMake(keys, item, () => `${item.name} ${read(item)}`);
}

function withoutRepeats(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...groupBy(items, keyOf).values()].flatMap(([first]) => first ?? []);
}

/** The lines of two lists of one name that differ; both are empty if the lists mean the same. */
export function unshared(
  list: string,
  scope: string,
  before: readonly Item[],
  after: readonly Item[],
): [readonly Item[], readonly Item[]] {
  const isSame = (one: Item, other: Item | undefined): boolean =>
    one.name === other?.name && one.value === other.value;
  if (before.length === after.length && before.every((item, at) => isSame(item, after[at]))) return [[], []];
  const keyOf = keyIn(scope);
  const significant = (items: readonly Item[]): readonly Item[] => {
    if (SETS.has(list) || FIRST_DECIDES.has(list)) return withoutRepeats(items, keyOf);
    // Whether its lines add up or the last one applies, the same line again changes nothing.
    return MAY_ADD_UP.has(list) ? items.filter((item, at) => !isRepeat(item, items[at - 1])) : items;
  };
  const isRepeat = (item: Item, previous: Item | undefined): boolean =>
    previous !== undefined && keyOf(item) === keyOf(previous);
  const [old, now] = [significant(before), significant(after)];
  return differences(old, now, keyOf, orderIn(list));
}
