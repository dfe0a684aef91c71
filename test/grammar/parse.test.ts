import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, print, wordsOf } from '../../grammar/parse.ts';
import { outline } from './outline.ts';

describe('parse', () => {
  it('reads directives, quoted values, comments and sections', () => {
    const document = parse(
      [
        'postmaster you@example.com # write here',
        '<domain $gmail>   # all of them',
        '\tmax-smtp-out   20',
        '  smtp-hosts "[192.0.2.1]:25, lookup-mx:x.com"# fallback',
        '</domain>',
        '<acct-file |/usr/bin/php /p.php --x=y > /dev/null>',
        '</acct-file>',
      ].join('\r\n'),
    );
    expect(outline(document)).toEqual([
      'postmaster = you@example.com',
      '<domain $gmail>',
      '  max-smtp-out = 20',
      '  smtp-hosts = "[192.0.2.1]:25, lookup-mx:x.com"',
      '<acct-file |/usr/bin/php /p.php --x=y > /dev/null>',
    ]);
    expect(document.lines[1]?.comment).toEqual({ start: 59, end: 72 });
  });

  it('reads the sub-languages line by line', () => {
    expect(
      outline(
        parse(
          [
            '<pattern-list route>',
            '  header Subject /^a b\\/c/ virtual-mta=high, recipient-priority=60',
            '  mail-from /@x\\.com$/ <pattern-list>',
            '    rcpt-to /a/ virtual-mta=b',
            '    * virtual-mta=c',
            '  </pattern-list>',
            '  rcpt-to /z/ virtual-mta=z',
            '</pattern-list>',
            '<bounce-category-patterns >',
            '  /user unknown/ bad-mailbox',
            '  // other # all the rest',
            '</bounce-category-patterns>',
            '<rewrite-list r>',
            '  mail-from <> a@b.c',
            '</rewrite-list>',
          ].join('\n'),
        ),
      ),
    ).toEqual([
      '<pattern-list route>',
      '  header = Subject /^a b\\/c/ virtual-mta=high, recipient-priority=60',
      '  mail-from = /@x\\.com$/ <pattern-list>',
      '  <pattern-list >',
      '    rcpt-to = /a/ virtual-mta=b',
      '    * = virtual-mta=c',
      '  rcpt-to = /z/ virtual-mta=z',
      '<bounce-category-patterns >',
      '  /user unknown/ = bad-mailbox',
      '  // = other',
      '<rewrite-list r>',
      '  mail-from = <> a@b.c',
    ]);
  });

  it('distinguishes regex, bare and quoted words', () => {
    const document = parse('reply /a b/ mode=backoff, skip-mx "x y"');
    const [line] = document.lines;
    if (line?.kind !== 'directive') throw new Error('a directive was expected');
    expect(
      wordsOf(document, line).map((word) => [word.kind, document.source.slice(word.start, word.end)]),
    ).toEqual([
      ['regex', '/a b/'],
      ['bare', 'mode=backoff,'],
      ['bare', 'skip-mx'],
      ['quoted', '"x y"'],
    ]);
  });

  it('costs a mistake its line and no more', () => {
    expect(
      outline(
        parse(
          [
            'reply /never closed mode=backoff',
            'smtp-hosts "open',
            '}',
            '<>',
            '<domain gmail.com',
            '  max-smtp-out 5',
            '</domain',
            '<domain x.com> max-smtp-out 5 </domain>',
            '<domain y.com> max-smtp-out 5',
            '</domain>',
            '</source>',
            '/a/ other /b/ bad-mailbox',
            'run-as-root no',
          ].join('\n'),
        ),
      ),
    ).toEqual([
      'reply = /never closed mode=backoff !unterminated-regex',
      'smtp-hosts = "open !unterminated-quote',
      '!not-a-directive }',
      '!broken-tag <>',
      '<domain gmail.com>',
      '  max-smtp-out = 5',
      '!text-behind-tag <domain x.com> max-smtp-out 5 </domain>',
      '<domain y.com>',
      'stray </source>',
      '/a/ other /b/ = bad-mailbox !two-patterns',
      'run-as-root = no',
    ]);
  });

  it('sees an open quote in a tag', () => {
    const [line] = parse('<acct-file "/a b>\n</acct-file>').lines;
    expect(line?.kind === 'open' && line.problem).toEqual({
      reason: 'unterminated-quote',
      start: 11,
      end: 16,
    });
    expect(parse('<acct-file "/a b">').lines[0]).toMatchObject({ problem: null });
  });

  it('ends a section without closing tag where the next one begins', () => {
    expect(
      outline(
        parse(
          [
            '<domain a.com>',
            '  max-smtp-out 1',
            '<domain b.com>',
            '</domain>',
            '<virtual-mta v>',
            '  <domain *>',
            '    max-smtp-out 2',
            '</virtual-mta>',
            '<virtual-mta w>',
            '  <domain *>',
            '  </domain>',
            '<source 0/0>',
            '</source>',
            '<domain z>',
            'log-file /x',
          ].join('\n'),
        ),
      ),
    ).toEqual([
      '<domain a.com> unclosed',
      '  max-smtp-out = 1',
      '<domain b.com>',
      '<virtual-mta v>',
      '  <domain *> unclosed',
      '    max-smtp-out = 2',
      '<virtual-mta w> unclosed',
      '  <domain *>',
      '<source 0/0>',
      '<domain z> unclosed',
      '  log-file = /x',
    ]);
  });

  it('keeps a closed section where it is written, even where it is not allowed', () => {
    expect(outline(parse('<source 0/0>\n<domain x>\n</domain>\n</source>'))).toEqual([
      '<source 0/0>',
      '  <domain x>',
    ]);
  });

  it('reads template statements as lines of their own and placeholders as words', () => {
    expect(
      outline(
        parse(
          '<% list.each do |x| %>\nhost-name a.<%= "#{x}" %>.b\n$p_dkim\n<domain {{ name }}>\n</domain>\n<% end %>',
        ),
      ),
    ).toEqual(['template', 'host-name = a.<%= "#{x}" %>.b', '$p_dkim = ', '<domain {{ name }}>', 'template']);
  });

  it('reads a comment of Jinja as a line of a template, and a brace alone as a mistake', () => {
    expect(outline(parse('{# managed #}\n  {#- a -#}\n{ # block\n'))).toEqual([
      'template',
      'template',
      '!not-a-directive {',
    ]);
  });

  it('nests 10,000 sections without trouble', () => {
    const source = '<pattern-list a>\n'.repeat(10_000) + '</pattern-list>\n'.repeat(10_000);
    expect(print(parse(source))).toBe(source);
  });
});

describe('print', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<domain gmail.com>',
      '</domain>',
      '<',
      '>',
      '"',
      '\\',
      '/',
      '#',
      '\n',
      '\r\n',
      '\r',
      '\t',
      ' ',
    ),
    fc.constantFrom(
      'reply /x/ mode=backoff',
      '<pattern-list>',
      '<% x %>',
      '\uFEFF',
      '\u00a0',
      '\0',
      '*',
      ',',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );

  it('gives back every text as it was', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        const document = parse(source);
        expect(print(document)).toBe(source);
        expect(document.lines.map((line) => source.slice(line.start, line.next)).join('')).toBe(source);
      }),
      { numRuns: 2000 },
    );
  });
});
