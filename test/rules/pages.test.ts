import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Preset, Reputation } from '../../src/engine/settings.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { PmtaVersion } from '../../src/model/model.ts';
import { unifiedDiff } from '../../src/fix/unified-diff.ts';
import { LineTable } from '../../grammar/lines.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { lintTexts, modelOf } from '../support/lint-texts.ts';
import { examplesOf, type Example, type Mark } from '../support/examples.ts';

const HEADINGS = ['Why it matters', 'Examples'];

function pageOf(rule: Rule): string {
  return readFileSync(new URL(`../../rules/${rule.category}/${rule.id}/doc.md`, import.meta.url), 'utf8');
}

function findingsOf(rule: Rule, example: Example): readonly Finding[] {
  const { reputation, preset, scope } = example.options;
  const version = example.options.version as PmtaVersion | undefined;
  const settings = settingsFor({
    preset: (preset as Preset | undefined) ?? 'strict',
    ...(version === undefined ? {} : { version }),
    ...(reputation === undefined ? {} : { reputation: reputation as Reputation }),
  });
  const options = {
    ...(scope === undefined ? {} : { scope }),
    ...(version === undefined ? {} : { version }),
  };
  const before = example.texts['before/config'];
  const known = {
    ...settings,
    ...(example.options.tracked === undefined ? {} : { isTracked: () => true }),
    ...(before === undefined ? {} : { previous: () => modelOf(before, options) }),
  };
  const { findings } = lintTexts(example.texts, rules, known, options);
  return findings.filter((finding) => finding.rule === rule.id);
}

function asMark(finding: Finding, lines: LineTable, marks: readonly Mark[]): Mark {
  const start = lines.positionAt(finding.start);
  const mark = { line: start.line, column: start.column, endColumn: lines.positionAt(finding.end).column };
  const cut = marks
    .find((other) => other.line === mark.line && other.message.endsWith('…'))
    ?.message.slice(0, -1);
  const message = cut !== undefined && finding.message.startsWith(cut) ? `${cut}…` : finding.message;
  return { ...mark, severity: finding.severity, message };
}

function diffOf(example: Example, findings: readonly Finding[], unsafe: boolean): string {
  const wanted = findings.flatMap(({ fix }) =>
    fix !== null && (fix.effect === 'unsafe') === unsafe ? fix.edits : [],
  );
  const seen = new Set<string>();
  const edits = wanted.filter(({ path, start, end, text }) => {
    const key = JSON.stringify([path, start, end, text]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  const files = Object.entries(example.texts).map(([name, before]) => ({
    name,
    before,
    edits: edits.filter((edit) => edit.path === `/etc/pmta/${name}`),
    encoding: 'utf8' as const,
  }));
  return Buffer.from(unifiedDiff(files.filter((file) => file.edits.length > 0))).toString();
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('the page of %s', (_, rule) => {
  const page = pageOf(rule);
  const examples = examplesOf(page);

  it('has the title, the sections and the examples that every page has', () => {
    expect(page.split('\n')[0]).toBe(`# ${rule.id}`);
    const headings = Array.from(page.matchAll(/^## (.*)$/gm), (match) => match[1] ?? '');
    expect(headings.filter((heading) => HEADINGS.includes(heading))).toEqual(HEADINGS);
    expect(headings.includes('Fix')).toBe(rule.fixes.length > 0);
    expect(examples.some((example) => example.expected === 'bad')).toBe(true);
    expect(examples.some((example) => example.expected === 'good')).toBe(true);
    expect(examples.some((example) => example.diff !== null)).toBe(rule.fixes.length > 0);
  });

  it.each(examples.map((example) => [example.line, example] as const))(
    'holds at line %i',
    (_line, example) => {
      const findings = findingsOf(rule, example);
      if (example.expected === 'good') {
        expect(findings.map(({ message }) => message)).toEqual([]);
        return;
      }
      expect(example.marks.length).toBeGreaterThan(0);
      const lines = new LineTable(example.texts.config ?? '');
      const inConfig = findings.filter((finding) => finding.path === '/etc/pmta/config');
      expect(inConfig.map((finding) => asMark(finding, lines, example.marks))).toEqual(example.marks);
      if (example.diff !== null)
        expect(diffOf(example, findings, example.diff.unsafe)).toBe(example.diff.text);
    },
  );
});
