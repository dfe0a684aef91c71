import { findRecordType } from '../accounting.ts';
import { parseDomainPattern } from './names.ts';
import { bad, good, shown, slice, split, type Piece } from './result.ts';
import type { QueueFilter, ValueResult } from './value.ts';

const unsureNames = ['bounced', 'received', 'fbl', 'transient queue'];

/** Judges record types between commas. `types`: the legal words. */
export function parseRecordTypes(piece: Piece, types: readonly string[]): ValueResult {
  const short = [...new Set(types.map((word) => findRecordType(word)?.type ?? word))];
  const expected = `record types between commas: ${short.join(', ')}`;
  const items: string[] = [];
  for (const item of split(piece, ',')) {
    const word = item.text.toLowerCase();
    const type = findRecordType(word)?.type;
    if (word === '') return bad(piece, 'a record type is missing between commas', expected);
    if (type === undefined || !short.includes(type)) {
      const doubtful = unsureNames.includes(word);
      return bad(
        item,
        `${shown(item)} is not a ${doubtful ? 'documented ' : ''}record type`,
        expected,
        doubtful ? { severity: 'warning' } : {},
      );
    }
    items.push(type);
  }
  return good({ kind: 'list', items, ignoreCase: true });
}

/** Judges accounting fields between commas: names, `*`, `!name`, `header_X`, `arf_X`. Names are not judged. */
export function parseFields(piece: Piece): ValueResult {
  const expected = 'field names between commas, * for all, !name for without';
  const items: string[] = [];
  for (const item of split(piece, ',')) {
    if (item.text === '') return bad(piece, 'a field is missing between commas', expected);
    if (/[ \t]/.test(item.text))
      return bad(item, `${shown(item)} is not one field: a comma is missing`, expected);
    items.push(item.text);
  }
  return good({ kind: 'list', items, ignoreCase: true });
}

/** Judges a queue-filter: `[!]PATTERN[/VMTA|/*]` between commas. */
export function parseQueueFilters(piece: Piece): ValueResult {
  const expected = '[!]domain-pattern[/virtual-mta] between commas (e.g. *.example.com/*, !gmail.com)';
  const filters: QueueFilter[] = [];
  for (const item of split(piece, ',')) {
    if (item.text === '') return bad(piece, 'a queue is missing between commas', expected);
    const exclude = item.text.startsWith('!');
    const from = exclude ? 1 : 0;
    const bracket = item.text.lastIndexOf(']');
    const slash = item.text.indexOf('/', bracket < 0 ? from : bracket);
    const domain = slice(item, from, slash < 0 ? item.text.length : slash);
    const result = parseDomainPattern(domain);
    if (!result.ok || domain.text === '') return { ...bad(item, `${shown(item)} is not a queue`, expected) };
    filters.push({
      exclude,
      domain: domain.text.toLowerCase(),
      virtualMta: slash < 0 ? '{default}' : item.text.slice(slash + 1),
    });
  }
  return good({ kind: 'queue-filters', filters });
}
