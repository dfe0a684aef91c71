import { SEVERITY_RANK, type Finding, type Fix } from './finding.ts';
import { withFix } from './make-finding.ts';

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order of findings: by path, start, rule, and then by what makes equal ones neighbours. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareTexts(a.path, b.path) ||
    a.start - b.start ||
    compareTexts(a.rule, b.rule) ||
    a.end - b.end ||
    compareTexts(a.message, b.message) ||
    compareTexts(a.messageId, b.messageId) ||
    compareTexts(JSON.stringify(a.data), JSON.stringify(b.data))
  );
}

/** The fix of findings that are equal; null where they have different ones. */
function commonFix(findings: readonly Finding[]): Fix | null {
  const [first, ...others] = findings.map(({ fix }) => fix);
  const text = JSON.stringify(first);
  return others.every((fix) => JSON.stringify(fix) === text) ? (first ?? null) : null;
}

/** Equal findings of a file that is included several times as one: the most severe. The order of reading does not matter. */
function asOne(equal: readonly Finding[]): Finding {
  const [mostSevere] = equal.toSorted(
    (a, b) =>
      SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
      compareTexts(JSON.stringify(a.related), JSON.stringify(b.related)),
  );
  if (mostSevere === undefined) throw new Error('no findings to join');
  return equal.length === 1 ? mostSevere : withFix(mostSevere, () => commonFix(equal));
}

/** Ordered findings with equal ones made one. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && compareFindings(group[0], finding) === 0) group.push(finding);
    else groups.push([finding]);
  }
  return groups.map(asOne);
}
