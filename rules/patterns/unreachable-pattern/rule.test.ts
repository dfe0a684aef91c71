import { describe, expect, it } from 'vitest';
import { rule as catchAll } from '../catch-all-not-last/rule.ts';
import { rule } from './rule.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, modelOf, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

function replies(...rules: readonly string[]): string {
  return ['<smtp-pattern-list x>', ...rules.map((line) => `reply ${line}`), '</smtp-pattern-list>', ''].join(
    '\n',
  );
}

function list(...lines: readonly string[]): string {
  return ['<pattern-list x>', ...lines, '</pattern-list>', ''].join('\n');
}

function categories(...lines: readonly string[]): string {
  return ['<bounce-category-patterns>', ...lines, '</bounce-category-patterns>', ''].join('\n');
}

/** The lines that are marked, and the messages up to the first colon or semicolon. */
function judged(texts: Texts | string, scope?: string): string[] {
  const { findings, model } = lintTexts(texts, [rule], {}, scope === undefined ? {} : { scope });
  return findings.map(({ start, path, message }) => {
    const file = model.files.find((candidate) => candidate.path === path) ?? model.main;
    const name = path.slice('/etc/pmta/'.length);
    const line = file.lines.positionAt(start).line;
    return `${name === 'config' ? '' : `${name}:`}${line} ${/^.*?(?=[:;])/.exec(message)?.[0] ?? message}`;
  });
}

describe('an smtp-pattern-list', () => {
  it.each<[string, string[], string[]]>([
    [
      'a repeat',
      ['/a/ skip-mx', '/b/ skip-mx', '/a/ skip-mx'],
      ["4 '/a/' stands in this list before, with the same actions"],
    ],
    [
      'a repeat in another layout',
      ['/a/ mode=backoff,skip-mx', '/a/  MODE=backoff, skip-mx'],
      ["3 '/a/' stands in this list before, with the same actions"],
    ],
    [
      'part of the actions',
      ['/a/ mode=backoff,skip-mx', '/a/ skip-mx'],
      ["3 '/a/' stands in this list before, with the same actions"],
    ],
    ['the other mode', ['/a/ mode=normal', '/a/ mode=backoff'], ["3 'mode=backoff' of '/a/' never acts"]],
    [
      'other actions',
      ['/a/ mode=backoff', '/a/ skip-mx'],
      ["3 '/a/' stands in this list before, with 'mode=backoff'"],
    ],
    [
      'a covered mode',
      ['/^421/ mode=normal', '/^421 too many/ mode=backoff,skip-mx'],
      ["3 'mode=backoff' of '/^421 too many/' never acts"],
    ],
    [
      'skip-mx and bounce-queue',
      ['/refused/ bounce-queue', '/connection refused/ skip-mx'],
      ["3 'skip-mx' of '/connection refused/' never acts"],
    ],
    [
      'two times',
      ['/RP/ mode=backoff,backoff-to-normal-after=1h', '/RP-1/ mode=backoff,backoff-to-normal-after=4h'],
      ["3 'backoff-to-normal-after=4h' of '/RP-1/' never acts"],
    ],
    [
      'several that cover it together',
      ['/^4[0-4]/ mode=normal', '/^4[5-9]/ mode=normal', String.raw`/^4\d\d/ mode=backoff`],
      [String.raw`4 'mode=backoff' of '/^4\d\d/' never acts`],
    ],
    [
      'case and escapes',
      [String.raw`/TSS0\d/ mode=normal`, '/tss04/ mode=backoff'],
      ["3 'mode=backoff' of '/tss04/' never acts"],
    ],
  ])('%s is found', (_, rules, found) => {
    expect(judged(replies(...rules))).toEqual(found);
  });

  it.each<[string, string[]]>([
    ['covered rules with the same action', ['/a/ mode=backoff', '/ab/ mode=backoff']],
    ['other actions that go together', ['/a/ mode=backoff', '/ab/ skip-mx']],
    ['an order from narrow to wide', ['/^421 x/ mode=backoff', '/^421/ mode=normal']],
    [
      'what an earlier rule decides in the same way',
      ['/421/ mode=backoff', '/4/ mode=normal', '/421 x/ mode=backoff'],
    ],
    ['an anchor that leaves texts', ['/^421/ mode=normal', '/421/ mode=backoff']],
    ['letters of one case only', ['/(?-i)Tss/ mode=normal', '/tss/ mode=backoff']],
    ['what cannot be judged', ['/(?=4)/ mode=normal', '/421/ mode=backoff']],
    ['patterns to be filled in', ['/{{ a }}/ mode=normal', '/{{ a }}/ mode=normal']],
    ['broken lines and lines without an action', ['/a', '/a', '/b/', '/b/']],
  ])('says nothing of %s', (_, rules) => {
    expect(judged(replies(...rules))).toEqual([]);
  });

  it('reads each list by itself, and branches of a template', () => {
    expect(judged(replies('/a/ skip-mx') + replies('/a/ skip-mx').replace('x>', 'y>'))).toEqual([]);
    const branches =
      '<smtp-pattern-list x>\nreply /a/ skip-mx\n<% else %>\nreply /a/ skip-mx\n</smtp-pattern-list>\n';
    expect(judged(branches)).toEqual([]);
  });

  it('sees through includes, and leaves what is included twice', () => {
    const config = '<smtp-pattern-list x>\nreply /a/ skip-mx\ninclude one\n</smtp-pattern-list>\n';
    const [finding] = lintTexts({ config, one: 'reply /a/ skip-mx\n' }, [rule]).findings;
    expect(finding).toMatchObject({ path: '/etc/pmta/one', fix: null });
    const twice = '<smtp-pattern-list x>\ninclude one\ninclude one\n</smtp-pattern-list>\n';
    expect(judged({ config: twice, one: 'reply /a/ skip-mx\n' })).toEqual([]);
  });

  it('reads a fragment', () => {
    expect(judged('reply /a/ skip-mx\nreply /a/ skip-mx\n', 'smtp-pattern-list')).toHaveLength(1);
  });

  it('is silent where it is unsure what belongs to the list', () => {
    expect(judged('<smtp-pattern-list x>\nreply /a/ skip-mx\nreply /a/ skip-mx\n')).toEqual([]);
  });
});

