import { foldName } from './decisions.ts';
import { factsIn, type Directive, type DirectiveFacts, type Stricter, type ValueType } from './directives.ts';
import { parseValue, respelledValue, type Value } from './values.ts';

/** How a change of a value moves what PowerMTA does: `stricter` is what the catalog calls conservative. */
export type Strictness = 'equal' | 'stricter' | 'looser' | 'unknown';

/** A text in lower case, but for the names of macros, which are told apart by case. */
function inLowerCase(text: string): string {
  return text.replace(/(?<!\$\w*)[^$]/g, (letter) => letter.toLowerCase());
}

/** Whether case is ignored: in domains and headers, and in names of VMTAs, lists and sources (see `foldName`). */
function ignoresCase(value: { readonly ignoreCase: boolean }, facts: DirectiveFacts): boolean {
  return value.ignoreCase || facts.refKind !== undefined;
}

/** Text that is equal for values of equal meaning. */
function canonical(value: Value, facts: DirectiveFacts): string {
  if (isUnlimited(value, facts)) return 'no limit';
  switch (value.kind) {
    case 'empty':
      return 'empty';
    case 'boolean':
      return value.value ? 'yes' : 'no';
    case 'integer':
      return `${value.value}`;
    case 'word':
      return value.word;
    case 'interval':
      return `${value.seconds}s`;
    case 'intervals':
      return withoutRepeats(value.seconds).join('s,');
    case 'rate':
      return `${value.count}/${value.perSeconds} ${value.unit}`;
    case 'daily-rates':
      return withoutRepeats(value.counts).join('/d,');
    case 'size':
      return `${value.bytes}b`;
    case 'cidr':
    case 'listen': {
      const { first, last, version } = value.range;
      return `${first}-${last} v${version}${value.kind === 'listen' ? ` ${value.port}` : ''}`;
    }
    case 'host-port':
      return `${value.host.toLowerCase()} ${value.port ?? ''}`;
    case 'hosts':
      return value.levels
        .map((level) => level.map(({ kind, name, port }) => `${kind} ${name} ${port ?? ''}`).join(','))
        .join(';');
    case 'regex':
      return `/${value.source}/`;
    case 'actions':
      // Words and names of VMTAs and lists.
      return value.actions
        .map(({ name, seconds, value: word }) => `${name}=${seconds ?? foldName(word ?? '')}`)
        .sort()
        .join(',');
    case 'queue-filters':
      return value.filters
        .map(({ exclude, domain, virtualMta }) => `${exclude ? '!' : ''}${domain}/${virtualMta}`)
        .join(',');
    case 'list': {
      const items = ignoresCase(value, facts) ? value.items.map(inLowerCase) : value.items;
      return (isSet(facts) ? [...new Set(items)].sort() : items).join(',');
    }
    case 'name':
      return ignoresCase(value, facts) ? inLowerCase(value.name) : value.name;
    case 'text':
    case 'opaque':
      return value.text;
    case 'composite':
      return value.args
        .map(({ name, value: part }) => `${name} ${canonical(part, argumentFacts(facts, name))}`)
        .join('\n');
  }
}

/** `noLimit` of a composite is about its last argument; no other argument is a bare number or word of that list. */
function argumentFacts({ args, noLimit }: DirectiveFacts, name: string): DirectiveFacts {
  const own = args?.find((argument) => argument.name === name);
  return { type: 'union', ...own, ...(noLimit && { noLimit }) };
}

/** Whether the order of the items between commas has no meaning. Proxies are tried in their order, fields are columns. */
function isSet({ type, refKind }: DirectiveFacts): boolean {
  return (
    ['acct-record-list', 'email-list', 'header-list'].includes(type) ||
    (type === 'name-ref-list' && refKind === 'address-list')
  );
}

/** The last item of a list applies for ever: repeats at its end add nothing. */
function withoutRepeats(items: readonly number[]): readonly number[] {
  let end = items.length;
  while (end > 1 && items[end - 1] === items[end - 2]) end--;
  return items.slice(0, end);
}

/** Whether a value means "no limit" for its directive. */
function isUnlimited(value: Value, facts: DirectiveFacts): boolean {
  const words = facts.noLimit ?? [];
  if (value.kind === 'word') return words.includes(value.word);
  if (value.kind === 'integer') return words.includes(`${value.value}`);
  if (value.kind === 'size') return value.bytes === 0 && words.includes('0');
  if (value.kind !== 'rate') return false;
  return words.includes(value.count === 0 ? '0' : value.count === Infinity ? 'unlimited' : '');
}

