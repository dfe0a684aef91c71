import { describe, expect, it } from 'vitest';
import { FIX_EFFECTS, type Finding, type FixEffect } from '../../src/engine/finding.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { Settings } from '../../src/engine/settings.ts';
import { applyEdits, selectEdits } from '../../src/fix/edits.ts';
import type { LoadOptions } from '../../src/model/load.ts';
import type { Model } from '../../src/model/model.ts';
import { lintTexts, type Texts } from './lint-texts.ts';

/** A configuration: the text of `/etc/pmta/config`, or several files of `/etc/pmta` by name. */
interface Case {
  readonly texts: Texts | string;
  /** Settings on top of preset *strict*. */
  readonly settings?: Partial<Settings>;
  readonly options?: Partial<LoadOptions>;
}

/** What a finding must be. Parts that are left out are not compared, except `data`. */
interface ExpectedFinding {
  readonly messageId: string;
  /** `LINE TEXT`, the text of the range; `FILE:LINE TEXT` for a file other than `config`. */
  readonly at: string;
  /** The parts of the data to compare. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly severity?: Finding['severity'];
  /** Locations in the form of `at`. */
  readonly related?: readonly string[];
}

interface ReportCase extends Case {
  readonly findings: readonly ExpectedFinding[];
}

interface FixCase extends Case {
  /** The configuration after one pass of all fixes of the rule, or the files that change. */
  readonly fixed: Texts | string;
  readonly effect?: FixEffect;
  readonly title?: string;
  /** Findings that stay after the fix; default none. */
  readonly left?: number;
}

/** Cases by title. A title says what is in the configuration: "a block with 400 connections". */
export interface RuleCases {
  /** Nothing is reported. */
  readonly accept: Readonly<Record<string, Case | string>>;
  readonly report: Readonly<Record<string, ReportCase>>;
  readonly fix?: Readonly<Record<string, FixCase>>;
  /** Message ids that need more than texts: other tests report them. */
  readonly reportedElsewhere?: readonly string[];
  /** Effects of fixes that need more than texts. */
  readonly effectsElsewhere?: readonly FixEffect[];
}

function asTexts(texts: Texts | string): Texts {
  return typeof texts === 'string' ? { config: texts } : texts;
}

function runCase(
  rule: Rule,
  { texts, settings, options }: Case,
): { findings: readonly Finding[]; model: Model } {
  return lintTexts(texts, [rule], settings, options);
}

/** `LINE TEXT` of a range. */
function locationIn(
  model: Model,
  { path, start, end }: { path: string; start: number; end: number },
): string {
  const file = model.files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`the range is in ${path}, which was not read`);
  expect(end, 'a range ends after its start, in its file').toBeLessThanOrEqual(file.text.length);
  expect(start).toBeLessThanOrEqual(end);
  const name = path.slice('/etc/pmta/'.length);
  const line = file.lines.positionAt(start).line;
  return `${name === 'config' ? '' : `${name}:`}${line} ${file.text.slice(start, end)}`;
}

/** A finding in the form of an expectation, with the parts that the expectation names. */
function asExpected(finding: Finding, model: Model, expected: ExpectedFinding | undefined): ExpectedFinding {
  const { messageId, severity } = finding;
  const dataOf = (names: object): Record<string, unknown> =>
    Object.fromEntries(Object.keys(names).map((name) => [name, finding.data[name]]));
  return {
    messageId,
    at: locationIn(model, finding),
    ...(expected?.data === undefined ? {} : { data: dataOf(expected.data) }),
    ...(expected?.severity === undefined ? {} : { severity }),
    ...(expected?.related === undefined
      ? {}
      : { related: finding.related.map((related) => locationIn(model, related)) }),
  };
}

/** The texts after one pass with every fix, unsafe ones too. */
export function fixOnce(texts: Texts | string, findings: readonly Finding[]): Texts {
  const { edits } = selectEdits(findings.flatMap(({ fix }) => fix ?? []));
  return Object.fromEntries(
    Object.entries(asTexts(texts)).map(([name, text]) => [
      name,
      applyEdits(text, edits.get(`/etc/pmta/${name}`) ?? []),
    ]),
  );
}

