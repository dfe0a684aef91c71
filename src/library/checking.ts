import { encode } from '../../grammar/encoding.ts';
import { rules } from '../../rules/index.ts';
import { askedIn, changesAsked, loadAskedFor, onlyAsked, type AskedFor } from '../app/target-files.ts';
import { BaselineFile } from '../cli/baseline.ts';
import { findFiles } from '../app/find-files.ts';
import { reasonOf } from '../app/io-errors.ts';
import { reportedFiles } from '../cli/reporting.ts';
import type { LintResult, Narrow } from '../engine/lint-result.ts';
import { lint as runRules } from '../suppressions/lint.ts';
import { readRuleChoice } from '../engine/rule-choice.ts';
import type { Settings } from '../engine/settings.ts';
import { nodeDisk } from '../fix/disk.ts';
import { fixFiles, type FixOutcome } from '../fix/passes.ts';
import { unifiedDiff } from '../fix/unified-diff.ts';
import { writeFiles } from '../fix/write.ts';
import type { Model } from '../model/model.ts';
import { whyNotText } from '../model/source/not-text.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { lintReport } from '../report/findings/json.ts';
import type { Failure, Report } from '../report/findings/report.ts';
import type { LintReport } from '../report/shapes.ts';
import { InvalidArgumentError } from './errors.ts';
import type { Configuration, FixOptions, FixReport, LintOptions } from './options.ts';
import { loadOptionsIn, placeOf, settingsIn, type Place } from './reading.ts';

declare const PMTA_LINT_VERSION: string;

/** A call that checks, ready to be carried out. */
interface Check {
  readonly place: Place;
  readonly files: SourceFiles;
  /** The files that the paths mean, absolute. */
  readonly listed: readonly string[];
  readonly load: (files: SourceFiles) => Model[];
  readonly settings: Settings;
  readonly failures: readonly Failure[];
  /** What the call asks for, out of all that is found. */
  readonly narrow: Narrow;
}

/** Of the files that the paths mean those that can be checked, and why the others cannot. */
async function readFiles(
  place: Place,
  search: Parameters<typeof findFiles>[1],
  files: SourceFiles,
): Promise<{ listed: string[]; failures: Failure[] }> {
  const { paths, system, workingDirectory, isDisk } = place;
  const found = isDisk ? await findFiles(paths, search, workingDirectory, system) : { paths, failures: [] };
  const listed = new Set<string>();
  const failures: Failure[] = [...found.failures];
  for (const path of found.paths) {
    try {
      const file = files.read(path);
      const reason = whyNotText(file.bytes);
      if (reason === null) listed.add(file.path);
      else failures.push({ path, message: `cannot be checked: ${reason}` });
    } catch (error) {
      failures.push({ path, message: `cannot be read: ${reasonOf(error)}` });
    }
  }
  return { listed: [...listed], failures };
}

async function prepare(what: Configuration | readonly string[], options: LintOptions): Promise<Check> {
  const place = placeOf(what, options);
  const inForce = await settingsIn(place, options);
  const loadOptions = loadOptionsIn(place, inForce, options);
  const files = new SourceFiles(place.system);
  const { listed, failures } = await readFiles(place, inForce, files);
  const settings = { ...inForce.settings, readRuleChoice: (text: string) => readRuleChoice(text, rules) };
  const asked: Narrow = (result, models) => onlyAsked(result, models, askedIn(models, listed));
  const check = {
    ...{ place, files, listed, failures, settings, narrow: asked },
    load: (state: SourceFiles) => loadAskedFor(listed, state, loadOptions),
  };
  // A baseline is a file on the disk.
  if (inForce.baseline === undefined || !place.mayReadDisk) return check;
  const baseline = new BaselineFile(inForce.baseline, false, place.workingDirectory);
  const narrow: Narrow = (result, models) => {
    const isAsked = askedIn(models, listed);
    const judged = { rules, settings, ...(isAsked === undefined ? {} : { isAsked }) };
    return baseline.narrow(asked(result, models), models, judged);
  };
  return { ...check, narrow };
}

