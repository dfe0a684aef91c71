import { allowsIn, type DirectiveUse, hasPlaceholder, quote, unquote } from '../../kit.ts';

/** What findings may show of a secret. */
export interface SecretData {
  readonly directive: string;
  /** A password that a login asks for, a key that programs use, or what protects the key in a file. */
  readonly kind: 'password' | 'key' | 'passphrase';
  /** The name of the `<smtp-user>`; null for other secrets. */
  readonly user: string | null;
}

/** `'password' of the user 'news'`. */
export function secretName({ directive, user }: SecretData): string {
  return quote(directive) + (user === null ? '' : ` of the user ${quote(user)}`);
}

/** The secret in a directive, and what may be shown of it; null where there is none, or one that cannot be read. */
export function secretOf(use: DirectiveUse): { text: string; data: SecretData } | null {
  const { facts, value, verdict, section, line } = use;
  if (facts?.sensitive !== true || value === null) return null;
  // Another rule reports a `#` that cuts the value.
  const isCut = line.comment !== null && line.value !== null && line.comment.start <= line.value.end;
  if (use.broken || use.continuation.length > 0 || isCut) return null;
  if (allowsIn(facts, section.scope) === 'no') return null;
  const user = section.kind === 'smtp-user' ? (section.argument ?? '') : null;
  if (facts.args === undefined) {
    const kind = facts.name.endsWith('password') ? 'password' : 'key';
    return { text: unquote(value), data: { directive: use.name, kind, user } };
  }
  if (verdict?.ok !== true || verdict.value.kind !== 'composite') return null;
  const secrets = facts.args.filter((argument) => argument.sensitive === true).map(({ name }) => name);
  const argument = verdict.value.args.find(({ name }) => secrets.includes(name));
  return argument ? { text: argument.text, data: { directive: use.name, kind: 'passphrase', user } } : null;
}

/** Whether a text is hidden in a copy meant for others (`xxxxxxxx`, `***`, `REDACTED`). */
function isMask(text: string): boolean {
  if (/\*{3}|•{3}|[xX]{6}/.test(text)) return true;
  return /^[xX_.-]*$/.test(text) || /^\W*(?:redacted|removed|hidden|masked|censored|omitted)\W*$/i.test(text);
}

/** Whether a program fills the secret in, or the text says where it is. */
function isElsewhere(text: string): boolean {
  if (hasPlaceholder(text) || /^\{.*\}/.test(text)) return true;
  return /^(?:\/|[A-Za-z]:\\|\.{1,2}\/|~\/)[^\s]*[/\\][^\s]*$/.test(text);
}

/** Whether a text is not the secret itself: it is empty, filled in later, hidden, or says where the secret is. */
export function isReplaced(text: string): boolean {
  return text === '' || isMask(text) || isElsewhere(text);
}
