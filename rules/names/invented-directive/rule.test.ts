import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as misplaced } from '../misplaced-directive/rule.ts';
import { rule as unknown } from '../unknown-directive/rule.ts';
import { rule as missing } from '../missing-value/rule.ts';
import { rule as syntax } from '../../syntax/syntax-error/rule.ts';
import { inventedNames } from '../../../src/catalog/invented.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const ALL = [rule, misplaced, unknown, missing, syntax];
const MAIN = 'log-file /var/log/pmta/log\npostmaster a@b.example\n';
const found = (texts: Texts | string) => lintTexts(texts, ALL).findings;
const said = (texts: Texts | string) => {
  const { findings, model } = lintTexts(texts, ALL);
  return findings.map(({ rule: id, start }) => `${model.main.lines.positionAt(start).line} ${id}`);
};

describe('invented-directive', () => {
  it('knows every invented directive of the catalog', () => {
    for (const { name, kind } of inventedNames()) {
      const text =
        kind === 'directive' ? `<domain a.com>\n${name} 1\n</domain>\n` : `<${name} x>\nfoo 1\n</${name}>\n`;
      expect(said(text), name).toEqual([`${kind === 'directive' ? 2 : 1} invented-directive`]);
    }
  });

  it.each(['constructor', 'toString', '__proto__'])('has no tag at hand for a brace behind %s', (name) => {
    for (const argument of ['', 'x ']) {
      const [finding] = found(`${name} ${argument}{\n  foo 1\n}\n`);
      expect(finding?.message).toContain('<name argument>');
    }
  });

  it('never runs two statements together or leaves a gap in a message', () => {
    for (const { name, kind } of inventedNames()) {
      const text =
        kind === 'directive' ? `<domain a.com>\n${name} 1\n</domain>\n` : `<${name} x>\n</${name}>\n`;
      expect(found(text)[0]?.message).toMatch(
        /^'[^']+' is a (?:name|section) that PowerMTA does not have; \S.*\S; PowerMTA refuses to load the file$/,
      );
    }
  });

  it('renames only what means the same, may stand there and is not there yet', () => {
    const fixes = (...lines: string[]) =>
      found(`<domain a.com>\n${lines.join('\n')}\n</domain>\n`).map(({ fix }) => fix?.edits[0]?.text);
    expect(fixes('max-conn-rate 10/m')).toEqual(['max-connect-rate']);
    expect(fixes('max-connect-rate 5/m', 'max-conn-rate 10/m')).toEqual([undefined]);
    expect(fixes('throttle 10/m')).toEqual([undefined]);
    expect(fixes('pmta-hostname a.b')).toEqual([undefined]);
    expect(fixes('max-conn-rate fast')).toEqual([undefined]);
  });

  it('is gone after its fix', () => {
    const text =
      '<virtual-mta-pool p>\n  vmta a # first\n  add-vmta b\n</virtual-mta-pool>\n<VMTA c>\n</vmta>\n';
    const mended = applyEdits(
      text,
      found(text).flatMap(({ fix }) => fix?.edits ?? []),
    );
    expect(mended).toBe(
      '<virtual-mta-pool p>\n  virtual-mta a # first\n  virtual-mta b\n</virtual-mta-pool>\n<virtual-mta c>\n</virtual-mta>\n',
    );
    expect(found(mended)).toEqual([]);
  });

  it('writes a spool-dir as a section', () => {
    const text = `${MAIN}total-max-smtp-out 5\nspool-dir /var/spool/pmta # old\n`;
    const fix = found(text)[0]?.fix;
    expect(fix?.safety).toBe('unsafe');
    expect(applyEdits(text, fix?.edits ?? [])).toBe(
      `${MAIN}total-max-smtp-out 5\n<spool /var/spool/pmta> # old\n</spool>\n`,
    );
  });

  it('speaks once of a block in braces, nested or with the brace on the next line', () => {
    expect(
      said(
        `${MAIN}spool /x\ndomain * {\n  max-smtp-out 20\n  unknown-word {\n  }\n  retry-interval 5m\n}\nhost-name a.b\n`,
      ),
    ).toEqual(['4 invented-directive']);
    expect(said('listener\n{\n  port 25\n};\n')).toEqual(['1 invented-directive']);
    expect(said('source 10.0.0.0/8 { always-allow-relaying yes }\n')).toEqual(['1 invented-directive']);
  });

  it('does not take an open brace that nothing closes for the rest of the file', () => {
    expect(said('listener {\nfoo-bar 1\n')).toEqual(['1 invented-directive', '2 unknown-directive']);
  });

  it('takes braces in values for what they are', () => {
    expect(
      said(
        '<domain {sparkpost}>\nqueue-to {sparkpost}\nsmtp-hosts {{next}}\n</domain>\n<virtual-mta v>\nhost-name {{ x }}\n</virtual-mta>\n',
      ),
    ).toEqual([]);
  });

  it('covers the tag line alone where an invented tag is not closed', () => {
    expect(said('<include /etc/pmta/x>\nhost-name a.b\n<domain a.com>\nfoo-bar 1\n</domain>\n')).toEqual([
      '1 invented-directive',
      '4 unknown-directive',
    ]);
  });

  it('says nothing of an invented name in a section that is refused as a whole', () => {
    expect(said('<limits>\n<limits>\nmax-conn-rate 1/m\n</limits>\n</limits>\n')).toEqual([
      '1 invented-directive',
    ]);
  });

  it('leaves broken lines to syntax-error', () => {
    expect(said('<domain a.com>\nmax-conn-rate "10\n</domain>\n')).toEqual(['2 syntax-error']);
    expect(said('<limits> max 5\nfoo 1\n</limits>\n')).toContain('1 syntax-error');
  });
});
