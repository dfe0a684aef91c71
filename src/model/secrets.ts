import { lowerBound, memoize } from '../base/collections.ts';
import { credentialsIn } from '../catalog/credentials.ts';
import { findDirective, isSensitive, secretNames } from '../catalog/directives.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Range } from '../../grammar/range.ts';
import type { Line, Node } from '../../grammar/tree.ts';
import { continuationOf } from './source/continuation.ts';
import { macrosIn } from './names/macros.ts';
import { isPlain, plainText } from './recovery/lookalikes.ts';
import type { SourceFile } from './source/source-file.ts';

/** A name at the start of a line, also one in quotes or commented out in some way. */
const NAME = String.raw`^[^\p{L}\p{N}]{0,32}(\p{L}[\p{L}\w.-]*)["'\x60]?`;

/** A name and what is between it and its value. */
const NAME_AND_VALUE = new RegExp(String.raw`${NAME}(?:\s*(?:=>|[=:>,|])\s*|\s+)(?=\S)`, 'u');

/** A name without a value. */
const NAME_ALONE = new RegExp(String.raw`${NAME}[\s=:>,|]*$`, 'u');

/** Names that PowerMTA does not have, but whose value is certainly a secret. */
const SAYS_SECRET = /(?:^|[-_.])(?:password|passwd|passphrase|secret|token|api[-_]?key)$/;

/** Whether a word is the name of a directive whose value is secret, or a typo of one. */
function namesSecret(word: string): boolean {
  const name = word.toLowerCase();
  const known = findDirective(name);
  if (known !== undefined) return isSensitive(known);
  if (SAYS_SECRET.test(name)) return true;
  return nearest(name, secretNames()) !== undefined;
}

const FIRST_WORD = /^\s*\S+\s*/;

/** Names are at the start: a long line is not read again from each of its tags on. */
const LONGEST_HEAD = 256;

/** Where in a text that starts like a line a secret begins; -1 for nowhere. */
function startOfSecret(text: string): number {
  if (NAME_ALONE.test(text)) return -1;
  const match = NAME_AND_VALUE.exec(text);
  if (match?.[1] !== undefined && namesSecret(match[1])) return match[0].length;
  const head = text.slice(0, LONGEST_HEAD);
  if (isPlain(head)) return -1;
  // A name with characters in it that only look like those of the language.
  const plain = plainText(head);
  return plain === head || startOfSecret(plain) === -1 ? -1 : (FIRST_WORD.exec(text)?.[0].length ?? 0);
}

const FOREIGN_SIGN = /(?<=[ \t])(?:\/\/|;|<!--)/;

/** Offsets in a line where a directive may start: its start, a comment, and after each tag of a broken line. */
function* startsIn(file: SourceFile, line: Line): Generator<number> {
  yield line.start;
  if (
    line.kind !== 'blank' &&
    line.kind !== 'comment' &&
    line.kind !== 'directive' &&
    line.kind !== 'pattern'
  ) {
    for (
      let at = file.text.indexOf('>', line.start);
      at !== -1 && at < line.end;
      at = file.text.indexOf('>', at + 1)
    ) {
      yield at + 1;
    }
  }
  const sign = file.text.slice(line.start, line.comment?.start ?? line.end).search(FOREIGN_SIGN);
  if (sign !== -1) yield line.start + sign;
  if (line.comment !== null) yield line.comment.start;
}

function secretOf(file: SourceFile, line: Line): Range | null {
  for (const start of startsIn(file, line)) {
    const at = startOfSecret(file.text.slice(start, line.end));
    if (at !== -1) return { start: start + at, end: line.end };
  }
  return null;
}

/** The lines that go on with a secret value. */
function continuedSecrets(file: SourceFile, secrets: ReadonlyMap<Line, Range>): Set<Line> {
  const lines = new Set<Line>();
  const pending: (readonly Node[])[] = [file.document.children];
  for (let nodes = pending.pop(); nodes !== undefined; nodes = pending.pop()) {
    for (const [index, node] of nodes.entries()) {
      if (node.kind === 'section') pending.push(node.children);
      else if (secrets.has(node)) for (const line of continuationOf(file, nodes, index)) lines.add(line);
    }
  }
  return lines;
}

/** Hides a line from an offset on, and more of it where it is hidden already. */
function hide(secrets: Map<Line, Range>, line: Line, start: number): void {
  const known = secrets.get(line)?.start ?? line.end;
  if (start < line.end) secrets.set(line, { start: Math.min(start, known), end: line.end });
}

/** Hides what no name of a directive gives away. */
function hideCredentials(file: SourceFile, secrets: Map<Line, Range>): void {
  const { lines } = file.document;
  for (const offset of credentialsIn(file.text)) {
    const line = lines[file.lines.positionAt(offset).line - 1];
    if (line !== undefined) hide(secrets, line, offset);
  }
}

/** Whether a line is the name of a secret directive alone, so that its value may be in the next one. */
function awaitsValue(content: string): boolean {
  if (content.length > LONGEST_HEAD) return false;
  const name = NAME_ALONE.exec(isPlain(content) ? content : plainText(content))?.[1];
  return name !== undefined && namesSecret(name);
}

/** Whether a line may be the rest of a value: it is not a tag, and not a directive that PowerMTA knows. */
function canBeRest(file: SourceFile, line: Line): boolean {
  if (line.kind === 'directive') return findDirective(file.slice(line.name)) === undefined;
  return line.kind === 'comment' || line.kind === 'pattern' || line.kind === 'invalid';
}