/** A quantity that grows as the directive gets looser (`lower`) or stricter (`higher`). */
interface Quantity {
  readonly perSecond: number;
  /** The seconds and the count of a rate; of other quantities both are 1. */
  readonly window: number;
  readonly burst: number;
}

/** The quantity of a value; undefined for a value without one, and for a 0 whose meaning is not documented. */
function quantity(value: Value, facts: DirectiveFacts): Quantity | undefined {
  if (isUnlimited(value, facts)) return { perSecond: Infinity, window: 1, burst: Infinity };
  if (value.kind === 'size') return { perSecond: value.bytes, window: 1, burst: 1 };
  if (value.kind === 'integer' && (value.value !== 0 || facts.stricter !== 'lower'))
    return { perSecond: value.value, window: 1, burst: 1 };
  if (value.kind === 'rate' && value.count !== 0 && value.count !== Infinity)
    return { perSecond: value.count / value.perSeconds, window: value.perSeconds, burst: value.count };
  return undefined;
}

/** Whether `a` lets through no more than `b`, neither in the long run nor at once. */
function atMost(a: Quantity, b: Quantity): boolean {
  if (b.perSecond === Infinity) return true;
  return a.perSecond <= b.perSecond && (a.window <= b.window || a.burst <= b.burst);
}

function turned(strictness: Strictness): Strictness {
  return strictness === 'stricter' ? 'looser' : strictness === 'looser' ? 'stricter' : strictness;
}

function smallerIsStricter(before: Value, after: Value, facts: DirectiveFacts): Strictness {
  const [from, to] = [quantity(before, facts), quantity(after, facts)];
  if (!from || !to) return 'unknown';
  if (atMost(to, from)) return atMost(from, to) ? 'equal' : 'stricter';
  return atMost(from, to) ? 'looser' : 'unknown';
}

function longerIsStricter(before: Value, after: Value, facts: DirectiveFacts): Strictness {
  const [from, to] = [secondsOf(before), secondsOf(after)];
  if (!from || !to) return turned(smallerIsStricter(before, after, facts));
  const steps = Array.from({ length: Math.max(from.length, to.length) }, (_, index) => {
    return (to[index] ?? to.at(-1) ?? 0) - (from[index] ?? from.at(-1) ?? 0);
  });
  const [isLonger, isShorter] = [steps.some((step) => step > 0), steps.some((step) => step < 0)];
  if (isLonger && isShorter) return 'unknown';
  return isLonger ? 'stricter' : isShorter ? 'looser' : 'equal';
}

/** The seconds of an interval or of a list of them. */
function secondsOf(value: Value): readonly number[] | undefined {
  if (value.kind === 'interval') return [value.seconds];
  return value.kind === 'intervals' ? value.seconds : undefined;
}

function compare(before: Value, after: Value, stricter: Stricter, facts: DirectiveFacts): Strictness {
  if (stricter === 'lower') return smallerIsStricter(before, after, facts);
  if (stricter === 'higher') return longerIsStricter(before, after, facts);
  const order = stricter === 'true' ? ['no', 'yes'] : stricter === 'false' ? ['yes', 'no'] : stricter;
  const [from, to] = [order.indexOf(canonical(before, facts)), order.indexOf(canonical(after, facts))];
  if (from < 0 || to < 0) return 'unknown';
  return to > from ? 'stricter' : to < from ? 'looser' : 'equal';
}

interface Pair {
  readonly from: Value;
  readonly to: Value;
  readonly facts: DirectiveFacts;
}

/** What is compared of two values: of composite ones the last arguments, if the others are equal. */
function pairOf(from: Value, to: Value, facts: DirectiveFacts): Pair | undefined {
  if (facts.type !== 'composite') return { from, to, facts };
  if (from.kind !== 'composite' || to.kind !== 'composite') return undefined;
  const [last, other] = [from.args.at(-1), to.args.at(-1)];
  const same = from.args.slice(0, -1).every(({ name, value }, index) => {
    const argument = to.args[index];
    const own = argumentFacts(facts, name);
    return argument !== undefined && canonical(value, own) === canonical(argument.value, own);
  });
  if (!last || !other || !same || from.args.length !== to.args.length) return undefined;
  const { stricter } = facts;
  const own = argumentFacts(facts, last.name);
  return {
    from: last.value,
    to: other.value,
    facts: { ...own, ...(stricter !== undefined && { stricter }) },
  };
}

