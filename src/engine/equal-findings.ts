import { SEVERITY_RANK, type Finding, type Fix } from './finding.ts';

/** The order of findings: by path, start, rule, and then by what makes equal ones neighbours. */
export function compareFindings(a: Finding, b: Finding): number {
  const texts = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    texts(a.path, b.path) ||
    a.start - b.start ||
    texts(a.rule, b.rule) ||
    a.end - b.end ||
    texts(a.message, b.message)
  );
}

/** A fix that mends a place for all that include it; null where they would need different ones. */
function commonFix(findings: readonly Finding[]): Fix | null {
  const [first, ...others] = findings.map(({ fix }) => fix);
  const text = JSON.stringify(first);
  return others.every((fix) => JSON.stringify(fix) === text) ? (first ?? null) : null;
}

/**
 * Equal findings of a file that is read in several places as one: the gravest of them. Which configuration was read
 * first makes no difference.
 */
function asOne(equal: readonly Finding[]): Finding {
  const [only] = equal;
  if (only !== undefined && equal.length === 1) return only;
  const [gravest] = equal.toSorted(
    (a, b) =>
      SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
      (JSON.stringify(a.related) < JSON.stringify(b.related) ? -1 : 1),
  );
  if (gravest === undefined) throw new Error('there is no finding to make one of');
  const { rule, category, severity, message, path, start, end, related } = gravest;
  return {
    ...{ rule, category, severity, message, path, start, end, related },
    get fix() {
      return commonFix(equal);
    },
  };
}

/** Ordered findings with equal ones made one. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group !== undefined && first !== undefined && compareFindings(first, finding) === 0)
      group.push(finding);
    else groups.push([finding]);
  }
  return groups.map(asOne);
}
