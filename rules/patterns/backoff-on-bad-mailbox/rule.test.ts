import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as overbroad } from '../overbroad-pattern/rule.ts';
import { replies } from '../../../src/catalog/replies.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

function list(...rules: readonly string[]): string {
  return ['<smtp-pattern-list x>', ...rules.map((line) => `reply ${line}`), '</smtp-pattern-list>', ''].join(
    '\n',
  );
}

/** What is marked. */
function marked(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(
    ({ path, start, end }) => model.files.find((file) => file.path === path)?.text.slice(start, end) ?? '',
  );
}

describe('it proves on the catalog', () => {
  it.each([
    ['/user unknown/'],
    ['/^550/'],
    ['//'],
    [String.raw`/^5\d\d/`],
    ['/quota exceeded/'],
    ['/QUOTA/'],
  ])('that %s matches a bad mailbox', (regex) => {
    expect(marked(list(`${regex} mode=backoff`))).toEqual([regex]);
    expect(marked(list(`${regex} skip-mx,MODE=Backoff`))).toEqual([regex]);
  });

  it('shows a reply of the catalog', () => {
    const [finding] = lintTexts(list('/user quota exceeded/ mode=backoff'), [rule]).findings;
    const shown = /matches '([^']+)'/.exec(finding?.message ?? '')?.[1] ?? '';
    expect(replies().map(({ example }) => example)).toContain(shown);
    expect(finding?.message).toContain('a full mailbox');
  });

  it.each([
    ['another action', ['/user unknown/ bounce-queue', '/^550/ mode=normal', '/quota/ skip-mx']],
    [
      'a provider that speaks of rate',
      [String.raw`/^421[ -]4\.7\.28/ mode=backoff`, '/too many connections/ mode=backoff'],
    ],
    [
      'a reply that an earlier rule keeps in its normal state',
      ['/./ mode=normal', '/user unknown/ mode=backoff'],
    ],
    ['what an earlier rule may keep there', ['/(?=.)/ mode=normal', '/user unknown/ mode=backoff']],
    ['patterns that cannot be judged', ['/(?=user unknown)/ mode=backoff', '/[/ mode=backoff']],
    ['a broken line', ['/user unknown mode=backoff']],
  ])('says nothing of %s', (_, rules) => {
    expect(marked(list(...rules))).toEqual([]);
  });

  it('a mode=normal behind it comes too late', () => {
    expect(marked(list('/user unknown/ mode=backoff', '/user unknown/ mode=normal'))).toEqual([
      '/user unknown/',
    ]);
  });

  it('speaks once of a pattern that stands in the list twice', () => {
    expect(marked(list('/user unknown/ mode=backoff', '/user unknown/ mode=backoff'))).toHaveLength(1);
  });
});

it('reads included rules, upper case and CRLF', () => {
  const config = '<SMTP-Pattern-List x>\r\ninclude one\r\n</SMTP-Pattern-List>\r\n';
  expect(marked({ config, one: 'REPLY /user unknown/ mode=backoff\r\n' })).toEqual(['/user unknown/']);
});

it('takes the place of overbroad-pattern', () => {
  const both = lintTexts(list('/^550/ mode=backoff', '/^553/ mode=backoff'), [rule, overbroad]).findings;
  expect(both.map((finding) => finding.rule)).toEqual(['backoff-on-bad-mailbox', 'overbroad-pattern']);
});

it('speaks of no pattern of the catalog that wants a reaction', () => {
  const reacting = replies().filter(({ action }) => action?.includes('mode=backoff') === true);
  expect(reacting.length).toBeGreaterThan(50);
  expect(marked(list(...reacting.map(({ pattern, action }) => `/${pattern}/ ${action ?? ''}`)))).toEqual([]);
});
