import { sameValue } from '../../catalog/compare-values.ts';
import { respelledValue } from '../../catalog/values.ts';
import type { Directive as DirectiveFacts } from '../../catalog/directives.ts';
import { findDirective } from '../../catalog/directives.ts';
import { unquote, type DirectiveUse } from './content.ts';

/** A directive as it works: under the name and with the value that PowerMTA knows today. */
export interface Canonical {
  readonly name: string;
  /** Without outer quotes; null where the value is missing. */
  readonly value: string | null;
}

const memo = new WeakMap<DirectiveUse, Canonical>();

/** Directives that let someone in, or see more, where they are on. */
const OPENING = [
  'allow-auth',
  'allow-unencrypted-plain-auth',
  'always-allow-api-submission',
  'always-allow-relaying',
  'log-file-world-readable',
  'smtp-service',
  'world-readable',
];

/** Directives that keep someone out where they are on. */
const CLOSING = [
  'http-csrf-protection',
  'http-redirect-to-https',
  'require-auth',
  'require-starttls-before-auth',
];

/** Lists of what mail is taken for. */
const LETTING_IN = ['relay-address', 'relay-domain'];

/** Whether the value, put right, would let someone in: then a slip in it must not be read as the corrected text. */
export function opensAccess(facts: DirectiveFacts, corrected: string): boolean {
  const value = unquote(corrected).toLowerCase();
  if (facts.name === 'http-access') return !/\snone$/.test(value);
  if (LETTING_IN.includes(facts.name)) return true;
  const opening = value === 'yes' || value === 'true' ? OPENING : CLOSING;
  return opening.includes(facts.name);
}

/** Whether what stands in a section of that kind decides who is let in: a tag put right puts all of it in force. */
export function decidesAccess(sectionKind: string): boolean {
  return ['smtp-listener', 'smtp-user', 'source'].includes(sectionKind);
}

/** A value that PowerMTA refuses only for its spelling (`100/hour`, `on`), respelled; others as they are. */
function respelled(use: DirectiveUse, facts: DirectiveFacts, value: string): string {
  if (use.verdict?.ok === true) return value;
  const corrected = respelledValue(facts, use.section.scope, value);
  return corrected === undefined || opensAccess(facts, corrected) ? value : corrected;
}

/**
 * Reads a directive under its present name: an alias as what it stands for, a deprecated name whose line can be
 * replaced word for word as its successor, a slip of spelling as what it can only mean.
 */
export function canonicalOf(use: DirectiveUse): Canonical {
  const known = memo.get(use);
  if (known !== undefined) return known;
  const canonical = judge(use);
  memo.set(use, canonical);
  return canonical;
}

function judge(use: DirectiveUse): Canonical {
  const { facts, value } = use;
  if (facts === undefined || value === null) return { name: facts?.name ?? use.name, value };
  const text = respelled(use, facts, value);
  const plain = unquote(text);
  const replacement = facts.deprecated?.oneForOne;
  if (replacement === undefined || findDirective(replacement.to) === undefined)
    return { name: facts.name, value: plain };
  if (replacement.value === 'same') return { name: replacement.to, value: plain };
  if (replacement.value === 'N -> N/h' && /^[1-9]\d*$/.test(plain))
    return { name: replacement.to, value: `${plain}/h` };
  return { name: facts.name, value: plain };
}

/** Whether two lines of one directive, under whatever name, have values of one meaning. */
export function haveOneValue(a: DirectiveUse, b: DirectiveUse): boolean {
  const [first, second] = [canonicalOf(a).value, canonicalOf(b).value];
  if (a.facts === undefined || first === null || second === null) return false;
  return first === second || sameValue(a.facts, a.section.scope, first, second);
}

/** A value with its blanks evened out, so that layout makes no difference. */
export function canonicalText(value: string): string {
  return value.trim().replace(/\s+/g, ' ').replace(/ ?, ?/g, ',');
}
