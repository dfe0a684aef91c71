import { type DirectiveUse, isToBeFilledIn, parseValue, type SourceFile } from '../../kit.ts';
import type { ValueFacts, ValueType } from '../../../src/catalog/directives.ts';
import { isDirectiveComment } from '../../../src/suppressions/comment.ts';
import type { Directive, PatternLine } from '../../../grammar/tree.ts';

/** What a `#` does to a line: leaves no value, cuts the value, cuts a pattern, or stands in quotes. */
export type Cut = 'everything' | 'rest' | 'regex' | 'quoted';

/** Values that can hold any character, so that a `#` right behind one is most likely a part of it. */
const FREE_TEXT: readonly ValueType[] = ['string', 'path', 'path-or-url', 'regex-pattern'];

function isFreeText(facts: ValueFacts & { readonly sensitive?: true }): boolean {
  return facts.sensitive === true || FREE_TEXT.includes(facts.type);
}

/** A slash in the comment that looks like the end of a pattern: a blank, or nothing, stands behind it. */
function holdsEndOfRegex(comment: string): boolean {
  return /(?<!\\)\/(?=\s|$)/.test(comment);
}

function cutsRegex(file: SourceFile, line: Directive | PatternLine): boolean {
  const { problem, comment } = line;
  if (problem?.reason !== 'unterminated-regex' || comment === null) return false;
  if (isDirectiveComment(file.slice(comment))) return false;
  return holdsEndOfRegex(file.slice(comment));
}

/** Whether a comment begins inside the pattern of a rule that starts with it. */
export function cutPattern(file: SourceFile, line: PatternLine): Cut | null {
  return cutsRegex(file, line) ? 'regex' : null;
}

/** Whether the last argument of the value can hold any character; undefined where that cannot be told. */
function endsInFreeText(use: DirectiveUse, value: string): boolean | undefined {
  const { facts, section } = use;
  if (facts === undefined) return undefined;
  if (facts.args === undefined) return isFreeText(facts);
  const result = parseValue(facts, section.scope, value);
  if (!result.ok || result.value.kind !== 'composite') return undefined;
  const last = result.value.args.at(-1);
  const argument =
    last?.at.end === value.length ? facts.args.find(({ name }) => name === last.name) : undefined;
  return argument === undefined ? undefined : isFreeText(argument);
}

/** Whether what is left before the `#` is no legal value; a slip of spelling has nothing to do with the `#`. */
function leavesNonsense(use: DirectiveUse, value: string): boolean {
  const { facts, section } = use;
  if (facts === undefined) return false;
  const result = parseValue(facts, section.scope, value);
  return !result.ok && result.severity === 'error' && result.suggestion === undefined;
}

/** What the comment at the end of a directive's line takes from its value; null where it is a comment and no more. */
export function cutOf(use: DirectiveUse): Cut | null {
  const { file, line, facts } = use;
  const { comment, value } = line;
  if (comment === null || use.continuation.length > 0) return null;
  if (isDirectiveComment(file.slice(comment))) return null;
  if (value === null) return facts === undefined ? null : 'everything';
  if (cutsRegex(file, line)) return 'regex';
  if (use.broken || comment.start > value.end) return null;
  const text = file.slice(value);
  const last = use.words.at(-1);
  if (last?.kind !== 'bare' || isToBeFilledIn(text)) return null;
  return endsInFreeText(use, text) === true || leavesNonsense(use, text) ? 'rest' : null;
}

/** Whether the value has a quoted word with a `#` in it. `#{name}` in quotes is a template's. */
export function quotedHash(use: DirectiveUse): boolean {
  return use.words.some(({ kind, start, end }) => {
    const word = use.file.text.slice(start, end);
    return kind === 'quoted' && word.endsWith('"') && /#(?!\{)/.test(word) && !isToBeFilledIn(word);
  });
}
