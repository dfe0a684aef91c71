import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

function source(name: string, ...lines: string[]): string {
  return section(`source ${name}`, ...lines);
}

function notSuppressed(at: string, value: string | null = null) {
  const data = { subject: 'suppress-local-dsn', value };
  return { messageId: 'notSuppressed', severity: 'info', at, data } as const;
}

const RELAYS = 'always-allow-relaying yes';
const NARROW = source('10.1.0.0/16', RELAYS);

testRule(rule, {
  accept: {
    ...inMain({
      'a source that suppresses them': source('10/8', RELAYS, 'Suppress-Local-DSN true'),
      'a value that is filled in': source('10/8', RELAYS, 'suppress-local-dsn {{ dsn }}'),
      'a line that is filled in': source('10/8', RELAYS, '{{ more }}'),
      'a source that may not relay': source('10/8', 'log-connections yes'),
      'a source without SMTP': source('10/8', RELAYS, 'smtp-service no'),
      'deliver-local-dsn no': `${source('10/8', RELAYS)}<domain *>\n  deliver-local-dsn no\n</domain>\n`,
      'a source that inherits yes': NARROW + source('0/0', 'suppress-local-dsn yes'),
      'sources of users without users': source('{auth}') + source('campaigns'),
      'a server that hands all mail to a relay': `${source('10/8', RELAYS)}<domain *>\n  smtp-hosts relay.example.net\n</domain>\n`,
      'a server that discards all mail': `${source('10/8', RELAYS)}<domain *>\n  type discard\n</domain>\n`,
      'an include that was not read': `include missing\n${source('10/8', RELAYS)}`,
    }),
    'a fragment': source('0/0', RELAYS),
  },
  report: {
    'a source that may relay': {
      texts: MAIN + source('10/8', RELAYS),
      findings: [notSuppressed('4 <source 10/8>')],
    },
    'a server that hands the mail of one domain to a relay': {
      texts: `${MAIN}${source('10/8', RELAYS)}<domain corp.example>\n  smtp-hosts [10.0.0.1]\n</domain>\n`,
      findings: [notSuppressed('4 <source 10/8>')],
    },
    'suppress-local-dsn no': {
      texts: MAIN + source('10/8', RELAYS, 'suppress-local-dsn no'),
      findings: [notSuppressed('4 <source 10/8>', 'no')],
    },
    'the first section of a source': {
      texts: MAIN + source('0/0') + source('0.0.0.0/0', RELAYS),
      findings: [notSuppressed('4 <source 0/0>')],
    },
    'a source that inherits no': {
      texts: MAIN + NARROW + source('0/0', 'suppress-local-dsn no'),
      findings: [notSuppressed('4 <source 10.1.0.0/16>', 'no')],
    },
    'sources of users': {
      texts: `${MAIN}<smtp-user u>\n  source Campaigns\n</smtp-user>\n${source('{auth}')}${source('campaigns')}`,
      findings: [notSuppressed('7 <source {auth}>'), notSuppressed('9 <source campaigns>')],
    },
    'a fragment with suppress-local-dsn no': {
      texts: source('0/0', RELAYS, 'suppress-local-dsn no'),
      findings: [notSuppressed('1 <source 0/0>', 'no')],
    },
  },
});
