import { describe, expect, it } from 'vitest';
import { rule as misplaced } from '../../names/misplaced-directive/rule.ts';
import { rule } from './rule.ts';
import { rule as unexpected } from '../unexpected-closing-tag/rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

const rules = [rule, unexpected, misplaced];

function found(text: string | Texts): string[] {
  const { findings, model } = lintTexts(text, rules);
  return findings.map(({ rule: id, path, start }) => {
    const file = model.files.find((other) => other.path === path);
    return `${id} ${path.replace('/etc/pmta/', '')}:${file?.lines.positionAt(start).line ?? 0}`;
  });
}

/** The text with the first fix applied, again and again until there is none. */
function mended(text: string): string {
  for (let pass = 0; pass < 5; pass++) {
    const fix = lintTexts(text, rules).findings.find((finding) => finding.fix !== null)?.fix;
    if (fix === undefined || fix === null) return text;
    text = applyEdits(text, fix.edits);
  }
  throw new Error('the fixes come to no end');
}

describe('unclosed-section', () => {
  it('points at both ends', () => {
    const text = '<virtual-mta v>\n<domain a.com>\n</virtual-mta>\n';
    const [finding] = lintTexts(text, [rule]).findings;
    expect(text.slice(finding?.start, finding?.end)).toBe('<domain a.com>');
    const end = finding?.related[0];
    expect(text.slice(end?.start, end?.end)).toBe('</virtual-mta>');
  });

  it('points at the last line where nothing ends the section', () => {
    const text = '<domain a.com>\n  max-smtp-out 5\n  # the end\n';
    const [finding] = lintTexts(text, [rule]).findings;
    const end = finding?.related[0];
    expect(text.slice(end?.start, end?.end)).toBe('  # the end');
  });

  it('alone speaks of what it may have swallowed', () => {
    expect(found('<source 0/0>\nlog-file /x\nhost-name a.example\n')).toEqual(['unclosed-section config:1']);
    expect(found('<source 0/0>\n  smtp-service yes\n</sauce>\nlog-file /x\n')).toEqual([
      'unclosed-section config:1',
    ]);
  });

  it('is found in an included file too, once', () => {
    const texts = { config: 'include a\ninclude a\nlog-file /x\n', a: '<domain a.com>\n  max-smtp-out 5\n' };
    expect(found(texts)).toEqual(['unclosed-section a:1']);
  });

  it('says nothing where a template may bring the tag', () => {
    expect(
      found('<% if a %>\n<domain x>\n<% else %>\n<domain y>\n<% end %>\nmax-smtp-out 5\n</domain>\n'),
    ).toEqual([]);
    expect(
      found('<domain x>\n{% if a %}\n</domain>\n{% else %}\nmax-smtp-out 5\n</domain>\n{% endif %}\n'),
    ).toEqual([]);
  });

  it('closes the section behind the last line that can belong to it', () => {
    expect(mended('<source 0/0>\n  smtp-service yes\n\n# logs\nlog-file /x\n')).toBe(
      '<source 0/0>\n  smtp-service yes\n</source>\n\n# logs\nlog-file /x\n',
    );
    expect(mended('<virtual-mta v>\n  smtp-source-host 192.0.2.1 a.b\n\n<domain x>\n</domain>\n')).toBe(
      '<virtual-mta v>\n  smtp-source-host 192.0.2.1 a.b\n</virtual-mta>\n\n<domain x>\n</domain>\n',
    );
    expect(mended('<spool /var/spool/pmta>\n')).toBe('<spool /var/spool/pmta>\n</spool>\n');
    expect(mended('<Domain x>\r\n\tmax-smtp-out 5')).toBe('<Domain x>\r\n\tmax-smtp-out 5\r\n</Domain>');
  });

  it('closes nested sections from the inside', () => {
    const text = '<virtual-mta v>\n  <domain a.com>\n    max-smtp-out 5\n';
    expect(mended(text)).toBe(`${text}  </domain>\n</virtual-mta>\n`);
    expect(found(mended(text))).toEqual([]);
  });

  it('closes the list that a rule opens', () => {
    const text =
      '<pattern-list p>\n  mail-from /a/ <pattern-list>\n    header s /x/ virtual-mta=v\n</pattern-list>\n';
    expect(found(mended(text))).toEqual([]);
  });

  it('corrects the tag that was meant', () => {
    expect(mended('<domain x>\nmax-smtp-out 5\n</domian> # x\nlog-file /x\n')).toBe(
      '<domain x>\nmax-smtp-out 5\n</domain> # x\nlog-file /x\n',
    );
    expect(mended('<domain x>\nmax-smtp-out 5\n<domain>\n<domain y>\n</domain>\n')).toBe(
      '<domain x>\nmax-smtp-out 5\n</domain>\n<domain y>\n</domain>\n',
    );
  });

  it.each([
    ['dns', '<dns>\n<dns>\nlog-file /x\n', '<dns>\n</dns>\nlog-file /x\n'],
    [
      'pattern-list',
      '<pattern-list p>\n* virtual-mta=v\n<pattern-list>\n',
      '<pattern-list p>\n* virtual-mta=v\n</pattern-list>\n',
    ],
  ])('knows a %s whose closing tag lacks the slash', (_, text, closed) => {
    expect(found(text)).toEqual(['unclosed-section config:1']);
    expect(mended(text)).toBe(closed);
  });

  it('is not misled by a word that a template replaces', () => {
    expect(found('<virtual-mta v>\n  smtp-source-host 192.0.2.1 a.b\n$p_dkim\n')).toEqual([
      'unclosed-section config:1',
    ]);
  });

  it('offers no fix where no border can be drawn', () => {
    const text = '<domain x>\nmax-smtp-out 5\nlog-file /x\nqueue-to y\n';
    expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
  });

  it.each(['<domain x>\nmax-smtp-out 5\n', '<pattern-list p>\n'])(
    'reports sections in time that grows with their number: %j',
    (lines) => {
      const check = (count: number): void => {
        expect(lintTexts(lines.repeat(count), [rule]).findings.length).toBeGreaterThan(0.9 * count);
      };
      expect(growth(500, check)).toBeLessThan(LINEAR);
    },
  );
});
