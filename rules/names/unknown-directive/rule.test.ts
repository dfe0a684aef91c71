import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const inDomain = (...lines: string[]): string => `<domain a.com>\n${lines.join('\n')}\n</domain>\n`;
const INCLUDE = '<domain a.com>\ninclude /etc/pmta/limits\n</domain>\n';
const IN_LIST = '<bounce-category-patterns>\nreplay /x/ other\n</bounce-category-patterns>\n';

const accepted: Record<string, string> = {
  placeholders: inDomain('$extra 1', '{{x}} y', '__LIMITS__'),
  'the last rule of a nested pattern-list':
    '<pattern-list a>\nmail-from /x/ <pattern-list>\n* virtual-mta=b\n</pattern-list>\n</pattern-list>\n',
  'lines of an unknown section': '<vitrual-mta a>\nfoo-bar 1\n</vitrual-mta>\n',
  'lines of a misplaced section': '<acct-file /a>\n<source 10/8>\nfoo-bar 1\n</source>\n</acct-file>\n',
  'invented names, which another rule reports': inDomain('max-conn-rate 10/m'),
  'old spellings, which another rule reports': inDomain('421-means-mx-unavailable yes'),
  'names of sections': 'acct-file /var/log/a.csv\n',
  'broken lines': inDomain('foo-bar "x'),
  'lines after text from a template': 'host-name a.b\n<%= render "x" %>\nfoo-bar 1\n',
};

const misspelt = (at: string) => ({ messageId: 'misspelt', severity: 'error', at }) as const;

/** Cases that are reported and have no fix. */
const unfixed = {
  'a misspelt name next to the right one': inDomain('max-smtp-out 5', 'max-smpt-out 20'),
  'a misspelt name with a value that does not fit': inDomain('max-smpt-out many'),
  'a misspelt name that is not allowed there': inDomain('htpp-mgmt-port 8080'),
  'a misspelt name without value': inDomain('max-smpt-out'),
};

testRule(rule, {
  accept: accepted,
  report: {
    'a typo in any case': {
      texts: inDomain('MAX-SMPT-OUT 20'),
      findings: [
        {
          ...misspelt('2 MAX-SMPT-OUT'),
          data: { name: 'MAX-SMPT-OUT', meant: 'max-smtp-out', mayBeNew: false },
        },
      ],
    },
    'another name as a warning': {
      texts: inDomain('quite-another-thing 1'),
      findings: [{ messageId: 'unknown', severity: 'warning', at: '2 quite-another-thing' }],
    },
    'a name for PowerMTA 6.0, whose names are not all known, as a warning': {
      texts: inDomain('max-smpt-out 20'),
      settings: { version: '6.0' },
      options: { version: '6.0' },
      findings: [
        { messageId: 'misspelt', severity: 'warning', at: '2 max-smpt-out', data: { mayBeNew: true } },
      ],
    },
    'a name in a list with lines of its own form': {
      texts: IN_LIST,
      findings: [
        {
          messageId: 'unknown',
          severity: 'warning',
          at: '2 replay',
          data: { list: 'bounce-category-patterns' },
        },
      ],
    },
    'a name of an included file once': {
      texts: { config: `${INCLUDE}${INCLUDE.replace('a.com', 'b.com')}`, limits: 'max-smpt-out 20\n' },
      findings: [misspelt('limits:1 max-smpt-out')],
    },
    ...Object.fromEntries(
      Object.entries(unfixed).map(([title, texts]) => {
        const at = texts.includes('htpp')
          ? '2 htpp-mgmt-port'
          : `${texts.includes('5') ? 3 : 2} max-smpt-out`;
        return [title, { texts, findings: [misspelt(at)] }];
      }),
    ),
  },
  fix: {
    'the name and nothing else': {
      texts: '<domain a.com>\r\n\tmax-smpt-out   20 # few\r\n</domain>\r\n',
      fixed: '<domain a.com>\r\n\tmax-smtp-out   20 # few\r\n</domain>\r\n',
      effect: 'unsafe',
      title: "max-smpt-out → max-smtp-out: sets '20'",
    },
    'a name for PowerMTA 6.0': {
      texts: inDomain('max-smpt-out 20'),
      settings: { version: '6.0' },
      options: { version: '6.0' },
      fixed: inDomain('max-smtp-out 20'),
      effect: 'unsafe',
    },
  },
});

it.each([...Object.entries(unfixed), ['an unknown name', inDomain('quite-another-thing 1')] as const])(
  'offers no fix for %s',
  (_, text) => {
    expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
  },
);

it.each([
  [inDomain('MAX-SMPT-OUT 20'), '5.0', "'max-smtp-out' was probably meant"],
  [inDomain('max-smpt-out 20'), '6.0', 'PowerMTA 6.0 may have it'],
  [IN_LIST, '5.0', 'lines of the form /pattern/ category'],
] as const)('reports %j for PowerMTA %s in words', (text, version, message) => {
  expect(lintTexts(text, [rule], { version }, { version }).findings[0]?.message).toContain(message);
});

it('does not show the value of what may be a secret', () => {
  const [finding] = lintTexts(inDomain('auth-pasword hunter2'), [rule]).findings;
  expect(finding?.message).toContain("'auth-password'");
  expect(JSON.stringify(finding)).not.toContain('hunter2');
});

it.each(['aliases-file /etc/aliases', 'bounce-address a@b.example', 'spam-folder /var/spam'])(
  'suggests no name for %s, which is far from all',
  (line) => {
    const [finding] = lintTexts(`${line}\n`, [rule], {}, { scope: 'global' }).findings;
    expect(finding?.message).toMatch(
      /^'[a-z-]+' is no directive of PowerMTA that is known; PowerMTA refuses/,
    );
  },
);

it.each([
  ['smtp-listner 0/0:2525', 'smtp-listner → smtp-listener: opens this port'],
  ['http-acess 0/0 admin', 'http-acess → http-access: lets these clients into the web monitor'],
  ['relay-domian a.example', 'relay-domian → relay-domain: accepts mail for it'],
  [
    '<source 0/0>\nalways-allow-relayin yes\n</source>',
    'always-allow-relayin → always-allow-relaying: lets these clients relay',
  ],
  [
    '<source 0/0>\nalways-allow-relayin no\n</source>',
    'always-allow-relayin → always-allow-relaying: switches it off',
  ],
  [inDomain('auth-pasword hunter2'), 'auth-pasword → auth-password: sets the secret'],
])('says in the title of the fix what comes into force: %j', (text, title) => {
  expect(lintTexts(`${text}\n`, [rule]).findings.map(({ fix }) => fix?.title)).toEqual([title]);
});
