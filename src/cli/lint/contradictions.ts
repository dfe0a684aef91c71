import type { LintOptions } from './options.ts';
import { UsageError } from '../../base/usage-error.ts';

function refuseOutputs({ diff, fix, unsafeFixes, format, outputFile, suppress }: LintOptions): void {
  if (diff === true && fix === true)
    throw new UsageError('--diff writes nothing and --fix writes: give one of them');
  if (diff === true && (format.length > 0 || outputFile.length > 0)) {
    const given = format.length > 0 ? '--format' : '--output-file';
    throw new UsageError(`--diff prints a patch and nothing else: leave out ${given}, or run without --diff`);
  }
  if (unsafeFixes === true && diff !== true && fix !== true)
    throw new UsageError('--unsafe-fixes goes with --fix or --diff');
  if (suppress.length > 0 && (fix === true || unsafeFixes === true))
    throw new UsageError('--suppress hides what --fix would mend: run --fix first, then --suppress');
}

function refuseInputs(
  paths: readonly string[],
  { stdin, stdinFilename, since, staged, suppress }: LintOptions,
): void {
  if (stdin === true && paths.length > 0)
    throw new UsageError('--stdin reads standard input: leave out the paths');
  if (stdinFilename !== undefined && stdin !== true)
    throw new UsageError('--stdin-filename goes with --stdin');
  if (stdinFilename === '') throw new UsageError('--stdin-filename is empty: give a name, or leave it out');
  if (paths.includes('')) throw new UsageError("a path is empty: give a file or a folder, '.' for this one");
  if (since !== undefined && staged === true)
    throw new UsageError('--staged looks at what is staged, --since at the work tree: give one of them');
  if (stdin !== true) return;
  if (since !== undefined || staged === true)
    throw new UsageError('standard input is in no revision: --since and --staged read files');
  if (suppress.length > 0) throw new UsageError('--suppress writes to files: give their paths, not --stdin');
}

function refuseHiding({ baseline, updateBaseline, suppress, reason, until, ...others }: LintOptions): void {
  if (baseline === '') throw new UsageError('--baseline is empty: give a file');
  if (suppress.length === 0 && (reason !== undefined || until !== undefined))
    throw new UsageError(`${reason === undefined ? '--until' : '--reason'} goes with --suppress`);
  if (updateBaseline !== true) return;
  const { diff, fix, since, staged, stdin } = others;
  if (baseline === false) throw new UsageError('--update-baseline writes what --no-baseline leaves alone');
  if (since !== undefined || staged === true || stdin === true) {
    const given = since !== undefined ? '--since' : staged === true ? '--staged' : '--stdin';
    throw new UsageError(`--update-baseline needs all findings: leave out ${given}`);
  }
  if (fix === true || diff === true || suppress.length > 0) {
    const given = fix === true ? '--fix' : diff === true ? '--diff' : '--suppress';
    throw new UsageError(`--update-baseline takes the findings as they are: run it after ${given}`);
  }
}

/** Throws a UsageError for options that do not go together. */
export function refuseContradictions(paths: readonly string[], options: LintOptions): void {
  refuseOutputs(options);
  refuseInputs(paths, options);
  refuseHiding(options);
}
