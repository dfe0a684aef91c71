import { encode } from '../../grammar/encoding.ts';
import { rules } from '../../rules/index.ts';
import { BaselineFile } from '../app/baseline-file.ts';
import { baselineToRead } from '../app/settings.ts';
import { readFound } from '../app/configurations.ts';
import { findFiles } from '../app/find-files.ts';
import { effectsOf, fixRequest, writeFixes } from '../app/fixing.ts';
import { reportContents, type LintOutcome } from '../app/lint-report.ts';
import { checkAgain, findingsOf, lintRun, readingChoices, withBaseline } from '../app/lint-run.ts';
import type { LintRun } from '../app/run.ts';
import { NOTHING_FIXED } from '../engine/finding.ts';
import { fixFiles } from '../fix/passes.ts';
import { unifiedDiff } from '../fix/unified-diff.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { lintReport } from '../report/findings/json.ts';
import type { Failure } from '../app/report.ts';
import type { LintReport } from '../report/shapes.ts';
import { InvalidArgumentError } from './errors.ts';
import type { Configuration, FixOptions, FixReport, LintOptions } from './options.ts';
import { loadOptionsIn, placeOf, settingsIn, type Place } from './reading.ts';

declare const PMTA_LINT_VERSION: string;

async function runIn(place: Place, options: LintOptions): Promise<LintRun> {
  const { paths, system, workingDirectory, isDisk, mayReadDisk } = place;
  const inEffect = await settingsIn(place, options);
  const loadOptions = loadOptionsIn(place, inEffect, options);
  const files = new SourceFiles(system);
  const found = isDisk ? await findFiles(paths, inEffect, workingDirectory, system) : { paths, failures: [] };
  const { settings, path, fixEffect } = inEffect;
  const run = await readingChoices(
    lintRun({ ...readFound(found, files), files, loadOptions, rules, settings, fixEffect, change: null }),
  );
  // A baseline is a file on the disk.
  const isOfSettings = mayReadDisk && path !== undefined;
  const baseline = isOfSettings ? baselineToRead(inEffect, workingDirectory) : undefined;
  if (baseline === undefined) return run;
  return withBaseline(run, new BaselineFile(baseline, false, workingDirectory));
}

function reportOf({ workingDirectory }: Place, run: LintRun, outcome: LintOutcome): LintReport {
  return lintReport({
    ...reportContents(outcome, run.targetsIn(outcome.models)),
    ...{ workingDirectory, checkout: workingDirectory },
    ...{ quiet: false, colour: false, width: 80, version: PMTA_LINT_VERSION },
  });
}

export async function lint(
  what: Configuration | readonly string[],
  options: LintOptions,
): Promise<LintReport> {
  const place = placeOf(what, options);
  const run = await runIn(place, options);
  const fixes = { fixed: NOTHING_FIXED, withheld: [] };
  return reportOf(place, run, { ...findingsOf(run), fixes, failures: run.failures });
}

export async function fix(what: Configuration | readonly string[], options: FixOptions): Promise<FixReport> {
  const place = placeOf(what, options);
  if (options.write === true && !place.isDisk)
    throw new InvalidArgumentError('write: texts cannot be written; take them from `changed`');
  const run = await runIn(place, options);
  const outcome = fixFiles(fixRequest(run, effectsOf({ fixEffect: run.fixEffect, ...options }), place.shown));
  const failures: Failure[] = [...run.failures];
  if (outcome.stopped !== null) failures.push({ message: `fixing stopped: ${outcome.stopped.reason}` });
  const done = options.write === true ? await writeFixes(outcome, null) : null;
  failures.push(...(done?.failures ?? []));
  const edited = outcome.changed
    .map(({ file, text, composition }) => ({
      ...{ name: place.shown(file.path), before: file.text, edits: composition.edits(file.path) },
      ...{ text, encoding: file.encoding },
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { fixed, withheld } = outcome;
  const left =
    done?.isRefused === true
      ? { ...checkAgain(run), fixes: { fixed: NOTHING_FIXED, withheld } }
      : { ...outcome, fixes: { fixed, withheld } };
  return {
    report: reportOf(place, run, { ...left, failures }),
    changed: edited.map(({ name, text, encoding }) => ({ path: name, text, bytes: encode(text, encoding) })),
    diff: Buffer.from(unifiedDiff(edited.map((file) => ({ ...file, encoding: 'utf8' as const })))).toString(),
    patch: unifiedDiff(edited),
    written: done?.written.map(place.shown) ?? [],
  };
}
