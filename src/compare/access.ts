import { containsRange, parseRange, type CidrRange } from '../catalog/values/address.ts';
import { findDirective, type Directive } from '../catalog/directives.ts';
import { canonicalText } from '../model/canonical.ts';
import type { Model } from '../model/model.ts';
import type { Change } from './change.ts';

interface AccessRule {
  readonly range: CidrRange;
  readonly level: string;
}

function rulesOf(model: Model): AccessRule[] | null {
  const rules: AccessRule[] = [];
  for (const use of model.root.named('http-access')) {
    const [, cidr = '', level = ''] = /^(\S+)\s+(.*)$/.exec(use.plainValue ?? '') ?? [];
    const range = parseRange(cidr);
    // A line that PowerMTA would refuse has no meaning to compare.
    if (range === undefined || use.broken) return null;
    rules.push({ range, level: canonicalText(level).toLowerCase() });
  }
  return rules;
}

function levelAt(rules: readonly AccessRule[], address: CidrRange): string {
  return rules.find((rule) => containsRange(rule.range, address))?.level ?? 'none';
}

/** One address of every stretch in which both lists answer alike: levels change at the borders of ranges only. */
function borders(rules: readonly AccessRule[]): CidrRange[] {
  const starts = new Map<string, CidrRange>();
  for (const version of [4, 6] as const) {
    const largest = (1n << (version === 4 ? 32n : 128n)) - 1n;
    const add = (at: bigint): void => {
      if (at < 0n || at > largest) return;
      const single = { version, first: at, last: at, prefix: version === 4 ? 32 : 128 };
      starts.set(`${version} ${at}`, single);
    };
    add(0n);
    for (const { range } of rules.filter((rule) => rule.range.version === version)) {
      add(range.first);
      add(range.last + 1n);
    }
  }
  return [...starts.values()];
}

function verdictOf(levels: readonly string[], before: string, after: string): Change['verdict'] {
  const [from, to] = [levels.indexOf(before), levels.indexOf(after)];
  if (from === -1 || to === -1) return 'unknown';
  return to > from ? 'stricter' : 'looser';
}

function levelsOf(directive: Directive | undefined): readonly string[] {
  return Array.isArray(directive?.stricter) ? (directive.stricter as readonly string[]) : [];
}

/** Changes of who may reach the web monitor, judged address by address. */
export function compareHttpAccess(before: Model, after: Model): Change[] {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  const base = { subject: 'access', name: '', directive: 'http-access' } as const;
  if (old === null || now === null) {
    const [left, right] = [before, after].map((model) =>
      model.root
        .named('http-access')
        .map((use) => canonicalText(use.value ?? ''))
        .join('; '),
    );
    return left === right
      ? []
      : [{ ...base, before: left ?? null, after: right ?? null, verdict: 'unknown' }];
  }
  const levels = levelsOf(findDirective('http-access'));
  return borders([...old, ...now]).flatMap((address) => {
    const [from, to] = [levelAt(old, address), levelAt(now, address)];
    return from === to ? [] : [{ ...base, before: from, after: to, verdict: verdictOf(levels, from, to) }];
  });
}
