import { expect, it } from 'vitest';
import { each } from '../../../test/support/cases.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule as withoutKey } from '../dkim-without-key/rule.ts';
import { rule } from './rule.ts';

const KEY = 'domain-key k1,example.com,/etc/pmta/k1.pem\n';

function vmta(name: string, ...content: string[]): string {
  return [`<virtual-mta ${name}>`, ...content, '</virtual-mta>', ''].join('\n');
}

const SIGNED = domain('*', 'dkim-sign yes');
const PLAIN = domain('*', 'max-smtp-out 20');
const WITH_KEY = vmta('a', KEY.trim());

const forwarded = (...lines: string[]): string =>
  mainWith(
    KEY +
      SIGNED +
      domain('gmail.com', 'queue-to g.queue', 'dkim-sign no') +
      domain('g.queue', 'smtp-hosts lookup-mx:gmail.com', ...lines),
  );

/** A main configuration whose mail goes through {default} alone. */
const throughDefault = (text: string): string =>
  mainWith(text).replace('    process-x-virtual-mta yes\n', '');

const including = (name: string): string => vmta(name, '<domain *>', 'include common', '</domain>');

/** Where the key reaches all mail, so that there is a fix. */
const fixable = {
  'the default, at the tag': {
    texts: mainWith(KEY + PLAIN),
    findings: [{ messageId: 'notSet', at: '9 <domain *>', data: { haveKey: 'all', subject: 'dkim-sign' } }],
  },
  'a no, at its line': {
    texts: mainWith(KEY + domain('*', 'dkim-sign no')),
    findings: [{ messageId: 'off', at: '10 dkim-sign', data: { haveKey: 'all', value: 'no' } }],
  },
  'a no for Hotmail': {
    texts: mainWith(KEY + SIGNED + domain('hotmail.com', 'dkim-sign no')),
    findings: [{ messageId: 'off', at: '13 dkim-sign' }],
  },
  'a no in the queue that queue-to moves mail to': {
    texts: forwarded('dkim-sign no'),
    findings: [{ messageId: 'off', at: '18 dkim-sign' }],
  },
  'a no in the only VMTA with a key': {
    texts: mainWith(SIGNED + vmta('a', KEY.trim(), domain('*', 'dkim-sign no').trim()) + vmta('b')),
    findings: [{ messageId: 'off', at: '14 dkim-sign' }],
  },
};

const notFixable = {
  'no block at all, at the first line': {
    texts: mainWith(KEY),
    findings: [{ messageId: 'notSet', at: '1 log-file /var/log/pmta/log', data: { haveKey: 'all' } }],
  },
  'a configuration without a key': {
    texts: mainWith(PLAIN),
    findings: [{ messageId: 'notSet', at: '8 <domain *>', data: { haveKey: 'none' } }],
  },
  'a key of one of two VMTAs': {
    texts: mainWith(PLAIN + WITH_KEY + vmta('b')),
    findings: [{ messageId: 'notSet', at: '8 <domain *>', data: { haveKey: 'some' } }],
  },
};

testRule(rule, {
  accept: {
    ...each(
      ['yes', 'true', 'if-x-dkim-options-present', 'maybe', '{{ sign }}'],
      (value) => mainWith(KEY + domain('*', `dkim-sign ${value}`)),
      (value) => `dkim-sign ${value}`,
    ),
    ...each(
      ['orange.fr', 'a.example'],
      (name) => mainWith(KEY + SIGNED + domain(name, 'dkim-sign no')),
      (name) => `a no for ${name}`,
    ),
    'a signed queue that queue-to moves mail to': forwarded(),
    'a server that takes mail for its own domains alone':
      'log-file /l\n<spool /s>\n</spool>\nrelay-domain corp.example\n<source 0/0>\n allow-auth no\n</source>\n<domain corp.example>\n smtp-hosts exchange.corp.example\n</domain>\n',
    'mail that goes to a relay': mainWith(KEY + domain('*', 'smtp-hosts relay.example.com')),
    'a block that only the VMTA without key does not have': mainWith(
      SIGNED + vmta('a', KEY.trim(), PLAIN.trim()) + vmta('b'),
    ),
    'a fragment': KEY + domain('*', 'dkim-sign no'),
    'an unread include': mainWith(`${KEY}include missing\n${domain('*', 'dkim-sign no')}`),
  },
  report: {
    ...fixable,
    ...notFixable,
    'mail through {default}, at the tag, next to a VMTA that nothing selects': {
      texts: throughDefault(PLAIN + vmta('a', KEY.trim(), SIGNED.trim())),
      findings: [{ messageId: 'notSet', at: '7 <domain *>', data: { haveKey: 'none' } }],
    },
    'mail through {default}, at the line, next to a VMTA that nothing selects': {
      texts: throughDefault(domain('*', 'dkim-sign no') + vmta('a', KEY.trim(), SIGNED.trim())),
      findings: [{ messageId: 'off', at: '8 dkim-sign', data: { haveKey: 'none' } }],
    },
    'a line that many VMTAs include once': {
      texts: {
        config: mainWith(KEY + SIGNED + including('a') + including('b')),
        common: 'dkim-sign no\n',
      },
      findings: [{ messageId: 'off', at: 'common:1 dkim-sign' }],
    },
  },
});

it.each(Object.entries(fixable))('offers a fix for %s', (_, { texts }) => {
  expect(lintTexts(texts, [rule]).findings.map(({ fix }) => fix?.effect)).toEqual(['tightens']);
});

it.each(Object.entries(notFixable))('offers no fix for %s', (_, { texts }) => {
  expect(lintTexts(texts, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it('says that only some VMTAs have a key', () => {
  expect(lintTexts(notFixable['a key of one of two VMTAs'].texts, [rule]).findings[0]?.message).toMatch(
    /a domain-key is there, though not for every VMTA/,
  );
});

it('signs what it reports, and nothing without a key', () => {
  const text = mainWith(KEY + PLAIN + domain('gmail.com', 'dkim-sign no', 'dkim-sign no'));
  const { text: after, left } = fixed(text, [rule, withoutKey]);
  expect(left).toEqual([]);
  expect(after).not.toContain('dkim-sign no');
  expect(loosened(text, after, ['gmail.com', 'yahoo.com'])).toEqual([]);
});
