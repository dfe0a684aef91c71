import { quote } from '../../kit.ts';
import type { InventedName } from '../../../src/catalog/invented.ts';

const NO_COUNTERPART = /^no counterpart(?:: )?/;

/** The name that was meant, as it stands in a file. */
function asWritten({ kind, meant = '' }: InventedName): string {
  return quote(kind === 'section' && meant !== 'include' ? `<${meant}>` : meant);
}

/** What to write instead of an invented name, as a part of a sentence. */
export function whatToWrite(invented: InventedName): string {
  const { meant, note, sameValue } = invented;
  if (meant !== undefined) {
    const name = asWritten(invented);
    const start = sameValue === true ? `write ${name}` : `${name} comes nearest to it`;
    return note === undefined ? start : `${start} (${note})`;
  }
  if (note === undefined) return 'PowerMTA has nothing like it';
  if (NO_COUNTERPART.test(note)) {
    const rest = note.replace(NO_COUNTERPART, '');
    return rest === '' ? 'PowerMTA has nothing like it' : `PowerMTA has nothing like it: ${rest}`;
  }
  return `what PowerMTA has instead: ${note}`;
}
