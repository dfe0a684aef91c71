import { Command } from 'commander';
import type { ComparedFile } from '../../app/compared-file.ts';
import type { Model } from '../../model/model.ts';
import type { PrintedComparison } from '../../report/commands/comparison.ts';
import { choice, withReading, type ReadingOptions } from '../options.ts';
import { textStyle, warn, type CliContext } from '../terminal.ts';

interface CompareOptions extends ReadingOptions {
  readonly format?: 'text' | 'json' | 'markdown';
}

/** Warns of includes that could not be read and of tags for too many domains: they are not compared. */
async function warnOfUnread(
  model: Model,
  { name, system }: ComparedFile,
  context: CliContext,
): Promise<void> {
  const { withoutCredentials } = await import('../../catalog/credentials.ts');
  const { whyUnreadable } = await import('../../app/compared-file.ts');
  const notes = model.includes
    .filter((include) => include.unread)
    .map(({ use, path }) => {
      const reason = whyUnreadable(system, path);
      const why = reason === null ? '' : `: it ${reason}`;
      return `${name}: the include '${withoutCredentials(use.plainValue ?? '')}' cannot be read${why}; what it holds is not compared`;
    });
  for (const tag of model.uncountedTags)
    notes.push(`${name}: <domain ${withoutCredentials(tag)}> is for more domains than can be compared`);
  for (const note of new Set(notes)) await warn(context, note);
}

async function textOf(
  comparison: PrintedComparison,
  complete: boolean,
  { format, color }: CompareOptions,
  context: CliContext,
): Promise<string> {
  switch (format) {
    case 'json': {
      const { comparisonJson } = await import('../../report/commands/comparison-json.ts');
      return comparisonJson(comparison.changes, complete, comparison.shown);
    }
    case 'markdown':
      return (await import('../../report/commands/comparison-markdown.ts')).comparisonMarkdown(comparison);
    default: {
      const { comparisonText } = await import('../../report/commands/comparison-text.ts');
      const { colour, columns } = textStyle(context, color);
      return comparisonText(comparison, colour, columns);
    }
  }
}

/** `compare`: prints what changes for mail between two configurations; exit code 1 if anything does. */
export function compareCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('compare')
    .description('print what changes for mail between two configurations')
    .argument('<old-config>', 'a configuration, or REV:PATH for one in a git revision')
    .argument('<new-config>', 'the configuration that is to take its place')
    .addOption(choice('--format <format>', 'how to print (default: "text")', ['text', 'json', 'markdown']));
  return withReading(command).action(async (before: string, after: string, options: CompareOptions) => {
    const { compare } = await import('../../app/compare.ts');
    const { comparedFile, loadCompared } = await import('../../app/compared-file.ts');
    const { loadOptionsOf, settingsForCall } = await import('../call-settings.ts');
    const { pathWriter } = await import('../../base/paths.ts');
    const [old, now] = [comparedFile(before, context), comparedFile(after, context)];
    const inEffect = await settingsForCall([now.path], options, context);
    const loadOptions = loadOptionsOf(options, inEffect, context);
    const { models, changes, isCut, complete } = compare((isMain) => [
      loadCompared(old, { ...loadOptions, isMain }),
      loadCompared(now, { ...loadOptions, isMain }),
    ]);
    await warnOfUnread(models[0], old, context);
    await warnOfUnread(models[1], now, context);
    if (isCut) await warn(context, 'there are more queues than can be compared; some changes may be missing');
    const comparison = { before, after, changes, shown: pathWriter(context.workingDirectory) };
    await context.output.write(await textOf(comparison, complete, options, context));
    setExitCode(changes.length > 0 ? 1 : 0);
  });
}
