import { parse } from '../grammar/parse.ts';
import type { Line } from '../grammar/tree.ts';
import type { Random } from './random.ts';

/** Whether the next line may continue the value of this one. */
function mayGoOn(content: string): boolean {
  return /[,\\]$/.test(content) || /^\S+$/.test(content) || /^domain-macro\s+\S+$/i.test(content);
}

function isSound(line: Line): boolean {
  return line.kind === 'directive' || line.kind === 'open' || line.kind === 'close'
    ? line.problem === null
    : false;
}

/** A decoded text with other blanks, comments, blank lines and line ends, but the same meaning. Invalid lines stay. */
export function relaid(text: string, random: Random): string {
  const { lines } = parse(text);
  const lineEnd = random.pick(['\n', '\r\n']);
  let result = '';
  let mayInsert = false;
  for (const line of lines) {
    const whole = text.slice(line.start, line.end);
    const end = text.slice(line.end, line.next).replace(/\r?\n/, lineEnd);
    const content = text.slice(line.start, line.comment?.start ?? line.end).trim();
    const isPlain = isSound(line) && /^[\x21-\x7e]/.test(content) && !whole.includes('\r');
    if (isPlain && mayInsert && random.once(6))
      result += random.pick(['', '  ', '# note', '\t# <domain x>']) + lineEnd;
    const tail =
      line.comment === null && !mayGoOn(content) ? random.pick(['', '', ' ', '\t ', ' # note']) : '';
    result += isPlain ? random.pick(['', '  ', '\t']) + whole.trimStart() + tail + end : whole + end;
    mayInsert = isPlain && end !== '' && !mayGoOn(content);
  }
  return result;
}
