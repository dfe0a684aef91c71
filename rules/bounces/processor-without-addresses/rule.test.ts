import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const HOST = 'host-name mta.example.com\n';

function processor(...items: string[]): string {
  return section('bounce-processor', section('address-list', ...items));
}

const EMPTY = '<bounce-processor>\n</bounce-processor>\n';
const BOUNCES = processor('domain bounces.example.com');
const ADDRESS = processor('address B@example.com');
const SUBTREE = 'relay-domain rp.example.com\n';

/** Patterns, and lines by which mail for some of their domains is accepted. */
const PATTERNS: [string, string][] = [
  ['[*.]rp.example.com', 'relay-domain [*.]rp.example.com'],
  ['[*.]rp.example.com', 'relay-domain *.rp.example.com'],
  ['*.rp.example.com', 'relay-domain [*.]rp.example.com'],
  ['*.rp.example.com', 'relay-domain *.example.com'],
  ['[*.]rp.example.com', 'relay-domain rp.example.com'],
  ['*.rp.example.com', 'relay-domain a.rp.example.com'],
];

function noAddresses(at: string) {
  return { messageId: 'noAddresses', severity: 'warning', at, data: { subject: 'address-list' } } as const;
}

function refused(at: string, name: string) {
  return { messageId: 'refused', severity: 'warning', at, data: { names: [name] } } as const;
}

const OF_MACRO = `${MAIN}${HOST}domain-macro back a.example.com,b.example.com\nrelay-domain a.example.com\n${processor('domain $back')}`;

testRule(rule, {
  accept: {
    'a fragment': EMPTY,
    'an include that was not read': `${MAIN}${HOST}include missing\n${EMPTY}`,
    ...inMain({
      ...casesOf(
        'addresses by',
        ['{{ addresses }}', 'domains bounces.example.com', 'address-file /etc/pmta/addresses'],
        (item) => HOST + processor(item),
      ),
      ...casesOf(
        'a domain with',
        [
          'relay-domain bounces.example.com',
          'relay-domain BOUNCES.example.com.',
          'relay-domain *.example.com',
          'relay-domain [*.]example.com',
          'relay-domain [*.]bounces.example.com',
          'relay-domain *',
          'relay-domain {{ domains }}',
          'relay-domain $unknown',
          'domain-macro ours bounces.example.com,x.example\nrelay-domain $ours',
          'relay-address anything@bounces.example.com',
          'relay-address /^b-/',
          'host-name bounces.example.com',
          '<source 0/0>\n  always-allow-relaying yes\n</source>',
        ],
        (line) => `${HOST}${line}\n${BOUNCES}`,
      ),
      ...casesOf(
        'the domain',
        PATTERNS,
        ([pattern, line]) => `${HOST}${line}\n${processor(`domain ${pattern}`)}`,
      ),
      'the host name of a VMTA': `${HOST}<virtual-mta a>\n  host-name bounces.example.com\n</virtual-mta>\n${BOUNCES}`,
      ...casesOf(
        'an address with',
        ['relay-address b@Example.com', 'relay-domain example.com', 'relay-address /@example/'],
        (line) => `${HOST}${line}\n${ADDRESS}`,
      ),
      ...casesOf(
        'the address',
        ['bounces', '/^b-.*@example\\.com$/', '{{ name }}@example.com'],
        (address) => HOST + processor(`address ${address}`),
      ),
    }),
  },
  report: {
    'nothing in a processor': {
      texts: MAIN + HOST + EMPTY,
      findings: [noAddresses('5 <bounce-processor>')],
    },
    'an empty list': { texts: MAIN + HOST + processor(), findings: [noAddresses('5 <bounce-processor>')] },
    'switches only': {
      texts: `${MAIN}${HOST}<feedback-loop-processor>\n  deliver-matched-email yes\n</feedback-loop-processor>\n`,
      findings: [noAddresses('5 <feedback-loop-processor>')],
    },
    'a domain that no line accepts': {
      texts: MAIN + HOST + BOUNCES,
      findings: [refused('7 domain', 'bounces.example.com')],
    },
    ...casesOf(
      'a domain with',
      ['relay-domain *.bounces.example.com', 'relay-domain example.com', 'relay-address a@example.com'],
      (line) => ({
        texts: `${MAIN}${HOST}${line}\n${BOUNCES}`,
        findings: [refused('8 domain', 'bounces.example.com')],
      }),
    ),
    ...casesOf('the domain', ['[*.]rp.example.com', '*.rp.example.com'], (pattern) => ({
      texts: MAIN + HOST + processor(`domain ${pattern}`),
      findings: [refused('7 domain', pattern)],
    })),
    'a pattern that does not match the accepted domain': {
      texts: MAIN + HOST + SUBTREE + processor('domain *.rp.example.com'),
      findings: [refused('8 domain', '*.rp.example.com')],
    },
    'a domain that may be the name of the machine': {
      texts: MAIN + BOUNCES,
      findings: [{ ...refused('6 domain', 'bounces.example.com'), severity: 'info' }],
    },
    'one of the names of a macro': { texts: OF_MACRO, findings: [refused('9 domain', 'b.example.com')] },
    'an address that no line accepts': {
      texts: MAIN + HOST + ADDRESS,
      findings: [refused('7 address', 'b@example.com')],
    },
    'an address with another one accepted': {
      texts: `${MAIN}${HOST}relay-address other@example.com\n${ADDRESS}`,
      findings: [refused('8 address', 'b@example.com')],
    },
  },
});

it('names the domain that is refused', () => {
  const { findings } = lintTexts(OF_MACRO, [rule]);
  expect(findings[0]?.message).toMatch(/^mail for 'b\.example\.com' is/);
});
