import { expect, it } from 'vitest';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const KEY = 'domain-key k1,example.com,/etc/pmta/k1.pem';
const SIGN = '<domain *>\ndkim-sign yes\n</domain>\n';

function vmta(name: string, ...content: string[]): string {
  return [`<virtual-mta ${name}>`, ...content, '</virtual-mta>', ''].join('\n');
}

function pool(name: string, ...content: string[]): string {
  return [`<virtual-mta-pool ${name}>`, ...content, '</virtual-mta-pool>', ''].join('\n');
}

/** A main configuration whose mail goes through the VMTA `a`. */
const throughA = (text: string): string =>
  `log-file /l\n<spool /s>\n</spool>\n<source 10.0.0.1>\nalways-allow-relaying yes\ndefault-virtual-mta a\n</source>\n${text}`;

/** A main configuration whose mail goes through {default} alone. */
const throughDefault = (text: string): string => throughA(text).replace('default-virtual-mta a\n', '');

/** The finding about {default}, at the line that switches signing on. */
const atLine = (line: number) => ({ messageId: 'noKeyForDefault', at: `${line} dkim-sign` });

const DISCARD = ['<domain *>', 'type discard', '</domain>'];

/** A section without a key, at its tag. */
const atTag = (at: string, ...vmtas: string[]) => ({
  messageId: 'noKeyForVmtas',
  at,
  data: { vmtas, subject: 'domain-key' },
});

const inMain = Object.entries({
  'a global key': `${KEY}\n${SIGN}${vmta('a')}`,
  'its own key, and {default} without one': SIGN + vmta('a', KEY),
  'a key in its domain block': vmta('a', '<domain *>', 'dkim-sign yes', KEY, '</domain>'),
  'a key of its pool': SIGN + vmta('a') + pool('p', 'virtual-mta a', KEY),
  'a list of keys': `${SIGN}${vmta('a')}<domain-key-list l>\n${KEY}\n</domain-key-list>\n`,
  'keys from messages': `${SIGN}${vmta('a')}<source 10.0.0.1>\nprocess-x-dkim-key yes\n</source>\n`,
  'signing that is off': vmta('a', '<domain *>', 'dkim-sign no', '</domain>'),
  'signing on demand': vmta('a', '<domain *>', 'dkim-sign if-x-dkim-options-present', '</domain>'),
  'signing that its own block overrides': SIGN + vmta('a', '<domain *>', 'dkim-sign no', '</domain>'),
  'no signing': vmta('a'),
  'mail that is thrown away': SIGN + vmta('a', ...DISCARD),
  'mail to a file, in the same block': vmta('a', '<domain *>', 'type file', 'dkim-sign yes', '</domain>'),
  'mail that a pool pipes': `${SIGN}${vmta('a')}${pool('p', 'virtual-mta a', '<domain *>', 'type pipe', '</domain>')}`,
  'mail that goes nowhere, without a VMTA': '<domain *>\ntype discard\ndkim-sign yes\n</domain>\n',
  'an unread include': `${SIGN}${vmta('a')}include missing\n`,
  'a template': SIGN + vmta('a', '{% if keys %}', '{% endif %}'),
}).map(([title, text]) => [title, mainWith(text)]);

const MANY = mainWith(SIGN + vmta('a') + vmta('b', KEY) + vmta('c'));

testRule(rule, {
  accept: {
    ...Object.fromEntries(inMain),
    'a VMTA that nothing selects': throughA(vmta('a', KEY) + vmta('b', SIGN.trim())),
    'mail through {default} that no line signs': throughDefault(vmta('a', SIGN.trim())),
    'mail through {default} with a global key': throughDefault(KEY + '\n' + SIGN + vmta('a')),
    'mail through {default} that is thrown away': throughDefault(
      vmta('a', KEY) + '<domain *>\ntype discard\ndkim-sign yes\n</domain>\n',
    ),
    'mail through a VMTA that is not defined': throughA(SIGN),
    'a fragment': SIGN + vmta('a'),
  },
  report: {
    'a VMTA that signs by its own block': {
      texts: mainWith(vmta('a', SIGN.trim())),
      findings: [{ ...atTag('8 <virtual-mta a>', 'a'), related: ['10 dkim-sign'] }],
    },
    'a VMTA that signs by a global block': {
      texts: mainWith(SIGN + vmta('a')),
      findings: [atTag('11 <virtual-mta a>', 'a')],
    },
    'a VMTA that signs by a global block for one domain': {
      texts: mainWith(`<domain gmail.com>\ndkim-sign yes\n</domain>\n${vmta('a')}`),
      findings: [atTag('11 <virtual-mta a>', 'a')],
    },
    'a VMTA that throws all mail away but that for one domain': {
      texts: mainWith(
        vmta('a', ...DISCARD, '<domain example.com>', 'type smtp', 'dkim-sign yes', '</domain>'),
      ),
      findings: [atTag('8 <virtual-mta a>', 'a')],
    },
    'a VMTA next to one that throws all mail away': {
      texts: mainWith(SIGN + vmta('a', ...DISCARD) + vmta('b')),
      findings: [atTag('16 <virtual-mta b>', 'b')],
    },
    'a VMTA that a source selects': {
      texts: throughA(vmta('a', SIGN.trim()) + vmta('b', KEY)),
      findings: [atTag('8 <virtual-mta a>', 'a')],
    },
    'a pool that switches signing on': {
      texts: mainWith(vmta('a') + vmta('b') + pool('p', 'virtual-mta a', 'virtual-mta b', SIGN.trim())),
      findings: [atTag('12 <virtual-mta-pool p>', 'a', 'b')],
    },
    'many VMTAs that one global line applies to, once': {
      texts: MANY,
      findings: [atTag('11 <virtual-mta a>', 'a', 'c')],
    },
    'a line of a configuration without VMTAs': {
      texts: mainWith(SIGN),
      findings: [{ messageId: 'noKey', at: '9 dkim-sign', data: { lines: 1 } }],
    },
    '{default}, next to a VMTA that nothing selects': {
      texts: throughDefault(SIGN + vmta('a')),
      findings: [atLine(8)],
    },
    '{default}, next to a VMTA with a key': {
      texts: throughDefault(
        `${SIGN}${vmta('a', KEY)}<source 10.0.0.2>\nalways-allow-relaying yes\ndefault-virtual-mta a\n</source>\n`,
      ),
      findings: [atLine(8)],
    },
    '{default} and a VMTA that one global line applies to, once': {
      texts: throughDefault(
        `${SIGN}${vmta('a')}<source 10.0.0.2>\nalways-allow-relaying yes\ndefault-virtual-mta a\n</source>\n`,
      ),
      findings: [atTag('10 <virtual-mta a>', 'a', '{default}')],
    },
    '{default} where it is defined': {
      texts: mainWith(SIGN + vmta('a', KEY) + vmta('{default}')),
      findings: [{ messageId: 'noKeyForVmtas', at: '14 <virtual-mta {default}>' }],
    },
  },
});

it('names the VMTAs in one message', () => {
  expect(lintTexts(MANY, [rule]).findings[0]?.message).toContain("the VMTAs 'a' and 'c'");
});
