import { describe, expect, it } from 'vitest';
import { EnclosingSections } from '../../grammar/enclosing.ts';
import { parse } from '../../grammar/parse.ts';

/** The names of the sections around each line, outside first, a space between them. */
function around(source: string): string[] {
  const { children, lines } = parse(source);
  const enclosing = new EnclosingSections(children, '', ({ name }, outside) =>
    `${outside} ${source.slice(name.start, name.end)}`.trim(),
  );
  return lines.map(({ start }) => enclosing.at(start));
}

describe('the sections around a place', () => {
  it('are those that are open there; both tags belong to what is outside or ends there', () => {
    expect(
      around(
        '<virtual-mta v>\nhost-name x\n<domain a>\nmax-smtp-out 1\n</domain>\nhost-name y\n</virtual-mta>\nlog-file /x\n',
      ),
    ).toEqual([
      '',
      'virtual-mta',
      'virtual-mta',
      'virtual-mta domain',
      'virtual-mta domain',
      'virtual-mta',
      'virtual-mta',
      '',
    ]);
  });

  it('are none where there is no section', () => {
    expect(around('log-file /x\n\n')).toEqual(['', '']);
    expect(around('')).toEqual([]);
  });

  it('end at the tag that shows that one was not closed', () => {
    expect(around('<domain a>\nmax-smtp-out 1\n<domain b>\nmax-smtp-out 2\n')).toEqual([
      '',
      'domain',
      '',
      'domain',
    ]);
  });

  it('take the rule that opens a nested list for its tag', () => {
    expect(
      around(
        '<pattern-list p>\nmail-from /x/ <pattern-list>\n* virtual-mta=a\n</pattern-list>\n</pattern-list>\n',
      ),
    ).toEqual(['', 'pattern-list', 'pattern-list pattern-list', 'pattern-list pattern-list', 'pattern-list']);
  });

  it('map to data of the caller, thousands deep', () => {
    const depth = 5000;
    const source = '<pattern-list>\n'.repeat(depth);
    const { children, lines } = parse(source);
    const enclosing = new EnclosingSections(children, 0, (_section, outside) => outside + 1);
    expect(lines.map(({ start }) => enclosing.at(start))).toEqual(lines.map((_line, index) => index));
  });
});
