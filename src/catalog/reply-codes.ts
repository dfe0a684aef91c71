import { matchesReply, replies, type Reply } from './replies.ts';

/** What a text names that consists of codes alone: `421 4.7.28`, `4.7.28`, `421 [TSS04]`, `TSS04`. */
export interface ReplyCode {
  /** The three digits. */
  readonly basic: string | null;
  /** The three numbers with dots. */
  readonly enhanced: string | null;
  /** A code of the provider's own, in capitals. */
  readonly own: string | null;
}

const CODES =
  /^(?:([2-5]\d\d)(?:[ -]|$))?(?:([245]\.\d{1,3}\.\d{1,3})(?: |$))?(?:[[(]?([a-z]{1,6}[a-z_#-]*\d{1,5}|[a-z]{2,4}:[a-z]{1,3}\d?)[\])]?)?$/i;

/** Words in a reply that can be a code of the provider's own. */
const OWN_CODE = /[A-Z]{1,6}[A-Z_#-]*\d{1,5}/g;

/** Reads a text of codes alone; undefined for any other text. */
export function readCodes(text: string): ReplyCode | undefined {
  const found = CODES.exec(text.trim());
  if (found === null || text.trim() === '') return undefined;
  const [, basic = null, enhanced = null, own = null] = found;
  return { basic, enhanced, own: own?.toUpperCase() ?? null };
}

function words(code: string): string {
  return code.replace(/\d+/g, '');
}

/** Whether a reply names a code, or would with that code in place of a similar one (TSS03 for TSS04). */
function hasOwnCode(reply: Reply, code: string): boolean {
  const { example } = reply;
  const escaped = code.replace(/[^A-Z0-9]/g, String.raw`\$&`);
  if (new RegExp(`(?<![A-Z0-9])${escaped}(?![A-Z0-9])`, 'i').test(example)) return true;
  return (example.match(OWN_CODE) ?? []).some(
    (similar) =>
      words(similar) === words(code) &&
      matchesReply(reply, example.replaceAll(similar, code)) &&
      // A pattern that does not ask for the code tells nothing of it.
      !matchesReply(reply, example.replaceAll(similar, '')),
  );
}

/** Whether a code is one of a reply's, which may be a range of its last number (`4.7.500-699`). */
function hasEnhanced({ enhanced = '' }: Reply, code: string): boolean {
  if (enhanced === code) return true;
  const [, start, first, last] = /^(.*\.)(\d+)-(\d+)$/.exec(enhanced) ?? [];
  if (start === undefined || !code.startsWith(start)) return false;
  const number = Number(code.slice(start.length));
  return Number(first) <= number && number <= Number(last);
}

/** The known replies with some codes, those of one provider if one is given. */
export function repliesWithCodes({ basic, enhanced, own }: ReplyCode, providerId?: string): readonly Reply[] {
  return replies().filter(
    (reply) =>
      (providerId === undefined || reply.provider === providerId) &&
      (basic === null || reply.code === basic) &&
      (enhanced === null || hasEnhanced(reply, enhanced)) &&
      (own === null || hasOwnCode(reply, own)),
  );
}
