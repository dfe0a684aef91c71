import { withoutCredentials } from '../catalog/credentials.ts';
import { compareForMail } from '../compare/mail-changes.ts';
import type { Model } from '../model/model.ts';
import type { PrintedComparison } from '../report/commands/comparison.ts';
import { pathWriter } from '../report/paths.ts';
import { visible } from '../report/visible.ts';
import { comparedFile, loadCompared, whyUnreadable, type ComparedFile } from '../app/compared-file.ts';
import { loadOptionsFor } from '../app/configurations.ts';
import type { CompareOptions } from './options.ts';
import { settingsForCall } from './settings.ts';
import { wantsColour, type Surroundings } from './terminal.ts';

/** Says which includes of a configuration could not be read: what they hold is not compared. */
async function sayUnread(
  model: Model,
  { name, system }: ComparedFile,
  { errors }: Surroundings,
): Promise<void> {
  const unread = model.includes.filter((include) => include.unread);
  const notes = unread.map(({ use, path }) => {
    const reason = whyUnreadable(system, path);
    const why = reason === null ? '' : `: it ${reason}`;
    return `${name}: the include '${withoutCredentials(use.plainValue ?? '')}' cannot be read${why}; what it holds is not compared`;
  });
  for (const note of new Set(notes)) await errors.write(`pmta-lint: ${visible(note)}\n`);
}

async function written(
  comparison: PrintedComparison,
  complete: boolean,
  options: CompareOptions,
  { output, environment }: Surroundings,
): Promise<string> {
  switch (options.format) {
    case 'json': {
      const { comparisonJson } = await import('../report/commands/comparison-json.ts');
      return comparisonJson(comparison.changes, complete, comparison.shown);
    }
    case 'markdown':
      return (await import('../report/commands/comparison-markdown.ts')).comparisonMarkdown(comparison);
    default: {
      const { comparisonText } = await import('../report/commands/comparison-text.ts');
      const columns = output.isTerminal ? (output.columns ?? NaN) : undefined;
      return comparisonText(comparison, wantsColour(options.color, output, environment), columns);
    }
  }
}

/**
 * Prints what changes for mail from one configuration to another.
 *
 * @param before A path, or `REV:PATH` for a file of a git revision; its includes are of the same revision.
 * @returns The exit code: 1 if anything changes for mail. Throws a UsageError for what cannot be read.
 */
export async function compareCommand(
  before: string,
  after: string,
  options: CompareOptions,
  surroundings: Surroundings,
): Promise<number> {
  const [old, now] = [comparedFile(before, surroundings), comparedFile(after, surroundings)];
  const inForce = await settingsForCall([now.path], options, surroundings);
  const loadOptions = loadOptionsFor(options, inForce, surroundings.workingDirectory);
  const load = (isMain: boolean): [Model, Model] => [
    loadCompared(old, { ...loadOptions, isMain }),
    loadCompared(now, { ...loadOptions, isMain }),
  ];
  let models = load(false);
  // What one side shows to be a main configuration is one on the other side too.
  if (models[0].kind !== models[1].kind) models = load(true);
  const [was, is] = models;
  await sayUnread(was, old, surroundings);
  await sayUnread(is, now, surroundings);
  const { changes, isCut } = compareForMail(was, is);
  if (isCut)
    await surroundings.errors.write(
      'pmta-lint: there are more kinds of queues than can be compared; some changes may be missing\n',
    );
  const shown = pathWriter(surroundings.workingDirectory);
  const complete = was.complete && is.complete && !isCut;
  const comparison = { before, after, changes, shown };
  await surroundings.output.write(await written(comparison, complete, options, surroundings));
  return changes.length > 0 ? 1 : 0;
}
