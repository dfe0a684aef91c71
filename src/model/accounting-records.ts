import { findRecordType } from '../catalog/accounting.ts';
import { accountingFilesOf, linesOf, type AccountingFile } from './accounting-files.ts';
import type { DirectiveUse } from './source/content.ts';
import type { Model } from './model.ts';
import { isTemplateLine } from './source/extent.ts';

/** What an accounting file gets where `records` is not set. */
const DEFAULT_TYPES: ReadonlySet<string> = new Set(['d', 'b']);

/** An accounting file with its record types and the lines that choose them. */
export interface RecordedFile {
  readonly file: AccountingFile;
  /** The short names of the record types; null where they are unknown. */
  readonly types: ReadonlySet<string> | null;
  /** The lines that choose them; without any the default applies. */
  readonly records: readonly DirectiveUse[];
}

/** The record types that a `records` line names, by their short names; null where the line cannot be read. */
export function typesIn(use: DirectiveUse): readonly string[] | null {
  const { verdict } = use;
  if (use.broken || verdict?.ok !== true || verdict.value.kind !== 'list') return null;
  return verdict.value.items.map((name) => findRecordType(name)?.type ?? name);
}

function typesOf({ sections }: AccountingFile, records: readonly DirectiveUse[]): ReadonlySet<string> | null {
  if (sections.some(({ content }) => content.some(isTemplateLine))) return null;
  if (records.length === 0) return DEFAULT_TYPES;
  // The guide allows one such line; it does not say which of several applies, so all of them count.
  const named = records.map(typesIn);
  return named.includes(null) ? null : new Set(named.flatMap((types) => types ?? []));
}

/** The accounting files of a configuration, those of `config-defaults` too, and what is written to each. */
export function recordedFiles(model: Model): RecordedFile[] {
  return accountingFilesOf(model).map((file) => {
    const records = linesOf(file, 'records');
    return { file, types: typesOf(file, records), records };
  });
}
