import { defineRule, findSection, placementAt, quote, withoutSecrets } from '../../kit.ts';
import type { DirectiveUse, Model, RuleContext, RuleFix, SectionUse, SourceFile } from '../../kit.ts';
import { findInvented, type InventedName } from '../../../src/catalog/invented.ts';
import { mayHold } from '../../../src/catalog/sections.ts';
import { braceBlocksIn, opensBraces, type BraceBlock } from '../_shared/braces.ts';
import { renameTags, renameTo, spoolSection } from '../_shared/line-fixes.ts';
import { isScopeGuessed, placementOfLine, supersededRange } from '../_shared/lines.ts';

const REFUSED = 'PowerMTA refuses to load the file';

/** What PowerMTA has for the blocks in braces of other products. */
const SECTIONS: ReadonlyMap<string, { readonly section: string; readonly argument: string }> = new Map([
  ['listener', { section: 'smtp-listener', argument: 'ADDRESS:PORT' }],
  ['source', { section: 'source', argument: 'ADDRESS' }],
]);

const UNKNOWN_TAG = { section: 'name', argument: 'argument' };

/** What to write instead of an invented name, as a part of a sentence. */
function whatToWrite({ kind, meant, sameValue, note }: InventedName): string {
  if (meant !== undefined) {
    const name = quote(kind === 'section' && meant !== 'include' ? `<${meant}>` : meant);
    const start = sameValue === true ? `write ${name}` : `${name} comes nearest to it`;
    return note === undefined ? start : `${start} (${note})`;
  }
  const nothing = 'PowerMTA has nothing like it';
  if (note?.startsWith('no counterpart') === true) return note.replace('no counterpart', nothing);
  return note === undefined ? nothing : `what PowerMTA has instead: ${note}`;
}

function tagOf(section: string, argument: string): string {
  return argument === '' ? `<${section}>` : `<${section} ${argument}>`;
}

const messages = {
  /** `name` is as written. */
  invented: (data: InventedName) => ({
    message: `${quote(data.name)} is a ${data.kind === 'section' ? 'section' : 'name'} that PowerMTA does not have; ${whatToWrite(data)}; ${REFUSED}`,
  }),
  sectionAsDirective: (data: Record<'name' | 'section' | 'argument', string>) => ({
    message: `${quote(data.name)} is a section and no directive; write ${quote(tagOf(data.section, data.argument))} and '</${data.section}>' on lines of their own; ${REFUSED}`,
  }),
  braces: (data: Record<'line' | 'section' | 'argument', string>) => ({
    message: `${quote(data.line)} opens a block in braces, a form that PowerMTA does not have; a section is ${quote(tagOf(data.section, data.argument))} … '</${data.section}>', each tag on a line of its own; ${REFUSED}`,
  }),
};
type Context = RuleContext<typeof messages>;

function directiveFix(model: Model, use: DirectiveUse, { meant, sameValue }: InventedName): RuleFix | null {
  if (meant === undefined || sameValue !== true) return null;
  if (meant !== 'spool') return renameTo(model, use, meant);
  const edits = spoolSection(model, use);
  return edits === null ? null : { effect: 'unsafe', title: "write a '<spool>' section", edits };
}

function checkDirective({ model, report }: Context, use: DirectiveUse): void {
  const { name, nameRange, nameLocation: location, file, line } = use;
  if (use.facts !== undefined || use.broken || opensBraces(use)) return;
  const invented = findInvented(name, 'directive');
  if (invented === undefined && findSection(name) === undefined) return;
  if (placementOfLine(model, use) === 'foreign') return;
  const written = file.slice(nameRange);
  const silencesRange = supersededRange(model, file, { start: nameRange.start, end: line.next });
  if (invented !== undefined) {
    const fix = directiveFix(model, use, invented);
    report({ location, messageId: 'invented', data: { ...invented, name: written }, silencesRange, fix });
  } else {
    const data = { name: written, section: name, argument: use.value ?? '' };
    report({ location, messageId: 'sectionAsDirective', data, silencesRange });
  }
}

function sectionFix(model: Model, section: SectionUse, { meant, sameValue }: InventedName): RuleFix | null {
  const { parent } = section;
  if (meant === undefined || sameValue !== true || parent === null) return null;
  if (!isScopeGuessed(model, parent) && !mayHold(parent.scope, meant)) return null;
  return renameTags(section, meant, 'unsafe');
}

function checkSection({ model, report }: Context, section: SectionUse): void {
  const { node, file, parent } = section;
  if (node === null || parent === null || section.facts !== undefined || node.open.problem !== null) return;
  const invented = findInvented(section.kind, 'section');
  if (invented === undefined || placementAt(model, parent, file, node.tag.start) === 'foreign') return;
  const end = node.close?.next ?? node.open.next;
  const silencesRange = supersededRange(model, file, { start: node.tag.start, end });
  const data = { ...invented, name: withoutSecrets(file, node.tag) };
  const fix = sectionFix(model, section, invented);
  report({ location: section.tagLocation, messageId: 'invented', data, fix, silencesRange });
}

function checkBraces({ model, report }: Context, file: SourceFile, { line, range }: BraceBlock): void {
  const name = file.slice(line.name).toLowerCase();
  const argument = (line.value === null ? '' : file.slice(line.value)).replace(/\{[^]*/, '').trimEnd();
  const known =
    SECTIONS.get(name) ?? (findSection(name) === undefined ? undefined : { section: name, argument: '' });
  const { start } = line.name;
  const opening = { start, end: line.value?.end ?? line.name.end };
  const tag = known ? { ...known, argument: argument === '' ? known.argument : argument } : UNKNOWN_TAG;
  const data = { line: file.slice(opening), ...tag };
  const silencesRange = supersededRange(model, file, { start, end: range.end });
  report({ location: { file, range: opening }, messageId: 'braces', data, silencesRange });
}

export const rule = defineRule({
  id: 'invented-directive',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a name or construct that only machine-written articles use',
  supersedes: 'all',
  messages,
  check(context) {
    const { model } = context;
    for (const file of model.files)
      for (const block of braceBlocksIn(file)) checkBraces(context, file, block);
    for (const section of model.sections) checkSection(context, section);
    for (const use of model.directives) checkDirective(context, use);
  },
});
