import { type DirectiveUse, findDirective, type Model, type RuleEdit } from '../../kit.ts';
import { mayStandAt } from './replacement-line.ts';
import { lineEndOf } from '../../../src/edits/writing.ts';

/**
 * The edits that make a line `NAME PATH` an empty `<spool PATH>` section, what stands between and behind kept; null
 * where the path cannot stand in a tag, or a section for a spool is there already, so that the two forms would mix.
 */
export function spoolSection(model: Model, use: DirectiveUse): RuleEdit[] | null {
  const { file, line } = use;
  const spool = findDirective('spool');
  if (spool === undefined || use.section !== model.root || !mayStandAt(model, use, spool)) return null;
  if (line.value === null || use.broken || use.continuation.length > 0) return null;
  if (/[<>]/.test(file.slice(line.value)) || model.sectionsOf('spool').length > 0) return null;
  const indent = /^\uFEFF?([ \t]*)/.exec(file.text.slice(line.start, line.name.start))?.[1] ?? '';
  const lineEnd = file.text.slice(line.end, line.next);
  return [
    { file, range: line.name, text: '<spool' },
    { file, range: { start: line.value.end, end: line.value.end }, text: '>' },
    {
      file,
      range: { start: line.end, end: line.end },
      text: `${lineEnd === '' ? lineEndOf(file) : lineEnd}${indent}</spool>`,
    },
  ];
}
