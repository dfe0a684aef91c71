import { Command } from 'commander';
import { UsageError } from '../../base/usage-error.ts';
import type { CliContext } from '../terminal.ts';

declare const PMTA_LINT_VERSION: string;

/** `help`: the same as --help, of all commands or of one. */
export function helpCommand(): Command {
  const command = new Command('help');
  return command
    .description('print this help, or that of one command')
    .argument('[command]', 'the command')
    .action(async (name: string | undefined) => {
      const whole = command.parent ?? command;
      const wanted = name === undefined ? whole : whole.commands.find((one) => one.name() === name);
      if (wanted !== undefined) {
        wanted.outputHelp();
        return;
      }
      const { commandMeant } = await import('../usage-errors.ts');
      const near = commandMeant(
        name ?? '',
        whole.commands.map((one) => one.name()),
      );
      const hint = near === undefined ? 'pmta-lint help lists them' : `did you mean '${near}'?`;
      throw new UsageError(`there is no command '${name ?? ''}'; ${hint}`);
    });
}

/** `version`: the same as --version. */
export function versionCommand({ output }: CliContext): Command {
  return new Command('version')
    .description('print the version')
    .action(() => output.write(`${PMTA_LINT_VERSION}\n`));
}
