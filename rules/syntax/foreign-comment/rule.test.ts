import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { fixed } from '../../../test/support/fixed.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

/** What is said of a text by all rules about its form and names: rule and stretch. */
function said(text: string): string[] {
  const form = rules.filter(({ category }) => category === 'syntax' || category === 'names');
  const { findings } = lintTexts(text, form);
  return findings.map(({ rule: id, start, end }) => `${id}: ${text.slice(start, end)}`);
}

function inside(section: string, lines: string): string {
  return `<${section}>\n${lines}\n</${section.split(' ')[0] ?? ''}>\n`;
}

describe('foreign-comment', () => {
  it.each([
    ['domain d', '// slow', '// slow'],
    ['domain d', '//', '//'],
    ['domain d', '////////', '////////'],
    ['domain d', '// see /etc/pmta/old/ for more', '// see /etc/pmta/old/ for more'],
    ['domain d', '//slow # really', '//slow'],
    ['domain d', '; slow', '; slow'],
    ['domain d', ';max-smtp-out 20', ';max-smtp-out 20'],
    ['domain d', '<!-- slow -->', '<!-- slow -->'],
    ['domain d', '<!-- slow', '<!-- slow'],
    ['domain d', '<!-- a # b -->', '<!-- a # b -->'],
    ['domain d', 'max-smtp-out 20 // slow', '// slow'],
    ['domain d', 'max-smtp-out 20 //slow', '//slow'],
    ['domain d', 'max-msg-rate 100/h ; slow', '; slow'],
    ['domain d', 'max-msg-rate 100/hour ; slow', '; slow'],
    ['domain d', 'retry-after 10m <!-- slow -->', '<!-- slow -->'],
    ['domain d', 'smtp-hosts [192.0.2.1]:25 // slow', '// slow'],
    ['domain d', 'bounce-upon-no-mx no // "quoted', '// "quoted'],
    ['smtp-pattern-list p', '// reply /x/ mode=backoff', '// reply /x/ mode=backoff'],
    ['smtp-pattern-list p', 'reply /x/ mode=backoff // slow', '// slow'],
    ['smtp-pattern-list p', 'reply /x/ mode=backoff ; slow', '; slow'],
    ['bounce-category-patterns', '// full mailboxes', '// full mailboxes'],
    ['bounce-category-patterns', '//full mailboxes', '//full mailboxes'],
    ['bounce-category-patterns', '// /spam/ spam-related', '// /spam/ spam-related'],
    ['bounce-category-patterns', '/spam/ spam-related // old', '// old'],
    ['bounce-category-patterns', '// other ; the rest', '; the rest'],
  ])('in %s: %s', (section, line, at) => {
    const once = said(inside(section, line)).filter(
      (finding) => !finding.startsWith('invalid-value: max-msg'),
    );
    expect(once).toEqual([`foreign-comment: ${at}`]);
    const withReturns = inside(section, line).replaceAll('\n', '\r\n');
    expect(said(withReturns)).toContain(`foreign-comment: ${at}`);
  });

  it.each([
    ['bounce-category-patterns', '// other'],
    ['bounce-category-patterns', '// other # the rest'],
    ['bounce-category-patterns', '// my-own-category'],
    ['bounce-category-patterns', '//other'],
    ['smtp-pattern-list p', 'reply // mode=backoff'],
    ['smtp-pattern-list p', 'reply /a // b/ mode=backoff'],
    ['smtp-pattern-list p', 'reply /a ; b/ mode=backoff'],
    ['domain d', 'smtp-hosts [192.0.2.1]:25 ; [192.0.2.2]:25'],
    ['domain d', 'smtp-hosts a.example.com;b.example.com'],
    ['domain d', 'smtp-hosts [192.0.2.1]:25 ; [192.0.2.2]:25x'],
    ['domain d', 'type pipe\ncommand "/bin/a ; /bin/b // c"'],
    ['domain d', 'command /bin/a ; /bin/b'],
    ['domain d', 'max-smtp-out 20 ; max-msg-rate 100/h'],
    ['domain d', 'max-smtp-out twenty // slow'],
    ['domain d', 'nothing-known 20 // slow'],
    ['domain d', '# // ; <!-- -->'],
    ['domain d', 'max-smtp-out 20 # // slow'],
  ])('says nothing in %s: %s', (section, line) => {
    expect(said(inside(section, line)).filter((finding) => finding.startsWith('foreign'))).toEqual([]);
  });

  it('takes // for a rule in a bare list of patterns, and for a comment elsewhere', () => {
    expect(said('/spam/ spam-related\n// other\n')).toEqual([]);
    expect(said('max-smtp-out 20\n// other\n')).toEqual(['foreign-comment: // other']);
  });

  it('speaks once of a comment over several lines, and of nothing in it', () => {
    const text =
      '<!-- old\nmax-smtp-out twenty\n<domain x>\n# and\n\nunheard-of 1\n-->\nlog-file /var/log/pmta/log\n';
    expect(said(text)).toEqual(['foreign-comment: <!-- old']);
    expect(fixed(text, [rule]).text).toBe(
      '# old\n# max-smtp-out twenty\n# <domain x>\n# and\n\n# unheard-of 1\n#\nlog-file /var/log/pmta/log\n',
    );
  });

  it('takes only the first line for a comment that has no end, or text behind its end', () => {
    expect(said('<!-- one\n<!-- two\nlog-file /x\n')).toEqual([
      'foreign-comment: <!-- one',
      'foreign-comment: <!-- two',
    ]);
    const { findings } = lintTexts('<!-- one --> log-file /x\n', [rule]);
    expect(findings.map(({ fix }) => fix)).toEqual([null]);
    expect(modelOf('<!-- a\nlog-file /x\n--> log-file /y\n').named('log-file')).toHaveLength(1);
  });

  it('reports a comment behind a tag, and leaves the section as it is', () => {
    const text = '<domain d> // one\nmax-smtp-out 20\n</domain> ; two\n</domain> // three\n';
    expect(said(text)).toEqual([
      'foreign-comment: // one',
      'foreign-comment: ; two',
      'unexpected-closing-tag: </domain>',
      'foreign-comment: // three',
    ]);
    expect(modelOf(text).queue('d', null).value('max-smtp-out')).toBe('20');
  });

  it('reads a value without the comment behind it, unless that lets someone in', () => {
    const text = inside(
      'source 192.0.2.1',
      'always-allow-relaying yes // all\nsmtp-service yes\nmax-message-size 1K // x',
    );
    const [source] = modelOf(text).sources.all;
    const { sources } = modelOf(text);
    expect(source && sources.setting(source, 'always-allow-relaying').value).not.toBe('yes');
    const { findings } = lintTexts(text, [rule]);
    expect(findings.map(({ fix }) => fix?.safety)).toEqual(['unsafe', 'safe']);
    expect(modelOf(inside('domain d', 'max-smtp-out 7 // x')).queue('d', null).value('max-smtp-out')).toBe(
      '7',
    );
  });

  it('changes nothing for mail, and a second run changes nothing more', () => {
    const text = [
      '// first',
      'domain-macro m a.example, b.example // list',
      '<domain $m> // block',
      '\tmax-smtp-out 20 ; few',
      '\tsmtp-pattern-list p <!-- p -->',
      '</domain>',
      '<smtp-pattern-list p>',
      '\treply /slow/ mode=backoff // x',
      '\t; reply /fast/ mode=normal',
      '</smtp-pattern-list>',
      '<bounce-category-patterns>',
      '\t/spam/ spam-related ; x',
      '\t// two words',
      '\t// other',
      '</bounce-category-patterns>',
      '',
    ].join('\r\n');
    const { text: after, passes, left } = fixed(text, [rule]);
    expect(after).toBe(
      text
        .replace('// first', '# first')
        .replace('// list', '# list')
        .replace('// block', '# block')
        .replace('; few', '# few')
        .replace('<!-- p -->', '# p')
        .replace('// x', '# x')
        .replace('; reply', '# reply')
        .replace('; x', '# x')
        .replace('// two', '# two'),
    );
    expect(passes).toBe(1);
    expect(left).toEqual([]);
    expect(compareModels(modelOf(text), modelOf(after))).toEqual([]);
  });

  it('does not show a secret that was commented out', () => {
    const text = inside('smtp-user u', '; password one-secret\nsource s // password another-secret');
    const { findings } = lintTexts(text, [rule]);
    expect(findings).toHaveLength(2);
    expect(JSON.stringify(findings.map(({ message }) => message))).not.toContain('secret');
  });

  it('checks comments without end in time that grows with their number', () => {
    const check = (count: number): void => {
      const text = '<!-- x\nreply / // ; // ;\n'.repeat(count);
      expect(lintTexts(text, [rule]).findings.length).toBeGreaterThan(0);
    };
    expect(growth(500, check)).toBeLessThan(LINEAR);
  });
});