/** What a value means; one that is refused only for its spelling counts as respelled. */
function read(directive: Directive, scope: string, text: string): Value | undefined {
  const result = parseValue(directive, scope, respelledValue(directive, scope, text) ?? text);
  return result.ok ? result.value : undefined;
}

/**
 * How a change moves a directive's value in a scope. `null` is the default, which counts only where the catalog has it
 * as one value that follows no other directive. Values that mean the same are equal. The caller compares lines of a
 * list that is read in order (http-access) as a whole.
 */
export function strictness(
  directive: Directive,
  scope: string,
  before: string | null,
  after: string | null,
): Strictness {
  if (before === after) return 'equal';
  const facts = factsIn(directive, scope);
  const preset = facts.defaultFrom === undefined ? (facts.default ?? null) : null;
  const [from, to] = [before ?? preset, after ?? preset];
  if (from === null || to === null) return 'unknown';
  if (sameValue(directive, scope, from, to)) return 'equal';
  const [old, now] = [read(directive, scope, from), read(directive, scope, to)];
  const pair = old && now && pairOf(old, now, facts);
  if (pair === undefined || facts.stricter === undefined) return 'unknown';
  return compare(pair.from, pair.to, facts.stricter, pair.facts);
}

/** Text that is equal for values of a directive that mean the same: `60m` and `1h`, `yes` and `true`, `"a"` and `a`. */
export function meaningOf(directive: Directive, scope: string, text: string): string {
  const value = read(directive, scope, text);
  return value === undefined ? `unreadable ${text}` : `read ${canonical(value, factsIn(directive, scope))}`;
}

/** Whether two values of a directive mean the same. */
export function sameValue(directive: Directive, scope: string, a: string, b: string): boolean {
  return a === b || meaningOf(directive, scope, a) === meaningOf(directive, scope, b);
}

/** Types whose values have a size: a change of other numbers (ports, priorities) is not growth. */
const SIZED: readonly ValueType[] = ['data-volume-rate', 'interval', 'interval-list', 'rate', 'size'];

function hasSize({ type, anyOf = [], stricter, noLimit, unit }: DirectiveFacts): boolean {
  const isDirected = stricter === 'lower' || stricter === 'higher';
  return (
    isDirected ||
    noLimit !== undefined ||
    unit !== undefined ||
    [type, ...anyOf].some((one) => SIZED.includes(one))
  );
}

/** A value as one number: a quantity per second, a count, a size, or seconds. */
function magnitude(value: Value, facts: DirectiveFacts): number | undefined {
  const seconds = secondsOf(value);
  if (seconds) return seconds.length === 1 ? seconds[0] : undefined;
  return quantity(value, facts)?.perSecond;
}

/** How the size of a value changed. */
export interface Growth {
  /** Negative where it shrank. */
  readonly percent: number;
  /** Of a rate that is lower on average but allows more at once within its longer period, or the reverse. */
  readonly atOnce?: 'more' | 'fewer';
}

/** How much a value grew. Undefined if it has no size, or if one of the two is 0 or means no limit. */
export function growthOf(
  directive: Directive,
  scope: string,
  before: string,
  after: string,
): Growth | undefined {
  const facts = factsIn(directive, scope);
  const [old, now] = [read(directive, scope, before), read(directive, scope, after)];
  const pair = old && now && hasSize(facts) ? pairOf(old, now, facts) : undefined;
  if (pair === undefined) return undefined;
  const [from, to] = [magnitude(pair.from, pair.facts), magnitude(pair.to, pair.facts)];
  if (from === undefined || to === undefined || from === 0 || !Number.isFinite(from + to)) return undefined;
  const percent = (to / from - 1) * 100;
  const [was, is] = [quantity(pair.from, pair.facts), quantity(pair.to, pair.facts)];
  const isMixed = was && is && !atMost(was, is) && !atMost(is, was);
  return { percent, ...(isMixed && { atOnce: percent < 0 ? 'more' : 'fewer' }) };
}
