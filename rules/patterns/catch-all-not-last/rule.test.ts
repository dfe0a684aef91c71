import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { Rule } from '../../../src/engine/rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function categories(...lines: readonly string[]): string {
  return ['<bounce-category-patterns>', ...lines, '</bounce-category-patterns>', ''].join('\n');
}

function list(...lines: readonly string[]): string {
  return ['<pattern-list x>', ...lines, '</pattern-list>', ''].join('\n');
}

/** What is marked, and the text after the fix; null for none. */
function judged(text: string): [string, string | null][] {
  return lintTexts(text, [rule]).findings.map(({ start, end, fix }) => [
    text.slice(start, end),
    fix === null ? null : applyEdits(text, fix.edits),
  ]);
}

describe('catch-all-not-last', () => {
  it.each([['//'], ['/.*/'], ['/^/'], ['/^.*$/']])('knows that %s matches everything', (regex) => {
    expect(judged(categories(`${regex} other`, '/a/ bad-mailbox'))).toEqual([
      [regex, categories('/a/ bad-mailbox', `${regex} other`)],
    ]);
  });

  it.each([
    [categories('/a/ bad-mailbox', '// other')],
    [categories('// other')],
    [categories('// other', '', '# /a/ bad-mailbox')],
    [categories('// other', '// other')],
    [categories('//', '/a/ bad-mailbox')],
    [categories('// other', '<% if strict %>', '/a/ bad-mailbox', '<% end %>')],
    [`${categories('// other')}${categories('/a/ bad-mailbox')}`],
    [list('mail-from /a/ virtual-mta=a', '* virtual-mta=b')],
    [list('*', 'mail-from /a/ virtual-mta=a')],
    ['<smtp-pattern-list x>\nreply // mode=backoff\nreply /a/ skip-mx\n</smtp-pattern-list>\n'],
    ['<bounce-category-patterns>\n// other\n/a/ bad-mailbox\n'],
  ])('says nothing of %j', (text) => {
    expect(judged(text)).toEqual([]);
  });

  it('moves the bytes of the line, its comment and line end with it', () => {
    const text =
      '<bounce-category-patterns>\r\n\t// other  # rest\r\n  /a/ bad-mailbox # x\r\n# end\r\n</bounce-category-patterns>\r\n';
    expect(judged(text)).toEqual([
      [
        '//',
        '<bounce-category-patterns>\r\n  /a/ bad-mailbox # x\r\n\t// other  # rest\r\n# end\r\n</bounce-category-patterns>\r\n',
      ],
    ]);
  });

  it.each([
    ['// other\n/a/ bad-mailbox', '/a/ bad-mailbox\n// other'],
    ['\uFEFF// other\n/a/ bad-mailbox\n', null],
    ['\uFEFF/b/ success\n// other\n/a/ bad-mailbox\n', '\uFEFF/b/ success\n/a/ bad-mailbox\n// other\n'],
  ])('mends a part of a list: %j', (text, after) => {
    const { findings } = lintTexts(text, [rule], {}, { scope: 'bounce-category-patterns' });
    expect(findings.map(({ fix }) => (fix === null ? null : applyEdits(text, fix.edits)))).toEqual([after]);
  });

  it('removes the line where the same one ends the list', () => {
    expect(judged(categories('// other', '/a/ bad-mailbox', '// other'))).toEqual([
      ['//', categories('/a/ bad-mailbox', '// other')],
    ]);
    expect(judged(categories('// other # why', '/a/ bad-mailbox', '// other'))).toEqual([['//', null]]);
    expect(judged(categories('// other', '/a/ bad-mailbox', '// unknown'))).toEqual([['//', null]]);
  });

  it('speaks once of several in one list', () => {
    expect(judged(categories('// other', '// other', '/a/ bad-mailbox'))).toHaveLength(1);
  });

  it('counts nested lists as rules of the list around them, and looks into each', () => {
    const nested = [
      'mail-from /b/ <pattern-list>',
      '* virtual-mta=b',
      'rcpt-to /c/ virtual-mta=c',
      '</pattern-list>',
    ];
    expect(judged(list('* virtual-mta=a', ...nested))).toEqual([
      ['*', list(...nested, '* virtual-mta=a')],
      ['*', list('* virtual-mta=a', nested[0] ?? '', nested[2] ?? '', nested[1] ?? '', '</pattern-list>')],
    ]);
  });

  it('leaves the file as it is where the line cannot be moved', () => {
    expect(
      judged(list('* virtual-mta=a, \\', '  recipient-priority=5', 'mail-from /a/ virtual-mta=b')),
    ).toEqual([['*', null]]);
  });

  it('names the number of rules behind it', () => {
    const [finding] = lintTexts(categories('// other', '/a/ b', '/c/ d'), [rule]).findings;
    expect(finding?.message).toContain('the 2 rules behind it');
  });

  it('silences unreachable-pattern for all that stands behind it, and nothing else', () => {
    const unreachable: Rule = {
      id: 'unreachable-pattern',
      category: 'patterns',
      severity: 'warning',
      preset: 'recommended',
      fix: 'none',
      summary: 'speaks of every pattern',
      check({ model, report }) {
        for (const { file, line } of model.sections.flatMap((section) => section.others))
          if (line.kind === 'pattern') report({ location: { file, range: line.regex }, message: 'x' });
      },
    };
    const text = categories('/a/ b', '// other', '/c/ d', '/e/ f');
    const { findings } = lintTexts(text, [rule, unreachable]);
    expect(findings.map(({ start, end }) => text.slice(start, end))).toEqual(['/a/', '//']);
  });
});
