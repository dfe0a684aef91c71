import { textMessage } from '../support/text-message.ts';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule.ts';
import type { RuleChoice } from '../../src/engine/settings.ts';
import { flagging, linted, RULES, type Given, type Linted } from './linted.ts';

/** A main configuration of which all is known: a rule that looks beyond the file reports. */
const WHOLE = 'log-file /l\n<spool /s>\n</spool>\n';

function withRules(rules: Readonly<Record<string, RuleChoice>>, rest: Given['choices'] = {}): Given {
  return { choices: { ...rest, rules: new Map(Object.entries(rules)) } };
}

describe('a comment for a rule that does not report is not unused', () => {
  const comment = '# pmta-lint-disable-file no-a -- why\n';

  it('where the settings switch it off', () => {
    expect(linted(comment).places).toEqual(['1 unused-suppression']);
    expect(linted(comment, withRules({ 'no-a': { level: 'off' } })).places).toEqual([]);
  });

  it('where the preset leaves it out, or its severity', () => {
    for (const facts of [{ preset: 'strict' }, { severity: 'info' }] as const) {
      const rules = [...RULES.slice(1), flagging('a', facts)];
      expect(linted(comment, { rules }).places).toEqual([]);
      expect(linted(comment, { rules, choices: { preset: 'strict' } }).places).toEqual([
        '1 unused-suppression',
      ]);
    }
  });

  it('where the preset leaves out what it suppresses, which then is not counted', () => {
    const sometimes = flagging('a', {
      check: ({ model, report }) => {
        for (const { file, nameRange } of model.named('a'))
          report({ location: { file, range: nameRange }, ...textMessage('a'), severity: 'info' });
      },
    });
    const rules = [...RULES.slice(1), sometimes];
    expect(linted(`${comment}a 1\n`, { rules })).toMatchObject({ places: [], suppressed: 0 });
    expect(linted(`${comment}a 1\n`, { rules, choices: { preset: 'strict' } })).toMatchObject({
      places: [],
      suppressed: 1,
    });
  });

  it('where it stopped', () => {
    const broken = flagging('a', {
      check: () => {
        throw new Error('broken');
      },
    });
    expect(linted(comment, { rules: [...RULES.slice(1), broken] })).toMatchObject({
      places: [],
      failures: ['no-a'],
    });
  });

  it('where it looks beyond the file and the rest was not read', () => {
    const { id, category, severity, preset, fixes, summary, messages, ...alone } = flagging('a');
    const check: Rule['check'] = (context) => alone.check(context);
    const beyond: Rule = { id, category, severity, preset, fixes, summary, messages, check };
    const given = { rules: [...RULES.slice(1), beyond] };
    expect(linted(comment, given).places).toEqual([]);
    expect(linted(`${WHOLE}include missing\n${comment}`, given).places).toEqual([]);
    expect(linted(`${WHOLE}${comment}`, given).places).toEqual(['4 unused-suppression']);
  });
});

describe('the rules about comments', () => {
  const text = '# pmta-lint-disable-file no-a -- why\n';

  it('have levels like others', () => {
    expect(linted(text, withRules({ 'unused-suppression': { level: 'off' } })).places).toEqual([]);
    const [finding] = linted(text, withRules({ 'unused-suppression': { level: 'error' } })).findings;
    expect(finding).toMatchObject({ severity: 'error', category: 'suppressions' });
  });

  it('can be suppressed like others, which is never unused itself', () => {
    const comment = '# pmta-lint-disable-next-line unused-suppression -- why\n';
    expect(linted(`${comment}${text}`)).toMatchObject({ places: [], suppressed: 1 });
    expect(linted(comment).places).toEqual([]);
    expect(linted(`# pmta-lint-rule unused-suppression=off -- why\n${text}`).places).toEqual([]);
  });

  it('and all comments are as if they were not there where the settings say so', () => {
    const lines = [
      'a 1 # pmta-lint-disable-line no-a -- why',
      '# pmta-lint-rule no-b=off',
      'b 2',
      '# pmta-lint-x',
    ];
    expect(linted(lines.join('\n'), { choices: { inlineConfig: false } })).toMatchObject({
      places: ['1 no-a', '3 no-b'],
      suppressed: 0,
    });
  });
});

describe('one cause, one finding', () => {
  const winner = flagging('a', { id: 'winner', supersedes: ['no-a'] });
  const rules = [...RULES, winner];

  it('a suppressed finding still supersedes', () => {
    expect(linted('a 1 # pmta-lint-disable-line winner -- why', { rules })).toMatchObject({
      places: [],
      suppressed: 1,
    });
  });

  it('a comment for what is superseded is unused', () => {
    expect(linted('a 1 # pmta-lint-disable-line no-a -- why', { rules }).places).toEqual([
      '1 winner',
      '1 unused-suppression',
    ]);
  });
});

