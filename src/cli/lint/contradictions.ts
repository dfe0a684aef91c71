import { UsageError } from '../../base/usage-error.ts';
import type { LintOptions } from './options.ts';

function firstGiven(options: Readonly<Record<string, boolean>>): string | undefined {
  return Object.keys(options).find((name) => options[name] === true);
}

/** Throws a UsageError for options that do not go together. */
export function refuseContradictions(paths: readonly string[], options: LintOptions): void {
  const { stdinFilename, suppress, reason, until, baseline } = options;
  const [diff, fix, unsafe] = [options.diff === true, options.fix === true, options.unsafeFixes === true];
  const [stdin, staged, since] = [
    options.stdin === true,
    options.staged === true,
    options.since !== undefined,
  ];
  const isSuppressing = suppress.length > 0;
  const isUpdate = options.updateBaseline === true;
  const printing = firstGiven({
    '--format': options.format.length > 0,
    '--output-file': options.outputFile.length > 0,
  });
  const partial = firstGiven({ '--since': since, '--staged': staged, '--stdin': stdin });
  const changing = firstGiven({ '--fix': fix, '--diff': diff, '--suppress': isSuppressing });
  const explaining = firstGiven({ '--reason': reason !== undefined, '--until': until !== undefined });
  const contradictions: readonly (readonly [isGiven: boolean, problem: string])[] = [
    [diff && fix, '--diff writes nothing and --fix writes: give one of them'],
    [
      diff && printing !== undefined,
      `--diff prints a patch and nothing else: leave out ${printing ?? ''}, or run without --diff`,
    ],
    [options.allowDirty === true && !fix, '--allow-dirty goes with --fix'],
    [unsafe && !diff && !fix, '--unsafe-fixes goes with --fix or --diff'],
    [
      unsafe && options.fixEffect !== undefined,
      '--unsafe-fixes takes every fix and --fix-effect limits them: give one of them',
    ],
    [
      isSuppressing && (fix || unsafe),
      '--suppress hides what --fix would mend: run --fix first, then --suppress',
    ],
    [stdin && paths.length > 0, '--stdin reads standard input: leave out the paths'],
    [stdinFilename !== undefined && !stdin, '--stdin-filename goes with --stdin'],
    [
      options.printConfig === true &&
        (options.format.length > 1 || !['pretty', 'json', undefined].includes(options.format[0])),
      '--print-config prints a table, or JSON with --format json',
    ],
    [stdinFilename === '', '--stdin-filename is empty: give a name, or leave it out'],
    [paths.includes(''), "a path is empty: give a file or a folder, '.' for this one"],
    [since && staged, '--staged looks at what is staged, --since at the work tree: give one of them'],
    [stdin && (since || staged), 'standard input is in no revision: --since and --staged read files'],
    [stdin && isSuppressing, '--suppress writes to files: give their paths, not --stdin'],
    [baseline === '', '--baseline is empty: give a file'],
    [!isSuppressing && explaining !== undefined, `${explaining ?? ''} goes with --suppress`],
    [isUpdate && baseline === false, '--update-baseline writes what --no-baseline leaves alone'],
    [isUpdate && partial !== undefined, `--update-baseline needs all findings: leave out ${partial ?? ''}`],
    [
      isUpdate && changing !== undefined,
      `--update-baseline takes the findings as they are: run it after ${changing ?? ''}`,
    ],
  ];
  const [, problem] = contradictions.find(([isGiven]) => isGiven) ?? [];
  if (problem !== undefined) throw new UsageError(problem);
}
