import { type DirectiveUse, type Model, parseValue, type Range } from '../../kit.ts';
import {
  containsRange,
  isLoopback,
  isPrivate,
  parseRange,
  type CidrRange,
} from '../../../src/catalog/values/address.ts';

/** One `http-access` line, taken apart. */
export interface AccessRule {
  readonly use: DirectiveUse;
  readonly range: CidrRange;
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
  if (range === undefined || level?.value.kind !== 'word') return [];
  const start = line.value?.start;
  const levelRange =
    start === undefined || continuation.length > 0
      ? null
      : { start: start + level.at.start, end: start + level.at.end };
  return [{ use, range, level: level.value.word, levelRange }];
}

/** The access rules of the user's files, in the order in which PowerMTA tries them. A file read twice counts once. */
export function accessRules(model: Model): AccessRule[] {
  const seen = new Set<unknown>();
  return model.named('http-access').flatMap((use) => {
    if (use.section !== model.root || use.file === model.defaults || seen.has(use.line)) return [];
    seen.add(use.line);
    return ruleOf(use);
  });
}

/** Whether a range is larger than any network that one owner is likely to have. */
export function isWide({ range }: AccessRule): boolean {
  if (isPrivate(range) || isLoopback(range)) return false;
  return range.prefix < (range.version === 4 ? 8 : 16);
}

/** Whether a rule only says again what holds anyway behind all rules: no access. */
export function closesList(rules: readonly AccessRule[], index: number): boolean {
  return rules.slice(index).every(({ range, level }) => range.prefix === 0 && level === 'none');
}

/** The earlier rule that takes every address of a later one, so that the later one is never reached. */
export function coveredBy(rules: readonly AccessRule[], index: number): AccessRule | undefined {
  const range = rules[index]?.range;
  return range === undefined
    ? undefined
    : rules.slice(0, index).find((earlier) => containsRange(earlier.range, range));
}

/**
 * An earlier rule for `0/0` that lets in, before a rule for IPv6 addresses. Whether `0/0` matches those as well the
 * guides do not say.
 */
export function perhapsCoveredBy(rules: readonly AccessRule[], index: number): AccessRule | undefined {
  if (rules[index]?.range.version !== 6) return undefined;
  return rules
    .slice(0, index)
    .find(({ range, level }) => range.version === 4 && range.prefix === 0 && level !== 'none');
}

/** Whether the web monitor is off: then nobody gets in, whatever the rules say. */
export function isSwitchedOff(model: Model): boolean {
  return model.root.named('http-mgmt-port').at(-1)?.plainValue === '0';
}
