import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

const everyRule = [...rules.filter(({ id }) => id !== rule.id), rule];

/** Configurations with one unknown section, and its name. */
const ALONE = {
  '<vitrual-mta v>\n  smtp-source-hots x\n  <domian a>\n  </domian>\n  log-file /x\n</vitrual-mta>\n':
    '1 <vitrual-mta v>',
  '<vitrual-mta v>\n  <domain a>\n  </domain>\n</virtual-mta>\n': '1 <vitrual-mta v>',
  '<blah>\n  max-smtp-out x\n</blub>\n': '1 <blah>',
} as const;

const UNFIXED = {
  'a section without closing tag': ['<domian a>\n', '1 <domian a>'],
  'a section whose near name has no place': [
    '<source 0/0>\n<domian a>\n</domian>\n</source>\n',
    '2 <domian a>',
  ],
  'a section without a near name': ['<whatever a>\n</whatever>\n', '1 <whatever a>'],
} as const;

const FIXED = {
  '<domian a>\r\n</domian>\r\n': '<domain a>\r\n</domain>\r\n',
  '<Domian a>\n</DOMAIN>\n': '<domain a>\n</DOMAIN>\n',
  '<virtual-mta v>\n<domian a>\n</doman>\n</virtual-mta>\n':
    '<virtual-mta v>\n<domain a>\n</domain>\n</virtual-mta>\n',
};

const unknown = (at: string) => ({ messageId: 'unknown', at, severity: 'error' }) as const;

function errors(text: string): string[] {
  const { findings } = lintTexts(text, everyRule);
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule: id, start }) => `${id} ${start}`);
}

testRule(rule, {
  accept: {
    'names that articles invent': '<limits>\n</limits>\n<include /x>\n</include>\n<!-- note -->\n',
    'names that a template fills in':
      '<{{ kind }} x>\n</{{ kind }}>\n<$kind x>\n</$kind>\n<__KIND__ x>\n</__KIND__>\n<?= $kind ?>\n',
  },
  report: {
    ...Object.fromEntries(
      Object.entries(ALONE).map(([texts, at]) => [JSON.stringify(texts), { texts, findings: [unknown(at)] }]),
    ),
    ...Object.fromEntries(
      Object.entries(UNFIXED).map(([title, [texts, at]]) => [title, { texts, findings: [unknown(at)] }]),
    ),
  },
  fix: Object.fromEntries(
    Object.entries(FIXED).map(([texts, fixed]) => [JSON.stringify(texts), { texts, fixed }]),
  ),
});

it.each(Object.keys(ALONE))('is the only error for the section and all in it: %j', (text) => {
  expect(errors(text)).toEqual(['unknown-section 0']);
});

it.each(Object.values(FIXED))('leaves no error after the fix: %j', (text) => {
  expect(errors(text)).toEqual([]);
});

it.each(Object.values(UNFIXED))('offers no fix for %j', (text) => {
  expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it.each([
  ['<sorce 0/0>\n</sorce>\n', '<sorce> → <source>: its lines apply to these clients'],
  ['<domian a.example>\n</domian>\n', '<domian> → <domain>: its lines come into force'],
])('says in the title of the fix what comes into force: %j', (text, title) => {
  expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix?.title)).toEqual([title]);
});
