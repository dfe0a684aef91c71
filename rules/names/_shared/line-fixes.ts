import { allowsIn, findDirective, parseValue, quote, removeLine, replaceName } from '../../kit.ts';
import type { Directive, DirectiveUse, Model, RuleEdit, RuleFix } from '../../kit.ts';
import { factsIn } from '../../../src/catalog/directives.ts';
import { lineEndOf } from '../../../src/edits/writing.ts';

/** Whether a directive is allowed where a line is written. */
export function isAllowedAt(model: Model, { section }: DirectiveUse, directive: Directive): boolean {
  const isGuess = section === model.root && !model.topScopeIsGiven;
  return isGuess || allowsIn(directive, section.scope) !== 'no';
}

/** Whether the section of a line sets a directive, under its name or an alias. */
export function isSetInSectionOf({ section }: DirectiveUse, { name, aliases = [] }: Directive): boolean {
  return [name, ...aliases].some((one) => section.named(one).length > 0);
}

/** A fix that renames a directive; null where PowerMTA would not accept the line under that name either. */
export function renameTo(
  model: Model,
  use: DirectiveUse,
  meant: string,
  title = `rename ${quote(use.name)} to ${quote(meant)}`,
): RuleFix | null {
  const directive = findDirective(meant);
  if (directive === undefined || directive.deprecated !== undefined || use.broken || use.value === null)
    return null;
  const { scope } = use.section;
  const isTaken = factsIn(directive, scope).repeatable !== true && isSetInSectionOf(use, directive);
  if (isTaken || !isAllowedAt(model, use, directive) || !parseValue(directive, scope, use.value).ok)
    return null;
  return { safety: 'unsafe', title, edits: [replaceName(use, meant)] };
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
export function removalOf(
  { file, line, continuation }: DirectiveUse,
  title = 'remove the line',
): RuleFix | null {
  if (continuation.length > 0) return null;
  const edit =
    line.comment === null
      ? removeLine(file, line)
      : { file, range: { start: line.name.start, end: line.comment.start }, text: '' };
  return { safety: 'safe', title, edits: [edit] };
}
