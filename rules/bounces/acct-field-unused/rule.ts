import { findRecordType, hasField, recordTypes } from '../../../src/catalog/accounting.ts';
import { defineRule, hasPlaceholder, linesOf, listOf, nearest, quote, recordedFiles } from '../../kit.ts';
import type { DirectiveUse, RecordedFile, RuleContext } from '../../kit.ts';

/** Fields of other releases: `timeImprinted` of 3.x, and one of late 5.0 for the first attempt whose name is not sure. */
const OF_OTHER_RELEASES = /^time(?:Imprinted|First\w*)$/i;

/** `otherTypes` of records have such a field; `similar` is a field of the type. */
type UnknownField = Readonly<{ name: string; otherTypes: readonly string[]; similar: string | null }>;

function fieldText({ name, otherTypes, similar }: UnknownField): string {
  if (otherTypes.length > 0) return `${quote(name)} (there is one in ${listOf(otherTypes)})`;
  return quote(name) + (similar === null ? '' : ` (near it is ${quote(similar)})`);
}

const messages = {
  noSuchRecord: (data: { type: string; recorded: readonly string[]; isDefault: boolean }) => ({
    message: `fields are chosen for records of type ${data.type}, and ${data.isDefault ? "without 'records' the file gets" : "'records' lists"} ${listOf(data.recorded)}: no such record is written here, and what you look for in the file is not there; add ${data.type} to 'records', or take this line out`,
  }),
  unknownFields: ({ type, fields }: { type: string; fields: readonly UnknownField[] }) => ({
    message: `${listOf(fields.map(fieldText))} ${fields.length === 1 ? 'is no field' : 'are no fields'} that the guides name for records of type ${type}; check the spelling, or the column may be missing where bounces and deliveries are read from the file`,
  }),
  repeated: () => ({
    message:
      "'records' stands twice in this <acct-file>, which takes it once: some of the records may not be written, so that bounces go unnoticed; put all types into one line, such as 'records d,b'",
  }),
};

/** The type and the fields of a `record-fields` line; null where it cannot be read. */
function fieldsOf({ verdict, broken }: DirectiveUse) {
  if (broken || verdict?.ok !== true || verdict.value.kind !== 'composite') return null;
  const [first, second] = verdict.value.args;
  const type = findRecordType(first?.text ?? '');
  if (type === undefined || second?.value.kind !== 'list') return null;
  return { type, fields: second.value.items.map((item) => item.replace(/^!/, '')) };
}

function checkFields(
  use: DirectiveUse,
  { file, types, records }: RecordedFile,
  { model, report }: RuleContext<typeof messages>,
): void {
  const read = fieldsOf(use);
  if (read === null) return;
  const { type, fields } = read;
  const location = use.nameLocation;
  const isDefault = records.length === 0;
  // In a partial configuration the default of `records` may be set elsewhere.
  if (types !== null && !types.has(type.type) && (!isDefault || model.knows('files'))) {
    const data = { type: type.type, recorded: [...types], isDefault };
    const related = records.map((line) => ({ ...line.nameLocation, message: 'the types are listed here' }));
    report({ location, messageId: 'noSuchRecord', data, related });
    return;
  }
  const mappings = linesOf(file, 'map-header-to-field');
  const mapped = mappings.map((line) => line.plainValue?.split(/\s+/).at(-1)?.toLowerCase());
  const unknown = fields.flatMap((name): UnknownField[] => {
    if (name === '*' || hasField(type, name) || mapped.includes(name.toLowerCase())) return [];
    if (OF_OTHER_RELEASES.test(name) || hasPlaceholder(name)) return [];
    const otherTypes = recordTypes().flatMap((other) => (hasField(other, name) ? [other.type] : []));
    return [{ name, otherTypes, similar: nearest(name, type.fields) ?? null }];
  });
  if (unknown.length === 0) return;
  const data = { type: type.type, fields: unknown };
  report({ location, severity: 'info', messageId: 'unknownFields', data });
}

export const rule = defineRule({
  id: 'acct-field-unused',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'fields for records that an accounting file does not get, or record types listed twice',
  requires: ['<acct-file>'],
  messages,
  check(context) {
    for (const recorded of recordedFiles(context.model)) {
      // Another rule reports `records` in two sections for one file.
      for (const section of recorded.file.sections) {
        const [first, ...others] = section.named('records');
        for (const use of others) {
          const related = first === undefined ? [] : [{ ...first.nameLocation, message: 'the first one' }];
          context.report({ location: use.nameLocation, messageId: 'repeated', related });
        }
      }
      for (const use of linesOf(recorded.file, 'record-fields')) checkFields(use, recorded, context);
    }
  },
});
