import { containsRange, isLoopback, isPrivate, parseRange } from '../../../src/catalog/values/address.ts';
import type { CidrRange } from '../../../src/catalog/values/address.ts';
import { type DirectiveUse, groupBy, type Model, parseValue, type Range } from '../../kit.ts';

/** One `http-access` line. */
export interface AccessRule {
  readonly use: DirectiveUse;
  readonly range: CidrRange;
  /** The address in the file; null where it is on another line. */
  readonly addressRange: Range | null;
  /** `none`, `monitor`, `monitor,deny-logs`, `operator` or `admin`. */
  readonly level: string;
  /** The level in the file; null where it is on another line. */
  readonly levelRange: Range | null;
}

function ruleOf(use: DirectiveUse): AccessRule[] {
  const { facts, value, section, line, continuation } = use;
  if (facts === undefined || value === null || use.broken) return [];
  const result = parseValue(facts, section.scope, value);
  if (!result.ok || result.value.kind !== 'composite') return [];
  const [address, level] = result.value.args;
  const range = address === undefined ? undefined : parseRange(address.text);
  if (address === undefined || range === undefined || level?.value.kind !== 'word') return [];
  const start = line.value?.start ?? 0;
  const inFile = (at: Range): Range | null =>
    continuation.length > 0 ? null : { start: start + at.start, end: start + at.end };
  const addressRange = inFile(address.at);
  return [{ use, range, addressRange, level: level.value.word, levelRange: inFile(level.at) }];
}

/** The access rules of the user's files, in the order in which PowerMTA tries them. A file read twice counts once. */
function accessRules(model: Model): AccessRule[] {
  const uses = model
    .named('http-access')
    .filter(({ section, file }) => section === model.root && file !== model.defaults);
  return [...groupBy(uses, ({ line }) => line).values()].flatMap(([first]) =>
    first === undefined ? [] : ruleOf(first),
  );
}

/** Whether a range is larger than any network that one owner is likely to have. */
function isWide({ range }: AccessRule): boolean {
  if (isPrivate(range) || isLoopback(range)) return false;
  return range.prefix < (range.version === 4 ? 8 : 16);
}

/** An access rule that is too wide, or never reached. */
export interface AccessProblem {
  readonly access: AccessRule;
  /** The rule that takes its clients; null for a rule that is too wide. */
  readonly earlier: AccessRule | null;
  /** Whether the earlier rule takes all of them for certain. */
  readonly isSure: boolean;
  /** Another rule that gives the server itself access: one before it, or one after it, which has to be moved. */
  readonly local: AccessRule | null;
}

/**
 * The rule that takes the clients of a rule before it, null for a rule that is too wide; null for a rule in order. The
 * guides do not say whether `0/0` matches IPv6 clients, so that is not sure.
 */
function problemOf(
  access: AccessRule,
  index: number,
  rules: readonly AccessRule[],
  isMonitorOff: boolean,
): AccessProblem | null {
  const before = rules.slice(0, index);
  const isLocal = ({ range, level }: AccessRule): boolean =>
    level !== 'none' && isLoopback(range) && range.version === access.range.version;
  const local = rules.find((rule) => rule !== access && isLocal(rule)) ?? null;
  const earlier = before.find(({ range }) => containsRange(range, access.range));
  if (earlier !== undefined) return { access, earlier, isSure: true, local };
  if (isWide(access) && access.level !== 'none' && !isMonitorOff)
    return { access, earlier: null, isSure: true, local };
  const isForAll = ({ range, level }: AccessRule) =>
    range.version === 4 && range.prefix === 0 && level !== 'none';
  const perhaps = access.range.version === 6 ? before.find(isForAll) : undefined;
  return perhaps === undefined ? null : { access, earlier: perhaps, isSure: false, local };
}

/** The access rules that are too wide or never reached, in order. */
export function accessProblems(model: Model): AccessProblem[] {
  const rules = accessRules(model);
  const isMonitorOff = model.root.named('http-mgmt-port').at(-1)?.plainValue === '0';
  // Rules at the end that deny access to all repeat the default.
  const end = rules.findLastIndex(({ range, level }) => range.prefix !== 0 || level !== 'none') + 1;
  return rules.slice(0, end).flatMap((access, index) => problemOf(access, index, rules, isMonitorOff) ?? []);
}
