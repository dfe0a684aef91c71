import { isLoopback, isPrivate } from '../../../src/catalog/values/address.ts';
import type { Listener } from '../../../src/model/scopes/sources.ts';
import { booleanOf, defineRule, SectionUse } from '../../kit.ts';
import { closingFix, isClosedToOthers, isPublic, openingsBy, sourcesText } from '../_shared/openings.ts';
import type { OpeningData } from '../_shared/openings.ts';

/** Whether all that goes through a listener is encrypted from the first byte. */
function isEncrypted({ at }: Listener): boolean {
  return at instanceof SectionUse && booleanOf(at.named('immediate-tls').at(-1)?.plainValue ?? '') === true;
}

export const rule = defineRule({
  id: 'cleartext-auth',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'clients on other networks may send their password in the clear',
  requires: ['allow-unencrypted-plain-auth'],
  messages: {
    plainAuth: (data: OpeningData) => ({
      message: `'allow-unencrypted-plain-auth' is on in ${sourcesText(data, 'addresses of other networks')}: passwords cross the network in the clear, and whoever reads one sends spam through your addresses; offer TLS with 'allow-starttls yes' and ask for it with 'require-starttls-before-auth yes'`,
    }),
  },
  check({ model, report }) {
    if (isClosedToOthers(model, isEncrypted)) return;
    const found = openingsBy(model, {
      directive: 'allow-unencrypted-plain-auth',
      guard: 'require-starttls-before-auth',
      switches: ['allow-auth', 'smtp-service'],
      isWide: (range) => !isLoopback(range) && !isPrivate(range),
      isReached: (listener) => isPublic(listener) && !isEncrypted(listener),
    });
    for (const { use, ...opening } of found) {
      const fix = closingFix(use, opening.data, 'can no longer log in without TLS');
      report({ ...opening, messageId: 'plainAuth', fix });
    }
  },
});
