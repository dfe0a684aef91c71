import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const said = (texts: Texts | string) => {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(
    ({ start, message }) => `${model.main.lines.positionAt(start).line} ${message.split(';')[0] ?? ''}`,
  );
};

describe('missing-value', () => {
  it.each([
    ['a directive', '<domain a.com>\nmax-smtp-out # few\n</domain>\n', "2 'max-smtp-out' has no value"],
    ['a switch', '<source 10/8>\nsmtp-service\n</source>\n', "2 'smtp-service' has no value"],
    ['an argument between blanks', 'http-access 10/8\n', "1 'http-access': the level is missing"],
    ['an argument between commas', 'domain-key sel,*\n', "1 'domain-key': the key is missing"],
    [
      'an action',
      '<smtp-pattern-list a>\nreply /x/\n</smtp-pattern-list>\n',
      "2 'reply': the actions are missing",
    ],
    [
      'the result of the last rule',
      '<pattern-list a>\nmail-from /x/ <pattern-list>\n*\n</pattern-list>\n</pattern-list>\n',
      "3 '*' has no action behind it",
    ],
    [
      'a category',
      '<bounce-category-patterns>\r\n/x/\r\n</bounce-category-patterns>\r\n',
      "2 the pattern '/x/' has no category behind it",
    ],
    [
      'a name in a tag',
      '<smtp-pattern-list>\n</smtp-pattern-list>\n',
      "1 '<smtp-pattern-list>' has no argument",
    ],
  ])('finds that %s is missing', (_, text, expected) => {
    expect(said(text)).toEqual([expected]);
  });

  it.each([
    ['an empty value', '<domain a.com>\nqueue-to ""\nauth-username ""\n</domain>\n'],
    [
      'optional arguments',
      '<acct-file /a>\nprivacy-policy retain\n</acct-file>\n<domain a.com>\nsmtp-client-certificate /a.pem\n</domain>\n',
    ],
    [
      'placeholders',
      '<virtual-mta v>\nsmtp-source-host $address\nsmtp-source-host SOME_ADDRESS\nsmtp-source-host __IP__\n</virtual-mta>\n',
    ],
    ['a list that was wrapped', 'domain-macro aol\naol.com, aim.com\n'],
    ['names of undocumented form', '<domain a.com>\ndelivery-priority\n</domain>\n'],
    ['unknown names', '<domain a.com>\nfoo-bar\n</domain>\n'],
    [
      'tags without argument',
      '<bounce-processor>\n<address-list>\ndomain a.com\n</address-list>\n</bounce-processor>\n',
    ],
    ['a tag that may be a closing tag without its slash', '<domain a.com>\nmax-smtp-out 5\n<domain>\n'],
    ['broken lines', '<smtp-pattern-list a>\nreply /x\n</smtp-pattern-list>\n'],
    ['what an unknown section holds', '<limits>\nmax-smtp-out\n</limits>\n'],
  ])('says nothing of %s', (_, text) => {
    expect(said(text)).toEqual([]);
  });

  it('stands at the name, the pattern or the tag', () => {
    const text =
      '<domain>\n  max-smtp-out\n</domain>\n<bounce-category-patterns>\n  /x/\n</bounce-category-patterns>\n';
    const stretches = lintTexts(text, [rule]).findings.map(({ start, end }) => text.slice(start, end));
    expect(stretches).toEqual(['<domain>', 'max-smtp-out', '/x/']);
  });

  it('speaks instead of the finding at the tag of a VMTA whose address lacks its host name', () => {
    const other = {
      ...rule,
      id: 'vmta-without-source-host',
      supersedes: [],
      check: ({ model, report }: Parameters<typeof rule.check>[0]) => {
        for (const section of model.sectionsOf('virtual-mta')) {
          report({ location: { file: section.file, range: section.tagRange }, message: 'no address' });
        }
      },
    };
    const { findings } = lintTexts(
      '<virtual-mta a>\nsmtp-source-host 192.0.2.1\n</virtual-mta>\n<virtual-mta b>\n</virtual-mta>\n',
      [rule, other],
    );
    expect(findings.map((finding) => finding.rule)).toEqual(['missing-value', 'vmta-without-source-host']);
  });
});
