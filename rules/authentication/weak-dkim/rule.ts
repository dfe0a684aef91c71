import {
  booleanOf,
  changeSetting,
  dataOfLine,
  defineRule,
  domainLines,
  extentWords,
  quote,
  removeLine,
  repeatsOf,
  replaceName,
} from '../../kit.ts';
import type { DomainLine, LineData, RuleFix } from '../../kit.ts';
import { isDkimDecided, signatureIsOff } from './analysis.ts';

/** Settings that make a DKIM signature worth little. `switch` switches on the signature that they belong to. */
const WEAKNESSES = ['', 'second-'].flatMap(
  (prefix) =>
    [
      {
        messageId: 'sha1',
        directive: `${prefix}dkim-algorithm`,
        switch: `${prefix}dkim-sign`,
        isWeak: (value: string) => value.toLowerCase() === 'rsa-sha1',
        strong: 'rsa-sha256',
      },
      {
        messageId: 'bodyLimit',
        directive: `${prefix}dkim-add-body-limit`,
        switch: `${prefix}dkim-sign`,
        isWeak: (value: string) => booleanOf(value) === true,
        strong: 'no',
      },
    ] as const,
);

function leaveDomainKeys({ use }: DomainLine, isSettled: boolean): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const edits = repeatsOf(use).map((one) =>
    one === use && !isSettled ? replaceName(one, 'dkim-sign') : removeLine(one.file, one.line),
  );
  const title = isSettled ? 'remove dk-sign' : 'sign with DKIM instead of DomainKeys';
  return { effect: 'unsafe', title, edits };
}

export const rule = defineRule({
  id: 'weak-dkim',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens', 'unsafe'],
  summary: 'a signature that mailbox providers do not count: SHA-1, a part of the body only, DomainKeys',
  requires: ['dk-sign', ...WEAKNESSES.map(({ directive }) => directive)],
  supersedes: ['deprecated-directive', 'version-mismatch'],
  messages: {
    sha1: ({ directive, value, extent }: LineData & { directive: string }) => ({
      message: `${quote(`${directive} ${value}`)} signs with SHA-1, which RFC 8301 forbids: mailbox providers take such a signature for none, and bulk mail without one is rejected or filed as spam; 'rsa-sha256' works with the same key${extentWords(extent)}`,
    }),
    bodyLimit: ({ directive, value, extent }: LineData & { directive: string }) => ({
      message: `${quote(`${directive} ${value}`)} signs only as many bytes of the body as the message has now (l=): anybody can add text behind them, and it still counts as signed by you; providers trust such a signature less, or not at all${extentWords(extent)}`,
    }),
    domainKeys: ({ value, isSettled, extent }: LineData & { isSettled: boolean }) => ({
      message: `${quote(`dk-sign ${value}`)} signs with DomainKeys, which DKIM has replaced: no mailbox provider looks at such a signature, and a release that has dropped the name refuses to load the file; ${
        isSettled
          ? "'dkim-sign' decides what is signed: leave this line out"
          : "write 'dkim-sign yes' instead"
      }${extentWords(extent)}`,
    }),
  },
  check({ model, report }) {
    for (const { messageId, directive, switch: name, isWeak, strong } of WEAKNESSES) {
      const isOff = signatureIsOff(model, name);
      for (const line of domainLines(model, directive)) {
        if (!isWeak(line.value) || isOff(line)) continue;
        report({
          location: line.use.nameLocation,
          messageId,
          data: { ...dataOfLine(model, line), directive },
          fix: () => changeSetting(model, line.use, directive, strong),
        });
      }
    }
    for (const line of domainLines(model, 'dk-sign')) {
      if (booleanOf(line.value) !== true) continue;
      const isSettled = isDkimDecided(model, line);
      report({
        location: line.use.nameLocation,
        // A line that does nothing; without DKIM it is the line that was to sign.
        ...(isSettled && { severity: 'info' }),
        messageId: 'domainKeys',
        data: { ...dataOfLine(model, line), isSettled },
        fix: () => leaveDomainKeys(line, isSettled),
      });
    }
  },
});
