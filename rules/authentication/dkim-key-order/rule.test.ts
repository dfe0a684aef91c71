import { expect, it } from 'vitest';
import { each } from '../../../test/support/cases.ts';
import { fixedTexts } from '../../../test/support/fixed-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

function key(selector: string, domain: string): string {
  return `domain-key ${selector},${domain},/etc/pmta/${selector}.pem\n`;
}

function around(tag: string, content: string): string {
  return `<${tag}>\n${content}</${tag.split(' ')[0] ?? ''}>\n`;
}

const MACRO = 'domain-macro ours example.com,example.org\n';

/** The expectation of a key for a domain at a line. */
function unused(messageId: 'afterAll' | 'afterParent' | 'afterSame', line: number, domain: string) {
  const severity = messageId === 'afterAll' ? 'error' : 'warning';
  return { messageId, severity, at: `${line} domain-key`, data: { domain } } as const;
}

testRule(rule, {
  accept: {
    'keys from narrow to wide': key('t', 'a.example.com') + key('s', 'example.com') + key('r', '*'),
    'domains that only look alike':
      key('s', 'example.com') + key('t', 'myexample.com') + key('u', 'com.example'),
    'a repeated key': key('s', 'example.com') + key('s', 'example.com'),
    'keys of a VMTA and of the top level': key('s', '*') + around('virtual-mta a', key('t', 'example.com')),
    'keys of two VMTAs':
      around('virtual-mta a', key('s', '*')) + around('virtual-mta b', key('t', 'example.com')),
    'keys out of a vault': `domain-key {selector}, {domain}, {vault}:/v1/\${selector}\n${key('t', 'example.com')}`,
    'keys that are filled in': key('s', '@DOMAIN@') + key('t', '@DOMAIN@') + key('u', '{{ domain }}'),
    'keys that cannot be read': `domain-key s,*\n${key('t', 'example.com')}`,
    'keys in a domain': around('domain *', key('s', '*') + key('t', 'example.com')),
    'a later key for all in another file': {
      texts: { config: `${key('t', 'example.com')}include keys\n`, keys: key('s', '*') },
    },
    'a macro after one of its domains': MACRO + key('s', 'example.com') + key('t', '$ours'),
    'a literal domain after its macro': MACRO + key('s', '$ours') + key('t', 'example.com'),
    'a macro that is not defined': key('s', '*') + key('t', '$nowhere'),
  },
  report: {
    'keys after a key for all domains': {
      texts: key('s', '*') + key('t', 'example.com') + key('u', 'Example.ORG'),
      findings: [
        { ...unused('afterAll', 2, 'example.com'), related: ['1 domain-key'] },
        { ...unused('afterAll', 3, 'example.org'), related: ['1 domain-key'] },
      ],
    },
    'a key after one for a domain above': {
      texts: key('s', 'example.com') + key('t', 'a.news.example.com'),
      findings: [unused('afterParent', 2, 'a.news.example.com')],
    },
    'a key after one for the same domain': {
      texts: key('s', 'example.com') + key('t', 'EXAMPLE.com.'),
      findings: [unused('afterSame', 2, 'example.com')],
    },
    'a second key for all domains': {
      texts: key('s', '*') + key('t', '*'),
      findings: [unused('afterSame', 2, '*')],
    },
    ...each(
      ['virtual-mta a', 'virtual-mta-pool a', 'domain-key-list a'],
      (tag) => ({
        texts: around(tag, key('s', '*')) + around(tag, key('t', 'example.com')),
        findings: [unused('afterAll', 5, 'example.com')],
      }),
      (tag) => `keys in two sections <${tag}>`,
    ),
    'a key after one of an included file': {
      texts: { config: `include keys\n${key('t', 'example.com')}`, keys: key('s', '*') },
      findings: [unused('afterAll', 2, 'example.com')],
    },
    'a key after a missing file and a key for all': {
      texts: `include missing\n${key('s', '*')}${key('t', 'example.com')}`,
      findings: [unused('afterAll', 3, 'example.com')],
    },
    'a macro after a key for all domains': {
      texts: MACRO + key('s', '*') + key('t', '$ours'),
      findings: [unused('afterAll', 3, '$ours')],
    },
    'a macro after keys for all of its domains': {
      texts: MACRO + key('s', 'example.com') + key('u', 'example.org') + key('t', '$ours'),
      findings: [unused('afterSame', 4, '$ours')],
    },
  },
  fix: {
    'a key for all domains: it goes after the others of its section, and no other byte changes': {
      texts: `host-name a.example.com\r\n  domain-key s, *, /k/s.pem # all\r\n\tdomain-key t,example.com,/k/t.pem\r\n# end`,
      fixed: `host-name a.example.com\r\n\tdomain-key t,example.com,/k/t.pem\r\n\tdomain-key s, *, /k/s.pem # all\r\n# end`,
    },
    'several keys after it': {
      texts: key('s', '*') + key('t', 'example.com') + key('u', 'example.org'),
      fixed: key('t', 'example.com') + key('u', 'example.org') + key('s', '*'),
    },
    'a last line without a line end': {
      texts: `${key('s', '*')}domain-key t,example.com,/k/t.pem`,
      fixed: 'domain-key t,example.com,/k/t.pem\ndomain-key s,*,/etc/pmta/s.pem',
    },
  },
});

it('offers no fix for keys of two files, nor for a key for one domain', () => {
  for (const texts of [
    { config: `include keys\n${key('t', 'example.com')}`, keys: key('s', '*') },
    { config: key('s', 'example.com') + key('t', 'a.example.com') },
  ])
    expect(fixedTexts(texts, rule)).toEqual(texts);
});
