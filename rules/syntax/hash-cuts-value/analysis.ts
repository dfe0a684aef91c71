import { type DirectiveUse, hasPlaceholder, parseValue, type SourceFile } from '../../kit.ts';
import type { ValueFacts, ValueType } from '../../../src/catalog/directives.ts';
import { isDirectiveComment } from '../../../src/suppressions/comment.ts';
import type { Directive, PatternLine } from '../../../grammar/tree.ts';

/** What a `#` does to a line: it leaves no value, cuts the value, cuts a pattern, or is in quotes. */
export type Cut = 'everything' | 'rest' | 'regex' | 'quoted';

/** Values that can hold any character, so that a `#` right after one is most likely a part of it. */
const FREE_TEXT: readonly ValueType[] = ['string', 'path', 'path-or-url', 'regex-pattern'];

function isFreeText(facts: ValueFacts & { readonly sensitive?: true }): boolean {
  return facts.sensitive === true || FREE_TEXT.includes(facts.type);
}

/** Whether a comment begins inside a pattern: a slash in it looks like the end of one, before a blank or nothing. */
export function cutsRegex(file: SourceFile, { problem, comment }: Directive | PatternLine): boolean {
  if (problem?.reason !== 'unterminated-regex' || comment === null) return false;
  const text = file.slice(comment);
  return !isDirectiveComment(text) && /(?<!\\)\/(?=\s|$)/.test(text);
}

/** Whether what is left before the `#` can go on, or is not a valid value; a typo has nothing to do with the `#`. */
function isCutShort({ facts, section }: DirectiveUse, value: string) {
  if (facts === undefined) return false;
  if (facts.args === undefined && isFreeText(facts)) return true;
  const result = parseValue(facts, section.scope, value);
  if (!result.ok) return result.severity === 'error' && result.suggestion === undefined;
  const last = result.value.kind === 'composite' ? result.value.args.at(-1) : undefined;
  if (last?.at.end !== value.length) return false;
  return facts.args?.some((argument) => argument.name === last.name && isFreeText(argument)) === true;
}

function cutByComment(use: DirectiveUse): Cut | null {
  const { file, line, facts } = use;
  const { comment, value } = line;
  if (comment === null || use.continuation.length > 0 || isDirectiveComment(file.slice(comment))) return null;
  if (value === null) return facts === undefined ? null : 'everything';
  if (cutsRegex(file, line)) return 'regex';
  if (use.broken || comment.start > value.end) return null;
  const text = file.slice(value);
  if (use.words.at(-1)?.kind !== 'bare' || hasPlaceholder(text)) return null;
  return isCutShort(use, text) ? 'rest' : null;
}

/** Whether the value has a quoted word with a `#` in it, except `#{name}` of a template engine. */
function hasQuotedHash(use: DirectiveUse): boolean {
  return use.words.some(({ kind, start, end }) => {
    const word = use.file.text.slice(start, end);
    return kind === 'quoted' && word.endsWith('"') && /#(?!\{)/.test(word) && !hasPlaceholder(word);
  });
}

/** What a `#` does to the value of a directive; null where it begins a comment and no more. */
export function cutOf(use: DirectiveUse): Cut | null {
  return cutByComment(use) ?? (hasQuotedHash(use) ? 'quoted' : null);
}
