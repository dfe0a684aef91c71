import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { fixedTexts } from '../../../test/support/fixed-texts.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

const aboutForm = rules.filter(({ category }) => category === 'syntax' || category === 'names');

const MACROS = 'domain-macro a x.example\ndomain-macro b y.example\n';
const TAGS = [
  '<domain a.example, b.example>',
  '<domain a.example,b.example>',
  '<domain a.example b.example>',
  '<domain a.example;b.example>',
  '<domain "a.example, b.example">',
  '<domain *, a.example>',
  '<domain *.a.example, b.example>',
  '<domain $a, $b>',
  '<domain gmail yahoo>',
];
/** Tags that no macro can replace. */
const UNFIXED = [
  '<domain *, a.example>',
  '<domain *.a.example, b.example>',
  '<domain [192.0.2.1], a.example>',
  '<domain gmail yahoo>',
];
const ACCEPTED = [
  '<domain a.example>\n</domain>',
  '<domain "a.example">\n</domain>',
  '<domain $a.example>\n</domain>\ndomain-macro a x',
  '<domain <%= a, b %>>\n</domain>',
  '<domain {{ a }}, {{ b }}>\n</domain>',
  '<domain %FIRST%, %SECOND%>\n</domain>',
  '<acct-file |/usr/bin/php a.php, b>\n</acct-file>',
  '<source mail, letters>\n</source>',
  '<source 192.0.2.1>\n</source>',
];
const sameList =
  '<domain a.example, b.example>\n</domain>\n<virtual-mta v>\n<domain b.example, a.example>\n</domain>\n</virtual-mta>\n';
const inVmta = {
  config: '<virtual-mta v>\ninclude domains\n</virtual-mta>\n',
  domains: '<domain a.example, b.example>\n</domain>\n',
};

const domains = (at: string) => ({ messageId: 'domains', at, severity: 'error' }) as const;

function rulesFor(text: string): string[] {
  return lintTexts(text, aboutForm).findings.map((finding) => finding.rule);
}

testRule(rule, {
  accept: {
    ...casesOf('', ACCEPTED, (text) => `${text}\n`),
    'a broken tag': '<domain a.example, b.example\n',
  },
  report: {
    ...casesOf('', TAGS, (tag) => ({
      texts: `${MACROS}${tag}\n</domain>\n`,
      findings: [domains(`3 ${tag}`)],
    })),
    ...casesOf(
      '',
      UNFIXED.map((tag) => `${tag} without macros`),
      (title) => {
        const tag = title.replace(' without macros', '');
        return { texts: `${tag}\n</domain>\n`, findings: [domains(`1 ${tag}`)] };
      },
    ),
    'one pattern with a comma': {
      texts: `${MACROS}<domain a.example,>\n</domain>\n`,
      findings: [{ messageId: 'separators', at: '3 <domain a.example,>', data: { pattern: 'a.example' } }],
    },
    'several addresses of a source': {
      texts: '<source 192.0.2.1, 192.0.2.2>\n</source>\n',
      findings: [{ messageId: 'addresses', at: '1 <source 192.0.2.1, 192.0.2.2>' }],
    },
    'a tag in a file that a VMTA includes': {
      texts: inVmta,
      findings: [domains('domains:1 <domain a.example, b.example>')],
    },
  },
  fix: {
    'a list for which there is a macro, in any order': {
      texts: 'domain-macro m b.example,A.example\n<domain a.example, b.example>\n</domain>\n',
      fixed: 'domain-macro m b.example,A.example\n<domain $m>\n</domain>\n',
    },
    'a list whose usual macro name is taken': {
      texts: 'domain-macro google x.example\n<domain gmail.com, googlemail.com>\n</domain>\n',
      fixed:
        'domain-macro google x.example\ndomain-macro google_2 gmail.com,googlemail.com\n<domain $google_2>\n</domain>\n',
    },
    'a list of patterns with one beginning, with CRLF and a comment': {
      texts:
        '<virtual-mta v>\r\n\t<domain *.a.example, *.b.example> # two\r\n\t</domain>\r\n</virtual-mta>\r\n',
      fixed:
        'domain-macro a a.example, b.example\r\n<virtual-mta v>\r\n\t<domain *.$a> # two\r\n\t</domain>\r\n</virtual-mta>\r\n',
    },
  },
});

it.each([...TAGS, '<domain a.example,>'])('is the only finding about form and names: %s', (tag) => {
  expect(rulesFor(`${MACROS}${tag}\n</domain>\n`)).toEqual([rule.id]);
});

it.each([...ACCEPTED, '<domain a.example, b.example'])('is not reported next to other rules: %s', (text) => {
  expect(rulesFor(`${text}\n`)).not.toContain(rule.id);
});

it('writes one macro for two tags with one list', () => {
  const after = fixedTexts(sameList, rule).config ?? '';
  expect(after.match(/domain-macro/g)).toHaveLength(1);
  expect(rulesFor(after)).toEqual([]);
  expect(modelOf(after).macros.expand('$a').names).toEqual(['a.example', 'b.example']);
});

it.each([...UNFIXED.map((tag) => `${tag}\n</domain>\n`), inVmta])('offers no fix for %j', (texts) => {
  expect(lintTexts(texts, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});
