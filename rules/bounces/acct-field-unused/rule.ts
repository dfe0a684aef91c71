import {
  type DirectiveUse,
  isToBeFilledIn,
  listOf,
  nearest,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
} from '../../kit.ts';
import { findRecordType, hasField, recordTypes, type RecordType } from '../../../src/catalog/accounting.ts';
import { linesOf } from '../../../src/model/accounting-files.ts';
import { recordedFiles, type RecordedFile } from '../../../src/model/accounting-records.ts';

/** Fields of other releases: `timeImprinted` of 3.x, and one of late 5.0 for the first attempt whose name is not sure. */
const OF_OTHER_RELEASES = /^time(?:Imprinted|First\w*)$/i;

/** A `record-fields` line taken apart; null where it cannot be read. */
function fieldsOf(use: DirectiveUse): { type: RecordType; fields: readonly string[] } | null {
  const { verdict } = use;
  if (use.broken || verdict?.ok !== true || verdict.value.kind !== 'composite') return null;
  const [first, second] = verdict.value.args;
  const type = findRecordType(first?.text ?? '');
  if (type === undefined || second?.value.kind !== 'list') return null;
  return { type, fields: second.value.items.map((item) => item.replace(/^!/, '')) };
}

function isKnown(type: RecordType, field: string): boolean {
  return field === '*' || hasField(type, field) || OF_OTHER_RELEASES.test(field) || isToBeFilledIn(field);
}

/** What may be meant by a field that a type does not have. */
function hintFor(type: RecordType, field: string): string {
  const others = recordTypes().filter((other) => hasField(other, field));
  if (others.length > 0) return ` (there is one in ${listOf(others.map((other) => other.type))})`;
  const near = nearest(field, type.fields);
  return near === undefined ? '' : ` (near it is ${quote(near)})`;
}

function checkFields(
  use: DirectiveUse,
  { file, types, records }: RecordedFile,
  { model, report }: RuleContext,
): void {
  const read = fieldsOf(use);
  if (read === null) return;
  const { type, fields } = read;
  const at = { file: use.file, range: use.nameRange };
  // Without a `records` line the default holds, on which nothing may rest in a part of a configuration.
  if (types !== null && !types.has(type.type) && (records.length > 0 || model.isWhole)) {
    const listed = listOf([...types]);
    const source =
      records.length > 0 ? `'records' lists ${listed}` : `without 'records' the file gets ${listed}`;
    report({
      location: at,
      message: `fields are chosen for records of type ${type.type}, and ${source}: no such record is written here, and what you look for in the file is not there; add ${type.type} to 'records', or take this line out`,
      related: records.map((line) => ({
        file: line.file,
        range: line.nameRange,
        message: 'the types are listed here',
      })),
    });
    return;
  }
  const mapped = linesOf(file, 'map-header-to-field').map((line) =>
    line.plainValue?.split(/\s+/).at(-1)?.toLowerCase(),
  );
  const unknown = fields.filter((field) => !isKnown(type, field) && !mapped.includes(field.toLowerCase()));
  if (unknown.length === 0) return;
  const names = listOf(unknown.map((field) => quote(field) + hintFor(type, field)));
  const what = unknown.length === 1 ? 'is no field' : 'are no fields';
  report({
    location: at,
    severity: 'info',
    message: `${names} ${what} that the guides name for records of type ${type.type}; check the spelling, or the column may be missing where bounces and deliveries are read from the file`,
  });
}

/** Of `records` in two sections for one file the rule about such sections speaks. */
function checkRepeats(section: SectionUse, { report }: RuleContext): void {
  const [first, ...others] = section.named('records');
  for (const use of others) {
    if (first === undefined) continue;
    report({
      location: { file: use.file, range: use.nameRange },
      message:
        "'records' stands twice in this <acct-file>, which takes it once: some of the records may not be written, so that bounces go unnoticed; put all types into one line, such as 'records d,b'",
      related: [{ file: first.file, range: first.nameRange, message: 'the first one' }],
    });
  }
}

export const rule: Rule = {
  id: 'acct-field-unused',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'fields for records that an accounting file does not get, or record types listed twice',
  requires: ['<acct-file>'],
  check(context) {
    for (const recorded of recordedFiles(context.model)) {
      for (const section of recorded.file.sections) checkRepeats(section, context);
      for (const use of linesOf(recorded.file, 'record-fields')) checkFields(use, recorded, context);
    }
  },
};