describe('a pattern-list', () => {
  it.each<[string, string[], string[]]>([
    [
      'a covered rule',
      ['mail-from /@a/ virtual-mta=a', 'mail-from /@ab/ virtual-mta=b'],
      ["3 '/@ab/' is never reached"],
    ],
    [
      'the same header in another case',
      ['header X-A /^a/ virtual-mta=a', 'header x-a /^ab/ virtual-mta=b'],
      ["3 '/^ab/' is never reached"],
    ],
    [
      'a rule behind one for all senders',
      ['mail-from /@*/ virtual-mta=a', 'rcpt-to /b/ virtual-mta=b', '* virtual-mta=c'],
      ["3 '/b/' is never reached", "4 '*' is never reached"],
    ],
    [
      'a nested list',
      [
        'mail-from /@a/ virtual-mta=a',
        'mail-from /@ab/ <pattern-list>',
        '* virtual-mta=b',
        '</pattern-list>',
      ],
      ["3 '/@ab/' is never reached"],
    ],
    [
      'another result for the same pattern',
      ['rcpt-to /a/ virtual-mta=a', 'rcpt-to /a/ virtual-mta=b'],
      ["3 '/a/' is never reached"],
    ],
  ])('%s is found', (_, lines, found) => {
    expect(judged(list(...lines))).toEqual(found);
  });

  it.each<[string, string[]]>([
    [
      'other subjects',
      [
        'mail-from /a/ virtual-mta=a',
        'rcpt-to /a/ virtual-mta=a',
        'header x /a/ virtual-mta=a',
        'header y /a/ virtual-mta=a',
      ],
    ],
    ['a header that may be missing', ['header x // virtual-mta=a', 'mail-from /a/ virtual-mta=b']],
    [
      'what a nested list may leave over',
      [
        'mail-from /a/ <pattern-list>',
        'rcpt-to /x/ virtual-mta=x',
        '</pattern-list>',
        'mail-from /ab/ virtual-mta=b',
      ],
    ],
  ])('says nothing of %s', (_, lines) => {
    expect(judged(list(...lines))).toEqual([]);
  });
});

