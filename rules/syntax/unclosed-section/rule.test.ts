import { expect, it } from 'vitest';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { fixOnce, testRule } from '../../../test/support/rule-tester.ts';
import { rule as misplaced } from '../../names/misplaced-directive/rule.ts';
import { rule as unexpected } from '../unexpected-closing-tag/rule.ts';
import { rule } from './rule.ts';

const rules = [rule, unexpected, misplaced];

const nested = '<virtual-mta v>\n  <domain a.com>\n    max-smtp-out 5\n';
const nestedList =
  '<pattern-list p>\n  mail-from /a/ <pattern-list>\n    header s /x/ virtual-mta=v\n</pattern-list>\n';
const noBorder = '<domain x>\nmax-smtp-out 5\nlog-file /x\nqueue-to y\n';

/** Configurations with a section that is not closed, by what is in them: text, finding, text after the fix. */
const FIXED = {
  'lines of another section after it': [
    '<source 0/0>\n  smtp-service yes\n\n# logs\nlog-file /x\n',
    'endOfFile 1 <source 0/0>',
    '<source 0/0>\n  smtp-service yes\n</source>\n\n# logs\nlog-file /x\n',
  ],
  'a section that is indented like it': [
    '<virtual-mta v>\n  smtp-source-host 192.0.2.1 a.b\n\n<domain x>\n</domain>\n',
    'endOfFile 1 <virtual-mta v>',
    '<virtual-mta v>\n  smtp-source-host 192.0.2.1 a.b\n</virtual-mta>\n\n<domain x>\n</domain>\n',
  ],
  'an empty section': [
    '<spool /var/spool/pmta>\n',
    'endOfFile 1 <spool /var/spool/pmta>',
    '<spool /var/spool/pmta>\n</spool>\n',
  ],
  'CRLF, upper case and no last line end': [
    '<Domain x>\r\n\tmax-smtp-out 5',
    'endOfFile 1 <Domain x>',
    '<Domain x>\r\n\tmax-smtp-out 5\r\n</Domain>',
  ],
  'a misspelt closing tag': [
    '<domain x>\nmax-smtp-out 5\n</domian> # x\nlog-file /x\n',
    'wrongTag 1 <domain x>',
    '<domain x>\nmax-smtp-out 5\n</domain> # x\nlog-file /x\n',
  ],
  'a closing tag without the slash': [
    '<domain x>\nmax-smtp-out 5\n<domain>\n<domain y>\n</domain>\n',
    'missingSlash 1 <domain x>',
    '<domain x>\nmax-smtp-out 5\n</domain>\n<domain y>\n</domain>\n',
  ],
  'a <dns> without the slash': [
    '<dns>\n<dns>\nlog-file /x\n',
    'missingSlash 1 <dns>',
    '<dns>\n</dns>\nlog-file /x\n',
  ],
  'a <pattern-list> without the slash': [
    '<pattern-list p>\n* virtual-mta=v\n<pattern-list>\n',
    'missingSlash 1 <pattern-list p>',
    '<pattern-list p>\n* virtual-mta=v\n</pattern-list>\n',
  ],
} as const;

/** Configurations in which only this one of the rules reports something, once, and where. */
const ALONE: Readonly<Record<string, readonly [Texts | string, string, string]>> = {
  'a section to the end of the file': [
    '<source 0/0>\nlog-file /x\nhost-name a.example\n',
    'endOfFile',
    '1 <source 0/0>',
  ],
  'a section to the wrong closing tag': [
    '<source 0/0>\n  smtp-service yes\n</sauce>\nlog-file /x\n',
    'wrongTag',
    '1 <source 0/0>',
  ],
  'a section of a file that is included twice': [
    { config: 'include a\ninclude a\nlog-file /x\n', a: '<domain a.com>\n  max-smtp-out 5\n' },
    'endOfFile',
    'a:1 <domain a.com>',
  ],
  'a word at the end that a template replaces': [
    '<virtual-mta v>\n  smtp-source-host 192.0.2.1 a.b\n$p_dkim\n',
    'endOfFile',
    '1 <virtual-mta v>',
  ],
};

