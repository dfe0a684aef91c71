import { lowerBound, memoize } from '../base/collections.ts';
import { credentialsIn } from '../catalog/credentials.ts';
import { findDirective, isSensitive, secretNames } from '../catalog/directives.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Range } from '../../grammar/range.ts';
import type { Line, Node } from '../../grammar/tree.ts';
import { continuationOf } from './source/continuation.ts';
import { isPlain, plainText } from './recovery/lookalikes.ts';
import type { SourceFile } from './source/source-file.ts';

/** A name and what parts it from its value, at the start of a line, also one that is commented out in some way. */
const NAME_AND_VALUE = /^[#;/<!\s-]*(\p{L}[\p{L}\w.-]*)(?:\s*[=:]\s*|\s+)(?=\S)/u;

/** Names that PowerMTA does not have, but whose value is certainly a secret. */
const SAYS_SECRET = /(?:^|[-_.])(?:password|passwd|passphrase|secret|token|api-?key)$/;

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

/** Whether a line is the name of a secret directive alone, and the next one may be its value. */
function awaitsValue(file: SourceFile, line: Line, next: Line): boolean {
  if (line.kind !== 'directive' || line.value !== null || !namesSecret(file.slice(line.name))) return false;
  if (next.kind === 'directive') return findDirective(file.slice(next.name)) === undefined;
  return next.kind === 'pattern' || next.kind === 'invalid';
}

/** Hides lines meant as part of a secret: after a trailing backslash, or after a name without value. */
function hideWrapped(file: SourceFile, secrets: Map<Line, Range>): void {
  const { lines } = file.document;
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next === undefined) return;
    const isWrapped = secrets.has(line) && file.text.slice(line.start, line.end).trimEnd().endsWith('\\');
    if (isWrapped || awaitsValue(file, line, next)) hide(secrets, next, next.start);
  }
}

/**
 * The parts of a file that must never be shown, in order: the values of secret directives from their first
 * character to the end of the line, with the lines that go on with them; also after a misspelt name, in a line that
 * is commented out, and in one that is broken. Passwords in addresses and headers of HTTP are hidden like them.
 */
export function secretsIn(file: SourceFile): Range[] {
  const secrets = new Map<Line, Range>();
  for (const line of file.document.lines) {
    const secret = line.kind === 'blank' ? null : secretOf(file, line);
    if (secret !== null) secrets.set(line, secret);
  }
  hideCredentials(file, secrets);
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

/** Shorter words are in any text. */
const SHORTEST_WORD = 4;

/** A text of other origin, such as the message of an error, in which no word of the secrets of some files is left. */
export function withoutSecretsOf(files: readonly SourceFile[], text: string): string {
  const words = files
    .flatMap((file) => secretsIn(file).flatMap((range) => file.slice(range).split(/[\s"'=:<>]+/)))
    .filter((word) => word.length >= SHORTEST_WORD && text.includes(word));
  return words.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, '***'), text);
}
