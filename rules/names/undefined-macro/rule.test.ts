import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { MAIN } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const inMain = (text: string): string => `${MAIN}${text}\n`;
const MACRO = 'domain-macro';

const notDefined = (at: string, data: object = { subject: 'nope', similar: null }) =>
  ({ messageId: 'notDefined', severity: 'error', at, data: { ...data } }) as const;

const undefinedMacros: [string, string][] = [
  ['<domain $nope>\n</domain>', '4 <domain $nope>'],
  ['<domain yahoo.$nope>\n</domain>', '4 <domain yahoo.$nope>'],
  ['<virtual-mta v>\n<domain "$nope">\n</domain>\n</virtual-mta>', '5 <domain "$nope">'],
  ['relay-domain $nope', '4 relay-domain'],
  ['domain-key s1, $nope, /k.pem', '4 domain-key'],
  ['<address-list l>\ndomain $nope\n</address-list>', '5 domain'],
  ['domain-macro a a.com, b.$nope', `4 ${MACRO}`],
];

const accepted = [
  '<domain a.com>\ncommand "/bin/x $from $to"\n</domain>',
  '<domain a.com>\nfile-destination /tmp/$domain/$user\n</domain>',
  `dsn-failed-subject-template "To \${recipient}"`,
  `domain-key {selector}, {domain}, {vault}:/v1/\${selector}/\${domain}`,
  '<domain {{ tld }}.$nope>\n</domain>',
  `<domain \${nope}>\n</domain>`,
  '<domain a$>\n</domain>',
  'relay-domain a.com # $nope',
  'log-file $nope',
];

const NEARLY = `${MAIN}domain-macro hotmail hotmail.com, live.com\n<domain "$hotmial">\n</domain>\nrelay-domain $hotmai.$hotmai\n`;
const AS_NEAR = inMain(
  'domain-macro hotmail1 a.com\ndomain-macro hotmail2 b.com\n<domain $hotmail3>\n</domain>',
);
const OTHER_CASE = inMain('domain-macro gmx gmx.net\n<domain $GMX>\n</domain>');
const LOOP = 'domain-macro c $a\ndomain-macro x y.com\ndomain-macro a $b\ndomain-macro b $c, d.com\n';

testRule(rule, {
  accept: {
    ...Object.fromEntries(accepted.map((text) => [text, inMain(text)])),
    'a macro of an included file': {
      texts: {
        config: `${MAIN}<domain $m>\n</domain>\ninclude m.conf\n`,
        'm.conf': 'domain-macro m a.com\n',
      },
    },
    'an undefined macro in a fragment': '<domain $nope>\n</domain>\n',
    'an undefined macro where an include is unread': inMain(
      '<domain $nope>\n</domain>\ninclude missing.conf',
    ),
    'a macro without its domains': 'domain-macro x=a.example,b.example\n',
    'names of a template': 'domain-macro {{name}} a.com\ndomain-macro $p_name b.com\n',
  },
  report: {
    ...Object.fromEntries(
      undefinedMacros.map(([text, at]) => [text, { texts: inMain(text), findings: [notDefined(at)] }]),
    ),
    'each name once': {
      texts: inMain('<domain $one.$two.$one>\n</domain>'),
      findings: ['one', 'two'].map((subject) => notDefined('4 <domain $one.$two.$one>', { subject })),
    },
    'a missing macro only where it is named, not where the macro around it is used': {
      texts: inMain('domain-macro a $nope\n<domain $a>\n</domain>\n<domain x.$a>\n</domain>'),
      findings: [notDefined(`4 ${MACRO}`)],
    },
    'the one name that is nearly the same': {
      texts: NEARLY,
      findings: [
        notDefined('5 <domain "$hotmial">', { subject: 'hotmial', similar: 'hotmail' }),
        notDefined('7 relay-domain', { subject: 'hotmai', similar: 'hotmail' }),
      ],
    },
    'no similar name where two are as near': {
      texts: AS_NEAR,
      findings: [notDefined('6 <domain $hotmail3>', { similar: null })],
    },
    'another case as a warning': {
      texts: OTHER_CASE,
      findings: [
        {
          messageId: 'differentCase',
          severity: 'warning',
          at: '5 <domain $GMX>',
          data: { subject: 'GMX', defined: 'gmx' },
        },
      ],
    },
    'names with other characters than letters, digits and _, also in a fragment': {
      texts: 'domain-macro united-internet gmx.net\ndomain-macro a.b c.com\ndomain-macro A_1 c.com\n',
      findings: [
        { messageId: 'invalidName', severity: 'error', at: `1 ${MACRO}`, data: { name: 'united-internet' } },
        { messageId: 'invalidName', severity: 'error', at: `2 ${MACRO}`, data: { name: 'a.b' } },
      ],
    },
    'a name with a hyphen once, and not its uses': {
      texts: inMain('domain-macro my-list a.com\n<domain $my-list>\n</domain>\nrelay-domain $my-list'),
      findings: [{ messageId: 'invalidName', at: `4 ${MACRO}` }],
    },
    'a loop at its first line, with the others': {
      texts: LOOP,
      findings: [
        {
          messageId: 'loop',
          severity: 'error',
          at: `1 ${MACRO}`,
          data: { macros: ['c', 'a', 'b'] },
          related: [`3 ${MACRO}`, `4 ${MACRO}`],
        },
      ],
    },
    'two loops, without the macro that only leads into them': {
      texts: 'domain-macro a $a\ndomain-macro b $c\ndomain-macro c $b\ndomain-macro d $a, $b\n',
      findings: [
        { messageId: 'loop', at: `1 ${MACRO}`, related: [] },
        { messageId: 'loop', at: `2 ${MACRO}`, related: [`3 ${MACRO}`] },
      ],
    },
    'a loop through two files': {
      texts: { config: 'include x\ndomain-macro a $b\n', x: 'domain-macro b $a\n' },
      findings: [{ messageId: 'loop', at: `x:1 ${MACRO}`, related: [`2 ${MACRO}`] }],
    },
  },
  fix: {
    'the one name that is nearly the same': {
      texts: NEARLY,
      fixed: NEARLY.replace('hotmial', 'hotmail').replace('$hotmai.$hotmai', '$hotmail.$hotmail'),
      effect: 'unsafe',
    },
    'another case': {
      texts: OTHER_CASE,
      fixed: OTHER_CASE.replace('$GMX', '$gmx'),
      effect: 'unsafe',
      title: '$GMX → $gmx: the block applies to its domains',
    },
  },
});

it.each([...undefinedMacros.map(([text]) => inMain(text)), AS_NEAR])('offers no fix for %j', (text) => {
  expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it.each([
  [inMain('relay-domain $nope'), "no domain-macro defines '$nope'"],
  [LOOP, "'$c', '$a' and '$b' need each other"],
])('names the macros of %j', (text, message) => {
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain(message);
});
