import { Command, type CommanderError } from 'commander';
import { UsageError } from '../base/usage-error.ts';
import { visible } from '../base/visible.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { effectiveCommand } from './commands/effective.ts';
import { explainCommand } from './commands/explain.ts';
import { helpCommand, versionCommand } from './commands/help.ts';
import { initCommand } from './commands/init.ts';
import { lintCommand } from './commands/lint.ts';
import { providersCommand } from './commands/providers.ts';
import { replyCommand } from './commands/reply.ts';
import { rulesCommand } from './commands/rules.ts';
import { WrongValueError } from './options.ts';
import { contextOfProcess, type CliContext } from './terminal.ts';

declare const PMTA_LINT_VERSION: string;

const FAILED = 2;

/** A call that the command line library ends: one that it refuses, or one for help or the version. */
class CallEnd extends Error {
  constructor(
    readonly command: Command,
    override readonly cause: CommanderError,
  ) {
    super(cause.message);
  }
}

function program(): Command {
  return new Command('pmta-lint')
    .description('Checks, explains and mends PowerMTA configuration files.')
    .version(PMTA_LINT_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  pmta-lint /etc/pmta/config             check a configuration and all that it includes',
        '  pmta-lint --diff | git apply           take the fixes as a patch',
        '  pmta-lint --fix                        apply the fixes',
        '  pmta-lint effective gmail.com config   what holds for one queue, and where it was set',
        '  pmta-lint compare main:config config   what changes for mail between two configurations',
        '  pmta-lint reply gmail.com "421 ..."     which patterns a reply meets, and what happens then',
        '  pmta-lint explain max-smtp-out         what a directive, a section or a rule means',
        '',
        'Options of the check: pmta-lint lint --help; of a command: pmta-lint COMMAND --help.',
        'Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.',
      ].join('\n'),
    );
}

/** The commands and their options, loaded when they run; `written` gets the writes of help texts, which end later. */
export function programFor(
  context: CliContext,
  setExitCode: (code: number) => void,
  written: Promise<void>[],
): Command {
  const whole = program();
  const others = [
    ...[effectiveCommand, replyCommand, compareCommand, explainCommand],
    ...[rulesCommand, providersCommand, initCommand, completionCommand, helpCommand, versionCommand],
  ];
  whole.addCommand(lintCommand(context, setExitCode), { isDefault: true });
  for (const make of others) whole.addCommand(make(context, setExitCode));
  const ignore = (): void => undefined;
  for (const command of [whole, ...whole.commands]) {
    command
      .exitOverride((error) => {
        throw new CallEnd(command, error);
      })
      .configureOutput({
        writeOut: (text) => {
          written.push(context.output.write(text));
        },
        // main() reports errors itself, each in one line.
        writeErr: ignore,
        outputError: ignore,
      });
  }
  return whole;
}

/** The lines for an error in the call; undefined for any other error. */
async function problemsOf(error: unknown, argv: readonly string[]): Promise<readonly string[] | undefined> {
  if (error instanceof UsageError) return error.problems;
  if (!(error instanceof CallEnd || error instanceof WrongValueError)) return undefined;
  const { refusal, wrongValue } = await import('./usage-errors.ts');
  return [error instanceof CallEnd ? refusal(error.cause, error.command, argv) : wrongValue(error)];
}

/** Runs the command; returns the exit code: 0, 1 (findings, or a diff) or 2 (pmta-lint could not run). */
export async function main(argv: readonly string[], context = contextOfProcess()): Promise<number> {
  let exitCode = 0;
  const written: Promise<void>[] = [];
  const whole = programFor(context, (code) => (exitCode = code), written);
  try {
    await whole.parseAsync([...argv], { from: 'user' }).catch((error: unknown) => {
      if (!(error instanceof CallEnd && error.cause.exitCode === 0)) throw error;
    });
    await Promise.all(written);
    return exitCode;
  } catch (error) {
    const problems = await problemsOf(error, argv);
    if (problems === undefined) throw error;
    for (const problem of problems) await context.errors.write(`pmta-lint: ${visible(problem)}\n`);
    return FAILED;
  }
}
