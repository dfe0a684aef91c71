import { Command, type Option } from 'commander';
import type { LintOptions } from '../lint/options.ts';
import {
  choice,
  FORMATS,
  oneOf,
  PRESETS,
  repeatable,
  REPUTATIONS,
  SEVERITIES,
  withReading,
  WrongValueError,
} from '../options.ts';
import type { CliContext } from '../terminal.ts';

function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value))
    throw new WrongValueError('--max-warnings', value, 'a whole number, such as 0 or 25');
  return Number(value);
}

/** `--format`, which may be given several times. */
function formatOption(): Option {
  return choice('--format <format>', 'how to print findings (repeatable)', FORMATS)
    .argParser((value, before: readonly string[]) => [...before, oneOf('--format', FORMATS)(value)])
    .default([], 'pretty on a terminal, github in GitHub Actions, else concise');
}

export function lintCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('lint')
    .description('check configurations (the default command)')
    .argument('[paths...]', 'files, folders or globs; none: the folder at hand')
    .addOption(formatOption())
    .addOption(repeatable('--output-file <format=path>', 'also write the report to a file (repeatable)'))
    .option(
      '--fix',
      'apply the fixes that change nothing for mail or tighten limits, then report what is left',
    )
    .option('--diff', 'print the same fixes as a unified diff, write nothing')
    .addOption(
      choice('--fix-effect <effect>', 'the most that fixes may do to mail (default: "tightens")', [
        'neutral',
        'tightens',
      ]),
    )
    .option('--unsafe-fixes', 'with --fix or --diff: take the unsafe fixes too')
    .option('--allow-dirty', 'with --fix: do not warn of files with changes that are not committed')
    .addOption(choice('--fail-on <severity>', 'exit 1 from this severity on', SEVERITIES).default('error'))
    .option('--max-warnings <count>', 'exit 1 if there are more warnings', wholeNumber)
    .option('--quiet', 'list errors only')
    .addOption(choice('--preset <preset>', 'which rules speak (default: "recommended")', PRESETS))
    .addOption(
      choice(
        '--reputation <reputation>',
        'how well providers know the sending addresses (default: "warm")',
        REPUTATIONS,
      ),
    )
    .option('--stdin', 'read the configuration from standard input')
    .option('--stdin-filename <file>', 'the name of what comes from standard input')
    .option('--scope <section>', 'the section that a fragment is meant for, such as domain')
    .addOption(
      repeatable('--rule <id=level>', 'level and options of one rule: ID=error --max 10 (repeatable)'),
    )
    .addOption(
      repeatable('--only <names>', 'only these rules or categories: open-relay,throttling (repeatable)'),
    )
    .addOption(repeatable('--except <names>', 'all rules but these rules or categories (repeatable)'))
    .option('--since <rev>', 'only findings that the changes since a git revision brought')
    .option(
      '--staged',
      'only findings that the changes staged in git bring; reads what is staged (with --fix: exit 1 until the fixes are staged)',
    )
    .option('--baseline <file>', 'leave out the findings that this file knows')
    .option('--no-baseline', 'use no baseline, whatever the settings say')
    .option('--update-baseline', 'write the present findings to the baseline')
    .addOption(
      repeatable('--suppress <rule>', 'write a comment that hides each finding of a rule (repeatable)'),
    )
    .option('--reason <text>', 'with --suppress: why')
    .option('--until <day>', 'with --suppress: the last day of the comments, such as 2027-01-31')
    .option('--no-inline-config', 'ignore comments in configurations that speak to pmta-lint')
    .option(
      '--print-config',
      'print the settings of a path that are not the defaults, and where each was set (all of them with --format json)',
    )
    .option('--watch', 'check again whenever a file that was read changes, until Ctrl-C')
    .option('--stats', 'say on standard error what took how long');
  return withReading(command).action(async (paths: string[], options: LintOptions) => {
    const names = (command.parent ?? command).commands.map((one) => one.name());
    const { refuseMistakenCommand } = await import('../usage-errors.ts');
    refuseMistakenCommand(paths[0], names, context.workingDirectory);
    const { runLint } = await import('../lint/run.ts');
    const check = (): Promise<number> => runLint(paths, options, context);
    setExitCode(
      options.watch === true
        ? await (await import('../lint/watch.ts')).watchFiles(paths, options, context, check)
        : await check(),
    );
  });
}
