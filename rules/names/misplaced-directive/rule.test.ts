import { describe, expect, it } from 'vitest';
import { rule as invented } from '../invented-directive/rule.ts';
import { rule } from './rule.ts';
import { rule as missing } from '../missing-value/rule.ts';
import { rule as unknown } from '../unknown-directive/rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const MAIN = 'log-file /var/log/pmta/log\nspool /var/spool/pmta\n';
const said = (texts: Texts | string, scope?: string) => {
  const rules = [rule, invented, missing, unknown];
  const { findings, model } = lintTexts(texts, rules, {}, scope === undefined ? {} : { scope });
  return findings.map(({ rule: id, start, path }) => {
    const file = model.files.find((candidate) => candidate.path === path);
    return `${file?.lines.positionAt(start).line ?? 0} ${id}`;
  });
};

describe('misplaced-directive', () => {
  it('speaks of global, of sections and of included files', () => {
    expect(said(`${MAIN}max-smtp-in 100\n`)).toEqual(['3 misplaced-directive']);
    expect(said('<acct-file /a>\nheader x-job\n</acct-file>\n')).toEqual(['2 misplaced-directive']);
    expect(
      said({
        config: '<domain a.com>\ninclude /etc/pmta/limits\n</domain>\n',
        limits: 'max-smtp-out 5\nhttp-mgmt-port 80\n',
      }),
    ).toEqual(['2 misplaced-directive']);
  });

  it('says what is probably meant where the catalog knows', () => {
    const { findings } = lintTexts(`${MAIN}max-smtp-in 100\n`, [rule]);
    expect(findings[0]?.message).toBe(
      "'max-smtp-in' cannot stand at the top level; it belongs in <source-group> (what is meant is probably: total-max-smtp-in); PowerMTA refuses to load the file",
    );
  });

  it('is silent where the place is plausible', () => {
    expect(said(`${MAIN}always-allow-relaying no\n`)).toEqual([]);
    expect(said('<acct-file /a>\ninclude /etc/pmta/config\n</acct-file>\n')).toEqual([]);
  });

  it('takes the top of a fragment as it is, unless its scope is given', () => {
    const text = 'max-smtp-out 20\nmax-msg-rate 5/h\nsmtp-listener 0/0:25\n<domain b.com>\n</domain>\n';
    expect(said(text)).toEqual([]);
    expect(said(text, 'domain')).toEqual(['3 misplaced-directive', '4 misplaced-directive']);
  });

  it('reports of a misplaced section the tag alone', () => {
    const inner =
      '<source 10/8>\nmax-smtp-out 5\nfoo-bar 1\nmax-conn-rate 1/m\nsmtp-service\n<domain x>\n</domain>\n</source>\n';
    expect(said(`<domain a.com>\n${inner}</domain>\n`)).toEqual(['2 misplaced-directive']);
  });

  it('says nothing inside sections that are unknown or not closed', () => {
    expect(said('<limits>\n<source 10/8>\nmax-smtp-out 5\n</source>\n</limits>\n')).toEqual([
      '1 invented-directive',
    ]);
    expect(said(`${MAIN}<domain a.com>\nmax-smtp-out 5\nhttp-mgmt-port 8080\n`)).toEqual([]);
  });

  it('warns only where the name is in no guide', () => {
    const { findings } = lintTexts('<source 10/8>\nadd-gm-token no\n</source>\n', [rule]);
    expect(findings.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('leaves a block in braces to invented-directive', () => {
    expect(said(`${MAIN}domain * {\nmax-smtp-out 5\n}\n`)).toEqual(['3 invented-directive']);
  });

  it('knows where a line with a pattern stands, and takes // for a comment of another language', () => {
    expect(said('<domain a.com>\n/x/ other\n// a remark\n</domain>\n')).toEqual(['2 misplaced-directive']);
  });

  it('does not silence what is said of the configuration as a whole', () => {
    const whole = {
      ...rule,
      id: 'whole',
      check: ({ model, report }: Parameters<typeof rule.check>[0]) => {
        report({
          location: { file: model.main, range: model.root.tagRange },
          message: 'something is missing',
        });
      },
    };
    const { findings } = lintTexts(`max-smtp-out 100\n${MAIN}`, [rule, { ...whole, supersedes: [] }]);
    expect(findings.map((finding) => finding.rule)).toEqual(['misplaced-directive', 'whole']);
  });
});
