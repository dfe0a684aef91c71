import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const DIRECTIVE = 'max-msg-per-connection';

const block = (domain: string, value: string): string =>
  `<domain ${domain}>\n ${DIRECTIVE} ${value}\n</domain>\n`;

const tooMany = (line: number, severity: 'info' | 'warning', data: Record<string, unknown> = {}) => ({
  messageId: 'tooMany',
  severity,
  at: `${line} ${DIRECTIVE}`,
  data,
});
const notSet = (at: string, severity: 'info' | 'warning') => ({
  messageId: 'notSet',
  severity,
  at,
  data: { subject: DIRECTIVE },
});

const accepted = [
  ['gmail.com', '50'],
  ['gmail.com', '{{messages}}'],
  ['gmail.com', 'many'],
  ['laposte.net', '0'],
  ['example.com', '0'],
] as const;
const excessive = [
  ['gmail.com', '51', 'info'],
  ['gmail.com', '100', 'info'],
  ['gmail.com', '101', 'warning'],
  ['gmail.com', '0', 'warning'],
  ['gmail.com', '"0"', 'warning'],
  ['GMAIL.COM', '500', 'warning'],
  ['att.net', '21', 'warning'],
  // Vendors' ranges alone: a guess within them, and their upper end.
  ['bigpond.com', '51', 'info'],
  ['bigpond.com', '101', 'warning'],
  ['yandex.ru', '0', 'info'],
] as const;
const elsewhere = [
  ['a relay', 'smtp-hosts [10.0.0.1]'],
  ['another queue', 'queue-to {sparkpost}'],
  ['no delivery', 'type discard'],
] as const;

const OWN_LIMIT = settingsFor({ ownLimits: new Map([['yahoo', { maxMsgPerConnection: 60 }]]) });

const MANY = `domain-macro many aol.com, icloud.com, hotmail.com\n${block('$many', '500')}`;
const YAHOO_IN_MANY = `domain-macro many gmail.com, googlemail.com, hotmail.com, yahoo.com\n${block('$many', '500')}`;

const NOT_SET =
  '<domain yahoo.com>\n max-smtp-out 5\n</domain>\n<domain gmail.com>\n max-smtp-out 5\n</domain>\n';

const ROLLUP =
  '<mx-rollup-list>\n mx *.google.com g.rollup\n mx *.googlemail.com g.rollup\n</mx-rollup-list>\n';
const POOL = '<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\n virtual-mta v\n';

const REST_AND_GMAIL = block('*', '60') + block('gmail.com', '50');

const FORWARDING = `<domain g.queue>\nqueue-to other.queue\nsmtp-hosts lookup-mx:gmail.com\n${DIRECTIVE} 500\n</domain>\n`;

const ODD_SPELLING = '<domain yahoo.COM>\r\n\tMAX-MSG-PER-CONNECTION   "50"  # many\r\n</domain>\r\n';

/** A main configuration whose mail goes through the VMTA `a` alone, with the VMTA `mta1`. */
const unselected = (content: string): string =>
  mainWith(`<virtual-mta a>\n</virtual-mta>\n<virtual-mta mta1>\n${content}</virtual-mta>\n`).replace(
    '    process-x-virtual-mta yes\n',
    '    default-virtual-mta a\n',
  );

