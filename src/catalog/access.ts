import type { Directive } from './directives.ts';
import { unquote } from './values/words.ts';

/** Directives that let someone in, or let someone see more, where they are on. */
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

/** Lists of addresses and domains that mail is accepted for. */
const ACCEPTED_RECIPIENTS = ['relay-address', 'relay-domain'];

/** Whether the corrected value would let someone in: then a typo in it must not be read as the corrected text. */
export function opensAccess({ name }: Directive, corrected: string): boolean {
  const value = unquote(corrected).toLowerCase();
  if (name === 'http-access') return !/\snone$/.test(value);
  if (ACCEPTED_RECIPIENTS.includes(name)) return true;
  return (value === 'yes' || value === 'true' ? OPENING : CLOSING).includes(name);
}

/** Whether a section of that kind decides who is let in: a corrected tag would put all of its directives in effect. */
export function decidesAccess(sectionKind: string): boolean {
  return ['smtp-listener', 'smtp-user', 'source'].includes(sectionKind);
}
