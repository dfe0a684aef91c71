import { describe, expect, it } from 'vitest';
import { Baseline, type Entry } from '../../src/baseline/baseline.ts';
import type { LintResult } from '../../src/engine/lint-result.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import type { Model } from '../../src/model/model.ts';
import { rules } from '../../rules/index.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';
import { MAIN } from '../support/section.ts';

const SETTINGS = settingsFor();

function found(texts: Texts | string): { models: Model[]; result: LintResult } {
  const models = [modelOf(texts)];
  return { models, result: lint(models, rules, SETTINGS) };
}

function checked(models: readonly Model[], exists = true): Parameters<Baseline['apply']>[1] {
  return { models, rules, settings: SETTINGS, exists: () => exists };
}

const written = (texts: Texts | string): readonly Entry[] => {
  const { models, result } = found(texts);
  return new Baseline('/etc/pmta', []).updated(result, checked(models)).entries;
};

/** What a baseline made of some texts leaves of others: `path:line rule`, and what is stale in it. */
function against(
  before: Texts | string,
  now: Texts | string,
): { left: string[]; hidden: number; stale: readonly object[] } {
  const baseline = new Baseline('/etc/pmta', written(before));
  const { models, result } = found(now);
  const { findings, hidden, stale } = baseline.apply(result, checked(models));
  const files = new Map(models[0]?.files.map((file) => [file.path, file]));
  const left = findings.map(
    ({ path, start, rule }) => `${path}:${files.get(path)?.lines.positionAt(start).line ?? 0} ${rule}`,
  );
  return { left, hidden, stale };
}

const ERROR = { severity: 'error', value: null } as const;
const WARNING = { severity: 'warning', value: null } as const;
const TWO = '<domain a.com>\n  max-smtp-uot 1\n  bogus 2\n</domain>\n';

