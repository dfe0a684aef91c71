import { memoize } from '../../base/collections.ts';
import type { Argument, DirectiveFacts, ValueFacts } from '../directives.ts';
import { hasPlaceholder } from '../placeholders.ts';
import { bad, good, slice, split, trimmed, type Piece } from './result.ts';
import { nextWord, wholeValue } from './words.ts';
import type { ArgumentValue, ValueResult } from './value.ts';

/** The name of an argument as people read it: `record type` for `recordType`. */
function labelled(argument: Argument): string {
  return argument.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The form of a composite value, short: `ADDRESS HOSTNAME`, `LISTEN [source=SOURCE]`. */
export const compositeForm = memoize(({ args = [], argSeparator }: DirectiveFacts): string =>
  args
    .map((argument) => {
      const word = `${argument.key ?? ''}${labelled(argument).toUpperCase().replace(/ /g, '-')}`;
      return argument.optional ? `[${word}]` : word;
    })
    .join(argSeparator === 'comma' ? ',' : ' '),
);

/** The offset after a `/regex/` at the beginning of a text: the last `/` that a blank or the end follows. */
function endOfRegex(text: string): number {
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
    const rest = trimmed({ text: text.slice(from), start: from, end: text.length });
    if (rest.text === '') break;
    if (argument.type === 'regex-pattern' && rest.text.startsWith('/')) {
      const end = endOfRegex(rest.text) || rest.text.length;
      found.push(slice(rest, 0, end));
      from = rest.start + end;
      continue;
    }
    if (index === args.length - 1 && argument.key === undefined) {
      const inner = wholeValue(rest.text, false);
      found.push({ ...inner, start: inner.start + rest.start, end: inner.end + rest.start });
      break;
    }
    const word = nextWord(text, from);
    if (!word) break;
    found.push(word);
    from = word.quoted ? word.end + 1 : word.end;
  }
  return found;
}

/** The parts of a value for arguments told apart by commas; the last argument takes all that is left. */
function parts(text: string, args: readonly Argument[]): Piece[] {
  const whole = wholeValue(text, false);
  const found = split(whole, ',');
  const last = found[args.length - 1];
  if (found.length <= args.length || !last) return found;
  return [...found.slice(0, args.length - 1), trimmed(slice(whole, last.start - whole.start))];
}

/** Checks a value of several arguments, each by `check`. `text` is the value as written. */
export function parseComposite(
  text: string,
  facts: DirectiveFacts,
  check: (piece: Piece, facts: ValueFacts) => ValueResult,
): ValueResult {
  const args = facts.args ?? [];
  const comma = facts.argSeparator === 'comma';
  const whole: Piece = { text, start: 0, end: text.length };
  const expected = compositeForm(facts);
  const found = comma ? parts(text, args) : words(text, args);
  if (comma && found.length > 1 && found.every((piece) => /^[a-z-]+=/.test(piece.text)))
    return bad(whole, 'arguments are told apart by their place, not by names', expected);
  const values: ArgumentValue[] = [];
  for (const [index, argument] of args.entries()) {
    let piece = found[index];
    if (piece === undefined || piece.text === '') {
      if (argument.optional || piece?.quoted) continue;
      if (hasPlaceholder(text)) return good({ kind: 'opaque', text });
      const verb = /[^s]s$/.test(argument.name) ? 'are' : 'is';
      return bad(whole, `the ${labelled(argument)} ${verb} missing`, expected, { missing: true });
    }
    if (argument.key !== undefined) {
      // Another key in its place (`tls=yes`) is undocumented, but used: not checked.
      if (!piece.text.toLowerCase().startsWith(argument.key)) {
        if (/[=,]/.test(piece.text) || hasPlaceholder(piece.text)) continue;
        const form = `${argument.key}${labelled(argument).toUpperCase()}`;
        return bad(piece, `'${piece.text}' is not ${form}`, expected);
      }
      piece = slice(piece, argument.key.length);
    }
    if (argument.sensitive) piece = { ...piece, secret: true };
    const result = check(piece, argument);
    if (!result.ok && !hasPlaceholder(piece.text)) return result;
    const value = result.ok ? result.value : ({ kind: 'opaque', text: piece.text } as const);
    values.push({ name: argument.name, value, text: piece.text, at: { start: piece.start, end: piece.end } });
  }
  return good({ kind: 'composite', args: values });
}
