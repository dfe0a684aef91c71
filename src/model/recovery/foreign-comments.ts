import type { InvalidLine, Line, Node, PatternLine } from '../../../grammar/tree.ts';
import { findDirective, type Directive as DirectiveFacts } from '../../catalog/directives.ts';
import { memoize } from '../../base/collections.ts';
import { predefinedCategories } from '../../catalog/sections.ts';
import { parseValue } from '../../catalog/values.ts';
import { opensAccess } from '../../catalog/access.ts';
import type { ParsedText } from './decoded-text.ts';
import type { CommentCorrection } from './repair.ts';
import { asWritten, repairedText, repairLine, type Repair, type RepairedLine } from './repaired-line.ts';

/*
 * `//` and `;` and `<!--` as signs of a comment. PowerMTA knows `#` only. A `//` at the start of a line is also the
 * pattern that matches every bounce, and a `;` parts servers in smtp-hosts: a comment is seen only where nothing else
 * can be meant.
 */

const SIGN = /(?<=[ \t])(?:\/\/+|;+|<!--)/g;
const ANY_SIGN = /[ \t](?:\/\/|;|<!--)/;
/** How many signs of a line are tried: the first one that leaves a valid line counts. */
const MOST_SIGNS = 8;

/** Whether a line is a comment of another language as a whole. */
export function isForeignComment(line: Line): boolean {
  return line.kind === 'invalid' && line.problem.reason === 'foreign-comment';
}

/** The first sign after a blank, as the start of a comment; null where the line has none. */
export function firstSign(file: ParsedText, line: Line): Repair | null {
  const content = file.text.slice(line.start, line.comment?.start ?? line.end);
  const [match] = content.matchAll(SIGN);
  if (match === undefined) return null;
  const start = line.start + match.index;
  return { start, end: start + match[0].length, text: '#'.padEnd(match[0].length) };
}

/** Whether a line that starts with `//` can be nothing but a comment, in a list where `// category` is a rule. */
function isCommentAmongPatterns(content: string): boolean {
  const text = content.slice(2).trim();
  // A rule that was commented out, or a line of slashes.
  if (text.startsWith('/')) return true;
  const [first = '', second] = text.split(/\s+/, 2);
  return second !== undefined && !predefinedCategories().includes(first.toLowerCase());
}

/** Whether rules that start with their pattern are in a file outside all sections. */
export const holdsPatterns = memoize((file: ParsedText): boolean =>
  file.document.children.some(
    (node) => node.kind === 'pattern' && !file.text.startsWith('//', node.regex.start),
  ),
);

/** A line that starts with `//` as an invalid line; null where it can be a rule of the list it is in. */
export function slashComment(
  file: ParsedText,
  line: PatternLine,
  amongPatterns: boolean,
): InvalidLine | null {
  const { start, end, next, firstToken, comment, regex } = line;
  if (!file.text.startsWith('//', regex.start)) return null;
  const content = file.text.slice(regex.start, comment?.start ?? end).trimEnd();
  if (amongPatterns && !isCommentAmongPatterns(content)) return null;
  const problem = {
    reason: 'foreign-comment',
    start: regex.start,
    end: regex.start + content.length,
  } as const;
  return { kind: 'invalid', start, end, next, firstToken, comment, problem };
}

/** Whether a list that takes nearly every text holds a sign that cannot belong to it. */
function holdsSign(facts: DirectiveFacts, value: string): boolean {
  const last = facts.args?.at(-1);
  if (last?.key !== undefined) return ANY_SIGN.test(value);
  switch (last?.type ?? facts.type) {
    case 'domain-list':
    case 'email-list':
    case 'name-ref-list':
      return ANY_SIGN.test(value);
    case 'smtp-action-list':
    case 'pattern-result':
      return /[ \t](?:;|<!--)/.test(value.slice(value.lastIndexOf('/') + 1));
    default:
      return false;
  }
}

/** Whether PowerMTA takes a value, or refuses it only for its spelling. */
export function isAccepted(facts: DirectiveFacts, scope: string, value: string): boolean {
  const result = parseValue(facts, scope, value);
  return result.ok || result.suggestion !== undefined;
}

/** Whether PowerMTA takes the line; a value that it refuses only for its spelling is another mistake. */
function isValid(file: ParsedText, scope: string, repaired: RepairedLine): boolean {
  const { line, repairs } = repaired;
  if (line.kind === 'pattern')
    return line.problem === null && line.value !== null && !/[ \t]/.test(file.slice(line.value));
  if (line.kind !== 'directive' || line.problem !== null || line.value === null) return false;
  const facts = findDirective(repairedText(file, line.name, repairs));
  if (facts === undefined) return false;
  const value = file.slice(line.value);
  return !holdsSign(facts, value) && isAccepted(facts, scope, value);
}

/** Whether a text is a statement of its own, which no comment was meant to be. */
function startsDirective(text: string): boolean {
  const name = /^[\w-]*/.exec(text)?.[0] ?? '';
  return findDirective(name) !== undefined;
}

function opens(file: ParsedText, { line }: RepairedLine): boolean {
  if (line.kind !== 'directive' || line.value === null) return false;
  const facts = findDirective(file.slice(line.name));
  return facts !== undefined && opensAccess(facts, file.slice(line.value));
}

/** One scan of the file, for most files have no sign. */
const holdsAnySign = memoize((file: ParsedText): boolean => ANY_SIGN.test(file.text));

/** A comment of another language at the end of a line that PowerMTA refuses for it; null for none. */
export function trailingComment(
  file: ParsedText,
  line: Exclude<Node, { kind: 'section' }>,
  scope: string,
): CommentCorrection | null {
  if ((line.kind !== 'directive' && line.kind !== 'pattern') || !holdsAnySign(file)) return null;
  const content = file.text.slice(line.start, line.comment?.start ?? line.end);
  if (!ANY_SIGN.test(content)) return null;
  if (isValid(file, scope, asWritten(file.document, line))) return null;
  const partsServers =
    line.kind === 'directive' && findDirective(file.slice(line.name))?.type === 'smtp-host-list';
  let tried = 0;
  for (const match of content.matchAll(SIGN)) {
    if (++tried > MOST_SIGNS) return null;
    const rest = content.slice(match.index + match[0].length).trim();
    if (match[0] === ';' && (partsServers || startsDirective(rest))) continue;
    const start = line.start + match.index;
    const sign = { start, end: start + match[0].length };
    const repaired = repairLine(file, line, [{ ...sign, text: '#'.padEnd(match[0].length) }]);
    if (repaired === null || !isValid(file, scope, repaired)) continue;
    const applied = !opens(file, repaired);
    return { kind: 'foreign-comment', line, repaired, applied, sign };
  }
  return null;
}
