import { allowsIn, findDirective, parseValue, removeLine, replaceName } from '../../kit.ts';
import type { Directive, DirectiveUse, Model, RuleEdit, RuleFix, SectionUse } from '../../kit.ts';
import { factsIn } from '../../../src/catalog/directives.ts';
import type { FixEffect } from '../../../src/engine/finding.ts';
import { lineEndOf } from '../../../src/edits/writing.ts';
import { effectOfCorrection } from './correction-effects.ts';
import { isScopeGuessed } from './lines.ts';

/** Whether a directive is allowed where a line is written. */
export function isAllowedAt(model: Model, { section }: DirectiveUse, directive: Directive): boolean {
  return isScopeGuessed(model, section) || allowsIn(directive, section.scope) !== 'no';
}

/** Whether the section of a line sets a directive, under its name or an alias. */
export function isSetInSectionOf({ section }: DirectiveUse, { name, aliases = [] }: Directive): boolean {
  return [name, ...aliases].some((one) => section.named(one).length > 0);
}

/** A fix that renames a directive, by default titled with what comes into force; null where PowerMTA would not accept the line under that name either. */
export function renameTo(model: Model, use: DirectiveUse, meant: string, title?: string): RuleFix | null {
  const directive = findDirective(meant);
  const { section, value, broken } = use;
  if (directive === undefined || directive.deprecated !== undefined || broken || value === null) return null;
  const isRepeatable = factsIn(directive, section.scope).repeatable === true;
  if ((!isRepeatable && isSetInSectionOf(use, directive)) || !isAllowedAt(model, use, directive)) return null;
  if (!parseValue(directive, section.scope, value).ok) return null;
  const text = title ?? `${use.name} → ${meant}: ${effectOfCorrection(directive, value)}`;
  return { effect: 'unsafe', title: text, edits: [replaceName(use, meant)] };
}

/** A fix that renames both tags of a section; null where nothing closes it. */
export function renameTags({ node, file, kind }: SectionUse, to: string, effect: FixEffect): RuleFix | null {
  if (node?.close == null) return null;
  const edits = [node.name, node.close.name].map((range) => ({ file, range, text: to }));
  return { effect, title: `rename '<${kind}>' to '<${to}>'`, edits };
}

/**
 * The edits that turn a line `NAME PATH` into an empty `<spool PATH>` section and keep its spaces and comment; null
 * where the path cannot be written in a tag, or there is a `<spool>` already, since the two forms must not mix.
 */
export function spoolSection(model: Model, use: DirectiveUse): RuleEdit[] | null {
  const { file, line } = use;
  const spool = findDirective('spool');
  if (spool === undefined || use.section !== model.root || !isAllowedAt(model, use, spool)) return null;
  if (line.value === null || use.broken || use.continuation.length > 0) return null;
  if (/[<>]/.test(file.slice(line.value)) || model.sectionsOf('spool').length > 0) return null;
  const indent = /^\uFEFF?([ \t]*)/.exec(file.text.slice(line.start, line.name.start))?.[1] ?? '';
  const lineEnd = line.next > line.end ? file.text.slice(line.end, line.next) : lineEndOf(file);
  return [
    { file, range: line.name, text: '<spool' },
    { file, range: { start: line.value.end, end: line.value.end }, text: '>' },
    { file, range: { start: line.end, end: line.end }, text: `${lineEnd}${indent}</spool>` },
  ];
}

/** A fix that removes a directive and keeps a comment after it; null where its value continues in other lines. */
export function removalOf(use: DirectiveUse, title = 'remove the line'): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const { file, line } = use;
  const { start } = line.name;
  const { comment } = line;
  const edit = comment ? { file, range: { start, end: comment.start }, text: '' } : removeLine(file, line);
  return { effect: 'neutral', title, edits: [edit] };
}
