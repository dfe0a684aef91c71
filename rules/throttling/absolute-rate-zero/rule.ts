import {
  defineRule,
  type DirectiveUse,
  type Line,
  type Model,
  quote,
  type SectionUse,
  type SourceFile,
} from '../../kit.ts';

/** Directives whose `0` means no limit. */
const RATES = ['', 'backoff-', 'source-ip-'].flatMap((prefix) => [
  `${prefix}max-msg-rate`,
  `${prefix}max-connect-rate`,
  `${prefix}max-data-volume-rate`,
]);

/** What shows that mail is to be stopped. */
interface StopSign {
  readonly where: 'comment' | 'commentAbove' | 'commentAtTag' | 'name';
  readonly text: string;
}

/** Words that ask for a stop, whole ones. "block" alone may mean a block of the configuration. */
const STOP =
  /(?<![a-z])(?:blocked|blocking|blocklist|(?:to )?block (?:all|any|every|it|them|this|these|mails?|messages|sending|delivery|outbound|the (?:domains?|isps?|providers?))|stop|stops|stopped|paused?|suspend(?:ed)?|disabled?|halt(?:ed)?|freeze|frozen|blackhole|blacklist(?:ed)?|denied|deny|quarantined?|(?:turn|switch)(?:ed)? off|never (?:send|deliver)|do(?: not|n't|nt) (?:send|deliver)|no (?:mail|sending|delivery|deliveries|messages)|not? send(?:ing)?)(?![a-z])/i;

/** Words that ask for a stop where a name or a comment has no other word. */
const ONLY = /^(?:block|off)$/i;

/** Words that mean something else: no limit, or what providers do. */
const OTHER =
  /unlimited|no[ -]?(?:rate[ -]?)?limits?|without (?:a )?limit|limitless|max(?:imum)? speed|full speed|avoid|prevent|protect|unblock|until|unless|\bif\b|\bwhen\b|instead|(?:not|never|n't) (?:block|stop|pause|suspend|disable|halt)|non[ -]?stop|get(?:s|ting)? blocked|being blocked|throttl|disabled?(?: the)? (?:rate|limit|throttl)|(?:rate|limit)s? (?:is |are )?(?:disabled|off)/i;

function commentIn(file: SourceFile, line: Pick<Line, 'comment'> | undefined): string {
  if (line?.comment == null) return '';
  return file
    .slice(line.comment)
    .replace(/^#+\s*/, '')
    .trim();
}

/** The text of a comment line directly above. */
function commentAbove(use: DirectiveUse): string {
  const { text } = use.file;
  const before = text.slice(Math.max(0, use.line.start - 300), use.line.start);
  const above = /(?:^|\n)[ \t]*#+[ \t]*([^\n]*?)\r?\n$/.exec(before);
  return above?.[1]?.trim() ?? '';
}

/** The arguments of a section and those around it that a person chose: all but domains of the DNS. */
function chosenNames(section: SectionUse): string[] {
  return [...section.ancestry()].flatMap(({ kind, argument }) => {
    if (argument === null) return [];
    const isChosen =
      kind !== 'domain' ||
      argument.startsWith('$') ||
      /\.(?:queue|rollup|local)$/i.test(argument) ||
      !argument.includes('.');
    return isChosen ? [argument] : [];
  });
}

/** The words in `blockedVmta`, `no_mail` or `stop-queue`, with spaces between them. */
function asWords(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^A-Za-z]+/g, ' ');
}

function stopIn(text: string): string | null {
  if (OTHER.test(text)) return null;
  return (STOP.exec(text) ?? ONLY.exec(text.trim()))?.[0] ?? null;
}

/** What shows that a line is to stop mail; null for nothing. Of a comment only the words that ask for the stop. */
function stopSign(model: Model, use: DirectiveUse): StopSign | null {
  const { section, file } = use;
  const comments = [
    ['comment', commentIn(file, use.line)],
    ['commentAbove', commentAbove(use)],
    ['commentAtTag', section.file === file ? commentIn(file, section.node?.open) : ''],
  ] as const;
  for (const [where, comment] of comments) {
    if (OTHER.test(comment)) return null;
    const text = stopIn(comment);
    if (text !== null) return { where, text };
    // A comment on the line itself counts more than names.
    if (where === 'comment' && comment !== '') return null;
  }
  if (section === model.root) return null;
  const name = chosenNames(section).find((one) => stopIn(asWords(one)) !== null);
  return name === undefined ? null : { where: 'name', text: name };
}

const SIGN_WORDS: Readonly<Record<StopSign['where'], string>> = {
  comment: 'the comment',
  commentAbove: 'the comment above',
  commentAtTag: 'the comment at the tag',
  name: 'the name',
};

/** Whether the rate is 0, which is the last word after a source address. */
function isZero(use: DirectiveUse): boolean {
  return !use.broken && /^(?:0|[\d.:a-fA-F/]+[ \t]+0)$/.test(use.plainValue ?? '');
}

export const rule = defineRule({
  id: 'absolute-rate-zero',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a rate of 0 that is meant to stop mail, and is no limit at all',
  requires: RATES,
  messages: {
    noStop: ({ line, where, text }: { readonly line: string } & StopSign) => ({
      message: `${quote(line)} is no limit, not a stop: ${SIGN_WORDS[where]} says ${quote(text)}, and mail goes out as fast as it can; a queue is stopped with 'pmta pause queue', mail is thrown away with 'type discard'`,
    }),
  },
  check({ model, report }) {
    for (const use of RATES.flatMap((name) => model.named(name))) {
      const sign = isZero(use) ? stopSign(model, use) : null;
      if (sign === null) continue;
      const line = `${use.name} ${use.plainValue ?? ''}`;
      report({ location: use.nameLocation, messageId: 'noStop', data: { line, ...sign } });
    }
  },
});
