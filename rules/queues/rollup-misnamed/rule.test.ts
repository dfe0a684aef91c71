import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits, selectEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function list(...lines: string[]): string {
  return ['<mx-rollup-list>', ...lines.map((line) => `  mx ${line}`), '</mx-rollup-list>', ''].join('\n');
}

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines, '</domain>', ''].join('\n');
}

/** The value of the line that each finding stands at, with what it is about. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, message, related }) => {
    const use = model.directives.find((other) => other.file.path === path && other.nameRange.start === start);
    const about = message.includes('no name for a rollup') ? 'name' : 'hosts';
    return `${about}: ${use?.value ?? ''}${related.length > 0 ? ` and ${related.length} more` : ''}`;
  });
}

/** The text after the unsafe fix; null where there is none. */
function renamed(text: string): string | null {
  const { findings } = lintTexts(text, [rule]);
  const fixes = findings.flatMap(({ fix }) => fix ?? []);
  if (fixes.length === 0) return null;
  expect(fixes.map(({ safety }) => safety)).toEqual(fixes.map(() => 'unsafe'));
  return applyEdits(text, selectEdits(fixes).edits.get('/etc/pmta/config') ?? []);
}

describe('rollup-misnamed: the name', () => {
  it.each(['google', 'google.queue', 'google.rolup', 'google.com', 'rollup', 'GOOGLE.ROLLUPS'])(
    'finds %s',
    (queue) => {
      const line = `mx1.google.com ${queue}`;
      expect(found(list(line))).toEqual([`name: ${line}`]);
      expect(found(mainWith(`${list(line)}include missing\n`))).toEqual([`name: ${line}`]);
      expect(found(list(line).replaceAll('\n', '\r\n'))).toEqual([`name: ${line}`]);
    },
  );

  it.each([
    'mx1.a.example a.rollup',
    'mx1.a.example A.ROLLUP rollup-by-ip',
    'mx1.a.example $queue',
    'mx1.a.example {{ queue }}',
    'mx1.a.example',
    '',
  ])('says nothing of %s', (line) => {
    expect(found(mainWith(list(line)))).toEqual([]);
  });

  it('reports a queue once, at its first line', () => {
    expect(
      found(list('mx1.a.example a', 'mx1.b.example b.rollup', 'mx2.a.example A') + list('mx3.a.example a')),
    ).toEqual(['name: mx1.a.example a and 2 more']);
  });

  it('reads bare lines of a file that a list includes', () => {
    const texts = {
      config: mainWith('<mx-rollup-list>\ninclude lines\n</mx-rollup-list>\n'),
      lines: 'mx mx1.a.example a\n',
    };
    expect(found(texts)).toEqual(['name: mx1.a.example a']);
    const { findings } = lintTexts('mx mx1.a.example a\n', [rule], {}, { scope: 'mx-rollup-list' });
    expect(findings).toHaveLength(1);
  });

  it('renames the queue wherever it is named', () => {
    const text = mainWith(
      `${list('mx1.a.example a.queue', 'mx2.a.example A.queue # two')}${domain('A.queue')}<virtual-mta v>\n${domain('a.queue')}</virtual-mta>\n${domain('a.example', 'queue-to "a.queue"')}`,
    );
    expect(renamed(text)).toBe(text.replaceAll(/a\.queue/gi, 'a.rollup'));
  });

  it('takes the name of a block that is there, and leaves others alone', () => {
    const text = mainWith(list('mx1.a.example a.rolup') + domain('a.rollup') + domain('a.rolup'));
    expect(renamed(text)).toBe(text.replace('example a.rolup', 'example a.rollup'));
    const whole = mainWith(list('mx1.gmail.com gmail.com') + domain('gmail.com') + domain('gmail.rollup'));
    expect(renamed(whole)).toBe(whole.replace('gmail.com gmail.com', 'gmail.com gmail.rollup'));
  });

  it.each([
    ['a domain of the DNS', mainWith(list('mx1.a.example a.example') + domain('a.example'))],
    ['a fragment', list('mx1.a.example a')],
    ['an unread include', mainWith(`${list('mx1.a.example a')}include missing\n`)],
    ['a wrapped line', mainWith(list('mx1.a.example a, \\\n rollup-by-ip'))],
  ])('does not rename %s', (_, text) => {
    expect(found(text)).toHaveLength(1);
    expect(renamed(text)).toBeNull();
  });
});

describe('rollup-misnamed: wildcards', () => {
  it.each(['*.a.example', '[*.]a.example', '*'])('finds %s', (pattern) => {
    expect(found(mainWith(list(`${pattern} a.rollup`)))).toEqual([`hosts: ${pattern} a.rollup`]);
  });

  it.each([
    ['hosts', domain('a.rollup', 'smtp-hosts lookup-mx:a.example')],
    ['hosts for all', domain('*', 'smtp-hosts mx.example.com')],
    ['another type', domain('A.Rollup', 'type discard')],
  ])('says nothing where the queue has %s', (_, text) => {
    expect(found(mainWith(list('*.a.example a.rollup') + text))).toEqual([]);
  });

  it('says nothing of rollup-by-ip, nor of mail exchangers by name', () => {
    expect(found(mainWith(list('*.a.example a.rollup rollup-by-ip', 'mx1.a.example b.rollup')))).toEqual([]);
  });

  it('reports a queue once, at its first wildcard', () => {
    const lines = ['mx1.a.example a.rollup', '*.a.example a.rollup', '*.b.example a.rollup'];
    expect(found(mainWith(list(...lines)))).toEqual(['hosts: *.a.example a.rollup and 1 more']);
  });

  it.each([
    ['a fragment', list('*.a.example a.rollup')],
    ['an unread include', mainWith(`${list('*.a.example a.rollup')}include missing\n`)],
    ['a template', mainWith(`${list('*.a.example a.rollup')}<% limits %>\n`)],
  ])('says nothing with %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});
