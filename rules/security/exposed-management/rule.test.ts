import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, severity }) => {
    const file = model.files.find((other) => other.path === path);
    return `${path.replace('/etc/pmta/', '')}:${file?.lines.positionAt(start).line ?? 0} ${severity}`;
  });
}

function mended(text: string): string {
  return applyEdits(
    text,
    lintTexts(text, [rule]).findings.flatMap(({ fix }) => fix?.edits ?? []),
  );
}

describe('exposed-management', () => {
  it.each([
    ['0/0 admin', 'error'],
    ['0/0 Operator', 'error'],
    ['0.0.0.0/0 monitor', 'warning'],
    ['0/0 monitor,deny-logs', 'warning'],
    ['64/7 admin', 'error'],
    ['::/0 admin', 'error'],
    ['2000::/15 monitor', 'warning'],
  ])('judges %s', (value, severity) => {
    expect(found(`http-access ${value}\n`)).toEqual([`config:1 ${severity}`]);
    const fixed = mended(`http-access ${value} # all\r\n`);
    expect(fixed).toBe(`http-access ${value.split(' ')[0] ?? ''} none # all\r\n`);
    expect(found(fixed)).toEqual([]);
  });

  it.each([
    '0/0 none',
    '10/8 admin',
    '2001::/16 admin',
    'fc00::/7 admin',
    '127.0.0.1 admin',
    '$network admin',
    '<%= @ip %>/0 admin',
    '0/0 $level',
    '0/0 everything',
    '0/0',
  ])('says nothing of %s', (value) => {
    expect(found(`http-access ${value}\n`)).toEqual([]);
  });

  it('finds rules that are never reached, across files and in their order', () => {
    const texts = { config: 'include a\nhttp-access 10.1.2.3 admin\n', a: 'http-access 10/8 monitor\n' };
    expect(found(texts)).toEqual(['config:2 warning']);
    const [finding] = lintTexts(texts, [rule]).findings;
    expect(finding?.related.map(({ path }) => path)).toEqual(['/etc/pmta/a']);
    expect(found('http-access 10.1.2.3 admin\nhttp-access 10/8 monitor\n')).toEqual([]);
    expect(found({ config: 'include a\ninclude a\n', a: 'http-access 10/8 monitor\n' })).toEqual([]);
  });

  it('takes a last rule for all that says none for what it is', () => {
    expect(found('http-access 127.0.0.1 admin\nhttp-access 0/0 none\nhttp-access ::/0 none\n')).toEqual([]);
    expect(found('http-access 0/0 monitor\nhttp-access 0/0 none\n')).toEqual(['config:1 warning']);
    expect(found('http-access 0/0 none\nhttp-access 127.0.0.1 admin\n')).toEqual(['config:2 warning']);
  });

  it('reports a wide rule that is never reached as such, not as open', () => {
    expect(found('http-access 0/0 none\nhttp-access 0/0 admin\n')).toEqual(['config:2 warning']);
  });

  it('leaves open whether 0/0 stands for IPv6 too', () => {
    expect(found('http-access 0/0 monitor\nhttp-access ::1 monitor\n')).toEqual([
      'config:1 warning',
      'config:2 info',
    ]);
    expect(found('http-access 0/0 none\nhttp-access ::1 monitor\n')).toEqual([]);
    expect(found('http-access 0/0 monitor\nhttp-access ::/0 admin\n')).toEqual([
      'config:1 warning',
      'config:2 error',
    ]);
  });

  it('says nothing of open rules where the web monitor is off', () => {
    expect(found('http-mgmt-port 0\nhttp-access 0/0 admin\n')).toEqual([]);
  });

  it('is gone when fixed', () => {
    const text =
      'http-access 0/0 monitor\nhttp-access 127.0.0.1 monitor # me\nhttp-access ::1 monitor\nlog-file /x\n';
    expect(mended(text)).toBe('http-access 0/0 none\nlog-file /x\n');
    expect(found(mended(text))).toEqual([]);
  });
});
