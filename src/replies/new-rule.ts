import { isGenericWord } from '../catalog/generic-words.ts';
import { limitsOf } from '../catalog/providers.ts';
import { replies } from '../catalog/replies.ts';
import { matches } from '../patterns/matches.ts';
import { readPattern } from '../patterns/pattern.ts';
import type { Meaning } from './meaning.ts';
import { spansOf } from './shape.ts';
import { linesOf, type SmtpReply } from './smtp-reply.ts';

/** What to do about a reply that no effective pattern matches. */
export type NewRule =
  /** A line for the smtp-pattern-list. `isKnown`: the catalog says what the reply means, and that it wants this. */
  | { readonly kind: 'rule'; readonly line: string; readonly isKnown: boolean }
  /** None is wanted: PowerMTA does what is right by itself, or nothing was refused. */
  | { readonly kind: 'none'; readonly because: 'retry' | 'bounce' | 'mailbox' | 'accepted' }
  /** It has no words of its own: a pattern would match replies of other kinds too. */
  | { readonly kind: 'too-little' }
  /** It does not begin with a code: it is not what a server sent, so PowerMTA never sees it like that. */
  | { readonly kind: 'no-code' };

/** What is left of the queue's own settings to a new rule. */
export interface QueueTraits {
  /** Mail goes out from two addresses or more, so that one can rest. */
  readonly severalAddresses: boolean;
  /** Its backoff ends after a time or a delivery, whatever began it. */
  readonly endsByItself: boolean;
}

/** The codes that a line begins with. */
const HEAD = /^\d{3}(?:[ \t-]|$)(?:(\d\.\d{1,3}\.\d{1,3})(?![\w.]))?/;
/** How many letters a pattern has, and how many are worth adding. */
const LONGEST = 70;
const SHORTEST = 8;
/** Each further one is a loop more to go through. */
const MOST_SPANS = 2;
/** How long a backoff lasts where nothing else is known: what most published configurations have. */
const USUAL_EXIT = '1h';

/** Escapes one character for a pattern in a list (`#`, `/` and quotes included). */
function escaped(character: string): string {
  if (character === '/' || character === '#' || character === '"') {
    return `\\x${character.charCodeAt(0).toString(16).toUpperCase()}`;
  }
  if (/[\\^$.|?*+()[\]{}]/.test(character)) return `\\${character}`;
  return character;
}