/** By location, message id and data: findings of one range are reported in the order of their texts, which may change. */
function byLocation(a: Finding, b: Finding): number {
  const texts = ({ path, messageId, data }: Finding): string[] => [path, messageId, JSON.stringify(data)];
  const [[pathA, ...restA], [pathB, ...restB]] = [texts(a), texts(b)];
  if (pathA !== pathB) return String(pathA) < String(pathB) ? -1 : 1;
  return a.start - b.start || a.end - b.end || (restA.join(' ') < restB.join(' ') ? -1 : 1);
}

/** Fails for a case that is in the tables twice. */
function refuseDuplicates(cases: readonly Case[]): void {
  const seen = new Set<string>();
  for (const one of cases) {
    const key =
      JSON.stringify([asTexts(one.texts), one.options], undefined, 1) + JSON.stringify(one.settings);
    if (seen.has(key) && one.settings === undefined) throw new Error(`a case is in the tables twice: ${key}`);
    seen.add(key);
  }
}

/**
 * Tests a rule by tables of configurations: those it accepts, those it reports, those it fixes. Every message id of the
 * rule has to be reported in the tables, and no case may be there twice.
 */
export function testRule(
  rule: Rule,
  { accept, report, fix = {}, reportedElsewhere = [], effectsElsewhere = [] }: RuleCases,
): void {
  const accepted = Object.entries(accept).map(
    ([title, one]) => [title, typeof one === 'string' ? { texts: one } : one] as const,
  );
  describe(rule.id, () => {
    refuseDuplicates([...accepted.map(([, one]) => one), ...Object.values(report)]);
    refuseDuplicates(Object.values(fix));

    if (accepted.length > 0) {
      it.each(accepted)('accepts %s', (_, one) => {
        const { findings, model } = runCase(rule, one);
        expect(findings.map((finding) => asExpected(finding, model, undefined))).toEqual([]);
      });
    }

    it.each(Object.entries(report))('reports %s', (_, one) => {
      const { findings: unordered, model } = runCase(rule, one);
      const findings = unordered.toSorted(byLocation);
      expect(findings.map((finding, index) => asExpected(finding, model, one.findings[index]))).toEqual(
        one.findings,
      );
      for (const { message, data } of findings) {
        expect(message).toMatch(/\S/);
        expect(message).not.toMatch(/undefined|\[object |NaN|\n/);
        expect(JSON.parse(JSON.stringify(data))).toEqual(data);
      }
    });

    it('reports every message id in the tables', () => {
      const reported = Object.values(report).flatMap(({ findings }) =>
        findings.map(({ messageId }) => messageId),
      );
      reported.push(...reportedElsewhere);
      expect(Object.keys(rule.messages).filter((id) => !reported.includes(id))).toEqual([]);
    });

    it('proposes fixes of the effects that it declares, and of each of them one', () => {
      const effects = [...Object.values(report), ...Object.values(fix)].flatMap((one) =>
        runCase(rule, one).findings.flatMap((finding) => finding.fix?.effect ?? []),
      );
      const found = FIX_EFFECTS.filter(
        (effect) => effects.includes(effect) || effectsElsewhere.includes(effect),
      );
      expect(found).toEqual(rule.fixes);
    });

    if (Object.keys(fix).length > 0) {
      it.each(Object.entries(fix))('fixes %s', (_, one) => {
        const { findings } = runCase(rule, one);
        const fixes = findings.flatMap((finding) => finding.fix ?? []);
        expect(fixes.length, 'findings with a fix').toBeGreaterThan(0);
        for (const { effect, title } of fixes) {
          if (one.effect !== undefined) expect(effect).toBe(one.effect);
          if (one.title !== undefined) expect(title).toBe(one.title);
        }
        const fixed = fixOnce(one.texts, findings);
        expect(fixed).not.toEqual(asTexts(one.texts));
        expect(fixed).toEqual({ ...asTexts(one.texts), ...asTexts(one.fixed) });
        const again = runCase(rule, { ...one, texts: fixed });
        expect(again.findings.length, 'findings after the fix').toBe(one.left ?? 0);
      });
    }
  });
}
