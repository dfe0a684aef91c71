import { anyDirective, anyPatternLine, anyTag, anyWord, ODD_BYTES } from './dictionary.ts';
import type { Random } from './random.ts';

/** The largest text, in bytes: the benchmark measures larger ones. */
export const LARGEST = 100_000;

/** Changes lines in place; `others` are lines of another text. */
type LineMutation = (lines: string[], random: Random, others: readonly string[]) => void;

/** Changes bytes at an offset. */
type ByteMutation = (text: string, at: number, random: Random) => string;

function someOf(lines: readonly string[], random: Random): { at: number; count: number } {
  const at = random.below(lines.length + 1);
  return { at, count: 1 + random.below(random.once(4) ? lines.length + 1 : 3) };
}

function changeWord(line: string, random: Random): string {
  const words = line.split(/(?<=[ \t])|(?=[ \t<>",/=])/);
  if (words.length === 0) return anyWord(random);
  const at = random.below(words.length);
  const word = words[at] ?? '';
  words[at] = random.pick([
    anyWord(random),
    anyWord(random),
    word + word,
    '',
    word.toUpperCase(),
    word.replace(/\d+/, () => random.pick(['0', '-1', '99999999999999999999', '1.5', '٣'])),
    word.slice(0, random.below(word.length + 1)),
  ]);
  return words.join('');
}

const LINE_MUTATIONS: readonly LineMutation[] = [
  (lines, random) => {
    const { at, count } = someOf(lines, random);
    lines.splice(at, count);
  },
  (lines, random) => {
    const { at, count } = someOf(lines, random);
    lines.splice(random.below(lines.length + 1), 0, ...lines.slice(at, at + count));
  },
  (lines, random) => {
    const { at, count } = someOf(lines, random);
    const moved = lines.splice(at, count);
    lines.splice(random.below(lines.length + 1), 0, ...moved);
  },
  (lines, random, others) => {
    const { at, count } = someOf(others, random);
    lines.splice(random.below(lines.length + 1), 0, ...others.slice(at, at + count));
  },
  (lines, random) => void lines.splice(random.below(lines.length + 1), 0, anyDirective(random)),
  (lines, random) => void lines.splice(random.below(lines.length + 1), 0, anyPatternLine(random)),
  (lines, random) => {
    const { at, count } = someOf(lines, random);
    const { name, open } = anyTag(random);
    const close = random.once(5) ? [] : [`</${name}>`];
    lines.splice(at, 0, open, ...lines.splice(at, count), ...close);
  },
  (lines, random) => {
    const at = random.below(lines.length);
    lines[at] = changeWord(lines[at] ?? '', random);
  },
  (lines, random) => {
    const at = random.below(lines.length);
    lines[at] = changeWord(lines[at] ?? '', random);
  },
  (lines, random) => {
    const at = random.below(lines.length);
    lines[at] =
      `${lines[at] ?? ''}${random.pick([' # note', '#', ' \\', ',', '\r', ' "', ' </domain>', '\t'])}`;
  },
];

/** Many equal lines find deep nesting and quadratic time. */
const REPEATING: LineMutation = (lines, random) => {
  const at = random.below(lines.length);
  const line = random.once(2) ? anyTag(random).open : (lines[at] ?? '');
  lines.splice(at, 0, ...Array.from({ length: 1 << random.below(9) }, () => line));
};

const BYTE_MUTATIONS: readonly ByteMutation[] = [
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at, random) => text.slice(0, at) + random.pick(ODD_BYTES) + text.slice(at),
  (text, at, random) => text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1),
  (text, at, random) => text.slice(0, at) + anyWord(random) + text.slice(at),
  (text, at, random) => text.slice(0, at) + text.slice(at + random.below(40)),
  (text, at, random) => (random.once(4) ? text.slice(0, at) : text),
  (text, at, random) => {
    const part = text.slice(at, at + 1 + random.below(8));
    return text.slice(0, at) + part.repeat(1 + random.below(random.once(10) ? 3000 : 20)) + text.slice(at);
  },
];

const WHOLE_MUTATIONS: readonly ((text: string, random: Random) => string)[] = [
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text, random) => text.replaceAll('\n', () => random.pick(['\n', '\r\n', '\n', '\r', '\n\n'])),
  (text) => `\xEF\xBB\xBF${text}`,
  (text) => text.toUpperCase(),
  (text) => text.replace(/\n$/, ''),
  (text) => text.replace(/\s+$/, ''),
  (text) => text.replaceAll(/[ \t]+/g, '\t'),
];

/** A text with one to six random changes, mostly of lines. */
export function mutated(text: string, random: Random, other: string): string {
  let result = text;
  const others = other.split('\n');
  for (let left = 1 + random.below(6); left > 0; left--) {
    const kind = random.below(12);
    if (kind < 8) {
      const lines = result.split('\n');
      const mutate = random.once(40) ? REPEATING : random.pick(LINE_MUTATIONS);
      mutate(lines, random, others);
      result = lines.join('\n');
    } else if (kind < 11) {
      result = random.pick(BYTE_MUTATIONS)(result, random.below(result.length + 1), random);
    } else {
      result = random.pick(WHOLE_MUTATIONS)(result, random);
    }
    if (result.length > LARGEST) result = result.slice(0, LARGEST);
  }
  return result;
}
