import type { Argument, DirectiveFacts, ValueFacts } from '../directives.ts';
import { bad, good, slice, split, trimmed, type Piece } from './result.ts';
import { behind, nextWord, wholeValue } from './words.ts';
import { hasPlaceholder } from '../placeholders.ts';
import type { ArgumentValue, ValueResult } from './value.ts';

/** How one argument is judged. */
export type Judge = (piece: Piece, facts: ValueFacts) => ValueResult;

/** The name of an argument as people read it: `record type` for `recordType`. */
function labelled(argument: Argument): string {
  return argument.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const forms = new WeakMap<DirectiveFacts, string>();

/** The form of a composite value, short: `ADDRESS HOSTNAME`, `LISTEN [source=SOURCE]`. */
export function compositeForm(facts: DirectiveFacts): string {
  let form = forms.get(facts);
  if (form === undefined) forms.set(facts, (form = writeForm(facts)));
  return form;
}

function writeForm(facts: DirectiveFacts): string {
  const args = facts.args ?? [];
  const words = args.map((argument) => {
    const word = `${argument.key ?? ''}${labelled(argument).toUpperCase().replace(/ /g, '-')}`;
    return argument.optional ? `[${word}]` : word;
  });
  return words.join(facts.argSeparator === 'comma' ? ',' : ' ');
}

/** The offset behind a `/regex/` at the beginning of a text: the last `/` that a blank or the end follows. */
export function endOfRegex(text: string): number {
  let last = -1;
  let strict = -1;
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '/') {
      last = at;
      const next = text[at + 1];
      if (next === undefined || next === ' ' || next === '\t') strict = at;
    }
  }
  return (strict > 0 ? strict : last) + 1;
}

/** The words of a value for arguments told apart by blanks; the last argument takes all that is left. */
function words(text: string, args: readonly Argument[]): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const [index, argument] of args.entries()) {
    const whole: Piece = { text, start: 0, end: text.length };
    const rest = trimmed(slice(whole, from, text.length));
    if (rest.text === '') break;
    if (argument.type === 'regex-pattern' && rest.text.startsWith('/')) {
      const end = endOfRegex(rest.text) || rest.text.length;
      found.push(slice(rest, 0, end));
      from = rest.start + end;
      continue;
    }
    if (index === args.length - 1 && argument.key === undefined) {
      const inner = wholeValue(rest.text, false);
      found.push(
        inner.quoted ? { ...inner, start: inner.start + rest.start, end: inner.end + rest.start } : rest,
      );
      break;
    }
    const word = nextWord(text, from);
    if (!word) break;
    found.push(word);
    from = behind(word);
  }
  return found;
}

/** The parts of a value for arguments told apart by commas; the last argument takes all that is left. */
function parts(text: string, args: readonly Argument[]): Piece[] {
  const whole = wholeValue(text, false);
  const found = split(whole, ',');
  const last = found[args.length - 1];
  if (found.length <= args.length || !last) return found;
  const rest = slice(whole, last.start - whole.start, whole.text.length);
  return [...found.slice(0, args.length - 1), trimmed(rest)];
}

/** Judges one argument. A placeholder of a template is not judged. */
function argumentValue(piece: Piece, argument: Argument, judge: Judge): ValueResult {
  const result = judge(piece, argument);
  return !result.ok && hasPlaceholder(piece.text) ? good({ kind: 'opaque', text: piece.text }) : result;
}

/** Judges a value of several arguments. `text` is the value as written. */
export function parseComposite(text: string, facts: DirectiveFacts, judge: Judge): ValueResult {
  const args = facts.args ?? [];
  const comma = facts.argSeparator === 'comma';
  const whole: Piece = { text, start: 0, end: text.length };
  const expected = compositeForm(facts);
  const found = comma ? parts(text, args) : words(text, args);
  if (comma && found.length > 1 && found.every((piece) => /^[a-z-]+=/.test(piece.text))) {
    return bad(whole, 'arguments are told apart by their place, not by names', expected);
  }
  const values: ArgumentValue[] = [];
  for (const [index, argument] of args.entries()) {
    let piece = found[index];
    if (piece === undefined || piece.text === '') {
      if (argument.optional || piece?.quoted) continue;
      if (hasPlaceholder(text)) return good({ kind: 'opaque', text });
      return bad(
        whole,
        `the ${labelled(argument)} ${/[^s]s$/.test(argument.name) ? 'are' : 'is'} missing`,
        expected,
        { missing: true },
      );
    }
    if (argument.key !== undefined) {
      // Another key in its place (`tls=yes`) is undocumented, but used: not judged.
      if (!piece.text.toLowerCase().startsWith(argument.key)) {
        if (/[=,]/.test(piece.text) || hasPlaceholder(piece.text)) continue;
        const form = `${argument.key}${labelled(argument).toUpperCase()}`;
        return bad(piece, `'${piece.text}' is not ${form}`, expected);
      }
      piece = slice(piece, argument.key.length, piece.text.length);
    }
    if (argument.sensitive) piece = { ...piece, secret: true };
    const result = argumentValue(piece, argument, judge);
    if (!result.ok) return result;
    values.push({
      name: argument.name,
      value: result.value,
      text: piece.text,
      at: { start: piece.start, end: piece.end },
    });
  }
  return good({ kind: 'composite', args: values });
}
