import { expect, it } from 'vitest';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const twice = '<domain x>\n</domain>\r\n  </Domain> # again\nlog-file /x\n';

testRule(rule, {
  accept: {
    'a name that a template makes': '</{{ kind }}>\n',
    'a tag next to lines of a template': '<% if a %>\n</domain>\n<% end %>\n',
  },
  report: {
    'a tag with the tag that closed the section before': {
      texts: twice,
      findings: [{ messageId: 'noSection', at: '3 </Domain>', related: ['2 </domain>'] }],
    },
    'a tag in an included file that would close a section of another': {
      texts: {
        config: '<virtual-mta v>\ninclude a\n</virtual-mta>\n',
        a: 'max-smtp-out 5\n</virtual-mta>\n',
      },
      findings: [{ messageId: 'noSection', at: 'a:2 </virtual-mta>', data: { inside: 'virtual-mta' } }],
    },
  },
  fix: { 'a tag': { texts: twice, fixed: '<domain x>\n</domain>\r\nlog-file /x\n' } },
});

it('takes time in proportion to the number of tags', () => {
  const check = (count: number): void => {
    const text = '<domain x>\n</domain>\n</domain>\n'.repeat(count);
    expect(lintTexts(text, [rule]).findings).toHaveLength(count);
  };
  expect(growth(1000, check)).toBeLessThan(LINEAR);
});
