import { casesOf } from '../../../test/support/cases.ts';
import { TEXT_MESSAGES, textMessage } from '../../../test/support/text-message.ts';
import { expect, it } from 'vitest';
import type { Rule } from '../../../src/engine/rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { categoryList as categories, mailList as list } from '../../../test/support/pattern-lists.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const PATTERNS = ['//', '/.*/', '/^/', '/^.*$/'];
const FRAGMENT = { scope: 'bounce-category-patterns' };

const allBounces = (at: string) => ({ messageId: 'allBounces', at }) as const;
const allMail = (at: string) => ({ messageId: 'allMail', at }) as const;

const nested = [
  'mail-from /b/ <pattern-list>',
  '* virtual-mta=b',
  'rcpt-to /c/ virtual-mta=c',
  '</pattern-list>',
] as const;
const crlf =
  '<bounce-category-patterns>\r\n\t// other  # rest\r\n  /a/ bad-mailbox # x\r\n# end\r\n</bounce-category-patterns>\r\n';

const unfixed = {
  'a catch-all with a comment before the same one': {
    texts: categories('// other # why', '/a/ bad-mailbox', '// other'),
    findings: [allBounces('2 //')],
  },
  'a catch-all before another one': {
    texts: categories('// other', '/a/ bad-mailbox', '// unknown'),
    findings: [allBounces('2 //')],
  },
  'a catch-all that goes over two lines': {
    texts: list('* virtual-mta=a, \\', '  recipient-priority=5', 'mail-from /a/ virtual-mta=b'),
    findings: [allMail('2 *')],
  },
  'a catch-all after a byte-order mark': {
    texts: '\uFEFF// other\n/a/ bad-mailbox\n',
    options: FRAGMENT,
    findings: [allBounces('1 //')],
  },
};

testRule(rule, {
  accept: {
    'a catch-all at the end': categories('/a/ bad-mailbox', '// other'),
    'a catch-all alone': categories('// other'),
    'a catch-all before a comment': categories('// other', '', '# /a/ bad-mailbox'),
    'a catch-all twice': categories('// other', '// other'),
    'a catch-all without a category': categories('//', '/a/ bad-mailbox'),
    'rules in a branch of a template': categories(
      '// other',
      '<% if strict %>',
      '/a/ bad-mailbox',
      '<% end %>',
    ),
    'two lists': `${categories('// other')}${categories('/a/ bad-mailbox')}`,
    'a * at the end': list('mail-from /a/ virtual-mta=a', '* virtual-mta=b'),
    'a * without a result': list('*', 'mail-from /a/ virtual-mta=a'),
    'an smtp-pattern-list':
      '<smtp-pattern-list x>\nreply // mode=backoff\nreply /a/ skip-mx\n</smtp-pattern-list>\n',
    'a list that is not closed': '<bounce-category-patterns>\n// other\n/a/ bad-mailbox\n',
  },
  report: {
    ...casesOf('', PATTERNS, (pattern) => ({
      texts: categories(`${pattern} other`, '/a/ bad-mailbox'),
      findings: [{ ...allBounces(`2 ${pattern}`), data: { rules: 1, category: 'other' } }],
    })),
    'one of several once': {
      texts: categories('// other', '// other', '/a/ bad-mailbox'),
      findings: [allBounces('2 //')],
    },
    'bare rules of a fragment': {
      texts: '/quota/ x\n// other\n/full/ x\n',
      findings: [{ ...allBounces('2 //'), data: { rules: 1 } }],
    },
    'nested lists as rules of the list around them, and each by itself': {
      texts: list('* virtual-mta=a', ...nested),
      findings: [allMail('2 *'), allMail('4 *')],
    },
    'the number of rules after it': {
      texts: categories('// other', '/a/ b', '/c/ d'),
      findings: [{ ...allBounces('2 //'), data: { rules: 2 } }],
    },
    ...unfixed,
  },
  fix: {
    ...casesOf('', PATTERNS, (pattern) => ({
      texts: categories(`${pattern} other`, '/a/ bad-mailbox'),
      fixed: categories('/a/ bad-mailbox', `${pattern} other`),
    })),
    'a line with its comment and line end': {
      texts: crlf,
      fixed:
        '<bounce-category-patterns>\r\n  /a/ bad-mailbox # x\r\n\t// other  # rest\r\n# end\r\n</bounce-category-patterns>\r\n',
    },
    'a fragment without a line end': {
      texts: '// other\n/a/ bad-mailbox',
      options: FRAGMENT,
      fixed: '/a/ bad-mailbox\n// other',
    },
    'a fragment after a byte-order mark': {
      texts: '\uFEFF/b/ success\n// other\n/a/ bad-mailbox\n',
      options: FRAGMENT,
      fixed: '\uFEFF/b/ success\n/a/ bad-mailbox\n// other\n',
    },
    'a list that ends in the same line': {
      texts: categories('// other', '/a/ bad-mailbox', '// other'),
      fixed: categories('/a/ bad-mailbox', '// other'),
    },
  },
});

it.each(Object.entries(unfixed))('offers no fix for %s', (_, { texts, ...one }) => {
  const { findings } = lintTexts(texts, [rule], {}, 'options' in one ? one.options : {});
  expect(findings.map(({ fix }) => fix)).toEqual([null]);
});

it('offers a fix for each of nested lists', () => {
  const text = list('* virtual-mta=a', ...nested);
  const { findings } = lintTexts(text, [rule]);
  const [outer, inner] = findings.map((finding) => applyEdits(text, finding.fix?.edits ?? []));
  expect(outer).toBe(list(...nested, '* virtual-mta=a'));
  expect(inner).toBe(list('* virtual-mta=a', nested[0], nested[2], nested[1], '</pattern-list>'));
});

it('names the number of rules after it', () => {
  const [finding] = lintTexts(categories('// other', '/a/ b', '/c/ d'), [rule]).findings;
  expect(finding?.message).toContain('the 2 rules behind it');
});

it('supersedes unreachable-pattern for all lines after it, and for no others', () => {
  const unreachable: Rule = {
    id: 'unreachable-pattern',
    category: 'patterns',
    severity: 'warning',
    preset: 'recommended',
    fixes: [],
    summary: 'reports every pattern',

    messages: TEXT_MESSAGES,
    check({ model, report }) {
      for (const { file, line } of model.sections.flatMap((section) => section.others))
        if (line.kind === 'pattern') report({ location: { file, range: line.regex }, ...textMessage('x') });
    },
  };
  const text = categories('/a/ b', '// other', '/c/ d', '/e/ f');
  const { findings } = lintTexts(text, [rule, unreachable]);
  expect(findings.map(({ start, end }) => text.slice(start, end))).toEqual(['/a/', '//']);
});
