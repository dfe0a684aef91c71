import { FIX_EFFECTS } from '../../src/engine/finding.ts';
import { textMessage } from '../support/text-message.ts';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { applyEdits } from '../../src/fix/edits.ts';
import { fixFiles } from '../../src/fix/passes.ts';
import { loadModel } from '../../src/model/load.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { memoryFileSystem } from '../support/memory-file-system.ts';
import { flagging, linted, RULES } from './linted.ts';

/** The text after the fixes of all that is unused, once. */
function fixedText(text: string): string {
  const edits = linted(text).findings.flatMap(({ rule, fix }) =>
    rule === 'unused-suppression' && fix !== null ? fix.edits : [],
  );
  return applyEdits(text, edits);
}

describe('the fix of an unused comment', () => {
  it.each([
    ['takes out its line', 'x 1\n  # pmta-lint-disable-next-line no-a -- why\nx 2\n', 'x 1\nx 2\n'],
    [
      'takes out its line with CRLF',
      'x 1\r\n# pmta-lint-disable-file no-a -- why\r\nx 2\r\n',
      'x 1\r\nx 2\r\n',
    ],
    ['takes out the last line', 'x 1\n# pmta-lint-disable-file no-a -- why', 'x 1\n'],
    ['keeps a byte-order mark', '\uFEFF# pmta-lint-disable-file no-a -- why\nx 1\n', '\uFEFFx 1\n'],
    ['takes out the end of a line', 'x 1 \t # pmta-lint-disable-line no-a -- why\nx 2\n', 'x 1\nx 2\n'],
    ['takes out the end of a line with CRLF', 'x 1 # pmta-lint-disable-line no-a\r\nx 2', 'x 1\r\nx 2'],
    ['keeps a note before it', 'x 1 # note # pmta-lint-disable-line no-a -- why\n', 'x 1 # note\n'],
    [
      'leaves another comment in the line',
      '# pmta-lint-disable-file no-a -- x  # pmta-lint-disable-file no-b -- y\nb 1\n',
      '# pmta-lint-disable-file no-b -- y\nb 1\n',
    ],
    [
      'leaves another comment before it in the line',
      'b 1 # pmta-lint-disable-line no-b -- x # pmta-lint-disable-line no-a -- y\n',
      'b 1 # pmta-lint-disable-line no-b -- x\n',
    ],
    ['takes out an end of nothing', '# pmta-lint-enable no-a\nx 1\n', 'x 1\n'],
    ['takes out an end of nothing at all', 'x 1\n# pmta-lint-enable\n', 'x 1\n'],
    [
      'takes out a beginning',
      '# pmta-lint-disable no-a -- why\nx\n# pmta-lint-enable no-a\n',
      'x\n# pmta-lint-enable no-a\n',
    ],
    [
      'takes out what a later line overrides',
      '# pmta-lint-rule no-a=info\n# pmta-lint-rule no-a=info\n',
      '# pmta-lint-rule no-a=info\n',
    ],
  ])('%s', (_, before, after) => expect(fixedText(before)).toBe(after));

  it.each([
    ['no-a, no-c', 'no-c'],
    ['no-c, no-a', 'no-c'],
    ['no-a,no-b,no-c', 'no-c'],
    ['no-a, no-c, no-b', 'no-c'],
    ['no-c  no-a ,no-b', 'no-c'],
    ['no-a, no-c,  no-d', 'no-c,  no-d'],
    ['no-c, no-b, no-d', 'no-c, no-d'],
    ['no-a until=2099-01-01, no-c', 'until=2099-01-01, no-c'],
    ['no-c until=2099-01-01 no-a', 'no-c until=2099-01-01'],
    ['no-c, no-a until=2099-01-01', 'no-c until=2099-01-01'],
  ])('of the rules "%s" keeps "%s"', (before, after) => {
    const rules = [...RULES, flagging('c'), flagging('c', { id: 'no-d' })];
    const text = (names: string): string => `c 1 # pmta-lint-disable-line ${names} -- why\n`;
    const { findings } = linted(text(before), { rules });
    const edits = findings.flatMap(({ rule, fix }) =>
      rule === 'unused-suppression' ? (fix?.edits ?? []) : [],
    );
    expect(applyEdits(text(before), edits)).toBe(text(after));
  });

  it('is not offered while a part of the comment is not understood', () => {
    expect(fixedText('# pmta-lint-disable-file no-a, no-aa -- why\n')).toBe(
      '# pmta-lint-disable-file no-a, no-aa -- why\n',
    );
  });
});

describe('fixing', () => {
  const PATH = '/etc/pmta/config';
  /** Lowers each max-smtp-out above 20. */
  const lowering: Rule = flagging('max-smtp-out', {
    fixes: ['tightens'],
    check: ({ model, report }) => {
      for (const use of model.named('max-smtp-out')) {
        if (Number(use.value) <= 20) continue;
        report({
          location: { file: use.file, range: use.nameRange },
          ...textMessage('too many'),
          fix: {
            effect: 'tightens',
            title: 'lower it',
            edits: [{ file: use.file, range: use.valueRange, text: '20' }],
          },
        });
      }
    },
  });

  function fixed(text: string): string {
    const files = new SourceFiles(memoryFileSystem({ [PATH]: text }));
    const outcome = fixFiles({
      files,
      load: (current) => [loadModel(current.read(PATH), current, { version: '5.0' })],
      rules: [...RULES, lowering],
      settings: settingsFor(),
      effects: FIX_EFFECTS,
    });
    expect(outcome.withheld).toEqual([]);
    expect(outcome.stopped).toBeNull();
    return outcome.changed[0]?.text ?? text;
  }

  it('leaves alone what a comment suppresses, and fixes the rest', () => {
    const lines = (other: number): string =>
      `<domain a.com>\nmax-smtp-out 400 # pmta-lint-disable-line no-max-smtp-out -- agreed\n</domain>\n<domain b.com>\nmax-smtp-out ${other}\n</domain>\n`;
    expect(fixed(lines(400))).toBe(lines(20));
  });

  it('takes out comments that are unused, the end of a range after its beginning', () => {
    const text =
      '<domain a.com>\n# pmta-lint-disable no-max-smtp-out -- old\nmax-smtp-out 10\n# pmta-lint-enable\n</domain>\n';
    expect(fixed(text)).toBe('<domain a.com>\nmax-smtp-out 10\n</domain>\n');
  });

  it('fixes what was suppressed up to a day that is over', () => {
    const text = (value: number): string =>
      `<domain a.com>\n# pmta-lint-disable-next-line no-max-smtp-out until=2020-01-01 -- old\nmax-smtp-out ${value}\n</domain>\n`;
    expect(fixed(text(400))).toBe(text(20));
  });
});
