import { defineRule, type DirectiveUse, type Line, quote, type SectionUse } from '../../kit.ts';

/** Directives whose `0` means no limit. */
const RATES = ['', 'backoff-', 'source-ip-'].flatMap((prefix) => [
  `${prefix}max-msg-rate`,
  `${prefix}max-connect-rate`,
  `${prefix}max-data-volume-rate`,
]);

/** Where something shows that mail is to be stopped. */
const SIGNS = {
  comment: 'the comment',
  commentAbove: 'the comment above',
  commentAtTag: 'the comment at the tag',
  name: 'the name',
};

/** Words that ask for a stop, whole ones. "block" alone may mean a block of the configuration. */
const STOP =
  /(?<![a-z])(?:blocked|blocking|blocklist|(?:to )?block (?:all|any|every|it|them|this|these|mails?|messages|sending|delivery|outbound|the (?:domains?|isps?|providers?))|stop|stops|stopped|paused?|suspend(?:ed)?|disabled?|halt(?:ed)?|freeze|frozen|blackhole|blacklist(?:ed)?|denied|deny|quarantined?|(?:turn|switch)(?:ed)? off|never (?:send|deliver)|do(?: not|n't|nt) (?:send|deliver)|no (?:mail|sending|delivery|deliveries|messages)|not? send(?:ing)?)(?![a-z])/i;

/** Words that ask for a stop where a name or a comment has no other word. */
const ONLY = /^(?:block|off)$/i;

/** Words that mean something else: no limit, or what providers do. */
const OTHER =
  /unlimited|no[ -]?(?:rate[ -]?)?limits?|without (?:a )?limit|limitless|max(?:imum)? speed|full speed|avoid|prevent|protect|unblock|until|unless|\bif\b|\bwhen\b|instead|(?:not|never|n't) (?:block|stop|pause|suspend|disable|halt)|non[ -]?stop|get(?:s|ting)? blocked|being blocked|throttl|disabled?(?: the)? (?:rate|limit|throttl)|(?:rate|limit)s? (?:is |are )?(?:disabled|off)/i;

/** The text of a comment line directly above. */
function commentAbove({ file, line }: DirectiveUse) {
  const before = file.text.slice(Math.max(0, line.start - 300), line.start);
  return /(?:^|\n)[ \t]*#+[ \t]*([^\n]*?)\r?\n$/.exec(before)?.[1] ?? '';
}

/** Whether a person chose the argument of a section: all but domains of the DNS. */
function isChosenName({ kind, argument }: SectionUse) {
  if (argument === null) return false;
  return kind !== 'domain' || /^\$|\.(?:queue|rollup|local)$/i.test(argument) || !argument.includes('.');
}

function stopIn(text: string) {
  return OTHER.test(text) ? undefined : (STOP.exec(text) ?? ONLY.exec(text.trim()))?.[0];
}

/** Whether `blockedVmta`, `no_mail` or `stop-queue` asks for a stop. */
function namesStop(name: string) {
  return stopIn(name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^A-Za-z]+/g, ' ')) !== undefined;
}

/** What shows that a line is to stop mail; null for nothing. Of a comment only the words that ask for the stop. */
function stopSign(use: DirectiveUse) {
  const { section, file } = use;
  const commentIn = (line: Pick<Line, 'comment'> | undefined) =>
    line?.comment == null ? '' : file.slice(line.comment).replace(/^#+\s*/, '');
  const comments = [
    ['comment', commentIn(use.line)],
    ['commentAbove', commentAbove(use)],
    ['commentAtTag', section.file === file ? commentIn(section.node?.open) : ''],
  ] as const;
  for (const [where, comment] of comments) {
    if (OTHER.test(comment)) return null;
    const text = stopIn(comment);
    if (text !== undefined) return { where, text };
    // A comment on the line itself counts more than names.
    if (where === 'comment' && comment !== '') return null;
  }
  const names = [...section.ancestry()].flatMap((one) => (isChosenName(one) ? (one.argument ?? '') : []));
  const text = names.find(namesStop);
  return text === undefined ? null : { where: 'name' as const, text };
}

export const rule = defineRule({
  id: 'absolute-rate-zero',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a rate of 0 that is meant to stop mail, and is no limit at all',
  requires: RATES,
  messages: {
    noStop: ({ line, where, text }: { line: string; where: keyof typeof SIGNS; text: string }) => ({
      message: `${quote(line)} is no limit, not a stop: ${SIGNS[where]} says ${quote(text)}, and mail goes out as fast as it can; a queue is stopped with 'pmta pause queue', mail is thrown away with 'type discard'`,
    }),
  },
  check({ model, report }) {
    for (const use of RATES.flatMap((name) => model.named(name))) {
      const value = use.plainValue ?? '';
      // The rate is the last word after a source address.
      const isZero = !use.broken && /^(?:0|[\d.:a-fA-F/]+[ \t]+0)$/.test(value);
      const sign = isZero ? stopSign(use) : null;
      if (sign === null) continue;
      const data = { line: `${use.name} ${value}`, ...sign };
      report({ location: use.nameLocation, messageId: 'noStop', data });
    }
  },
});
