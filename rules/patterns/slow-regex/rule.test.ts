import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { coveringReplies, replies } from '../../../src/catalog/replies.ts';
import { providers } from '../../../src/catalog/providers.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

function list(...replies: readonly string[]): string {
  return [
    '<smtp-pattern-list x>',
    ...replies.map((reply) => `reply ${reply}`),
    '</smtp-pattern-list>',
    '',
  ].join('\n');
}

function said(text: string): string[] {
  return lintTexts(text, [rule]).findings.map(({ severity, message }) => `${severity} ${message}`);
}

describe('a pattern that can take very long', () => {
  it('is a warning where the time doubles, with a text that does it', () => {
    expect(said(list('/^(a+)+$/ skip-mx'))).toEqual([
      "warning the time that '/^(a+)+$/' takes for a text like 'aaaaaaaaaa.a' at least doubles with every 'a' more: a server that answers so keeps PowerMTA busy, and where PCRE gives up the pattern counts as not found",
    ]);
  });

  it('is an info where the time grows with the third power or more', () => {
    expect(said(list(String.raw`/421.*rate.*limit/ skip-mx`))).toEqual([
      expect.stringMatching(
        /^info .* grows like the number of '.*' to the power of 3: a server that answers so /,
      ),
    ]);
    expect(said(list('/a.*a.*a.*a.*x/ skip-mx'))).toEqual([expect.stringMatching(/to the power of 5:/)]);
  });

  it('is marked as a whole', () => {
    expect(places(list('/421/ skip-mx', '/(x+x+)+y/ skip-mx'), rule)).toEqual(['3 /(x+x+)+y/']);
  });

  it.each([
    [
      'mail',
      '<pattern-list x>\nheader subject /(x+x+)+y/ virtual-mta=a\n</pattern-list>\n',
      'a message with such an address or header',
    ],
    [
      'bounces',
      '<bounce-category-patterns>\n/(x+x+)+y/ other\n</bounce-category-patterns>\n',
      'a server that answers so',
    ],
    ['addresses', 'relay-address /(x+x+)+y/\n', 'a message with such an address or header'],
    ['a fragment', 'reply /(x+x+)+y/ skip-mx\n', 'a server that answers so'],
  ])('is seen in patterns for %s, and whose texts they are', (_, text, who) => {
    expect(said(text)).toEqual([expect.stringContaining(`: ${who} keeps PowerMTA busy`)]);
  });

  it('shows a text that fits into a line', () => {
    const [message = ''] = said(list(`/^(${'long words '.repeat(6)}|${'long words '.repeat(6)})+!/ skip-mx`));
    expect(message).toContain('at least doubles');
    expect(message.length).toBeLessThan(400);
  });
});

describe('it says nothing of', () => {
  it.each([
    ['/421 4\\.7\\.28/ skip-mx'],
    ['/^421 .*rate.*limit/ skip-mx'],
    ['/(ab|cd)+x/ skip-mx'],
    ['/(?>a+)+b/ skip-mx'],
    [String.raw`/(a+)+\1/ skip-mx`],
    ['/(((/ skip-mx'],
    ['// skip-mx'],
  ])('%s', (reply) => {
    expect(said(list(reply))).toEqual([]);
  });

  it('patterns that a fix of ours writes, and those of the catalog', () => {
    const written = [...providers().flatMap(({ id }) => coveringReplies(id)), ...replies()];
    const patterns = [...new Set(written.map(({ pattern }) => pattern))];
    expect(patterns.length).toBeGreaterThan(200);
    for (const pattern of patterns) expect(said(list(`/${pattern}/ mode=backoff`))).toEqual([]);
  });
});
