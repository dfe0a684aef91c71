import type { Directive } from './directives.ts';
import { booleanOf } from './values/scalar.ts';
import { unquote } from './values/words.ts';

/** Directives that let someone in, or let someone see more, where they are on; `stricter` names more than these. */
const OPEN_IF_ON = [
  'allow-auth', 'allow-unencrypted-plain-auth', 'always-allow-api-submission', 'always-allow-relaying',
  'log-file-world-readable', 'smtp-service', 'world-readable',
]; // prettier-ignore

/** Directives that keep someone out where they are on. */
const OPEN_IF_OFF = [
  'http-csrf-protection',
  'http-redirect-to-https',
  'require-auth',
  'require-starttls-before-auth',
];

/** Whether the corrected value would let someone in: then a typo in it must not be read as the corrected text. */
export function opensAccess({ name }: Directive, corrected: string): boolean {
  const value = unquote(corrected).toLowerCase();
  if (name === 'http-access') return !/\snone$/.test(value);
  // Mail is accepted for these addresses and domains.
  if (name === 'relay-address' || name === 'relay-domain') return true;
  return (booleanOf(value) === true ? OPEN_IF_ON : OPEN_IF_OFF).includes(name);
}

/** Whether a section of that kind decides who is let in: a corrected tag would put all of its directives in effect. */
export function decidesAccess(sectionKind: string): boolean {
  return ['smtp-listener', 'smtp-user', 'source'].includes(sectionKind);
}