/** Words of a reply as a pattern; numbers that stand for themselves may differ. */
function patternOf(words: string): string {
  const parts = words.split(/(?<![\w#.-])\d+(?![\w.-])/);
  return parts.map((part) => Array.from(part, escaped).join('')).join(String.raw`\d+`);
}

/** Some words up to a length, cut at a blank; without loose signs at their ends. */
function someWords(text: string, most: number): string {
  const tidy = text.replace(/^[\s:;,.)\]>-]+/, '').replace(/[\s:;,(<[-]+$/, '');
  if (tidy.length <= most) return tidy;
  const cut = tidy.slice(0, most + 1);
  return cut.slice(0, Math.max(0, cut.lastIndexOf(' '))).replace(/[\s:;,(<[-]+$/, '');
}

/** Two words, a word with a number after it, or a long one. */
const TELLING = /[A-Za-z]{2,}.*[A-Za-z]{2,}|[A-Za-z]{2,}[A-Za-z\d_#-]*\d|[A-Za-z]{5,}/;

/** The parts of a line that are the same each time and have a meaning, in order. */
function tellingWords(line: string): string[] {
  const chosen: string[] = [];
  let left = LONGEST;
  const spans = spansOf(line).filter(({ kind }) => kind === 'words');
  // A character beyond ASCII is one or several to PCRE.
  for (const text of spans.flatMap((span) => span.text.split(/[^\x20-\x7e]+/))) {
    const words = someWords(text, left);
    if (!TELLING.test(words)) continue;
    chosen.push(words);
    left -= words.length;
    if (chosen.length === MOST_SPANS || left < SHORTEST) break;
  }
  return chosen;
}

/** A pattern for replies that differ from this one in addresses, hosts, ids and numbers only; null for one without words. */
export function patternFor({ text, code }: SmtpReply): string | null {
  const enhanced = code === null ? undefined : HEAD.exec(text)?.[1];
  const lines = linesOf(text).map((line) => tellingWords(code === null ? line : line.replace(HEAD, '')));
  const at = lines.findIndex((words) => words.length > 0);
  const words = lines[at] ?? [];
  // An enhanced code means as much as a word.
  const isGeneric = words.every((part) => (part.match(/[A-Za-z\d]+/g) ?? []).every(isGenericWord));
  if (isGeneric && (enhanced === undefined || words.length === 0)) return null;
  const status = enhanced === undefined ? '' : `${enhanced.replaceAll('.', '\\.')}\\b`;
  const start = code === null ? '' : `^${code}[ -]${status}${at === 0 ? '.*' : String.raw`[\s\S]*`}`;
  const pattern = `${start}${words.map(patternOf).join('.*')}`;
  const read = readPattern(pattern);
  return read.kind === 'pattern' && matches(read, text) === true ? pattern : null;
}

function withExit(action: string, meaning: Meaning | null, endsByItself: boolean): string {
  if (endsByItself || !/(?:^|,)mode=backoff$/.test(action)) return action;
  const figure = meaning?.provider == null ? undefined : limitsOf(meaning.provider).backoff?.toNormalAfter;
  return `${action},backoff-to-normal-after=${figure ?? USUAL_EXIT}`;
}

/** Codes about a mailbox (RFC 3463: X.1.0 to X.1.6 its address, X.2.Y its state), and words for the same. */
const ABOUT_MAILBOX = [
  /^\d{3}[ -][45]\.(?:1\.[0-6]|2\.\d{1,2})(?!\d)/,
  /\b(?:user|mailbox|mail box|inbox|recipient|account|address)\b.{0,40}\b(?:unknown|unavailable|full|not found|(?:does not|doesn't|not) exist|disabled|inactive|over ?quota|exceeded)\b/i,
  /\b(?:unknown|no such|invalid|over ?quota|doesn't have an?|does not have an?)\b.{0,30}\b(?:user|mailbox|recipient|account|address)\b/i,
];

/** Whether a reply reads as if it were about one mailbox, which is all that can be said of unknown ones. */
export function isAboutMailbox(text: string): boolean {
  return ABOUT_MAILBOX.some((pattern) => pattern.test(text.slice(0, 1000)));
}

/** What PowerMTA does by itself upon a known reply of the same words; null where there is none that wants no more. */
function alsoAnswered(pattern: string): 'retry' | 'bounce' | null {
  const read = readPattern(pattern);
  if (read.kind !== 'pattern') return null;
  for (const { remedy, example } of replies())
    if ((remedy === 'retry' || remedy === 'bounce') && matches(read, example) === true) return remedy;
  return null;
}

/** The rule that is missing in a list for a reply: that of the catalog, else one made from its words. */
export function newRuleFor(reply: SmtpReply, meaning: Meaning | null, traits: QueueTraits): NewRule {
  if (reply.code !== null && reply.code < 400) return { kind: 'none', because: 'accepted' };
  const known = meaning?.reply;
  if ((known?.remedy === 'retry' || known?.remedy === 'bounce') && known.action === undefined)
    return { kind: 'none', because: known.remedy };
  if (known === undefined && isAboutMailbox(reply.text)) return { kind: 'none', because: 'mailbox' };
  const written = traits.severalAddresses ? known?.action : (known?.actionSingleIp ?? known?.action);
  const action = withExit(written ?? 'mode=backoff', meaning, traits.endsByItself);
  if (known !== undefined) return { kind: 'rule', line: `reply /${known.pattern}/ ${action}`, isKnown: true };
  if (reply.code === null) return { kind: 'no-code' };
  const pattern = patternFor(reply);
  if (pattern === null) return { kind: 'too-little' };
  const because = alsoAnswered(pattern);
  return because === null
    ? { kind: 'rule', line: `reply /${pattern}/ ${action}`, isKnown: false }
    : { kind: 'none', because };
}
