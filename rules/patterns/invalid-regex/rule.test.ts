import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { replyList as list } from '../../../test/support/pattern-lists.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

const refused = (at: string) => ({ messageId: 'refused', at, severity: 'error' }) as const;

/** Replies by what is wrong, with the character that cannot be read. */
const MARKED = {
  'an open group': ['/421 (too many/ mode=backoff', '('],
  'an open bracket': ['/421 [GL01/ mode=backoff', '['],
  'a quantifier at the start': ['/+421/ mode=backoff', '+'],
  'two quantifiers': ['/421 **/ mode=backoff', '*'],
  'a group that was closed': ['/421)/ mode=backoff', ')'],
  'a range that runs backwards': ['/[9-0]/ mode=backoff', '9'],
  'a group that is not there': [String.raw`/(421) \2/ mode=backoff`, '\\'],
  'a character outside the plane': ['/😀(/ mode=backoff', '('],
} as const;

const long = `/${'a'.repeat(200)}(/`;
const afterMark = `\ufeff${list('/é(/ skip-mx')}`;

testRule(rule, {
  accept: {
    'an expression that PCRE takes': list(String.raw`/^421[ -](?:4\.7\.\d+ )?\[TSS0[1-9]\]/ mode=backoff`),
    'an expression that only PCRE takes': list(String.raw`/(?>a+)(?<!b)\K\h++(?i:x)(?|a|b)/ mode=backoff`),
    'an expression that versions of PCRE read differently': list(String.raw`/a{,3}\j/ mode=backoff`),
    'an expression that is too long to be read': list(`/${'('.repeat(20_000)}/ mode=backoff`),
    'an empty pattern': list('// mode=backoff'),
    'a pattern that a template engine fills': list('/({{ words }/ mode=backoff'),
    'values that are not regular expressions':
      'relay-address user@example.com\nrelay-address (\nlog-file /var/(log\n',
  },
  report: {
    ...casesOf('', Object.keys(MARKED), (title) => {
      const [reply, marked] = MARKED[title as keyof typeof MARKED];
      return { texts: list(reply), findings: [refused(`2 ${marked}`)] };
    }),
    'patterns of a pattern list': {
      texts:
        '<pattern-list x>\nmail-from /(/ virtual-mta=a\nheader x-id /(/ virtual-mta=a\n</pattern-list>\n',
      findings: [refused('2 ('), refused('3 (')],
    },
    'patterns of a nested pattern list': {
      texts:
        '<pattern-list x>\nmail-from /(/ <pattern-list>\nrcpt-to /(/ virtual-mta=a\n</pattern-list>\n</pattern-list>\n',
      findings: [refused('2 ('), refused('3 (')],
    },
    'a bounce category': {
      texts: '<bounce-category-patterns>\n/(/ other\n</bounce-category-patterns>\n',
      findings: [refused('2 (')],
    },
    'an address list': {
      texts: '<bounce-processor>\n<address-list>\naddress /(/\n</address-list>\n</bounce-processor>\n',
      findings: [refused('3 (')],
    },
    'an address that is relayed': { texts: 'relay-address /(/\n', findings: [refused('1 (')] },
    'an included file': {
      texts: {
        config: '<smtp-pattern-list x>\ninclude more\n</smtp-pattern-list>\n',
        more: 'reply /(/ skip-mx\n',
      },
      findings: [refused('more:1 (')],
    },
    'a fragment of bounce categories': {
      texts: '/(/ other\n',
      options: { scope: 'bounce-category-patterns' },
      findings: [refused('1 (')],
    },
    'a fragment of replies': { texts: 'reply /(/ skip-mx\n', findings: [refused('1 (')] },
    'a long pattern': { texts: list(`${long} skip-mx`), findings: [refused('2 (')] },
    'a character after a byte-order mark': { texts: afterMark, findings: [refused('2 (')] },
  },
});

it.each(Object.values(MARKED))('names the reason: %s', (reply) => {
  const [finding] = lintTexts(list(reply), [rule]).findings;
  expect(finding?.fix).toBeNull();
  expect(finding?.message).toMatch(
    /^'\/.*\/' is no regular expression: .+; PowerMTA refuses to load the file$/,
  );
});

it('cuts a long pattern in the message', () => {
  const { findings, model } = lintTexts(list(`${long} skip-mx`), [rule]);
  expect(findings[0]?.message).toMatch(/^'\/a{59}…' is no/);
  expect(model.main.lines.positionAt(findings[0]?.start ?? 0).column).toBe(208);
});

it('keeps the byte-order mark in the text', () => {
  expect(modelOf(afterMark).main.text.slice(0, 1)).toBe('\ufeff');
});

it('leaves lines to other rules', () => {
  const rulesFor = (reply: string): string[] =>
    lintTexts(list(reply), rules)
      .findings.map((finding) => finding.rule)
      .filter((id) => /regex|hash|lost|syntax/.test(id));
  expect(rulesFor('/*@example.com/ mode=backoff')).toEqual(['glob-in-regex']);
  expect(rulesFor(String.raw`/421 (too # many/ mode=backoff`)).not.toContain(rule.id);
  expect(rulesFor('/421 (too many mode=backoff')).not.toContain(rule.id);
});
