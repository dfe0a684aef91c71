import { textMessage } from '../../../test/support/text-message.ts';
import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

/** A text with one finding. */
function missing(messageId: string, texts: string, at: string, data = {}) {
  return { texts, findings: [{ messageId, severity: 'error', at, data }] } as const;
}

testRule(rule, {
  accept: {
    'an empty value': '<domain a.com>\nqueue-to ""\nauth-username ""\n</domain>\n',
    'optional arguments':
      '<acct-file /a>\nprivacy-policy retain\n</acct-file>\n<domain a.com>\nsmtp-client-certificate /a.pem\n</domain>\n',
    placeholders:
      '<virtual-mta v>\nsmtp-source-host $address\nsmtp-source-host SOME_ADDRESS\nsmtp-source-host __IP__\n</virtual-mta>\n',
    'a list that was wrapped': 'domain-macro aol\naol.com, aim.com\n',
    'names of undocumented form': '<domain a.com>\ndelivery-priority\n</domain>\n',
    'unknown names': '<domain a.com>\nfoo-bar\n</domain>\n',
    'tags without argument':
      '<bounce-processor>\n<address-list>\ndomain a.com\n</address-list>\n</bounce-processor>\n',
    'a tag that may be a closing tag without its slash': '<domain a.com>\nmax-smtp-out 5\n<domain>\n',
    'broken lines': '<smtp-pattern-list a>\nreply /x\n</smtp-pattern-list>\n',
    'lines of an unknown section': '<limits>\nmax-smtp-out\n</limits>\n',
  },
  report: {
    'a directive': missing('noValue', '<domain a.com>\nmax-smtp-out # few\n</domain>\n', '2 max-smtp-out', {
      name: 'max-smtp-out',
    }),
    'a switch': missing('noValue', '<source 10/8>\nsmtp-service\n</source>\n', '2 smtp-service'),
    'an argument between blanks': missing('incomplete', 'http-access 10/8\n', '1 http-access', {
      reason: 'the level is missing',
    }),
    'an argument between commas': missing('incomplete', 'domain-key sel,*\n', '1 domain-key', {
      reason: 'the key is missing',
    }),
    'an action': missing(
      'incomplete',
      '<smtp-pattern-list a>\nreply /x/\n</smtp-pattern-list>\n',
      '2 reply',
      { reason: 'the actions are missing' },
    ),
    'the result of the last rule': missing(
      'noAction',
      '<pattern-list a>\nmail-from /x/ <pattern-list>\n*\n</pattern-list>\n</pattern-list>\n',
      '3 *',
    ),
    'a category': missing(
      'noCategory',
      '<bounce-category-patterns>\r\n/x/\r\n</bounce-category-patterns>\r\n',
      '2 /x/',
      { pattern: '/x/' },
    ),
    'a name in a tag': missing(
      'noArgument',
      '<smtp-pattern-list>\n</smtp-pattern-list>\n',
      '1 <smtp-pattern-list>',
      { form: 'name' },
    ),
    'values in the order of the lines': {
      texts:
        '<domain>\n  max-smtp-out\n</domain>\n<bounce-category-patterns>\n  /x/\n</bounce-category-patterns>\n',
      findings: [
        { messageId: 'noArgument', at: '1 <domain>' },
        { messageId: 'noValue', at: '2 max-smtp-out' },
        { messageId: 'noCategory', at: '5 /x/' },
      ],
    },
  },
});

it.each([
  ['<domain a.com>\nmax-smtp-out # few\n</domain>\n', "'max-smtp-out' has no value; "],
  ['http-access 10/8\n', "'http-access': the level is missing; "],
  [
    '<pattern-list a>\nmail-from /x/ <pattern-list>\n*\n</pattern-list>\n</pattern-list>\n',
    "'*' has no action behind it; ",
  ],
  [
    '<bounce-category-patterns>\r\n/x/\r\n</bounce-category-patterns>\r\n',
    "the pattern '/x/' has no category behind it; ",
  ],
  ['<smtp-pattern-list>\n</smtp-pattern-list>\n', "'<smtp-pattern-list>' has no argument; "],
])('says what %j misses', (text, message) => {
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain(message);
});

it('suppresses the finding at the tag of a VMTA whose address has no host name', () => {
  const other: typeof rule = {
    ...rule,
    id: 'vmta-without-source-host',
    supersedes: [],
    check({ model, report }) {
      for (const { tagLocation: location } of model.sectionsOf('virtual-mta'))
        report({ location, ...textMessage('no address') });
    },
  };
  const { findings } = lintTexts(
    '<virtual-mta a>\nsmtp-source-host 192.0.2.1\n</virtual-mta>\n<virtual-mta b>\n</virtual-mta>\n',
    [rule, other],
  );
  expect(findings.map((finding) => finding.rule)).toEqual(['missing-value', 'vmta-without-source-host']);
});
