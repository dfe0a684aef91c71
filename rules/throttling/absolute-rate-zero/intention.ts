import type { DirectiveUse, Line, Model, SectionUse, SourceFile } from '../../kit.ts';

/** What says that mail is to be stopped. */
export interface Sign {
  /** As the subject of a sentence. */
  readonly where: string;
  readonly text: string;
}

/** Words that ask for a stop, whole ones. A block alone may be one of a configuration. */
const STOP =
  /(?<![a-z])(?:blocked|blocking|blocklist|(?:to )?block (?:all|any|every|it|them|this|these|mails?|messages|sending|delivery|outbound|the (?:domains?|isps?|providers?))|stop|stops|stopped|paused?|suspend(?:ed)?|disabled?|halt(?:ed)?|freeze|frozen|blackhole|blacklist(?:ed)?|denied|deny|quarantined?|(?:turn|switch)(?:ed)? off|never (?:send|deliver)|do(?: not|n't|nt) (?:send|deliver)|no (?:mail|sending|delivery|deliveries|messages)|not? send(?:ing)?)(?![a-z])/i;

/** The one word of a name or a comment. */
const ONLY = /^(?:block|off)$/i;

/** Words that say that something else is meant: no limit, or what providers do. */
const OTHER =
  /unlimited|no[ -]?(?:rate[ -]?)?limits?|without (?:a )?limit|limitless|max(?:imum)? speed|full speed|avoid|prevent|protect|unblock|until|unless|\bif\b|\bwhen\b|instead|(?:not|never|n't) (?:block|stop|pause|suspend|disable|halt)|non[ -]?stop|get(?:s|ting)? blocked|being blocked|throttl|disabled?(?: the)? (?:rate|limit|throttl)|(?:rate|limit)s? (?:is |are )?(?:disabled|off)/i;

function commentIn(file: SourceFile, line: Pick<Line, 'comment'> | undefined): string {
  return line?.comment == null
    ? ''
    : file
        .slice(line.comment)
        .replace(/^#+\s*/, '')
        .trim();
}

/** A comment by itself on the line above. */
function commentAbove(use: DirectiveUse): string {
  const { text } = use.file;
  const before = text.slice(Math.max(0, use.line.start - 300), use.line.start);
  const above = /(?:^|\n)[ \t]*#+[ \t]*([^\n]*?)\r?\n$/.exec(before);
  return above?.[1]?.trim() ?? '';
}

/** The names of a block and of what is around it, where they were chosen freely: not a domain of the DNS. */
function namesOf(section: SectionUse): string[] {
  return [...section.ancestry()].flatMap(({ kind, argument }) => {
    if (argument === null) return [];
    if (kind !== 'domain') return [argument];
    const isFree =
      argument.startsWith('$') || /\.(?:queue|rollup|local)$/i.test(argument) || !argument.includes('.');
    return isFree ? [argument] : [];
  });
}

/** A name as words: `blockedVmta`, `no_mail` and `stop-queue` have them. */
function asWords(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^A-Za-z]+/g, ' ');
}

/** The words of a text that ask for a stop; null for none. */
function stopIn(text: string): string | null {
  if (OTHER.test(text)) return null;
  return (STOP.exec(text) ?? ONLY.exec(text.trim()))?.[0] ?? null;
}

/** What beside a line says that mail is to be stopped there; null for nothing. Of comments only the words that say so. */
export function stopsMail(model: Model, use: DirectiveUse): Sign | null {
  const { section, file } = use;
  const atTag = section.file === file ? commentIn(file, section.node?.open) : '';
  const comments = [
    ['the comment', commentIn(file, use.line)],
    ['the comment above', commentAbove(use)],
    ['the comment at the tag', atTag],
  ] as const;
  for (const [where, comment] of comments) {
    if (OTHER.test(comment)) return null;
    const text = stopIn(comment);
    if (text !== null) return { where, text };
    // What the line itself says counts more than names.
    if (where === 'the comment' && comment !== '') return null;
  }
  if (section === model.root) return null;
  const name = namesOf(section).find((one) => stopIn(asWords(one)) !== null);
  return name === undefined ? null : { where: 'the name', text: name };
}
