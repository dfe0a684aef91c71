import { type DirectiveUse, quote, type Rule } from '../../kit.ts';
import { stopsMail } from './intention.ts';

/** Directives whose `0` means no limit. */
const RATES = [
  'max-msg-rate',
  'max-connect-rate',
  'max-data-volume-rate',
  'backoff-max-msg-rate',
  'backoff-max-connect-rate',
  'backoff-max-data-volume-rate',
  'source-ip-max-msg-rate',
  'source-ip-max-connect-rate',
  'source-ip-max-data-volume-rate',
];

/** Whether the rate of a line is 0: the last word of a line about a source address. */
function isZero(use: DirectiveUse): boolean {
  const value = use.plainValue ?? '';
  return !use.broken && /^(?:0|[\d.:a-fA-F/]+[ \t]+0)$/.test(value);
}

export const rule: Rule = {
  id: 'absolute-rate-zero',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a rate of 0 that is meant to stop mail, and is no limit at all',
  requires: RATES,
  check({ model, report }) {
    for (const use of RATES.flatMap((name) => model.named(name))) {
      const sign = isZero(use) ? stopsMail(model, use) : null;
      if (sign === null) continue;
      const line = quote(`${use.name} ${use.plainValue ?? ''}`);
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${line} is no limit, not a stop: ${sign.where} says ${quote(sign.text)}, and mail goes out as fast as it can; a queue is stopped with 'pmta pause queue', mail is thrown away with 'type discard'`,
      });
    }
  },
};