/** Hides lines meant as part of a secret: after a backslash, a comma, an open quote, or a name without value. */
function hideWrapped(file: SourceFile, secrets: Map<Line, Range>): void {
  let last: Line | null = null;
  let isCut = false;
  let isQuoted = false;
  for (const line of file.document.lines) {
    if (line.kind === 'blank' || line.kind === 'close') continue;
    if (last !== null && !isCut) {
      const isComment = line.kind === 'comment';
      if (isComment && last.kind !== 'comment' && !secrets.has(line)) continue;
      if (isComment !== (last.kind === 'comment') || !canBeRest(file, line)) last = null;
    }
    if (last !== null) hide(secrets, line, line.start);
    const secret = secrets.get(line);
    const end = line.kind === 'comment' ? line.end : (line.comment?.start ?? line.end);
    const content = file.text.slice(line.start, end).trimEnd();
    const text = secret === undefined ? content : file.slice(secret).trimEnd();
    const isRest: boolean = last !== null;
    isCut = secret !== undefined && (text.endsWith('\\') || content.endsWith('\\'));
    const hasOddQuotes = (text.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;
    isQuoted = secret !== undefined && hasOddQuotes !== (isRest && isQuoted);
    const goesOn: boolean =
      isCut || isQuoted || (secret !== undefined && (text.endsWith(',') || content.endsWith(',')));
    last = goesOn || awaitsValue(content) ? line : null;
  }
}

const KEY_BEGINS = /BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY/;
const KEY_ENDS = /END [A-Z0-9 ]{0,32}PRIVATE KEY/;

/** A line of a private key in text form, also one that is commented out. */
const KEY_LINE = /^[#;/\s]*(?:[A-Za-z0-9+/=]*|[A-Za-z-]+: .*)\s*\\?$/;

/** Hides the lines of private keys pasted into a file, up to their last line. */
function hidePrivateKeys(file: SourceFile, secrets: Map<Line, Range>): void {
  if (!KEY_BEGINS.test(file.text)) return;
  let isKey = false;
  for (const line of file.document.lines) {
    const text = file.text.slice(line.start, line.end);
    if (KEY_ENDS.test(text)) isKey = false;
    else if (isKey && KEY_LINE.test(text)) hide(secrets, line, line.start);
    else if (!isKey || line.kind !== 'comment') isKey = KEY_BEGINS.test(text);
  }
}

const MACRO_AND_VALUE = /^([A-Za-z0-9_]+)\s+(?=\S)/;

/** Hides the values of macros that are named like a secret or used in one. */
function hideMacros(file: SourceFile, secrets: Map<Line, Range>): void {
  const used = new Set([...secrets.values()].flatMap((range) => macrosIn(file.slice(range))));
  for (const line of file.document.lines) {
    if (line.kind !== 'directive' || line.value === null) continue;
    if (file.slice(line.name).toLowerCase() !== 'domain-macro') continue;
    const [match, name = ''] = MACRO_AND_VALUE.exec(file.slice(line.value)) ?? [];
    if (match !== undefined && (used.has(name) || SAYS_SECRET.test(name.toLowerCase())))
      hide(secrets, line, line.value.start + match.length);
  }
}

/**
 * The parts of a file that must never be shown, in order: the values of secret directives from their first
 * character to the end of the line, with the lines that go on with them; also after a misspelt name, in a line that
 * is commented out, and in one that is broken. Passwords in addresses, headers of HTTP and commands, private keys and
 * macros used in secrets are hidden like them.
 */
export function secretsIn(file: SourceFile): Range[] {
  const secrets = new Map<Line, Range>();
  for (const line of file.document.lines) {
    const secret = line.kind === 'blank' ? null : secretOf(file, line);
    if (secret !== null) secrets.set(line, secret);
  }
  hideCredentials(file, secrets);
  hidePrivateKeys(file, secrets);
  hideMacros(file, secrets);
  if (secrets.size > 0) {
    for (const line of continuedSecrets(file, secrets))
      secrets.set(line, { start: line.start, end: line.end });
  }
  hideWrapped(file, secrets);
  return [...secrets.values()].sort((a, b) => a.start - b.start);
}

const knownSecrets = memoize(secretsIn);

/** A part of a file as it may be quoted in a message: each secret in it is `***`. */
export function withoutSecrets(file: SourceFile, { start, end }: Range): string {
  const secrets = knownSecrets(file);
  let next = lowerBound(secrets, (secret) => secret.end <= start);
  let text = '';
  let at = start;
  for (let secret = secrets[next]; secret !== undefined && secret.start < end; secret = secrets[++next]) {
    text += `${file.text.slice(at, Math.max(at, secret.start))}***`;
    at = Math.min(end, secret.end);
  }
  return text + file.text.slice(at, end);
}

/** Whether a part of a file contains something that must not be shown. */
export function hasSecret(file: SourceFile, range: Range): boolean {
  return withoutSecrets(file, range) !== file.slice(range);
}

/** Shorter words are in any text. */
const SHORTEST_WORD = 4;

/** A text of other origin, such as the message of an error, in which no word of the secrets of some files is left. */
export function withoutSecretsOf(files: readonly SourceFile[], text: string): string {
  const words = files
    .flatMap((file) => secretsIn(file).flatMap((range) => file.slice(range).split(/[\s"'=:<>]+/)))
    .filter((word) => word.length >= SHORTEST_WORD && text.includes(word));
  return words.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, '***'), text);
}
