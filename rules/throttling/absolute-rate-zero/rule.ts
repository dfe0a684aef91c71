import { defineRule, type DirectiveUse, quote } from '../../kit.ts';
import { type StopSign, stopSign } from './analysis.ts';

/** Directives whose `0` means no limit. */
const RATES = ['', 'backoff-', 'source-ip-'].flatMap((prefix) => [
  `${prefix}max-msg-rate`,
  `${prefix}max-connect-rate`,
  `${prefix}max-data-volume-rate`,
]);

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
