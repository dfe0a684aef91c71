import { booleanOf, nearest } from '../../kit.ts';
import { patternActions } from '../../../src/catalog/sections.ts';
import { patternResults } from '../../../src/catalog/values/actions.ts';

/** What is wrong with an action. */
export interface Fault {
  /** The id of the message. */
  readonly kind:
    'unknown' | 'unwantedValue' | 'missingValue' | 'unknownValue' | 'otherSign' | 'missingCommas';
  /** The action, or its name where that is known. */
  readonly action: string;
  /** The value that is not known; null for other faults. */
  readonly value: string | null;
  /** What can be written instead. */
  readonly legal: readonly string[];
  /** What was probably meant, ready to be written; null for unknown. */
  readonly meant: string | null;
}

/** A valid action: `skip-mx`; `mode=` with the words it takes; `reenable-after=` with a value of its own form. */
interface Form {
  readonly name: string;
  readonly sign: '=' | ':' | null;
  readonly words: readonly string[];
}

function formsIn(listKind: string): readonly Form[] {
  if (listKind === 'pattern-list') return patternResults.map((result) => ({ ...result, words: [] }));
  return patternActions().map(({ name, values, value }) => ({
    name,
    sign: values === undefined && value === undefined ? null : '=',
    words: values ?? [],
  }));
}

/** `skip-mx`; `mode=normal`, `mode=backoff`; the blank is for a value of a free form. */
function spellings({ name, sign, words }: Form, blank: readonly string[]) {
  if (sign === null) return [name];
  return (words.length === 0 ? blank : words).map((word) => `${name}${sign}${word}`);
}

function partsOf(text: string) {
  const [, name = '', sign = null, value = ''] = /^([^=:]*)([=:])?(.*)$/s.exec(text) ?? [];
  return { name: (sign === null ? text : name.trim()).toLowerCase(), sign, value: value.trim() };
}

function faultOfKnown(form: Form, { sign, value }: ReturnType<typeof partsOf>): Fault | null {
  const { name, words } = form;
  const fault = { action: name, value: null, legal: spellings(form, ['…']), meant: null };
  if (form.sign === null) {
    if (sign === null) return null;
    return { ...fault, kind: 'unwantedValue', meant: booleanOf(value) === true ? name : null };
  }
  if (sign === null || (value === '' && words.length === 0)) {
    // For other actions, invalid-value reports what is wrong after the sign.
    if (sign !== null && name !== 'virtual-mta' && name !== 'call-to') return null;
    return { ...fault, kind: 'missingValue' };
  }
  const word = words.length === 0 ? value : nearest(value, words);
  const meant = word === undefined ? null : `${name}${form.sign}${form.sign === ':' ? ' ' : ''}${word}`;
  if (words.length > 0 && !words.includes(value.toLowerCase()))
    return { ...fault, kind: 'unknownValue', value, legal: words, meant };
  return sign === form.sign ? null : { ...fault, kind: 'otherSign', legal: [form.sign], meant };
}

/** Several valid actions with other signs than commas between them, with commas; null for others. */
function withCommas(text: string, forms: readonly Form[]) {
  const parts = text.split(/[\s;|&+]+/).filter((part) => part !== '');
  return parts.length > 1 && parts.every((part) => faultIn(part, forms) === null) ? parts.join(',') : null;
}

/** The valid action that an unknown one is nearest to; null for none. */
function meantBy(text: string, forms: readonly Form[]): string | null {
  const { name, sign, value } = partsOf(text);
  const all = forms.flatMap((form) => spellings(form, []));
  const spelling = nearest(text, all);
  if (spelling !== undefined) return spelling;
  const names = forms.map((form) => form.name);
  const near = nearest(name, names);
  if (near !== undefined) {
    const corrected = sign === null ? near : `${near}${sign}${value}`;
    return faultIn(corrected, forms) === null ? corrected : null;
  }
  // `backoff` alone can only mean the mode.
  const form = sign === null ? forms.find(({ words }) => words.includes(name)) : undefined;
  return form === undefined ? null : `${form.name}=${name}`;
}

function faultIn(text: string, forms: readonly Form[]): Fault | null {
  const parts = partsOf(text);
  const form = forms.find(({ name }) => name === parts.name);
  if (form !== undefined) return faultOfKnown(form, parts);
  const legal = forms.flatMap((one) => spellings(one, ['…']));
  return { kind: 'unknown', action: text, value: null, legal, meant: meantBy(text, forms) };
}

/** What is wrong with an action of a list of that kind; null for a valid one, and for one whose value is not checked. */
export function faultOf(text: string, listKind: string): Fault | null {
  const forms = formsIn(listKind);
  const fault = faultIn(text, forms);
  // Several actions in the place of an interval are reported by invalid-value.
  if (fault === null && listKind !== 'pattern-list') return null;
  const meant = withCommas(text, forms);
  return meant === null ? fault : { kind: 'missingCommas', action: text, value: null, legal: [], meant };
}
