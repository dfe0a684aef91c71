import { booleanOf, listOf, nearest, quote } from '../../kit.ts';
import { patternActions } from '../../../src/catalog/sections.ts';
import { patternResults } from '../../../src/catalog/values/actions.ts';

/** What is wrong with an action. */
export interface Fault {
  /** A part of a sentence. */
  readonly what: string;
  /** What was meant, ready to be written; null where that cannot be told. */
  readonly meant: string | null;
  /** Another sign than the documented one parts name and value: PowerMTA may take it all the same. */
  readonly isMild?: true;
}

/** A legal action: `skip-mx`; `mode=` with the words it takes; `reenable-after=` with a value of its own form. */
interface Form {
  readonly name: string;
  readonly sign: '=' | ':' | null;
  readonly words: readonly string[];
}

interface Grammar {
  readonly forms: readonly Form[];
  /** All that can be written, values of a free form left out. */
  readonly spellings: readonly string[];
  readonly names: readonly string[];
  readonly list: string;
}

function grammarOf(list: string, forms: readonly Form[]): Grammar {
  const spellings = forms.flatMap(({ name, sign, words }) =>
    sign === null ? [name] : words.map((word) => `${name}${sign}${word}`),
  );
  return { forms, spellings, names: forms.map(({ name }) => name), list };
}

let replies: Grammar | undefined;

function grammarFor(listKind: string): Grammar {
  if (listKind === 'pattern-list') return results;
  return (replies ??= grammarOf(
    'an smtp-pattern-list',
    patternActions().map(({ name, values, value }) => ({
      name,
      sign: values === undefined && value === undefined ? null : '=',
      words: values ?? [],
    })),
  ));
}

const results = grammarOf(
  'a pattern-list',
  patternResults.map((result) => ({ ...result, words: [] })),
);

/** The legal actions, in words. */
function legalIn({ forms }: Grammar): string {
  const shown = forms.flatMap(({ name, sign, words }) =>
    sign === null
      ? [name]
      : words.length === 0
        ? [`${name}${sign}…`]
        : words.map((word) => `${name}${sign}${word}`),
  );
  return listOf(shown, 12, 'or');
}

interface Parts {
  readonly name: string;
  readonly sign: string | null;
  readonly value: string;
}

function partsOf(text: string): Parts {
  const at = text.search(/[=:]/);
  if (at === -1) return { name: text.toLowerCase(), sign: null, value: '' };
  return {
    name: text.slice(0, at).trim().toLowerCase(),
    sign: text.charAt(at),
    value: text.slice(at + 1).trim(),
  };
}

function faultOfKnown(form: Form, { sign, value }: Parts): Fault | null {
  const { name, words } = form;
  if (form.sign === null) {
    if (sign === null) return null;
    return { what: `${quote(name)} takes no value`, meant: booleanOf(value) === true ? name : null };
  }
  if (sign === null || (value === '' && words.length === 0)) {
    // The form of what stands behind the sign, and whether it is there, invalid-value judges.
    if (sign !== null && name !== 'virtual-mta' && name !== 'call-to') return null;
    const wanted = words.length === 0 ? '…' : words.join(` or ${name}${form.sign}`);
    return { what: `${quote(name)} needs a value: ${name}${form.sign}${wanted}`, meant: null };
  }
  const word = words.length === 0 ? value : nearest(value, words);
  const isKnown = words.length === 0 || words.includes(value.toLowerCase());
  const meant = word === undefined ? null : `${name}${form.sign}${form.sign === ':' ? ' ' : ''}${word}`;
  if (!isKnown)
    return {
      what: `${quote(name)} knows ${words.map(quote).join(' and ')} only, not ${quote(value)}`,
      meant,
    };
  if (sign === form.sign) return null;
  return { what: `${quote(name)} is written with '${form.sign}' before its value`, meant, isMild: true };
}

/** Several legal actions with something else than a comma between them, as they should stand; null for others. */
function withCommas(text: string, grammar: Grammar): string | null {
  const parts = text.split(/[\s;|&+]+/).filter((part) => part !== '');
  const isSound = (part: string): boolean => faultIn(part, grammar) === null;
  return parts.length > 1 && parts.every(isSound) ? parts.join(',') : null;
}

/** What was meant by an action with an unknown name: one of the legal ones that is a near miss. */
function meantBy(text: string, { name, sign, value }: Parts, grammar: Grammar): string | null {
  const spelling = nearest(text, grammar.spellings);
  if (spelling !== undefined) return spelling;
  const near = nearest(name, grammar.names);
  if (near !== undefined) {
    const corrected = sign === null ? near : `${near}${sign}${value}`;
    return faultIn(corrected, grammar) === null ? corrected : null;
  }
  // `backoff` alone can only mean the mode.
  const form = sign === null ? grammar.forms.find(({ words }) => words.includes(name)) : undefined;
  return form === undefined ? null : `${form.name}=${name}`;
}

function faultIn(text: string, grammar: Grammar): Fault | null {
  const parts = partsOf(text);
  const form = grammar.forms.find(({ name }) => name === parts.name);
  if (form !== undefined) return faultOfKnown(form, parts);
  const what = `${quote(text)} is no action of ${grammar.list}`;
  const meant = meantBy(text, parts, grammar);
  return { what: meant === null ? `${what}; legal are ${legalIn(grammar)}` : what, meant };
}

/** What is wrong with an action of a list of that kind; null for a legal one, and for one whose value is not judged. */
export function faultOf(text: string, listKind: string): Fault | null {
  const grammar = grammarFor(listKind);
  const fault = faultIn(text, grammar);
  // What stands behind an interval is no interval: invalid-value says so.
  if (fault === null && grammar !== results) return null;
  const apart = withCommas(text, grammar);
  if (apart !== null) return { what: `${quote(text)} needs commas between its actions`, meant: apart };
  return fault;
}
