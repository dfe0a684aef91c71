import { Command } from 'commander';
import { withColour } from '../options.ts';
import { textStyle, type CliContext } from '../terminal.ts';

export function explainCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('explain')
    .description('print what a rule, directive, section, action or bounce category means')
    .argument('<name>', 'one of these, such as max-smtp-out, mode=backoff or bad-mailbox');
  return withColour(command).action(async (name: string, options: { readonly color?: boolean }) => {
    const { explanationOf } = await import('../explain/pages.ts');
    const { colour } = textStyle(context, options.color);
    await context.output.write(explanationOf(name, colour, Math.min(100, context.output.columns ?? 80)));
    setExitCode(0);
  });
}
