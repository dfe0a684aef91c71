import { Command } from 'commander';
import { choice, withColour } from '../options.ts';
import { textStyle, type CliContext } from '../terminal.ts';

interface ProvidersOptions {
  readonly format?: 'text' | 'json';
  readonly color?: boolean;
}

/** `providers`: prints the table of mailbox providers. */
export function providersCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('providers')
    .description('print the table of mailbox providers: domains, limits, and what these rest on')
    .addOption(choice('--format <format>', 'how to print (default: "text")', ['text', 'json']));
  return withColour(command).action(async ({ format, color }: ProvidersOptions) => {
    const { providers } = await import('../../catalog/providers.ts');
    const { providersJson, providersText } = await import('../../report/commands/providers.ts');
    const { colour, columns } = textStyle(context, color);
    await context.output.write(
      format === 'json' ? providersJson(providers()) : providersText(providers(), colour, columns),
    );
    setExitCode(0);
  });
}
