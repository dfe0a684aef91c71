import { Command } from 'commander';
import { choice, withReading, type ReadingOptions } from '../options.ts';
import { textStyle, type CliContext } from '../terminal.ts';

interface EffectiveOptions extends ReadingOptions {
  readonly format?: 'pretty' | 'json';
  readonly vmta?: string;
}

export function effectiveCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('effective')
    .description('print what holds for a queue: each setting, where it was set, and what it beat')
    .argument('<domain>', 'the recipient domain, such as gmail.com')
    .argument('[config]', 'the configuration; none: ./config')
    .option('--vmta <name>', 'the VMTA of the queue; none: {default}')
    .addOption(choice('--format <format>', 'how to print', ['pretty', 'json']));
  return withReading(command).action(
    async (domain: string, config: string | undefined, options: EffectiveOptions) => {
      const { checkDomain, queueOf } = await import('../../app/queue.ts');
      const { mainConfiguration } = await import('../call-settings.ts');
      const { effectiveReport, effectiveText } = await import('../../report/commands/effective.ts');
      const { jsonText } = await import('../../report/json-text.ts');
      const { pathWriter } = await import('../../base/paths.ts');
      const folded = checkDomain(domain);
      const model = await mainConfiguration(config, options, context);
      const queue = queueOf(folded, options.vmta, model);
      const printed = {
        ...queue,
        complete: model.knows('includes'),
        shown: pathWriter(context.workingDirectory),
      };
      const { colour } = textStyle(context, options.color);
      await context.output.write(
        options.format === 'json' ? jsonText(effectiveReport(printed)) : effectiveText(printed, colour),
      );
      setExitCode(0);
    },
  );
}
