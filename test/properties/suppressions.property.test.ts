import { FIX_EFFECTS, PROVED_EFFECTS } from '../../src/engine/finding.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineTable } from '../../grammar/lines.ts';
import { rules } from '../../rules/index.ts';
import type { LintResult } from '../../src/engine/lint-result.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { fixFiles } from '../../src/fix/passes.ts';
import type { Model } from '../../src/model/model.ts';
import { loadConfigurations } from '../../src/model/project.ts';
import type { SourceFiles } from '../../src/model/source/source-file.ts';
import { generatedConfigurations } from '../support/generate-configuration.ts';
import { filesOf, type Texts } from '../support/lint-texts.ts';
import { providerConfigurations } from './provider-configurations.ts';
import { runs } from '../support/property-runs.ts';

const FOLDER = '/etc/pmta';
const settings = settingsFor({ preset: 'strict', allowSecuritySuppressions: true });

/** The byte-order mark of a text, which has to stay in front. */
function markOf(text: string): string {
  return text.startsWith('\uFEFF') ? '\uFEFF' : '';
}

/** A line that nothing is to be said of: what is reported there is about the configuration as a whole. */
const FIRST_LINE = 'postmaster postmaster@example.com';

const configurations = fc
  .oneof(
    generatedConfigurations().map(({ files }): Texts => files),
    providerConfigurations(),
  )
  .map((texts): Texts => {
    const { config = '' } = texts;
    const mark = markOf(config);
    const lineEnd = config.includes('\r\n') ? '\r\n' : '\n';
    // In an included file the mark is a mistake of the first line, which a comment there would fix.
    const others = Object.entries(texts).map(([name, text]) => [name, text.slice(markOf(text).length)]);
    return {
      ...(Object.fromEntries(others) as Texts),
      config: mark + FIRST_LINE + lineEnd + config.slice(mark.length),
    };
  });

function load(files: SourceFiles): Model[] {
  return loadConfigurations([files.read(`${FOLDER}/config`)], files, { version: '5.0' });
}