const ACCEPTED = {
  'a tag that a branch of a template may close':
    '<% if a %>\n<domain x>\n<% else %>\n<domain y>\n<% end %>\nmax-smtp-out 5\n</domain>\n',
  'a closing tag in a branch of a template':
    '<domain x>\n{% if a %}\n</domain>\n{% else %}\nmax-smtp-out 5\n</domain>\n{% endif %}\n',
};

function split(finding: string): { messageId: string; at: string } {
  const [, messageId = '', at = ''] = /^(\w+) (.*)$/.exec(finding) ?? [];
  return { messageId, at };
}

function rulesFor(texts: Texts | string): string[] {
  return lintTexts(texts, rules).findings.map((finding) => finding.rule);
}

/** The text with the first fix applied, again and again until there is none. */
function repaired(text: string): string {
  for (let pass = 0; pass < 5; pass++) {
    const first = lintTexts(text, rules).findings.find((finding) => finding.fix !== null);
    if (first === undefined) return text;
    text = fixOnce(text, [first]).config ?? '';
  }
  throw new Error('the fixes come to no end');
}

testRule(rule, {
  accept: ACCEPTED,
  report: {
    ...Object.fromEntries(
      Object.entries(FIXED).map(([title, [texts, finding]]) => [
        title,
        { texts, findings: [split(finding)] },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(ALONE).map(([title, [texts, messageId, at]]) => [
        title,
        { texts, findings: [{ messageId, at }] },
      ]),
    ),
    'a section and the tag of the one around it': {
      texts: '<virtual-mta v>\n<domain a.com>\n</virtual-mta>\n',
      findings: [{ messageId: 'otherClosed', at: '2 <domain a.com>', related: ['3 </virtual-mta>'] }],
    },
    'a section and the last line of the file': {
      texts: '<domain a.com>\n  max-smtp-out 5\n  # the end\n',
      findings: [{ messageId: 'endOfFile', at: '1 <domain a.com>', related: ['3   # the end'] }],
    },
    'a section before the next one': {
      texts: '<domain x>\nmax-smtp-out 5\n<domain y>\n</domain>\n',
      findings: [{ messageId: 'nextBegins', at: '1 <domain x>', related: ['3 <domain y>'] }],
    },
  },
  fix: Object.fromEntries(
    Object.entries(FIXED).map(([title, [texts, , fixed]]) => [title, { texts, fixed }]),
  ),
});

it.each([
  ...Object.values(ALONE).map(([texts]) => texts),
  ...Object.values(FIXED)
    .slice(-2)
    .map(([texts]) => texts),
])('is reported alone: %j', (texts) => {
  expect(rulesFor(texts)).toEqual([rule.id]);
});

it.each(Object.values(ACCEPTED))('is not reported, nor are its neighbours: %j', (text) => {
  expect(rulesFor(text)).toEqual([]);
});

it.each(Object.values(FIXED))(
  'comes to the fixed text with all fixes of neighbours too: %j',
  (text, _, fixed) => {
    expect(repaired(text)).toBe(fixed);
  },
);

it('closes nested sections from the inside', () => {
  expect(repaired(nested)).toBe(`${nested}  </domain>\n</virtual-mta>\n`);
  expect(rulesFor(repaired(nested))).toEqual([]);
});

it('closes the list that a rule opens', () => {
  expect(rulesFor(repaired(nestedList))).toEqual([]);
});

it('offers no fix where the end of the section is unknown', () => {
  expect(lintTexts(noBorder, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it.each(['<domain x>\nmax-smtp-out 5\n', '<pattern-list p>\n'])(
  'takes time in proportion to the number of sections: %j',
  (lines) => {
    const check = (count: number): void => {
      expect(lintTexts(lines.repeat(count), [rule]).findings.length).toBeGreaterThan(0.9 * count);
    };
    expect(growth(500, check)).toBeLessThan(LINEAR);
  },
);
