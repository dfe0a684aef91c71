import { Command } from 'commander';
import { choice, withReading, type ReadingOptions } from '../options.ts';
import { textStyle, type CliContext } from '../terminal.ts';

interface EffectiveOptions extends ReadingOptions {
  readonly format?: 'pretty' | 'json';
  readonly vmta?: string;
  readonly set?: true;
  readonly file?: string;
}

/** `effective`: prints the effective settings of a queue. */
export function effectiveCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('effective')
    .description('print the effective settings of a queue: where each was set, and what it overrides')
    .usage('[options] <domain[/vmta]> [directive...] [config]')
    .argument('<domain>', 'the recipient domain, such as gmail.com, or its queue, such as gmail.com/VMTA')
    .argument(
      '[names...]',
      'directives to print, such as max-smtp-out (none: all), and the configuration (none: ./config)',
    )
    .option('--vmta <name>', 'the VMTA of the queue; none: {default}')
    .option('--set', 'leave out the defaults of PowerMTA')
    .option('--file <config>', 'the configuration, where its name is that of a directive')
    .addOption(choice('--format <format>', 'how to print', ['pretty', 'json']));
  return withReading(command).action(
    async (domain: string, names: readonly string[], options: EffectiveOptions) => {
      const { queueOf, readQueueName } = await import('../../app/queue.ts');
      const { readOperands } = await import('../effective-operands.ts');
      const { mainConfiguration } = await import('../call-settings.ts');
      const { effectiveReport, effectiveText } = await import('../../report/commands/effective.ts');
      const { jsonText } = await import('../../report/json-text.ts');
      const { pathWriter } = await import('../../base/paths.ts');
      const named = readQueueName(domain, options.vmta);
      const { directives, config } = readOperands(names, options.file, context.workingDirectory);
      const model = await mainConfiguration(config, options, context);
      const printed = {
        ...queueOf(named, model),
        complete: model.knows('includes'),
        directives,
        isSetOnly: options.set === true,
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
