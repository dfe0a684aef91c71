import { expect, it } from 'vitest';
import { each } from '../../../test/support/cases.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule as deprecated } from '../../names/deprecated-directive/rule.ts';
import { rule } from './rule.ts';

function around(kind: string, content: string): string {
  return `<${kind}>\n${content}</${kind.split(' ')[0] ?? ''}>\n`;
}

const SIGNED = domain('*', 'dkim-sign yes');
const SHA1 = domain('*', 'dkim-algorithm rsa-sha1');
const UNSIGNED = domain('example.com', 'dkim-sign no', 'dkim-algorithm rsa-sha1');
const SECOND = domain('*', 'second-dkim-algorithm rsa-sha1', 'second-dkim-add-body-limit yes');
const INCLUDED = {
  config: mainWith(SIGNED + domain('gmail.com', 'include signing') + domain('yahoo.com', 'include signing')),
  signing: 'dkim-algorithm rsa-sha1\r\n',
};

const sha1 = (line: number) => ({ messageId: 'sha1', at: `${line} dkim-algorithm` });
const domainKeys = (line: number, severity: 'warning' | 'info') =>
  ({ messageId: 'domainKeys', severity, at: `${line} dk-sign` }) as const;

testRule(rule, {
  accept: {
    ...each(
      ['rsa-sha256', '{{ algorithm }}', '""'],
      (value) => domain('*', 'dkim-sign yes', `dkim-algorithm ${value}`),
      (value) => `dkim-algorithm ${value}`,
    ),
    'a line that a later one overrides': domain('*', 'dkim-algorithm rsa-sha1', 'dkim-algorithm rsa-sha256'),
    'a configuration that signs nothing': mainWith(SHA1),
    'a configuration that signs nothing, by its own line': mainWith(
      SHA1 + domain('gmail.com', 'dkim-sign no'),
    ),
    'a domain that is not signed': mainWith(SIGNED + UNSIGNED),
    'a second signature that is not made': mainWith(SIGNED + SECOND),
    'DomainKeys that are off': domain('*', 'dk-sign no'),
  },
  report: {
    ...each(
      ['rsa-sha1', 'RSA-SHA1', '"rsa-sha1"'],
      (value) => ({
        texts: domain('*', 'dkim-sign yes', `DKIM-Algorithm ${value}`),
        findings: [{ messageId: 'sha1', at: '3 DKIM-Algorithm' }],
      }),
      (value) => `DKIM-Algorithm ${value}`,
    ),
    ...each(
      ['virtual-mta a', 'virtual-mta-pool p'],
      (tag) => ({
        texts: around(tag, domain('gmail.com', 'dkim-sign yes', 'dkim-add-body-limit true')),
        findings: [{ messageId: 'bodyLimit', at: '4 dkim-add-body-limit' }],
      }),
      (tag) => `a body limit in <${tag}>`,
    ),
    'a line that overrides an earlier one': {
      texts: domain('*', 'dkim-algorithm rsa-sha256', 'dkim-algorithm rsa-sha1'),
      findings: [sha1(3)],
    },
    ...each(
      ['yes', 'if-x-dkim-options-present'],
      (value) => ({
        texts: mainWith(SHA1 + domain('gmail.com', `dkim-sign ${value}`)),
        findings: [sha1(9)],
      }),
      (value) => `a weak signature where a domain has dkim-sign ${value}`,
    ),
    'a fragment, which other files may sign': { texts: SHA1, findings: [sha1(2)] },
    'a configuration with an unread include': {
      texts: mainWith(`include missing\n${SHA1}`),
      findings: [sha1(10)],
    },
    'a domain that is not signed, where a VMTA may sign for it': {
      texts: mainWith(SIGNED + UNSIGNED + around('virtual-mta a', SIGNED)),
      findings: [sha1(13)],
    },
    'a weak second signature': {
      texts: mainWith(domain('*', 'second-dkim-sign yes') + SECOND),
      findings: [
        { messageId: 'sha1', at: '12 second-dkim-algorithm' },
        { messageId: 'bodyLimit', at: '13 second-dkim-add-body-limit' },
      ],
    },
    'a line that many blocks include once': {
      texts: INCLUDED,
      findings: [
        { messageId: 'sha1', at: 'signing:1 dkim-algorithm', data: { extent: { domains: 2, vmtas: 1 } } },
      ],
    },
    'DomainKeys in place of DKIM': {
      texts: domain('*', 'dk-sign yes'),
      findings: [{ ...domainKeys(2, 'warning'), data: { isSettled: false } }],
    },
    ...each(
      ['yes', 'no'],
      (value) => ({
        texts: domain('*', 'dk-sign yes', `dkim-sign ${value}`),
        findings: [{ ...domainKeys(2, 'info'), data: { isSettled: true } }],
      }),
      (value) => `DomainKeys, which do nothing next to dkim-sign ${value}`,
    ),
  },
  fix: {
    'an included line': { texts: INCLUDED, fixed: { signing: 'dkim-algorithm rsa-sha256\r\n' } },
    ...each(
      ['yes', 'no'],
      (value) => ({
        texts: domain('*', 'dk-sign yes', `dkim-sign ${value}`),
        fixed: domain('*', `dkim-sign ${value}`),
        title: 'remove dk-sign',
      }),
      (value) => `DomainKeys next to dkim-sign ${value}`,
    ),
    'DomainKeys where a wider block signs': {
      texts: SIGNED + domain('gmail.com', 'dk-sign yes'),
      fixed: `${SIGNED}<domain gmail.com>\n</domain>\n`,
    },
    'DomainKeys without DKIM': {
      texts: domain('gmail.com', 'dk-sign yes # old'),
      fixed: domain('gmail.com', 'dkim-sign yes # old'),
      effect: 'unsafe',
    },
    'a repeated line with DomainKeys': {
      texts: domain('gmail.com', 'dk-sign yes', 'dk-sign yes # old'),
      fixed: domain('gmail.com', 'dkim-sign yes # old'),
    },
  },
});

it('says for how many domains a line is written', () => {
  expect(lintTexts(INCLUDED, [rule]).findings[0]?.message).toMatch(/; it holds for 2 domains$/);
});

it('strengthens what it reports, repeats too, and loosens nothing', () => {
  const text = mainWith(
    domain(
      '*',
      'dkim-sign yes',
      'dkim-algorithm rsa-sha1',
      'dkim-algorithm rsa-sha1',
      'dkim-add-body-limit yes # l=',
    ),
  );
  const { text: after, left, passes } = fixed(text, [rule]);
  expect({ left, passes }).toEqual({ left: [], passes: 1 });
  expect(after).not.toContain('rsa-sha1');
  expect(after).toContain('dkim-add-body-limit no # l=');
  expect(loosened(text, after, ['gmail.com', 'example.com'])).toEqual([]);
});

it('leaves DomainKeys that are off to the rule about old names', () => {
  const rules = (text: string): string[] =>
    lintTexts(text, [rule, deprecated]).findings.map((finding) => finding.rule);
  expect(rules(domain('*', 'dk-sign yes'))).toEqual(['weak-dkim']);
  expect(rules(domain('*', 'dk-sign no'))).toEqual(['deprecated-directive']);
});

it('leaves DomainKeys alone unless it is asked to fix them', () => {
  const text = domain('*', 'dk-sign yes');
  expect(fixed(text, [rule]).text).toBe(text);
});
