import { NOTHING_FIXED } from '../../engine/finding.ts';
import { resolve } from 'node:path';
import { readFound } from '../../app/configurations.ts';
import { findFiles } from '../../app/find-files.ts';
import { reportContents } from '../../app/lint-report.ts';
import { findingsOf, lintRun, readingChoices } from '../../app/lint-run.ts';
import type { ReportedFile } from '../../app/report.ts';
import { shownPath } from '../../base/paths.ts';
import { UsageError } from '../../base/usage-error.ts';
import type { Finding } from '../../engine/finding.ts';
import { listOf } from '../../engine/message.ts';
import { nodeFileSystem } from '../../model/source/node-file-system.ts';
import { SourceFiles } from '../../model/source/source-file.ts';
import { prettyFindings } from '../../report/findings/pretty.ts';
import { rules } from '../../../rules/index.ts';
import { loadOptionsOf, settingsForCall, type SettingOptions } from '../call-settings.ts';
import type { CliContext } from '../terminal.ts';
import type { NamedLine } from './named-line.ts';
import { explanationOf } from './pages.ts';

declare const PMTA_LINT_VERSION: string;

/** Lines that are named one by one. */
const MOST_NAMED = 10;

function linesOf({ lines }: ReportedFile, { start, end }: Finding): { first: number; last: number } {
  return { first: lines.positionAt(start).line, last: lines.positionAt(Math.max(start, end - 1)).line };
}

function nothingAt({ path, line }: NamedLine, file: ReportedFile, findings: readonly Finding[]): string {
  const others = [...new Set(findings.map((finding) => linesOf(file, finding).first))].toSorted(
    (a, b) => a - b,
  );
  const named =
    others.length === 0 ? 'the file has none' : `it has some at ${listOf(others.map(String), MOST_NAMED)}`;
  return `No finding is at line ${line} of ${path}; ${named}.\n`;
}

/** The findings at a line of a file, and the pages of their rules. Throws a UsageError. */
export async function lineExplained(
  named: NamedLine,
  options: SettingOptions,
  context: CliContext,
  style: { readonly colour: boolean; readonly width: number },
): Promise<string> {
  const { workingDirectory } = context;
  const path = resolve(workingDirectory, named.path);
  const inEffect = await settingsForCall([named.path], options, context);
  const files = new SourceFiles(nodeFileSystem);
  const read = readFound(await findFiles([path], inEffect, workingDirectory, nodeFileSystem), files);
  const [failure] = read.failures;
  if (failure !== undefined)
    throw new UsageError(`'${shownPath(failure.path, workingDirectory)}' ${failure.message}`);
  const loadOptions = loadOptionsOf(options, inEffect, context);
  const { settings } = inEffect;
  const run = await readingChoices(lintRun({ ...read, files, loadOptions, rules, settings, change: null }));
  const outcome = { ...findingsOf(run), fixes: { fixed: NOTHING_FIXED, withheld: [] }, failures: [] };
  const contents = reportContents(outcome, run.targetsIn(outcome.models));
  const file = contents.files.find((one) => one.path === path);
  if (file === undefined) throw new UsageError(`'${named.path}' is not a file: write FILE:LINE`);
  if (named.line < 1 || named.line > file.lines.count)
    throw new UsageError(`'${named.path}' has no line ${named.line}: it has ${file.lines.count}`);
  const inFile = contents.findings.filter((finding) => finding.path === path);
  const findings = inFile.filter((finding) => {
    const { first, last } = linesOf(file, finding);
    return first <= named.line && named.line <= last;
  });
  if (findings.length === 0) return nothingAt(named, file, inFile);
  const { colour, width } = style;
  const report = {
    ...contents,
    findings,
    ...{ workingDirectory, checkout: workingDirectory, quiet: false, colour, width },
    version: PMTA_LINT_VERSION,
  };
  const ids = new Set(findings.map(({ rule }) => rule));
  return [prettyFindings(report), ...[...ids].map((id) => explanationOf(id, colour, width))].join('\n');
}
