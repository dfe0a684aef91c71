import { Command } from 'commander';
import type { Preset } from '../../engine/settings.ts';
import { UsageError } from '../../base/usage-error.ts';
import { choice, PRESETS, repeatable, withColour } from '../options.ts';
import { textStyle, type CliContext } from '../terminal.ts';

interface RulesOptions {
  readonly format?: 'text' | 'json';
  readonly category: readonly string[];
  readonly fixable?: true;
  readonly preset?: Preset;
  readonly color?: boolean;
}

async function checkCategory(name: string): Promise<string> {
  const { nearest } = await import('../../catalog/nearest.ts');
  const { listOf } = await import('../../engine/message.ts');
  const { rules } = await import('../../../rules/index.ts');
  const categories = [...new Set<string>(rules.map(({ category }) => category))];
  const folded = name.toLowerCase();
  if (categories.includes(folded)) return folded;
  const near = nearest(folded, categories);
  const hint =
    near === undefined ? `give ${listOf(categories, categories.length, 'or')}` : `did you mean '${near}'?`;
  throw new UsageError(`no rule is of category '${name}'; ${hint}`);
}

export function rulesCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('rules')
    .description('print the table of rules')
    .addOption(repeatable('--category <category>', 'rules of a category, such as throttling (repeatable)'))
    .option('--fixable', 'rules that have a fix')
    .addOption(choice('--preset <preset>', 'rules that speak in a preset', PRESETS))
    .addOption(choice('--format <format>', 'how to print (default: "text")', ['text', 'json']));
  return withColour(command).action(async ({ category, fixable, preset, format, color }: RulesOptions) => {
    const { rules } = await import('../../../rules/index.ts');
    const { presetOf, rulesJson, rulesText } = await import('../../report/commands/rules.ts');
    const categories: string[] = [];
    for (const name of category) categories.push(await checkCategory(name));
    const listed = rules.filter(
      (rule) =>
        (categories.length === 0 || categories.includes(rule.category)) &&
        (fixable !== true || rule.fixes.length > 0) &&
        (preset !== 'recommended' || presetOf(rule) === 'recommended'),
    );
    const { colour, columns } = textStyle(context, color);
    await context.output.write(format === 'json' ? rulesJson(listed) : rulesText(listed, colour, columns));
    setExitCode(0);
  });
}
