import { isPrivate } from '../../../src/catalog/values/address.ts';
import { defineRule, removeLine } from '../../kit.ts';
import { closingFix, isClosedToOthers, isPublic, openingsBy, sourcesText } from '../_shared/openings.ts';
import type { OpeningData } from '../_shared/openings.ts';

/** From this length on a prefix is a network that someone may own. */
const NARROW_ENOUGH = 8;

export const rule = defineRule({
  id: 'open-relay',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'strangers can send mail to anyone through the server',
  requires: ['always-allow-relaying', 'relay-domain'],
  messages: {
    openSource: (data: OpeningData) => ({
      message: `'always-allow-relaying' is on in ${sourcesText(data, 'the addresses of many networks')}, and no login is asked for: an open relay, through which strangers send spam until your addresses are on blocking lists; name the addresses of your own hosts instead, or ask for a login with 'require-auth yes'`,
    }),
    allDomains: () => ({
      message: `'relay-domain *' takes mail for every domain from everyone: an open relay, through which strangers send spam until your addresses are on blocking lists; name the domains that this server receives mail for`,
    }),
  },
  check({ model, report }) {
    if (isClosedToOthers(model, () => false)) return;
    const found = openingsBy(model, {
      directive: 'always-allow-relaying',
      guard: 'require-auth',
      switches: ['smtp-service'],
      isWide: (range) => range.prefix < NARROW_ENOUGH && !isPrivate(range),
      isReached: isPublic,
    });
    for (const { use, ...opening } of found) {
      const fix = closingFix(use, opening.data, 'can no longer relay without a login');
      report({ ...opening, messageId: 'openSource', fix });
    }
    for (const use of model.named('relay-domain')) {
      if (use.section !== model.root || use.broken || use.canonical.value !== '*') continue;
      const edits = [removeLine(use.file, use.line)];
      const title = 'remove relay-domain *: mail for domains that no other line names is refused';
      const fix = { effect: 'unsafe', title, edits } as const;
      report({ location: use.nameLocation, messageId: 'allDomains', fix });
    }
  },
});
