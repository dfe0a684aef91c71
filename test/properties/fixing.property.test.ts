import { FIX_EFFECTS, PROVED_EFFECTS } from '../../src/engine/finding.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { applyEdits } from '../../src/fix/edits.ts';
import { fixFiles, type FixOutcome } from '../../src/fix/passes.ts';
import type { Model } from '../../src/model/model.ts';
import { loadConfigurations } from '../../src/model/project.ts';
import type { SourceFiles } from '../../src/model/source/source-file.ts';
import { generatedConfigurations } from '../support/generate-configuration.ts';
import { filesOf, type Texts } from '../support/lint-texts.ts';
import { providerConfigurations } from './provider-configurations.ts';
import { runs } from '../support/property-runs.ts';
import { MAIN } from '../support/section.ts';

const FOLDER = '/etc/pmta';
const settings = settingsFor({ preset: 'strict' });

/**
 * What may be found only after a fix, by the rules whose fixes show it: what was wrong before, or is not fixed everywhere.
 */
const BROUGHT_INTO_VIEW = new Map([
  // Domains get a block of their own, which cannot have a list without loosening something for another queue.
  ['missing-backoff', ['partial-provider-domains']],
  // A block with a single oddity becomes one that says how a provider's mail is sent.
  ['partial-provider-domains', ['missing-backoff', 'high-messages-per-connection']],
  // What is added at the top level does not reach a VMTA whose <domain *> says something of the kind.
  ['shadowed-by-vmta-default', ['missing-backoff', 'backoff-faster-than-normal', 'missing-provider-domain']],
]);

function load(names: readonly string[]): (files: SourceFiles) => Model[] {
  return (files) =>
    loadConfigurations(
      names.map((name) => files.read(`${FOLDER}/${name}`)),
      files,
      { version: '5.0' },
    );
}

function fix(texts: Texts, unsafe = false): FixOutcome {
  return fixFiles({
    files: filesOf(texts),
    load: load(['config']),
    rules,
    settings,
    effects: unsafe ? FIX_EFFECTS : PROVED_EFFECTS,
  });
}

function textsAfter(texts: Texts, outcome: FixOutcome): Texts {
  const changed = outcome.changed.map(
    ({ file, text }) => [file.path.slice(FOLDER.length + 1), text] as const,
  );
  return { ...texts, ...Object.fromEntries(changed) };
}

function findingsOf(texts: Texts, names: readonly string[], order = rules): readonly Finding[] {
  const files = filesOf(texts);
  const { findings, failures } = lint(load(names)(files), order, settings);
  expect(failures).toEqual([]);
  return findings;
}

const configurations = fc.oneof(
  fc
    .tuple(generatedConfigurations(), fc.boolean())
    .map(([{ files }, whole]): Texts => ({ ...files, config: (whole ? MAIN : '') + (files.config ?? '') })),
  providerConfigurations(),
);

describe('on generated configurations', () => {
  it('a second run of fixes changes nothing, and nothing is withheld', () => {
    fc.assert(
      fc.property(configurations, (texts) => {
        const first = fix(texts);
        expect(first.withheld).toEqual([]);
        expect(first.stopped).toBeNull();
        const second = fix(textsAfter(texts, first));
        expect(second.changed.map(({ text }) => text)).toEqual([]);
      }),
      { numRuns: runs(80) },
    );
  });

  it('fixes leave none of their findings and bring no new kind of finding', () => {
    fc.assert(
      fc.property(configurations, (texts) => {
        // Each rule by itself: what another one has superseded so far is not a new kind.
        const before = new Set(
          rules.filter((rule) => findingsOf(texts, ['config'], [rule]).length > 0).map(({ id }) => id),
        );
        const after = findingsOf(textsAfter(texts, fix(texts)), ['config']);
        expect(after.filter((finding) => finding.fix !== null && finding.fix.effect !== 'unsafe')).toEqual(
          [],
        );
        // Queues count once a block names them, which many a fix brings about: the sum was there.
        const isNew = ({ rule }: Finding): boolean =>
          rule !== 'high-provider-connections-per-ip' &&
          !before.has(rule) &&
          !(BROUGHT_INTO_VIEW.get(rule) ?? []).some((id) => before.has(id));
        expect(after.filter(isNew)).toEqual([]);
      }),
      { numRuns: runs(80) },
    );
  });

  it('the edits of all passes, applied to the text before, give the text after', () => {
    fc.assert(
      fc.property(configurations, fc.boolean(), (texts, unsafe) => {
        for (const { file, text, composition } of fix(texts, unsafe).changed) {
          expect(applyEdits(file.text, composition.edits(file.path))).toBe(text);
        }
      }),
      { numRuns: runs(30) },
    );
  });

  it('the order of files and rules makes no difference', () => {
    fc.assert(
      fc.property(configurations, fc.infiniteStream(fc.nat()), (texts, random) => {
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, rank: random.next().value ?? 0 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ item }) => item);
        const names = Object.keys(texts);
        const asText = (findings: readonly Finding[]): string => JSON.stringify(findings, null, 1);
        expect(asText(findingsOf(texts, shuffled(names), shuffled(rules)))).toBe(
          asText(findingsOf(texts, names)),
        );
      }),
      { numRuns: runs(80) },
    );
  });

  it('CRLF instead of LF makes no difference but for offsets', () => {
    fc.assert(
      fc.property(configurations, (texts) => {
        const places = (given: Texts): string[] => {
          const files = filesOf(given);
          const models = load(['config'])(files);
          const byPath = new Map(models.flatMap((model) => model.files.map((file) => [file.path, file])));
          return lint(models, rules, settings).findings.map(({ rule, path, start, message }) => {
            const { line, column } = byPath.get(path)?.lines.positionAt(start) ?? { line: 0, column: 0 };
            return `${path}:${line}:${column} ${rule} ${message}`;
          });
        };
        const lf = Object.fromEntries(
          Object.entries(texts).map(([name, text]) => [name, text.replace(/\r\n/g, '\n')]),
        );
        const crlf = Object.fromEntries(
          Object.entries(lf).map(([name, text]) => [name, text.replace(/\n/g, '\r\n')]),
        );
        expect(places(crlf)).toEqual(places(lf));
      }),
      { numRuns: runs(30) },
    );
  });
});