describe('bounce categories', () => {
  it('are compared by what they count', () => {
    expect(judged(categories('/user/ other', '/user unknown/ bad-mailbox'))).toEqual([
      "3 '/user unknown/' is never reached",
    ]);
    expect(judged(categories('/user/ other', '/user unknown/ other'))).toEqual([]);
    expect(judged(categories('/user/ other', '/user/ other'))).toEqual([
      "3 '/user/' stands in this list before, with the same result",
    ]);
  });

  it('leave a catch-all to the rule that is about it', () => {
    const text = categories('// other', '/user/ bad-mailbox', '/quota/ quota-issues');
    expect(lintTexts(text, [rule, catchAll]).findings.map((finding) => finding.rule)).toEqual([
      'catch-all-not-last',
    ]);
  });
});

describe('the fix', () => {
  it.each([
    [
      'smtp-pattern-list',
      replies('/a/ skip-mx', '/a/ skip-mx', '/b/ mode=backoff'),
      replies('/a/ skip-mx', '/b/ mode=backoff'),
    ],
    [
      'pattern-list',
      list('rcpt-to /a/ virtual-mta=a', 'rcpt-to /a/ virtual-mta=a'),
      list('rcpt-to /a/ virtual-mta=a'),
    ],
    ['bounce-category-patterns', categories('/a/ other', '/a/ other'), categories('/a/ other')],
  ])('takes an exact repeat out of a %s, and mail does not change', (_, text, after) => {
    const before = mainWith(`${text}<domain b.example>\nsmtp-pattern-list x\n</domain>\n`);
    const mended = fixed(before, [rule]);
    expect(mended).toMatchObject({ passes: 1, left: [], text: before.replace(text, after) });
    expect(compareModels(modelOf(before), modelOf(mended.text))).toEqual([]);
  });

  it('keeps line ends and what stands around', () => {
    const text =
      '<smtp-pattern-list x>\r\n\treply /a/ skip-mx\r\n\treply /a/ skip-mx\r\n# end\r\n</smtp-pattern-list>\r\n';
    const [finding] = lintTexts(text, [rule]).findings;
    expect(applyEdits(text, finding?.fix?.edits ?? [])).toBe(
      '<smtp-pattern-list x>\r\n\treply /a/ skip-mx\r\n# end\r\n</smtp-pattern-list>\r\n',
    );
  });

  it.each([
    ['a comment', replies('/a/ skip-mx', '/a/ skip-mx # why')],
    ['another action', replies('/a/ mode=backoff,skip-mx', '/a/ skip-mx')],
    ['another mode', replies('/a/ mode=backoff', '/a/ mode=normal')],
    ['a covered rule', list('rcpt-to /a/ virtual-mta=a', 'rcpt-to /ab/ virtual-mta=a')],
  ])('leaves %s', (_, text) => {
    expect(lintTexts(text, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
  });
});

it('checks a list in time that grows with the number of its rules', () => {
  const check = (count: number): void => {
    const lines = Array.from(
      { length: count },
      (_, i) => `mail-from /@d${i}\\.example/ virtual-mta=v${i % 7}`,
    );
    expect(judged(list(...lines, 'mail-from /@d7\\.example/ virtual-mta=v1'))).toEqual([
      String.raw`${count + 2} '/@d7\.example/' is never reached`,
    ]);
  };
  expect(growth(200, check)).toBeLessThan(LINEAR);
});
