import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';
import { growth, LINEAR } from '../support/growth.ts';

/** `name = value` of every directive. */
function directives(text: string): string[] {
  return modelOf(text).directives.map((use) => `${use.name} = ${use.value ?? '-'}`);
}

describe('values that go on in the next line', () => {
  it.each([
    ['domain-macro g gmail.com,\n  googlemail.com', ['domain-macro = g gmail.com, googlemail.com']],
    ['domain-macro g\n  gmail.com, x.com', ['domain-macro = g gmail.com, x.com']],
    [
      'domain-macro g gmail.com, # one\n  x.com, # two\n  y.com # three',
      ['domain-macro = g gmail.com, x.com, y.com'],
    ],
    [
      'domain-macro g gmail.com, \\\r\n  x.com\r\nhost-name a',
      ['domain-macro = g gmail.com, x.com', 'host-name = a'],
    ],
    ['smtp-hosts a.com \\\n  b.com', ['smtp-hosts = a.com b.com']],
    ['domain-macro g $a,\n$b,\n$c', ['domain-macro = g $a, $b, $c']],
  ])('are read as one: %j', (text, expected) => {
    expect(directives(text)).toEqual(expected);
  });

  it.each([
    // A directive that PowerMTA knows, a tag, a blank line or a comment ends the value.
    ['domain-macro g gmail.com,\nhost-name a.com', ['domain-macro = g gmail.com,', 'host-name = a.com']],
    ['domain-macro g gmail.com,\n<domain x>\n</domain>', ['domain-macro = g gmail.com,']],
    ['domain-macro g gmail.com,\n\nx.com', ['domain-macro = g gmail.com,', 'x.com = -']],
    ['domain-macro g gmail.com,\n# x\nx.com', ['domain-macro = g gmail.com,', 'x.com = -']],
    ['host-name a.com\nno-such-name b.com', ['host-name = a.com', 'no-such-name = b.com']],
    ['log-file c:\\pmta\\log\\\nno-such-name b.com', ['log-file = c:\\pmta\\log\\', 'no-such-name = b.com']],
    ['bcc-upon-delivery "a,\nb.com"', ['bcc-upon-delivery = "a,']],
  ])('end there: %j', (text, expected) => {
    expect(directives(text)).toEqual(expected);
  });

  it('are read in time that grows with their length', () => {
    const read = (count: number): void => {
      const [value] = directives(
        `domain-macro g a.com,${' '.repeat(10 * count)}x,\n${'b.com,\n'.repeat(count)}c.com`,
      );
      expect(value?.endsWith('b.com, c.com')).toBe(true);
    };
    expect(growth(5000, read)).toBeLessThan(LINEAR);
  });
});

describe('values', () => {
  const plain = (line: string): string | null | undefined => modelOf(line).directives[0]?.plainValue;

  it.each([
    ['log-file "/var/log/my pmta/log" # here', '/var/log/my pmta/log'],
    ['log-file /var/log/log# here', '/var/log/log'],
    ['log-file ""', ''],
    [String.raw`command "/p --envid \"$envid\""`, '/p --envid "$envid"'],
    [String.raw`command "c:\my stuff\\acctproc.exe"`, String.raw`c:\my stuff\acctproc.exe`],
    [String.raw`log-file c:\pmta\log`, String.raw`c:\pmta\log`],
    ['command "/p --from=""$from"""', '"/p --from=""$from"""'],
    ['smtp-client-certificate "/a b.pem" secret', '"/a b.pem" secret'],
    ['log-file   ', null],
    ['log-file # /l', null],
  ])('lose their quotes, and comments after them: %j', (line, expected) => {
    expect(plain(line)).toBe(expected);
  });
});
