import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { lintTexts, modelOf, type Texts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

function list(...replies: readonly string[]): string {
  return [
    '<smtp-pattern-list x>',
    ...replies.map((reply) => `reply ${reply}`),
    '</smtp-pattern-list>',
    '',
  ].join('\n');
}

describe('a regular expression that PCRE refuses', () => {
  it.each([
    ['an open group', '/421 (too many/ mode=backoff', '('],
    ['an open bracket', '/421 [GL01/ mode=backoff', '['],
    ['a quantifier at the start', '/+421/ mode=backoff', '+'],
    ['two quantifiers', '/421 **/ mode=backoff', '*'],
    ['a group that was closed', '/421)/ mode=backoff', ')'],
    ['a range that runs backwards', '/[9-0]/ mode=backoff', '9'],
    ['a group that is not there', String.raw`/(421) \2/ mode=backoff`, '\\'],
    ['a character outside the plane', '/😀(/ mode=backoff', '('],
  ])('is marked where it goes wrong: %s', (_, reply, marked) => {
    expect(places(list(reply), rule)).toEqual([`2 ${marked}`]);
    const [finding] = lintTexts(list(reply), [rule]).findings;
    expect(finding?.severity).toBe('error');
    expect(finding?.fix).toBeNull();
    expect(finding?.message).toMatch(
      /^'\/.*\/' is no regular expression: .+; PowerMTA refuses to load the file$/,
    );
  });

  it.each([
    [
      'a pattern list',
      '<pattern-list x>\nmail-from /(/ virtual-mta=a\nheader x-id /(/ virtual-mta=a\n</pattern-list>\n',
      [2, 3],
    ],
    [
      'a nested pattern list',
      '<pattern-list x>\nmail-from /(/ <pattern-list>\nrcpt-to /(/ virtual-mta=a\n</pattern-list>\n</pattern-list>\n',
      [2, 3],
    ],
    ['bounce categories', '<bounce-category-patterns>\n/(/ other\n</bounce-category-patterns>\n', [2]],
    [
      'an address list',
      '<bounce-processor>\n<address-list>\naddress /(/\n</address-list>\n</bounce-processor>\n',
      [3],
    ],
    ['an address that is relayed', 'relay-address /(/\n', [1]],
  ])('is seen in %s', (_, text, lines) => {
    expect(places(text, rule)).toEqual(lines.map((line) => `${line} (`));
  });

  it('is seen in an included file', () => {
    const texts: Texts = {
      config: '<smtp-pattern-list x>\ninclude more\n</smtp-pattern-list>\n',
      more: 'reply /(/ skip-mx\n',
    };
    expect(places(texts, rule)).toEqual(['more:1 (']);
  });

  it('is seen in a fragment', () => {
    expect(places('/(/ other\n', rule, 'bounce-category-patterns')).toEqual(['1 (']);
    expect(places('reply /(/ skip-mx\n', rule)).toEqual(['1 (']);
  });

  it('is cut in the message, and marked nevertheless', () => {
    const long = `/${'a'.repeat(200)}(/`;
    const { findings, model } = lintTexts(list(`${long} skip-mx`), [rule]);
    expect(findings[0]?.message).toMatch(/^'\/a{59}…' is no/);
    expect(model.main.lines.positionAt(findings[0]?.start ?? 0).column).toBe(208);
  });
});

describe('it says nothing of', () => {
  it.each([
    ['what PCRE takes', String.raw`/^421[ -](?:4\.7\.\d+ )?\[TSS0[1-9]\]/ mode=backoff`],
    ['what only PCRE takes', String.raw`/(?>a+)(?<!b)\K\h++(?i:x)(?|a|b)/ mode=backoff`],
    ['what versions of PCRE read differently', String.raw`/a{,3}\j/ mode=backoff`],
    ['what is too long to be judged', `/${'('.repeat(20_000)}/ mode=backoff`],
    ['an empty pattern', '// mode=backoff'],
    ['what a template engine fills', '/({{ words }/ mode=backoff'],
  ])('%s', (_, reply) => {
    expect(places(list(reply), rule)).toEqual([]);
  });

  it('values that are no regular expressions', () => {
    expect(places('relay-address user@example.com\nrelay-address (\nlog-file /var/(log\n', rule)).toEqual([]);
  });

  it('lines that other rules speak of', () => {
    const said = (reply: string): string[] =>
      lintTexts(list(reply), rules)
        .findings.map((finding) => finding.rule)
        .filter((id) => /regex|hash|lost|syntax/.test(id));
    expect(said('/*@example.com/ mode=backoff')).toEqual(['glob-in-regex']);
    expect(said(String.raw`/421 (too # many/ mode=backoff`)).not.toContain(rule.id);
    expect(said('/421 (too many mode=backoff')).not.toContain(rule.id);
  });
});

it('marks characters of the text as it is written, behind a byte-order mark too', () => {
  const text = `\ufeff${list('/é(/ skip-mx')}`;
  expect(modelOf(text).main.text.slice(0, 1)).toBe('\ufeff');
  expect(places(text, rule)).toEqual(['2 (']);
});
