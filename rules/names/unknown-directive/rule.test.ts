import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const found = (texts: Texts | string, version: '5.0' | '6.0' = '5.0') =>
  lintTexts(texts, [rule], { version }, { version }).findings;
const inDomain = (...lines: string[]): string => `<domain a.com>\n${lines.join('\n')}\n</domain>\n`;

describe('unknown-directive', () => {
  it('is an error for a near miss in any case, a warning for other names', () => {
    const findings = found(inDomain('MAX-SMPT-OUT 20', 'quite-another-thing 1'));
    expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning']);
    expect(findings[0]?.message).toContain("'max-smtp-out' was probably meant");
    expect(findings[1]?.fix).toBeNull();
  });

  it('is always a warning for PowerMTA 6.0, whose names are not all known', () => {
    const [finding] = found(inDomain('max-smpt-out 20'), '6.0');
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toContain('PowerMTA 6.0 may have it');
    expect(finding?.fix?.safety).toBe('unsafe');
  });

  it('mends the name and nothing else; then nothing is found', () => {
    const text = '<domain a.com>\r\n\tmax-smpt-out   20 # few\r\n</domain>\r\n';
    const edits = found(text)[0]?.fix?.edits ?? [];
    const mended = applyEdits(text, edits);
    expect(mended).toBe('<domain a.com>\r\n\tmax-smtp-out   20 # few\r\n</domain>\r\n');
    expect(found(mended)).toEqual([]);
  });

  it.each([
    ['the right name stands in the block', ['max-smtp-out 5', 'max-smpt-out 20']],
    ['the value does not fit', ['max-smpt-out many']],
    ['the right name cannot stand there', ['htpp-mgmt-port 8080']],
    ['there is no value', ['max-smpt-out']],
  ])('offers no fix where %s', (_, lines) => {
    const findings = found(inDomain(...lines));
    expect(findings.map(({ severity }) => severity)).toEqual(['error']);
    expect(findings[0]?.fix).toBeNull();
  });

  it.each([
    ['placeholders', inDomain('$extra 1', '{{x}} y', '__LIMITS__', 'EXTRA_LIMITS')],
    [
      'the last rule of a nested pattern-list',
      '<pattern-list a>\nmail-from /x/ <pattern-list>\n* virtual-mta=b\n</pattern-list>\n</pattern-list>\n',
    ],
    ['what an unknown section holds', '<vitrual-mta a>\nfoo-bar 1\n</vitrual-mta>\n'],
    [
      'what a section holds where it cannot stand',
      '<acct-file /a>\n<source 10/8>\nfoo-bar 1\n</source>\n</acct-file>\n',
    ],
    ['invented names, which have a rule of their own', inDomain('max-conn-rate 10/m')],
    ['old spellings, which have a rule of their own', inDomain('421-means-mx-unavailable yes')],
    ['names of sections', 'acct-file /var/log/a.csv\n'],
    ['broken lines', inDomain('foo-bar "x')],
    ['what stands behind text from a template', 'host-name a.b\n<%= render "x" %>\nfoo-bar 1\n'],
  ])('says nothing of %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('names the form of a list instead of a directive of other sections', () => {
    const [finding] = found('<bounce-category-patterns>\nreplay /x/ other\n</bounce-category-patterns>\n');
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toContain('lines of the form /pattern/ category');
  });

  it('finds names in included files, once for each', () => {
    const include = '<domain a.com>\ninclude /etc/pmta/limits\n</domain>\n';
    const findings = found({
      config: `${include}${include.replace('a.com', 'b.com')}`,
      limits: 'max-smpt-out 20\n',
    });
    expect(findings.map(({ path, start }) => [path, start])).toEqual([['/etc/pmta/limits', 0]]);
  });

  it('does not show the value of what may be a secret', () => {
    const [finding] = found(inDomain('auth-pasword hunter2'));
    expect(finding?.message).toContain("'auth-password'");
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });
});