describe('rules about security', () => {
  const security = (text: string, allow = false): Linted =>
    linted(text, { choices: { allowSecuritySuppressions: allow } });

  it.each([
    'safe 1 # pmta-lint-disable-line no-safe -- why',
    '# pmta-lint-disable-next-line no-safe -- why\nsafe 1',
    '# pmta-lint-disable no-safe -- why\nsafe 1\n# pmta-lint-enable no-safe',
    '# pmta-lint-disable-file no-safe -- why\nsafe 1',
    '# pmta-lint-rule no-safe=off -- why\nsafe 1',
    '# pmta-lint-rule no-safe=warning\nsafe 1',
  ])('are reported in spite of "%s", unless the settings allow it', (text) => {
    const rules = security(text).findings.map(({ rule, severity }) => `${severity} ${rule}`);
    expect(rules.sort()).toEqual(['error no-safe', 'warning unused-suppression']);
    const [about] = security(text).findings.filter(({ rule }) => rule === 'unused-suppression');
    expect(about?.message).toMatch(/^'no-safe' is about security, and no comment may/);
    expect(about?.fix).toBeNull();
    expect(security(text, true).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('do so even past the day of the comment, and next to rules that it does suppress', () => {
    const text = 'safe 1 # pmta-lint-disable-line no-safe, no-a until=2020-01-01 -- why';
    expect(security(text).places).toEqual(['1 no-safe', '1 unused-suppression', '1 expired-suppression']);
    const both = '# pmta-lint-disable-file no-safe, no-a -- why\nsafe 1\na 2\n';
    expect(security(both).places).toEqual(['1 unused-suppression', '2 no-safe']);
  });

  it('may be made more severe', () => {
    expect(linted('# pmta-lint-rule no-safe=error\nsafe 1\n').places).toEqual(['2 no-safe']);
    expect(
      linted('# pmta-lint-rule no-safe=warning\nsafe 1\n', withRules({ 'no-safe': { level: 'info' } }))
        .findings,
    ).toMatchObject([{ rule: 'no-safe', severity: 'warning' }]);
  });

  it('take no options from comments', () => {
    const options = { most: { type: 'integer', default: 5, summary: 'how many' } } as const;
    const rules = [...RULES, flagging('s', { category: 'security', options })];
    expect(linted('# pmta-lint-rule no-s=error --most 9\ns 1\n', { rules }).places).toEqual([
      '1 unused-suppression',
      '2 no-s',
    ]);
  });
});

describe('pmta-lint-rule', () => {
  /** Reports directives `a` with a value above its option `most`. */
  const most = flagging('a', {
    options: { most: { type: 'integer', default: 5, max: 9, summary: 'how many' } },
    check: ({ model, optionsIn, report }) => {
      for (const use of model.named('a')) {
        if (Number(use.value) > optionsIn(use.file).number('most'))
          report({ location: { file: use.file, range: use.nameRange }, ...textMessage('too many') });
      }
    },
  });
  const given: Given = { rules: [...RULES.slice(1), most] };
  const severities = (text: string, more: Given = {}): string[] =>
    linted(text, { ...given, ...more }).findings.map(({ rule, severity }) => `${severity} ${rule}`);

  it('gives a rule another level in its file', () => {
    expect(severities('# pmta-lint-rule no-a=info\na 7\n')).toEqual(['info no-a']);
    const texts = { config: '# pmta-lint-rule no-a=info -- why\ninclude part\n', part: 'a 7\n' };
    expect(linted(texts, given).findings).toMatchObject([{ severity: 'error' }]);
  });

  it('gives a rule other options in its file', () => {
    const texts = { config: '# pmta-lint-rule no-a=error --most 8\ninclude part\na 7\n', part: 'a 7\n' };
    expect(linted(texts, given).places).toEqual(['part:1 no-a']);
  });

  it('wins over the settings, whose options stay where it gives none', () => {
    expect(
      severities('# pmta-lint-rule no-a=warning\na 7\n', withRules({ 'no-a': { level: 'off' } })),
    ).toEqual(['warning no-a']);
    const options = withRules({ 'no-a': { level: 'error', options: { most: 8 } } });
    expect(severities('# pmta-lint-rule no-a=warning\na 7\na 9\n', options)).toEqual(['warning no-a']);
    const texts = { config: '# pmta-lint-rule no-a=warning\ninclude part\na 7\n', part: 'a 7\n' };
    expect(linted(texts, { ...given, ...withRules({ 'no-a': { level: 'off' } }) }).places).toEqual([
      '3 no-a',
    ]);
  });

  it('the last one for a rule counts, and the others are unused', () => {
    const text = '# pmta-lint-rule no-a=off -- why\na 7\n# pmta-lint-rule no-a=info\n';
    const { findings } = linted(text, given);
    expect(findings.map(({ rule, severity, message }) => `${severity} ${rule} ${message}`)).toEqual([
      "warning unused-suppression the level of 'no-a' is chosen again in line 3, so this comment changes nothing",
      'info no-a too many',
    ]);
  });

  it('is not unused where the rule finds nothing', () => {
    expect(severities('# pmta-lint-rule no-a=info --most 3\n')).toEqual([]);
  });
});
