import { decode, encode } from '../../grammar/encoding.ts';
import { LineTable } from '../../grammar/lines.ts';
import { parse, print, wordsOf } from '../../grammar/parse.ts';
import type { Document, Line, Section } from '../../grammar/tree.ts';
import { sectionsIn } from '../../test/grammar/sections-in.ts';
import { bytesOf, type Input } from '../input.ts';
import { promise, type Seen } from './promise.ts';

function tokensTile({ tokens, source, lines }: Document): void {
  for (const [index, { start, end, firstToken }] of lines.entries()) {
    let at = start;
    for (let token = firstToken; at < end; token++) {
      const length = tokens.end(token) - tokens.start(token);
      promise(length > 0, 'tokens tile a line', () => `line ${index + 1}`);
      at += length;
    }
    promise(at === end, 'tokens tile a line', () => `line ${index + 1}`);
  }
  promise(lines.length === new LineTable(source).count, 'there is a line for each line of the text');
  lines.forEach((line, index) => {
    const start = index === 0 ? 0 : lines[index - 1]?.next;
    promise(line.start === start, 'a line begins where the one before it ends', () => `line ${index + 1}`);
  });
}

function insideItsLine(document: Document, line: Line): void {
  const parts = [line.comment];
  if ('name' in line) parts.push(line.name);
  if ('value' in line) parts.push(line.value);
  if ('argument' in line) parts.push(line.argument);
  if ('problem' in line) parts.push(line.problem);
  for (const part of parts) {
    if (part === null) continue;
    const inside = line.start <= part.start && part.start <= part.end && part.end <= line.next;
    promise(inside, 'the parts of a line are inside it', () => `${line.kind} at ${line.start}`);
  }
  if (line.kind === 'directive' && line.value !== null) {
    const words = wordsOf(document, line);
    const spans = words[0]?.start === line.value.start && words.at(-1)?.end === line.value.end;
    promise(spans, 'the words of a value span it', () => document.source.slice(line.start, line.end));
  }
}

function holdWhatIsInside(sections: readonly Section[]): void {
  for (const { children, open, end } of sections) {
    for (const child of children) {
      const start = child.kind === 'section' ? child.open.start : child.start;
      promise(start >= open.start && child.end <= end, 'what a section holds is inside it');
    }
  }
}

/** Reading a text: no byte is lost. */
export function check({ files }: Input): Seen {
  const seen = new Set<string>();
  for (const written of Object.values(files)) {
    const bytes = bytesOf(written);
    const { text, encoding } = decode(bytes);
    promise(
      Buffer.from(encode(text, encoding)).equals(bytes),
      'what is decoded is encoded to the same bytes',
    );
    const document = parse(text);
    promise(print(document) === text, 'printing gives the text back');
    tokensTile(document);
    const sections = sectionsIn(document);
    holdWhatIsInside(sections);
    seen.add(encoding).add(`${Math.ceil(Math.log2(sections.length + 1))} sections`);
    let before = 'start';
    for (const line of document.lines) {
      insideItsLine(document, line);
      const problem = 'problem' in line ? (line.problem?.reason ?? '') : '';
      seen.add(`${before} ${line.kind} ${problem} ${line.comment === null ? '' : 'comment'}`);
      before = line.kind;
    }
    for (const { name, close, endedBy } of sections)
      seen.add(`${text.slice(name.start, name.end).slice(0, 20)} ${close === null} ${endedBy?.kind ?? ''}`);
  }
  return seen;
}