/** A finding without offsets, which a comment shifts. */
interface Seen {
  readonly name: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

interface Outcome extends Pick<LintResult, 'suppressed'> {
  readonly seen: readonly Seen[];
}

function outcomeOf(texts: Texts): Outcome {
  const { findings, failures, suppressed } = lint(load(filesOf(texts)), rules, settings);
  expect(failures).toEqual([]);
  const seen = findings.map(({ path, start, rule, message }) => {
    const name = path.slice(FOLDER.length + 1);
    // Lines that a message names are shifted too.
    const stable = message.replace(/\bline \d+/g, 'line N');
    const lines = new LineTable(texts[name] ?? '');
    return { name, line: lines.positionAt(start).line, rule, message: stable };
  });
  return { seen, suppressed };
}

/** A file with a comment for the finding in its line. */
function withLineComment(texts: Texts, { name, line, rule }: Seen): Texts {
  const text = texts[name] ?? '';
  const end = new LineTable(text).endOf(line);
  const comment = ` # pmta-lint-disable-line ${rule} -- weighed`;
  return { ...texts, [name]: text.slice(0, end) + comment + text.slice(end) };
}

/** A file with comments for findings in the line before them, in the line ends of the file. */
function withCommentBefore(texts: Texts, suppressed: readonly Seen[]): Texts {
  let result = texts;
  for (const { name, line, rule } of suppressed.toSorted((a, b) => b.line - a.line)) {
    const text = result[name] ?? '';
    const start = Math.max(markOf(text).length, new LineTable(text).startOf(line));
    const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
    const comment = `# pmta-lint-disable-next-line ${rule} -- weighed${lineEnd}`;
    result = { ...result, [name]: text.slice(0, start) + comment + text.slice(start) };
  }
  return result;
}

/** Whether a line before the one mistake shifts the other. What is said of the whole stays in the first line. */
function isAfter(one: Seen, other: Seen): boolean {
  const isWhole = one.name === 'config' && one.line === 1;
  return one.name === other.name && one.line >= other.line && !isWhole;
}

const isSameMistake = (one: Seen, other: Seen): boolean =>
  one.name === other.name && one.line === other.line && one.rule === other.rule;

describe('on generated configurations', () => {
  it('a comment in its line hides a finding, and nothing else', () => {
    fc.assert(
      fc.property(configurations, fc.nat(), (texts, index) => {
        const { seen } = outcomeOf(texts);
        const suppressed = seen[index % Math.max(1, seen.length)];
        if (suppressed === undefined) return;
        const after = outcomeOf(withLineComment(texts, suppressed));
        expect(after.seen).toEqual(seen.filter((one) => !isSameMistake(one, suppressed)));
        expect(after.suppressed).toBe(seen.length - after.seen.length);
      }),
      { numRuns: runs(150) },
    );
  });

  it('a comment in the line before hides a finding, and nothing else', () => {
    fc.assert(
      fc.property(configurations, fc.nat(), (texts, index) => {
        const { seen } = outcomeOf(texts);
        const suppressed = seen[index % Math.max(1, seen.length)];
        if (suppressed === undefined) return;
        const after = outcomeOf(withCommentBefore(texts, [suppressed]));
        const shifted = seen
          .filter((one) => !isSameMistake(one, suppressed))
          .map((one) => ({ ...one, line: one.line + (isAfter(one, suppressed) ? 1 : 0) }));
        expect(after.seen).toEqual(shifted);
        expect(after.suppressed).toBe(seen.length - after.seen.length);
      }),
      { numRuns: runs(150) },
    );
  });

  it('with a comment for each finding nothing is reported, and fixes change nothing', () => {
    fc.assert(
      fc.property(configurations, (texts) => {
        const { seen } = outcomeOf(texts);
        const once = seen.filter((one, at) => seen.findIndex((other) => isSameMistake(one, other)) === at);
        const silent = withCommentBefore(texts, once);
        expect(outcomeOf(silent)).toEqual({ seen: [], suppressed: seen.length });
        const files = filesOf(silent);
        expect(fixFiles({ files, load, rules, settings, effects: FIX_EFFECTS }).changed).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });

  it('after one run of fixes no unused comment is left', () => {
    const ids = fc.constantFrom('syntax-error', 'unknown-directive', 'invalid-value', 'missing-value');
    const comment = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('disable-next-line', 'disable-line', 'disable', 'enable', 'disable-file'),
          fc.uniqueArray(ids, { minLength: 1, maxLength: 3 }),
        )
        .map(([form, rules]) => `# pmta-lint-${form} ${rules.join(', ')} -- why`),
      fc.constant('# pmta-lint-enable'),
    );
    const placed = fc.array(fc.tuple(fc.nat(), fc.boolean(), comment), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(configurations, placed, (texts, comments) => {
        const lines = (texts.config ?? '').split('\n');
        for (const [index, atTheEnd, text] of comments) {
          // After the first line, which may begin with a byte-order mark.
          const at = 1 + (index % lines.length);
          const line = lines[at];
          if (atTheEnd && line !== undefined) lines[at] = line.replace(/\r?$/, (end) => ` ${text}${end}`);
          else lines.splice(at, 0, text);
        }
        const before = { ...texts, config: lines.join('\n') };
        const request = { load, rules, settings, effects: PROVED_EFFECTS };
        const outcome = fixFiles({ ...request, files: filesOf(before) });
        expect(outcome.stopped).toBeNull();
        const unused = outcome.result.findings.filter(({ rule }) => rule === 'unused-suppression');
        // A comment between two lines of one value parts them: without it the value would be another one.
        const needed = outcome.withheld.filter(({ rule }) => rule === 'unused-suppression');
        expect(unused).toHaveLength(needed.length);
        const after = outcome.changed.map(({ file, text }) => [file.path.slice(FOLDER.length + 1), text]);
        const files = filesOf({ ...before, ...(Object.fromEntries(after) as Texts) });
        expect(fixFiles({ ...request, files }).changed).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });
});
