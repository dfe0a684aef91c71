import { containsRange, parseRange, rangeText, type CidrRange } from '../catalog/values/address.ts';
import { findDirective, type Directive } from '../catalog/directives.ts';
import { canonicalText } from '../model/source/canonical.ts';
import type { DirectiveUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import type { Change } from './change.ts';

interface AccessRule {
  readonly range: CidrRange;
  readonly level: string;
  readonly use: DirectiveUse;
}

function rulesOf(model: Model): AccessRule[] | null {
  const rules: AccessRule[] = [];
  for (const use of model.root.named('http-access')) {
    const [, cidr = '', level = ''] = /^(\S+)\s+(.*)$/.exec(use.plainValue ?? '') ?? [];
    const range = parseRange(cidr);
    // A line that PowerMTA would refuse has no meaning to compare.
    if (range === undefined || use.broken) return null;
    rules.push({ range, level: canonicalText(level).toLowerCase(), use });
  }
  return rules;
}

/** Addresses for which both lists answer alike: levels change at the borders of ranges only. */
interface AddressRange {
  readonly version: CidrRange['version'];
  readonly first: bigint;
  last: bigint;
  readonly was: AccessRule | undefined;
  readonly is: AccessRule | undefined;
}

const NOBODY = 'none';

/** All ranges in which an address is answered otherwise than before, those side by side with equal answers as one. */
function changedRanges(old: readonly AccessRule[], now: readonly AccessRule[]): AddressRange[] {
  const ranges: AddressRange[] = [];
  for (const version of [4, 6] as const) {
    const end = 1n << (version === 4 ? 32n : 128n);
    const starts = new Set([0n]);
    for (const { range } of [...old, ...now].filter((rule) => rule.range.version === version)) {
      starts.add(range.first);
      if (range.last + 1n < end) starts.add(range.last + 1n);
    }
    const sorted = [...starts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    let open: AddressRange | undefined;
    for (const [index, first] of sorted.entries()) {
      const single: CidrRange = { version, first, last: first, prefix: version === 4 ? 32 : 128 };
      const find = (rules: readonly AccessRule[]): AccessRule | undefined =>
        rules.find((rule) => containsRange(rule.range, single));
      const [was, is] = [find(old), find(now)];
      const last = (sorted[index + 1] ?? end) - 1n;
      if ((was?.level ?? NOBODY) === (is?.level ?? NOBODY)) open = undefined;
      else if (open?.was?.level === was?.level && open?.is?.level === is?.level && open !== undefined)
        open.last = last;
      else ranges.push((open = { version, first, last, was, is }));
    }
  }
  return ranges;
}

function verdictOf(levels: readonly string[], before: string, after: string): Change['verdict'] {
  const [from, to] = [levels.indexOf(before), levels.indexOf(after)];
  if (from === -1 || to === -1) return 'unknown';
  return to > from ? 'stricter' : 'looser';
}

function levelsOf(directive: Directive | undefined): readonly string[] {
  return Array.isArray(directive?.stricter) ? (directive.stricter as readonly string[]) : [];
}

/** Changes of who may reach the web monitor, checked address by address. */
export function compareHttpAccess(before: Model, after: Model): Change[] {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  const base = { subject: 'access', directive: 'http-access' } as const;
  if (old === null || now === null) {
    const [left, right] = [before, after].map((model) => model.root.named('http-access'));
    const textOf = (uses: readonly DirectiveUse[] = []): string | null =>
      uses.length === 0 ? null : uses.map((use) => canonicalText(use.value ?? '')).join('; ');
    const [from, to] = [textOf(left), textOf(right)];
    const lines = { old: left?.[0] ?? null, new: right?.[0] ?? null };
    return from === to ? [] : [{ ...base, name: '', before: from, after: to, verdict: 'unknown', ...lines }];
  }
  const levels = levelsOf(findDirective('http-access'));
  return changedRanges(old, now).map(({ was, is, ...range }) => {
    const [from, to] = [was?.level ?? NOBODY, is?.level ?? NOBODY];
    return {
      ...base,
      name: rangeText(range),
      before: from,
      after: to,
      verdict: verdictOf(levels, from, to),
      old: was?.use ?? null,
      new: is?.use ?? null,
    };
  });
}
