import { Command } from 'commander';
import type { SettingOptions } from '../call-settings.ts';
import { choice, PRESETS, withReading } from '../options.ts';
import { textStyle, type CliContext } from '../terminal.ts';

/** `explain`: prints what a name means, or why there are findings at a line. */
export function explainCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('explain')
    .description(
      'print what a rule, directive, section, action, bounce category, provider or reply code means, or the findings at a line',
    )
    .argument(
      '<name>',
      'one of these, such as max-smtp-out, mode=backoff, gmail.com, 4.7.28 or TSS04, or FILE:LINE',
    )
    .addOption(
      choice('--preset <preset>', 'which rules are on for FILE:LINE (default: "recommended")', PRESETS),
    );
  return withReading(command).action(async (name: string, options: SettingOptions) => {
    const { readLine } = await import('../explain/named-line.ts');
    const { colour } = textStyle(context, options.color);
    const width = Math.min(100, context.output.columns ?? 80);
    const line = readLine(name);
    await context.output.write(
      line === undefined
        ? (await import('../explain/pages.ts')).explanationOf(name, colour, width)
        : await (await import('../explain/line.ts')).lineExplained(line, options, context, { colour, width }),
    );
    setExitCode(0);
  });
}