describe('a baseline', () => {
  it('hides recorded findings, also after they moved in their file', () => {
    expect(against(TWO, TWO)).toEqual({ left: [], hidden: 2, stale: [] });
    const moved = `# new\n\n<domain b.com>\n  max-smtp-out 3\n</domain>\n\n<DOMAIN  a.com>\n\tmax-smtp-uot   7 # note\n\tbogus 2\n</domain>\n`;
    expect(against(TWO, moved)).toEqual({ left: [], hidden: 2, stale: [] });
  });

  it('does not hide the same mistake in another location or file', () => {
    const elsewhere = '<domain b.com>\n  max-smtp-uot 1\n</domain>\n';
    expect(against(TWO, TWO + elsewhere).left).toEqual(['/etc/pmta/config:6 unknown-directive']);
    expect(against(TWO, { config: 'include part\n', part: TWO }).left).toEqual([
      '/etc/pmta/part:2 unknown-directive',
      '/etc/pmta/part:3 unknown-directive',
    ]);
  });

  it('does not hide a finding whose value got riskier, and hides one whose value got stricter', () => {
    const limit = (value: string): string =>
      `${MAIN}<domain gmail.com>\n  max-smtp-out ${value}\n</domain>\n`;
    const retry = (value: string): string => `${MAIN}<domain gmail.com>\n  retry-after ${value}\n</domain>\n`;
    const rulesLeft = (before: string, now: string): string[] =>
      against(before, now).left.filter((one) => /high-provider-connections$|retry-too-fast$/.test(one));
    expect(rulesLeft(limit('400'), limit('1200'))).toEqual(['/etc/pmta/config:5 high-provider-connections']);
    expect(rulesLeft(limit('400'), limit('unlimited'))).toEqual([
      '/etc/pmta/config:5 high-provider-connections',
    ]);
    expect(rulesLeft(limit('400'), limit('300'))).toEqual([]);
    expect(rulesLeft(limit('400'), limit('"400"'))).toEqual([]);
    expect(rulesLeft(retry('30s'), retry('1s'))).toEqual(['/etc/pmta/config:5 retry-too-fast']);
    expect(rulesLeft(retry('30s'), retry('40s'))).toEqual([]);
    // Of a value that a template fills in nothing is known.
    expect(rulesLeft(limit('400'), limit('{{ most }}'))).toEqual([]);
  });

  it('does not hide a finding that got more severe', () => {
    const lines = '<domain gmail.com>\n  max-smtp-out 40\n</domain>\n';
    const [warning] = written(lines).filter(({ finding }) =>
      finding.startsWith('high-provider-connections '),
    );
    expect(warning?.records).toEqual([{ severity: 'warning', value: '40' }]);
    const errors = { rules: new Map([['high-provider-connections', { level: 'error' as const }]]) };
    const models = [modelOf(lines)];
    const settings = settingsFor(errors);
    const result = lint(models, rules, settings);
    const baseline = new Baseline('/etc/pmta', written(lines));
    const { findings } = baseline.apply(result, { ...checked(models), settings });
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      'high-provider-connections error',
    ]);
  });

  it('counts findings that were recorded with another value as changed', () => {
    const limit = (value: string): string => `<domain gmail.com>\n  max-smtp-out ${value}\n</domain>\n`;
    const { models, result } = found(limit('60'));
    const { added, removed, changed } = new Baseline('/etc/pmta', written(limit('40'))).updated(
      result,
      checked(models),
    );
    expect({ added, removed, changed }).toEqual({ added: 0, removed: 0, changed: 1 });
  });

  it('reports all findings of a location that has more than were recorded', () => {
    const more = TWO.replace('  bogus 2\n', '  bogus 2\n  bogus 3\n');
    const { left, hidden } = against(TWO, more);
    expect(left.filter((one) => one.endsWith('unknown-directive'))).toEqual([
      '/etc/pmta/config:3 unknown-directive',
      '/etc/pmta/config:4 unknown-directive',
    ]);
    expect(hidden).toBe(1);
  });

  it('reports entries that are stale', () => {
    const less = TWO.replace('  bogus 2\n', '');
    expect(against(MAIN + TWO, MAIN + less).stale).toEqual([
      { path: 'config', place: '<domain a.com> bogus', finding: 'unknown-directive unknown', count: 1 },
    ]);
  });

  it('does not report entries stale that the run could not have found', () => {
    const stale = (entry: Partial<Entry>, texts: Texts | string = MAIN, exists = true): boolean => {
      const baseline = new Baseline('/etc/pmta', [
        { path: 'config', place: 'x', finding: 'missing-required', records: [ERROR], ...entry },
      ]);
      const { models, result } = found(texts);
      return baseline.apply(result, checked(models, exists)).stale.length > 0;
    };
    expect(stale({})).toBe(true);
    // Another file, there or gone.
    expect(stale({ path: 'other' })).toBe(false);
    expect(stale({ path: 'other' }, MAIN, false)).toBe(true);
    // A rule that the preset leaves out, and one that does not exist any more.
    expect(stale({ finding: 'runs-as-root' })).toBe(false);
    expect(stale({ finding: 'no-such-rule' })).toBe(true);
    // Only a part was read.
    expect(stale({}, 'max-smtp-out 20\n')).toBe(false);
    expect(stale({}, `${MAIN}include none.conf\n`)).toBe(false);
    expect(stale({ finding: 'syntax-error' }, 'max-smtp-out 20\n')).toBe(true);
  });

  it('does not report entries stale that only another preset reports', () => {
    const verbose = `${MAIN}include none/*.conf\n`;
    const strict = settingsFor({ preset: 'strict' });
    const models = [modelOf(verbose)];
    const checkedIn = (settings: typeof strict): Parameters<Baseline['apply']>[1] => ({
      ...checked(models),
      settings,
    });
    const result = lint(models, rules, strict);
    const baseline = new Baseline('/etc/pmta', []).updated(result, checkedIn(strict));
    expect(baseline.entries.map(({ finding }) => finding)).toContain('include-not-found noMatch');
    const usual = lint(models, rules, SETTINGS);
    expect(usual.findings.map(({ rule }) => rule)).not.toContain('include-not-found');
    const known = new Baseline(
      '/etc/pmta',
      baseline.entries.filter(({ finding }) => finding === 'include-not-found noMatch'),
    );
    expect(known.apply(usual, checkedIn(SETTINGS)).stale).toEqual([]);
    expect(known.updated(usual, checkedIn(SETTINGS)).removed).toBe(0);
  });

  it('is rewritten with the current findings, and keeps entries that the run could not check', () => {
    const old: Entry[] = [
      { path: 'config', place: 'gone', finding: 'syntax-error', records: [ERROR] },
      { path: 'config', place: 'gone', finding: 'runs-as-root', records: [ERROR] },
      { path: 'other', place: 'x', finding: 'syntax-error', records: [ERROR, ERROR] },
      {
        path: 'config',
        place: '<domain a.com> bogus',
        finding: 'unknown-directive unknown',
        records: [WARNING, WARNING, WARNING],
      },
    ];
    const { models, result } = found(TWO);
    const updated = new Baseline('/etc/pmta', old).updated(result, checked(models));
    expect(updated).toEqual({
      entries: [
        {
          path: 'config',
          place: '<domain a.com> bogus',
          finding: 'unknown-directive unknown',
          records: [WARNING],
        },
        {
          path: 'config',
          place: '<domain a.com> max-smtp-uot',
          finding: 'unknown-directive misspelt',
          records: [ERROR],
        },
        { path: 'config', place: 'gone', finding: 'runs-as-root', records: [ERROR] },
        { path: 'other', place: 'x', finding: 'syntax-error', records: [ERROR, ERROR] },
      ],
      added: 1,
      removed: 3,
      changed: 0,
    });
  });

  it('has paths relative to its own folder', () => {
    const { models, result } = found(TWO);
    const paths = (folder: string): string[] => [
      ...new Set(new Baseline(folder, []).updated(result, checked(models)).entries.map(({ path }) => path)),
    ];
    expect(paths('/etc')).toEqual(['pmta/config']);
    expect(paths('/srv/lint')).toEqual(['../../etc/pmta/config']);
  });
});
