import { expect, it } from 'vitest';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

function block(argument: string): string {
  return `<domain ${argument}>\nmax-smtp-out 5\n</domain>\n`;
}

/** Macros, an argument that does not fit them, the message id, and the argument after the fix; null for no fix. */
const reported: [string, string, string, string | null][] = [
  ['domain-macro t .com,.net\n', 'yahoo.$t', 'twoDotsBefore', 'yahoo$t'],
  ['domain-macro t .com,.net\n', '"yahoo.$t"', 'twoDotsBefore', '"yahoo$t"'],
  ['domain-macro t .com,.net\n', '*.$t', 'twoDotsBefore', '*$t'],
  ['domain-macro i yahoo.,aol.\n', '$i.com', 'twoDotsAfter', '$icom'],
  ['domain-macro t com,net\n', 'yahoo$t', 'noDotBefore', 'yahoo.$t'],
  ['domain-macro t com\n', '[*.]yahoo$t', 'noDotBefore', '[*.]yahoo.$t'],
  ['domain-macro t de,at\n', 'shop$t', 'noDotBefore', 'shop.$t'],
  ['domain-macro t com,co.uk\n', 'mybrand$t', 'noDotBefore', 'mybrand.$t'],
  ['domain-macro t DE, at\n', '*.shop$t', 'noDotBefore', '*.shop.$t'],
  ['domain-macro t .com\n', '$t', 'twoDotsBefore', null],
  ['domain-macro t .com\n', '[*.]$t', 'twoDotsBefore', null],
  ['domain-macro u .com\ndomain-macro t net, $u\n', 'yahoo.$t', 'twoDotsBefore', null],
  ['domain-macro t net, .com\ndomain-macro u b$t\n', 'yahoo.$t', 'twoDotsBefore', null],
];

const accepted: [string, string][] = [
  ['domain-macro t .com,.net\n', 'yahoo$t'],
  ['domain-macro t com,net\n', 'yahoo.$t'],
  ['domain-macro t .com, mail.com\n', 'yahoo$t'],
  ['domain-macro n 1, 2\n', 'queue$n'],
  ['domain-macro n a, b\n', 'queue$n'],
  ['domain-macro n de, x1\n', 'queue$n'],
  ['domain-macro n de, at\n', 'queue$n'],
  ['domain-macro n de, at\n', 'shop.x$n'],
  ['domain-macro n de, at\n<domain a.example>\nqueue-to queuede\n</domain>\n', 'queue$n'],
  ['domain-macro n de, at\n<mx-rollup-list>\nmx *.example.com poolat\n</mx-rollup-list>\n', 'pool$n'],
  ['domain-macro n de, at\n<domain queue$n>\nsmtp-hosts [192.0.2.1]\n</domain>\n', 'x.example'],
  ['domain-macro n 1, 2\n', 'mx$n.example.com'],
  ['domain-macro t com.\n', 'yahoo.$t'],
  ['', 'yahoo.$undefined'],
  ['domain-macro t .com\n', '{{ name }}.$t'],
  ['', '[192.0.2.0/24]'],
  ['', '[*.]example.com'],
  ['', '*'],
  ['', '*.example.com'],
  ['domain-macro t .com\ndomain-macro u $t, .net\n', 'yahoo$u'],
];

/** Arguments that have an empty part as they are written, and what the fix writes. */
const written: [string, string, string][] = [
  ['yahoo..com', 'emptyPart', 'yahoo.com'],
  ['[*.].yahoo.com', 'emptyPart', '[*.]yahoo.com'],
  ['.yahoo.com', 'dotAtStart', '[*.]yahoo.com'],
  ['"mail..example.com"', 'emptyPart', '"mail.example.com"'],
];

const SOME_ITEMS = `domain-macro t com, .net, .org # own dots\n${block('yahoo.$t')}${block('aol.$t')}`;

testRule(rule, {
  accept: Object.fromEntries(
    accepted.map(([macros, argument]) => [`${macros}${argument}`, macros + block(argument)]),
  ),
  report: {
    ...Object.fromEntries(
      reported.map(([macros, argument, messageId]) => [
        `${macros}${argument}`,
        {
          texts: macros + block(argument),
          findings: [
            {
              messageId,
              severity: 'error' as const,
              at: `${macros.split('\n').length} <domain ${argument}>`,
            },
          ],
        },
      ]),
    ),
    ...Object.fromEntries(
      written.map(([argument, messageId]) => [
        argument,
        { texts: block(argument), findings: [{ messageId, at: `1 <domain ${argument}>` }] },
      ]),
    ),
    'each use of a macro of which some items do not fit': {
      texts: SOME_ITEMS,
      findings: [
        {
          messageId: 'twoDotsBefore',
          at: '2 <domain yahoo.$t>',
          data: { example: 'yahoo..net', macro: 't', item: '.net', wrong: 2, of: 3, isTag: true },
        },
        { messageId: 'twoDotsBefore', at: '5 <domain aol.$t>' },
      ],
    },
    'the other places where macros are expanded, at the name': {
      texts:
        'domain-macro t .com\nrelay-domain yahoo.$t\n<address-list l>\ndomain a.$t\n</address-list>\ndomain-key s, b.$t, ../k.pem\ndomain-macro all x.$t, $t\n',
      findings: ['2 relay-domain', '4 domain', '6 domain-key', '7 domain-macro'].map((at) => ({
        messageId: 'twoDotsBefore',
        at,
        data: { isTag: false },
      })),
    },
  },
  fix: {
    // Without its dot `$i.com` names another macro.
    ...Object.fromEntries(
      reported
        .filter(([, argument, , after]) => after !== null && argument !== '$i.com')
        .map(([macros, argument, , after]) => [
          `${macros}${argument}`,
          { texts: macros + block(argument), fixed: macros + block(after ?? '') },
        ]),
    ),
    ...Object.fromEntries(
      written.map(([argument, , after]) => [argument, { texts: block(argument), fixed: block(after) }]),
    ),
    'the macro where only some of its items are wrong': {
      texts: SOME_ITEMS,
      fixed: `domain-macro t com, net, org # own dots\n${block('yahoo.$t')}${block('aol.$t')}`,
    },
  },
});

it.each(reported.filter(([, , , after]) => after === null))('offers no fix for %j %s', (macros, argument) => {
  expect(lintTexts(macros + block(argument), [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it('checks many blocks and macros in time that grows with their number', () => {
  const check = (count: number): void => {
    const findingsIn = (text: string) => lintTexts(text, [rule]).findings;
    const items = Array.from({ length: count }, (_, index) => `d${index}.example`).join(',');
    const blocks = Array.from({ length: count }, (_, index) => block(`x${index}.$a.$b`)).join('');
    expect(findingsIn(`domain-macro a ${items}\ndomain-macro b ${items}\n${blocks}`)).toEqual([]);
    expect(findingsIn(`domain-macro a b\n${block(`yahoo.com${'$a'.repeat(count)}`)}`)).toEqual([]);
    expect(findingsIn(`domain-macro a .b\n${block(`${'$a'.repeat(count)}.$a`)}`)).toHaveLength(1);
  };
  expect(growth(1000, check)).toBeLessThan(LINEAR);
});
