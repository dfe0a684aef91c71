import { describe, expect, it } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { outline } from './outline.ts';

function outlineOf(...lines: readonly string[]): string[] {
  return outline(parse(lines.join('\n')));
}

describe('lines', () => {
  it('end their content at a hash, with or without a blank before it', () => {
    expect(outlineOf('host-name a#b', '# host-name c', 'domain-key s,*,/k # key')).toEqual([
      'host-name = a',
      'domain-key = s,*,/k',
    ]);
  });

  it('end a regular expression at a hash too', () => {
    expect(outlineOf('reply /a#b/ mode=backoff')).toEqual(['reply = /a !unterminated-regex']);
    expect(outlineOf(String.raw`reply /a\x23b/ mode=backoff`)).toEqual([
      String.raw`reply = /a\x23b/ mode=backoff`,
    ]);
  });

  it('keep a hash inside closed quotes', () => {
    expect(outlineOf('password "a#b" # c')).toEqual(['password = "a#b"']);
    expect(outlineOf('password "a#b')).toEqual(['password = "a !unterminated-quote']);
  });

  it('take quotes, escapes and Windows paths as they are', () => {
    expect(
      outlineOf(
        String.raw`command "/p --envid \"$envid\""`,
        String.raw`command "c:\my stuff\\a.exe"`,
        String.raw`file c:\a\b.pem`,
      ),
    ).toEqual([
      String.raw`command = "/p --envid \"$envid\""`,
      String.raw`command = "c:\my stuff\\a.exe"`,
      String.raw`file = c:\a\b.pem`,
    ]);
    expect(outlineOf('command "/p --from=""$from"""')).toEqual(['command = "/p --from=""$from"""']);
  });

  it('keep spaces around commas, tabs, and angle brackets in values', () => {
    expect(
      outlineOf('domain-key base ,*, c:\\k', '\tretry-after\t\t10m , 20m\t', 'mail-from <> x@y'),
    ).toEqual(['domain-key = base ,*, c:\\k', 'retry-after = 10m , 20m', 'mail-from = <> x@y']);
  });

  it('may contain names of any script', () => {
    expect(outlineOf('<domain bücher.de>', '</domain>', 'relay-domain 例.jp')).toEqual([
      '<domain bücher.de>',
      'relay-domain = 例.jp',
    ]);
  });
});

describe('tags', () => {
  it('take arguments in quotes, pipes with arguments, and comments after them', () => {
    expect(
      outlineOf(
        '<acct-file "/bin/foo.pl -x"> # one',
        '</acct-file> # end',
        '<acct-file |/usr/bin/php /p.php --x=y>',
        '</acct-file>',
        '<source 10/8>#no blank',
        '</source>',
        '< domain  x.com >',
        '</domain >',
      ),
    ).toEqual([
      '<acct-file "/bin/foo.pl -x">',
      '<acct-file |/usr/bin/php /p.php --x=y>',
      '<source 10/8>',
      '<domain x.com>',
    ]);
  });

  it('close in any case, and with the name once more', () => {
    expect(
      outlineOf(
        '<Domain-Key-List k>',
        'domain-key s,*,/k',
        '</domain-key-list k>',
        '<DOMAIN x>',
        '</domain>',
        'host-name a',
      ),
    ).toEqual(['<Domain-Key-List k>', '  domain-key = s,*,/k', '<DOMAIN x>', 'host-name = a']);
  });

  it('open an unnamed list at the end of a rule, to any depth, and only there', () => {
    expect(
      outlineOf(
        '<pattern-list a>',
        'mail-from /x/ <pattern-list>',
        'rcpt-to /y/ <PATTERN-LIST >',
        '* virtual-mta=c',
        '</pattern-list>',
        '</pattern-list> # inner',
        'header X /<pattern-list>/ virtual-mta=d',
        '</pattern-list>',
        'host-name a',
      ),
    ).toEqual([
      '<pattern-list a>',
      '  mail-from = /x/ <pattern-list>',
      '  <pattern-list >',
      '    rcpt-to = /y/ <PATTERN-LIST >',
      '    <PATTERN-LIST >',
      '      * = virtual-mta=c',
      '  header = X /<pattern-list>/ virtual-mta=d',
      'host-name = a',
    ]);
  });

  it('are not tags after a hash or in the middle of a line', () => {
    expect(outlineOf('# <domain x>', 'comment <domain x>', 'host-name a # </domain>')).toEqual([
      'comment = <domain x>',
      'host-name = a',
    ]);
  });
});

describe('lines of lists', () => {
  it('are read as patterns or as keyword and value', () => {
    expect(
      outlineOf(
        '<bounce-category-patterns>',
        String.raw`/^4\.\d [a/b]/ bad-mailbox`,
        '/./ other',
        '</bounce-category-patterns>',
        '<mx-rollup-list>',
        'mx *.google.com gmail.rollup rollup-by-ip # all',
        '</mx-rollup-list>',
        '<smtp-pattern-list l>',
        'reply /a b/ mode=backoff,skip-mx',
        'REPLY /c/ bounce-queue',
        '</smtp-pattern-list>',
      ),
    ).toEqual([
      '<bounce-category-patterns >',
      String.raw`  /^4\.\d [a/b]/ = bad-mailbox`,
      '  /./ = other',
      '<mx-rollup-list >',
      '  mx = *.google.com gmail.rollup rollup-by-ip',
      '<smtp-pattern-list l>',
      '  reply = /a b/ mode=backoff,skip-mx',
      '  REPLY = /c/ bounce-queue',
    ]);
  });
});
