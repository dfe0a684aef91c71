import { expect, it } from 'vitest';
import { compareModels } from '../../../src/compare/compare.ts';
import { fixed } from '../../../test/support/fixed.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

/** The findings of all rules about form and names: rule and text. */
function findingsIn(text: string): string[] {
  const form = rules.filter(({ category }) => category === 'syntax' || category === 'names');
  const { findings } = lintTexts(text, form);
  return findings.map(({ rule: id, start, end }) => `${id}: ${text.slice(start, end)}`);
}

function inside(section: string, lines: string): string {
  return `<${section}>\n${lines}\n</${section.split(' ')[0] ?? ''}>\n`;
}

/** A section, a line in it, and the comment. */
const REPORTED = [
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
] as const;

const ACCEPTED = [
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
] as const;

const multiLine =
  '<!-- old\nmax-smtp-out twenty\n<domain x>\n# and\n\nunheard-of 1\n-->\nlog-file /var/log/pmta/log\n';
const afterTags = '<domain d> // one\nmax-smtp-out 20\n</domain> ; two\n</domain> // three\n';

const otherSign = (at: string) => ({ messageId: 'otherSign', at }) as const;

testRule(rule, {
  effectsElsewhere: ['unsafe'],
  accept: {
    ...Object.fromEntries(ACCEPTED.map(([section, line]) => [line, inside(section, line)])),
    'a rule of a bare list of patterns': '/spam/ spam-related\n// other\n',
  },
  report: {
    ...Object.fromEntries(
      REPORTED.map(([section, line, at]) => [
        `${line} in ${section}`,
        { texts: inside(section, line), findings: [otherSign(`2 ${at}`)] },
      ]),
    ),
    'a comment next to a directive': {
      texts: 'max-smtp-out 20\n// other\n',
      findings: [otherSign('2 // other')],
    },
    'a comment over several lines once': { texts: multiLine, findings: [otherSign('1 <!-- old')] },
    'each of two comments without an end': {
      texts: '<!-- one\n<!-- two\nlog-file /x\n',
      findings: [otherSign('1 <!-- one'), otherSign('2 <!-- two')],
    },
    'a comment with text after its end': {
      texts: '<!-- one --> log-file /x\n',
      findings: [otherSign('1 <!-- one --> log-file /x')],
    },
    'comments after tags': {
      texts: afterTags,
      findings: [otherSign('1 // one'), otherSign('3 ; two'), otherSign('4 // three')],
    },
  },
  fix: {
    'a comment over several lines': {
      texts: multiLine,
      fixed:
        '# old\n# max-smtp-out twenty\n# <domain x>\n# and\n\n# unheard-of 1\n#\nlog-file /var/log/pmta/log\n',
      effect: 'neutral',
    },
  },
});

it.each(REPORTED)('is the only finding about form and names in %s: %s', (section, line, at) => {
  const once = findingsIn(inside(section, line)).filter(
    (finding) => !finding.startsWith('invalid-value: max-msg'),
  );
  expect(once).toEqual([`foreign-comment: ${at}`]);
  const withReturns = inside(section, line).replaceAll('\n', '\r\n');
  expect(findingsIn(withReturns)).toContain(`foreign-comment: ${at}`);
});

it.each(ACCEPTED)('is not reported next to other rules in %s: %s', (section, line) => {
  expect(findingsIn(inside(section, line)).filter((finding) => finding.startsWith('foreign'))).toEqual([]);
});

it('says how a comment starts', () => {
  const [finding] = lintTexts('// slow\n', [rule]).findings;
  expect(finding?.message).toBe(
    "'// slow' is meant as a comment, but here a comment starts with '#'; PowerMTA refuses to load the file",
  );
});

it('reads // as a rule in a bare list of patterns, and as a comment elsewhere', () => {
  expect(findingsIn('/spam/ spam-related\n// other\n')).toEqual([]);
  expect(findingsIn('max-smtp-out 20\n// other\n')).toEqual(['foreign-comment: // other']);
});

it('is the only finding for a comment over several lines', () => {
  expect(findingsIn(multiLine)).toEqual(['foreign-comment: <!-- old']);
});

it('reads only the first line as a comment that has no end, or text after its end', () => {
  expect(findingsIn('<!-- one\n<!-- two\nlog-file /x\n')).toEqual([
    'foreign-comment: <!-- one',
    'foreign-comment: <!-- two',
  ]);
  const { findings } = lintTexts('<!-- one --> log-file /x\n', [rule]);
  expect(findings.map(({ fix }) => fix)).toEqual([null]);
  expect(modelOf('<!-- a\nlog-file /x\n--> log-file /y\n').named('log-file')).toHaveLength(1);
});

it('leaves the section of a tag with a comment as it is', () => {
  expect(findingsIn(afterTags)).toEqual([
    'foreign-comment: // one',
    'foreign-comment: ; two',
    'unexpected-closing-tag: </domain>',
    'foreign-comment: // three',
  ]);
  expect(modelOf(afterTags).queue('d', null).value('max-smtp-out')).toBe('20');
});

it('returns a value without the comment after it, unless that opens an access', () => {
  const text = inside(
    'source 192.0.2.1',
    'always-allow-relaying yes // all\nsmtp-service yes\nmax-message-size 1K // x',
  );
  const [source] = modelOf(text).sources.all;
  const { sources } = modelOf(text);
  expect(source && sources.setting(source, 'always-allow-relaying').value).not.toBe('yes');
  const { findings } = lintTexts(text, [rule]);
  expect(findings.map(({ fix }) => fix?.effect)).toEqual(['unsafe', 'neutral']);
  expect(modelOf(inside('domain d', 'max-smtp-out 7 // x')).queue('d', null).value('max-smtp-out')).toBe('7');
});

it('fixes a file in one pass, and mail does not change', () => {
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

it('never shows a secret that was commented out', () => {
  const text = inside('smtp-user u', '; password one-secret\nsource s // password another-secret');
  const { findings } = lintTexts(text, [rule]);
  expect(findings).toHaveLength(2);
  expect(JSON.stringify(findings.map(({ message, data }) => [message, data]))).not.toContain('secret');
});

it('takes time in proportion to the number of comments without end', () => {
  const check = (count: number): void => {
    const text = '<!-- x\nreply / // ; // ;\n'.repeat(count);
    expect(lintTexts(text, [rule]).findings.length).toBeGreaterThan(0);
  };
  expect(growth(500, check)).toBeLessThan(LINEAR);
});