testRule(rule, {
  accept: {
    ...Object.fromEntries(
      accepted.map(([domain, value]) => [`${domain} with ${value}`, block(domain, value)]),
    ),
    ...Object.fromEntries(
      elsewhere.map(([title, line]) => [
        `a <domain *> with ${title}`,
        `<domain *>\n ${line}\n ${DIRECTIVE} 0\n</domain>\n`,
      ]),
    ),
    "the user's own limit": { texts: block('yahoo.com', '60'), settings: OWN_LIMIT },
    'a block with a relay':
      '<domain gmail.com>\n smtp-hosts [10.0.0.1]:25\n max-msg-per-connection 0\n</domain>\n',
    'what is not set in a fragment': NOT_SET,
    'what is not set in a configuration without one of its files': mainWith(
      `${NOT_SET}include missing.conf\n`,
    ),
    'what is not set for domains that fall to <domain *>, while others have a block': {
      texts: mainWith(`${block('yahoo.com', '20')}<domain *>\n max-smtp-out 5\n</domain>\n`),
      settings: settingsFor({ preset: 'recommended' }),
    },
    "what a provider's customers get from <domain *>": block('*', '100'),
    'a <domain *> where a rollup takes the mail': `${ROLLUP}${block('g.rollup', '50')}${block('*', '500')}`,
    // google.com and googlemail.co.uk fall to <domain *>.
    'small domains of a provider that fall to <domain *>': mainWith(
      REST_AND_GMAIL + block('googlemail.com', '50'),
    ),
    'a queue whose mail goes to another one': mainWith(FORWARDING),
  },
  report: {
    ...Object.fromEntries(
      excessive.map(([domain, value, severity]) => [
        `${domain} with ${value}`,
        { texts: block(domain, value), findings: [tooMany(2, severity)] },
      ]),
    ),
    'an odd spelling': {
      texts: ODD_SPELLING,
      findings: [{ ...tooMany(2, 'warning'), at: '2 MAX-MSG-PER-CONNECTION' }],
    },
    "a value above the user's own limit": {
      texts: block('yahoo.com', '61'),
      settings: OWN_LIMIT,
      findings: [tooMany(2, 'warning', { messages: 60, basis: 'settings' })],
    },
    'a line for several providers once': { texts: MANY, findings: [tooMany(3, 'warning')] },
    'a value that a block inherits': {
      texts: `<domain yahoo.com>\n max-smtp-out 3\n</domain>\n${block('*', '50')}`,
      findings: [tooMany(5, 'warning')],
    },
    'the queue that another one leads to': {
      texts: `<domain hotmail.com>\n queue-to h.queue\n</domain>\n${block('h.queue', '60')}`,
      findings: [tooMany(5, 'info')],
    },
    'a rollup': {
      texts: `<mx-rollup-list>\n mx mta5.am0.yahoodns.net y.rollup\n</mx-rollup-list>\n${block('y.rollup', '50')}`,
      findings: [tooMany(5, 'warning')],
    },
    'a value that a VMTA gives to all domains': {
      texts: `${block('yahoo.com', '20')}<virtual-mta v>\n${block('*', '50')}</virtual-mta>\n`,
      findings: [tooMany(6, 'warning')],
    },
    'a value in a VMTA that nothing selects': {
      texts: unselected(block('yahoo.com', '500')),
      findings: [tooMany(12, 'warning', { unselected: 'mta1' })],
    },
    "a value in <domain *> of a VMTA that nothing selects, for a provider's customers": {
      texts: unselected(block('*', '0')),
      findings: [
        {
          messageId: 'tooManyForCustomers',
          severity: 'warning',
          at: `12 ${DIRECTIVE}`,
          data: { unselected: 'mta1' },
        },
      ],
    },
    'a value in a pool': {
      texts: `${POOL}${block('yahoo.com', '50')}</virtual-mta-pool>\n`,
      findings: [tooMany(6, 'warning')],
    },
    'what is not set, at the tag': {
      texts: mainWith(NOT_SET),
      findings: [notSet('8 <domain yahoo.com>', 'warning'), notSet('11 <domain gmail.com>', 'info')],
    },
    ...Object.fromEntries(
      ['101', '0'].map((value) => [
        `${value} in <domain *> for a provider's customers`,
        {
          texts: block('*', value),
          findings: [{ ...tooMany(2, 'warning'), messageId: 'tooManyForCustomers' }],
        },
      ]),
    ),
    'a large domain of a provider that falls to <domain *>': {
      texts: mainWith(REST_AND_GMAIL),
      findings: [tooMany(9, 'info')],
    },
    'a queue whose mail goes to another one, where others lead to it': {
      texts: mainWith(`${FORWARDING}<domain a.example>\nqueue-to g.queue\n</domain>\n`),
      findings: [tooMany(11, 'warning')],
    },
    'the domain that brings the strictest figure to a block': {
      texts: YAHOO_IN_MANY,
      findings: [
        tooMany(3, 'warning', { strictest: 20, strictestDomains: { domains: ['yahoo.com'], others: 3 } }),
      ],
    },
  },
  fix: {
    'a value with odd spelling and CRLF, and nothing else': {
      texts: ODD_SPELLING,
      fixed: '<domain yahoo.COM>\r\n\tMAX-MSG-PER-CONNECTION   20  # many\r\n</domain>\r\n',
      effect: 'tightens',
    },
    'a line for several providers, with the strictest figure': {
      texts: MANY,
      fixed: MANY.replace('500', '5'),
      effect: 'tightens',
    },
  },
});

it.each(['yahoo.com', '*'])('ends the message with the VMTA that nothing selects: %s', (domain) => {
  const { findings } = lintTexts(unselected(block(domain, '0')), [rule]);
  expect(findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/ \(mta1 is not selected by anything\)$/),
  ]);
});

it('calls a figure the most that a provider takes only where the provider publishes it', () => {
  const messageOf = (domain: string): string =>
    lintTexts(block(domain, '500'), [rule]).findings[0]?.message ?? '';
  expect(messageOf('yahoo.com')).toContain(
    'above 20 messages, the most that Yahoo takes in one connection (published by the provider)',
  );
  expect(messageOf('gmail.com')).toContain('above 100 messages a connection for Gmail (vendor default)');
});

it("calls a limit in the settings the user's own, and lowers to it", () => {
  const { findings } = lintTexts(block('yahoo.com', '61'), [rule], OWN_LIMIT);
  expect(findings.map(({ message }) => message)).toEqual([
    "'max-msg-per-connection 61' is above 60 messages a connection for Yahoo (your own limit in the settings); the provider closes or defers a longer session, and the messages that were under way wait for another attempt",
  ]);
  expect(fixed(block('yahoo.com', '500'), [rule], OWN_LIMIT).text).toContain('max-msg-per-connection 60\n');
});

it('says how many queues a line is for, and which domain brings the strictest figure', () => {
  expect(lintTexts(MANY, [rule]).findings[0]?.message).toContain('it holds for 3 kinds of queue, of ');
  expect(lintTexts(YAHOO_IN_MANY, [rule]).findings[0]?.message).toMatch(
    /; the figure of 20 is that of yahoo\.com: a block of its own for it lets the other 3 domains keep theirs$/,
  );
});

it('sets what is not set, and loosens nothing', () => {
  const { text, left } = fixed(mainWith(NOT_SET), [rule]);
  expect(left).toEqual([]);
  expect(text).toContain(' max-smtp-out 5\n max-msg-per-connection 20\n');
  expect(loosened(mainWith(NOT_SET), text, ['yahoo.com', 'gmail.com', 'example.org'])).toEqual([]);
});