/** What came of a check. */
interface Found {
  readonly models: readonly Model[];
  readonly result: LintResult;
  readonly fixes: Report['fixes'];
  readonly failures: readonly Failure[];
}

function reportOf({ place, listed }: Check, { models, result, fixes, failures }: Found): LintReport {
  const { workingDirectory } = place;
  const isAsked: AskedFor | undefined = askedIn(models, listed);
  const stopped = result.failures.map(({ rule, path, message }) => ({
    rule,
    path,
    message: `the rule stopped: ${message}`,
  }));
  return lintReport({
    ...{ workingDirectory, checkout: workingDirectory, ...reportedFiles(models, isAsked) },
    ...{ findings: result.findings, suppressed: result.suppressed, fixes },
    ...(result.known === undefined ? {} : { known: result.known }),
    failures: [...failures, ...stopped],
    ...{ quiet: false, colour: false, width: 80, version: PMTA_LINT_VERSION },
  });
}

/** What is found in a configuration. */
export async function lint(
  what: Configuration | readonly string[],
  options: LintOptions,
): Promise<LintReport> {
  const check = await prepare(what, options);
  const models = check.load(check.files);
  const result = check.narrow(runRules(models, rules, check.settings), models);
  const fixes = { applied: 0, withheld: [] };
  return reportOf(check, { models, result, fixes, failures: check.failures });
}

interface Written {
  readonly written: readonly string[];
  readonly failures: readonly Failure[];
  /** Whether something was not written. */
  readonly isRefused: boolean;
}

const NOTHING_DONE: Written = { written: [], failures: [], isRefused: false };

async function write({ changed }: FixOutcome): Promise<Written> {
  const changes = changed.map(({ file, text }) => ({
    path: file.path,
    before: file.bytes,
    after: encode(text, file.encoding),
  }));
  const { written, refused, held, warnings } = await writeFiles(changes, nodeDisk());
  return {
    written,
    isRefused: refused.length > 0,
    failures: [
      ...refused.map(({ path, reason }) => ({ path, message: `not written: ${reason}` })),
      ...held.map((path) => ({ path, message: 'not written: another file was refused' })),
      ...warnings.map((message) => ({ message })),
    ],
  };
}

/** What is found on the disk as it is: where writing was refused, and not what would be. */
function stillThere({
  place,
  load,
  settings,
  narrow,
}: Check): Pick<FixOutcome, 'models' | 'result' | 'applied'> {
  const models = load(new SourceFiles(place.system));
  return { models, result: narrow(runRules(models, rules, settings), models), applied: 0 };
}

/** What the fixes of a configuration do. */
export async function fix(what: Configuration | readonly string[], options: FixOptions): Promise<FixReport> {
  const check = await prepare(what, options);
  const { place, files, listed, load, settings, narrow } = check;
  if (options.write === true && !place.isDisk)
    throw new InvalidArgumentError('write: texts cannot be written; take them from `changed`');
  const outcome = fixFiles({
    ...{ files, load, rules, settings, narrow, unsafe: options.unsafe === true },
    ...changesAsked(load(files), listed, place.shown),
  });
  const failures: Failure[] = [...check.failures];
  if (outcome.stopped !== null) failures.push({ message: `fixing stopped: ${outcome.stopped}` });
  const done = options.write === true ? await write(outcome) : NOTHING_DONE;
  failures.push(...done.failures);
  const edited = outcome.changed
    .map(({ file, text, composition }) => ({
      ...{ name: place.shown(file.path), before: file.text, edits: composition.edits(file.path) },
      ...{ text, encoding: file.encoding },
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { withheld } = outcome;
  const { models, result, applied } = done.isRefused ? stillThere(check) : outcome;
  return {
    report: reportOf(check, { models, result, fixes: { applied, withheld }, failures }),
    changed: edited.map(({ name, text, encoding }) => ({ path: name, text, bytes: encode(text, encoding) })),
    diff: Buffer.from(unifiedDiff(edited.map((file) => ({ ...file, encoding: 'utf8' as const })))).toString(),
    patch: unifiedDiff(edited),
    written: done.written.map(place.shown),
  };
}
