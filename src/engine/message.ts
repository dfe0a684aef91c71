import { withoutCredentials } from '../catalog/credentials.ts';
import { findDirective, isSensitive } from '../catalog/directives.ts';
import type { Model } from '../model/model.ts';
import { extentOfLine, type DomainLine } from '../model/queues/domain-lines.ts';
import { hasSecret } from '../model/secrets.ts';
import type { DirectiveUse } from '../model/source/content.ts';

const LONGEST = 60;

/** Characters of a text that are read; the rest is cut off anyway. */
const LOOKED_AT = 1000;

/** A text in quotes for a message, without credentials, shortened if it is long. */
export function quote(text: string): string {
  const shown = withoutCredentials(text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text);
  return `'${shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown}'`;
}

/** `a`, `a and b`, `a, b and c`; items after the first `most` are counted. */
export function listOf(items: readonly string[], most = 8, word: 'and' | 'or' = 'and'): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1) ?? ''}`;
}

/** `1 queue`, `3 queues`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  // Not toLocaleString, whose first call loads the data of a language.
  const digits = `${number}`.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${number === 1 ? noun : plural}`;
}

/** For how many domains and VMTAs a line is written. */
export interface Extent {
  readonly domains: number;
  readonly vmtas: number;
}

/** `; it holds for 9 domains in 3 VMTAs`, to append; empty for one domain, or all, in all VMTAs. */
export function extentWords({ domains, vmtas }: Extent): string {
  const parts = [domains > 1 ? count(domains, 'domain') : '', vmtas > 1 ? count(vmtas, 'VMTA') : ''];
  const words = parts.filter((part) => part !== '').join(' in ');
  return words === '' ? '' : `; it holds for ${words}`;
}

/** A line of `<domain>` blocks as data of a message. */
export interface LineData {
  readonly value: string;
  readonly extent: Extent;
}

/** What messages about a line in `<domain>` blocks show: the line, its value and the queues it applies to. */
export function dataOfLine(model: Model, line: DomainLine): LineData {
  return { value: line.value, extent: extentOfLine(model, line) };
}

/** `; it holds for 3 kinds of queue, of A and B`, to append; empty for one queue. `names` are of providers. */
export function extentOfQueues({
  queues,
  names,
}: {
  readonly queues: number;
  readonly names: readonly string[];
}): string {
  return queues > 1 || names.length > 1
    ? `; it holds for ${count(queues, 'kind')} of queue, of ${listOf(names, 4)}`
    : '';
}

/** Whether a directive's value is or contains a secret. */
export function isSecret(use: DirectiveUse): boolean {
  const directive = use.facts ?? findDirective(use.name);
  return (directive !== undefined && isSensitive(directive)) || hasSecret(use.file, use.valueRange);
}

/** The value of a directive for a message: `***` for a secret. */
export function shownValue(use: DirectiveUse): string {
  return isSecret(use) ? '***' : quote(use.plainValue ?? '');
}
