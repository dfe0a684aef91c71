export interface SmtpReply {
  /** Without blanks around it, and without the `smtp;` that accounting files put before it. */
  readonly text: string;
  /** The basic code, 200 to 599; null where the text begins with none. */
  readonly code: number | null;
}

/** What an accounting file has before a text that no SMTP server gave: `x-pmta;`, `x-local;`. */
const OTHER_TYPE = /^[a-z][a-z0-9-]*;/i;
const SMTP_TYPE = /^smtp;[ \t]*/i;

/** Reads a reply from a command line or a log. */
export function readReply(written: string): SmtpReply {
  const text = written.trim().replace(SMTP_TYPE, '');
  const [, code] = /^([2-5]\d\d)(?=[ \t\r\n-]|$)/.exec(text) ?? [];
  return { text, code: code === undefined ? null : Number(code) };
}

/** The lines of a reply, each with its code: patterns may see them one by one or together. */
export function linesOf(text: string): string[] {
  return text.split(/\s*\n\s*/);
}

/** The reply in the diagnostic column of an accounting file; null for a text that PowerMTA wrote itself, and for none. */
export function replyInDiagnostic(diagnostic: string): SmtpReply | null {
  const text = diagnostic.trim();
  if (text === '' || (OTHER_TYPE.test(text) && !SMTP_TYPE.test(text))) return null;
  const reply = readReply(text);
  return reply.text === '' ? null : reply;
}

/** The first code of a refusal in a text: the reply begins there, whatever a log or a mail server writes before it. */
const QUOTED = /(?<![\w.:-])[45]\d\d(?=[ -])/;
/** What Postfix writes after a reply. */
const POSTFIX_END = /\s*\(in reply to [^()]*\)$/;

/** A reply, and the text before it that no server sent; '' for none. */
export interface QuotedReply {
  readonly reply: SmtpReply;
  readonly before: string;
}

/** Reads a reply that may be quoted (`host x said: 421 …`, `"421 …"`, `<<< 421 …`). */
export function readQuotedReply(written: string): QuotedReply {
  const reply = readReply(written);
  const at = reply.code === null ? reply.text.search(QUOTED) : -1;
  if (at === -1) return { reply, before: '' };
  const before = reply.text.slice(0, at);
  const [, quote = ''] = /(["'])$/.exec(before) ?? [];
  const rest = reply.text.slice(at).replace(POSTFIX_END, '');
  const text = quote !== '' && rest.endsWith(quote) ? rest.slice(0, -1) : rest;
  return { reply: readReply(text), before: before.trim() };
}
