import text from './data/accounting.json?raw';
import { once } from './table.ts';

/** A type of record in an accounting file. */
export interface RecordType {
  /** The short name, e.g. `d`. */
  readonly type: string;
  /** The names a configuration may use. */
  readonly names: readonly string[];
  /** Recorded where `records` is not set. */
  readonly default?: true;
  /** The section without which no such record is written. */
  readonly needs?: string;
  /** Known fields; the list is probably not complete. */
  readonly fields: readonly string[];
  /** Prefixes of fields of one's own choice, `header_` and `arf_`. */
  readonly prefixes?: readonly string[];
}

/** All types of accounting records. */
export const recordTypes = once(() => JSON.parse(text) as readonly RecordType[]);

const byName = once(
  () => new Map(recordTypes().flatMap((row) => row.names.map((name) => [name, row] as const))),
);

/** The record type of that short or long name, in any case. */
export function findRecordType(name: string): RecordType | undefined {
  return byName().get(name.toLowerCase());
}

/** Whether a record type is known to have a field, in any case; prefixes such as `header_` count. */
export function hasField(type: RecordType, field: string): boolean {
  const name = field.toLowerCase();
  return (
    type.fields.some((known) => known.toLowerCase() === name) ||
    (type.prefixes ?? []).some((prefix) => name.startsWith(prefix))
  );
}
