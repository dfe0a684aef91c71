import { getOrMake } from '../base/collections.ts';
import { strictness } from '../catalog/compare-values.ts';
import type { Directive } from '../catalog/directives.ts';
import { SEVERITY_RANK, type Finding, type Severity } from '../engine/finding.ts';

/** What a baseline records of one finding. */
export interface Recorded {
  readonly severity: Severity;
  /** The value of the line, where one direction of change is riskier; else null. */
  readonly value: string | null;
}

/** A value with a direction: which change of it is riskier. */
export interface DirectedValue {
  readonly directive: Directive;
  /** `global`, or the name of a section. */
  readonly scope: string;
  readonly value: string;
}

/** A finding of a run, to be held against a baseline; `directed` is null where no value is. */
export interface FoundFinding {
  readonly finding: Finding;
  readonly directed: DirectedValue | null;
}

export function recordOf({ finding, directed }: FoundFinding): Recorded {
  return { severity: finding.severity, value: directed?.value ?? null };
}

/** Equal for equal records. */
export function recordKey({ severity, value }: Recorded): string {
  return JSON.stringify([severity, value]);
}

/** Whether a record accounts for a finding: it is no more severe, and its value no riskier, as far as that is known. */
function accountsFor(record: Recorded, { finding, directed }: FoundFinding): boolean {
  if (SEVERITY_RANK[finding.severity] < SEVERITY_RANK[record.severity]) return false;
  if (directed === null || record.value === null) return true;
  return strictness(directed.directive, directed.scope, record.value, directed.value) !== 'looser';
}

/** Some records, each of which can be taken out once. */
class Records {
  readonly #counts = new Map<string, { readonly record: Recorded; count: number }>();

  constructor(records: readonly Recorded[]) {
    for (const record of records)
      getOrMake(this.#counts, recordKey(record), () => ({ record, count: 0 })).count++;
  }

  /** Takes out an equal record; false if there is none. */
  take(record: Recorded): boolean {
    const found = this.#counts.get(recordKey(record));
    if (found === undefined || found.count === 0) return false;
    found.count--;
    return true;
  }

  /** Takes out a record that fits; false if none does. */
  takeFitting(fits: (record: Recorded) => boolean): boolean {
    const found = [...this.#counts.values()].find(({ record, count }) => count > 0 && fits(record));
    return found !== undefined && this.take(found.record);
  }
}

/** The findings that some records account for, each record for one. */
export function accountedFor(
  records: readonly Recorded[],
  found: readonly FoundFinding[],
): readonly Finding[] {
  const left = new Records(records);
  // Equal ones first, so that none takes the record of another one.
  const open = found.filter((one) => !left.take(recordOf(one)));
  const isNew = new Set(open.filter((one) => !left.takeFitting((record) => accountsFor(record, one))));
  return found.filter((one) => !isNew.has(one)).map(({ finding }) => finding);
}
