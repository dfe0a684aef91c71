import { describe, expect, it } from 'vitest';
import {
  appendToSection,
  insertAfterLine,
  insertBlock,
  mayWrite,
  prependToSection,
  removeLine,
  replaceSetting,
  settingIn,
} from '../../src/edits/writing.ts';
import type { RuleEdit } from '../../src/engine/rule.ts';
import type { SectionUse } from '../../src/model/source/content.ts';
import { applyEdits } from '../../src/fix/edits.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';

function written(edits: RuleEdit | readonly RuleEdit[]): string {
  const all = [edits].flat();
  const text = all[0]?.file.text ?? '';
  return applyEdits(
    text,
    all.map(({ file, range, text: inserted }) => ({ path: file.path, ...range, text: inserted })),
  );
}

function blockOf(texts: Texts | string, at = 0): SectionUse {
  const section = modelOf(texts).sectionsOf('domain')[at];
  if (section === undefined) throw new Error('the text has no such block');
  return section;
}

describe('lines in a section', () => {
  it('are indented like the others, or by the unit of the file', () => {
    const text = '<domain a.com>\n   max-smtp-out 1\n</domain>\n<domain b.com>\n</domain>\n';
    expect(written(appendToSection(blockOf(text), ['x 1']))).toContain(
      '   max-smtp-out 1\n   x 1\n</domain>',
    );
    expect(written(prependToSection(blockOf(text), ['x 1']))).toContain('<domain a.com>\n   x 1\n   max');
    expect(written(appendToSection(blockOf(text, 1), ['<y>', '\tz', '</y>']))).toContain(
      '<domain b.com>\n   <y>\n      z\n   </y>\n</domain>',
    );
  });

  it('keep the line ends of the file, and its missing last one', () => {
    const text = '<domain a.com>\r\n\tmax-smtp-out 1\r\n</domain>';
    expect(written(appendToSection(blockOf(text), ['x 1']))).toBe(
      '<domain a.com>\r\n\tmax-smtp-out 1\r\n\tx 1\r\n</domain>',
    );
    const model = modelOf(text);
    expect(written(insertBlock(model.main, model.root, ['domain'], ['<y>', '\tz', '</y>']))).toBe(
      `${text}\r\n\r\n<y>\r\n\tz\r\n</y>`,
    );
  });

  it('are before unclosed sections in it, since after them they would belong to those', () => {
    const text = '<domain a.com>\n<v x>\n<w y>\nz 1\n</domain>\n';
    expect(written(appendToSection(blockOf(text), ['x 1']))).toBe(
      '<domain a.com>\n    x 1\n<v x>\n<w y>\nz 1\n</domain>\n',
    );
    const rule = '<domain a.com>\n<c\nm <pattern-list>\n</domain>\n';
    expect(written(appendToSection(blockOf(rule), ['x 1']))).toBe(
      '<domain a.com>\nx 1\n<c\nm <pattern-list>\n</domain>\n',
    );
  });

  it('are after a directive and its continuation lines', () => {
    const text = '<domain a.com>\n  smtp-hosts "a.com, \\\n   b.com"\n  max-smtp-out 1\n</domain>\n';
    const [hosts, connections] = blockOf(text).directives;
    if (hosts === undefined || connections === undefined) throw new Error('two directives are expected');
    expect(written(insertAfterLine(connections, ['x 1']))).toContain('  max-smtp-out 1\n  x 1\n</domain>');
    expect(written(removeLine(connections.file, connections.line))).not.toContain('max-smtp-out');
  });
});

describe('a setting', () => {
  it('is the last line with a value under any of its names, and is replaced with its name', () => {
    const text = '<domain a.com>\n max-msg-rate 9/h\n Max-Msg-Per-Hour 30\n max-msg-rate # none\n</domain>\n';
    const use = settingIn(blockOf(text), 'max-msg-rate');
    expect(use?.value).toBe('30');
    if (use === undefined) return;
    expect(written(replaceSetting(use, 'max-msg-rate', '20/h'))).toContain(
      ' max-msg-rate 20/h\n max-msg-rate #',
    );
  });

  it('may not be written after a broken tag, which PowerMTA refuses and which may move what follows', () => {
    const within = (vmta: string, tag: string): SectionUse =>
      blockOf(`${vmta}\n${tag}\nmax-smtp-out 9\n</domain>\n</virtual-mta>\n`);
    expect(mayWrite(within('<virtual-mta v>', '<domain a.com>'), 'max-msg-rate')).toBe(true);
    expect(mayWrite(within('<virtual-mta v>', '<domain a.com'), 'max-msg-rate')).toBe(false);
    expect(mayWrite(within('<virtual-mta v', '<domain a.com>'), 'max-msg-rate')).toBe(false);
  });

  it('may be written where it is in another file', () => {
    const texts = { config: '<domain a.com>\n include part\n</domain>\n', part: 'max-smtp-out 9\n' };
    expect(mayWrite(blockOf(texts), 'max-smtp-out')).toBe(true);
    expect(mayWrite(blockOf(texts), 'max-msg-rate')).toBe(true);
  });
});
