import { lstatSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { discover } from '../../init/discoveries.ts';
import { foundLines, settingsText } from '../../init/settings-text.ts';
import {
  githubSnippet,
  gitlabSnippet,
  preCommitSnippet,
  type Snippet,
  type SnippetContext,
} from '../../init/snippets.ts';
import { workTreeOf } from '../../model/source/includes.ts';
import { nodeFileSystem } from '../../model/source/node-file-system.ts';
import { SourceFiles } from '../../model/source/source-file.ts';
import { shownPath } from '../../report/paths.ts';
import { visible } from '../../report/visible.ts';
import { isInside } from '../../settings/bounds.ts';
import { findSettings } from '../../settings/discover.ts';
import { SettingsError } from '../../settings/settings-file.ts';
import { rules } from '../../../rules/index.ts';
import { isConfigurationName } from '../../app/find-files.ts';
import type { InitOptions } from '../options.ts';
import { reasonOf } from '../../model/source/io-errors.ts';
import type { Surroundings } from '../terminal.ts';
import { UsageError } from '../../base/usage-error.ts';
import { replaceFile } from '../../app/write-file.ts';

const SETTINGS = 'pmta-lint.config.yaml';
const SCHEMA = 'node_modules/pmta-lint/schemas/settings.schema.json';

/** Writes a file that is not there yet, with the folders that lead to it; false where something is there already. */
function writeNew(path: string, text: string, bounds: string): boolean {
  let present = dirname(path);
  while (!nodeFileSystem.exists(present) && dirname(present) !== present) present = dirname(present);
  // A link in a repository could lead anywhere.
  if (!isInside(present, bounds, nodeFileSystem))
    throw new UsageError(`'${path}' is not written: a link on the way leads out of '${bounds}'`);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false;
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, text);
    return true;
  } catch (error) {
    throw new UsageError(`'${path}' is not written: ${reasonOf(error)}`);
  }
}

function textOf(path: string): string {
  try {
    return nodeFileSystem.status(path).kind === 'file'
      ? Buffer.from(nodeFileSystem.read(path)).toString()
      : '';
  } catch {
    // Not there, or closed to us: it says nothing.
    return '';
  }
}

/** Whether a package.json brings pmta-lint. */
function bringsIt(path: string): boolean {
  try {
    const about = JSON.parse(textOf(path)) as Record<string, Record<string, unknown> | undefined>;
    return [about.dependencies, about.devDependencies].some((all) => all?.['pmta-lint'] !== undefined);
  } catch {
    return false;
  }
}

function realFolder(folder: string): string {
  try {
    return nodeFileSystem.realPath(folder);
  } catch (error) {
    throw new UsageError(`the working directory cannot be read: ${reasonOf(error)}`);
  }
}

/** The nearest settings file upward of a folder; undefined for none. */
async function settingsUpward(folder: string, workingDirectory: string): Promise<string | undefined> {
  try {
    return await findSettings(folder, {
      system: nodeFileSystem,
      rules,
      shownPath: (path) => shownPath(path, workingDirectory),
      reasonOf,
    });
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(...error.problems);
    throw error;
  }
}

function schemaSeenFrom(folder: string, top: string): string | null {
  const found = [folder, top].find((at) => nodeFileSystem.exists(join(at, SCHEMA)));
  return found === undefined ? null : `./${relative(folder, join(found, SCHEMA))}`;
}

/** Tells what becomes of each file, and remembers whether something is left to be done by hand or failed. */
class Writer {
  isLeft = false;
  /** Why files that were asked for could not be written. */
  readonly failures: string[] = [];
  readonly #lines: string[] = [];

  constructor(
    readonly bounds: string,
    readonly shown: (path: string) => string,
  ) {}

  get text(): string {
    return this.#lines.map((line) => `${visible(line)}\n`).join('');
  }

  say(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** Writes a file that is not there yet; null where that failed. */
  writeNew(path: string, text: string): boolean | null {
    try {
      return writeNew(path, text, this.bounds);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.failures.push(...error.lines);
      return null;
    }
  }

  /** Leaves a file as it is, and prints what it lacks. */
  leave(path: string, text: string, what: string): void {
    this.isLeft = true;
    this.say(`Left ${this.shown(path)} as it is. ${what}`, '', ...text.trimEnd().split('\n'), '');
  }

  write({ path, text, toAdd, beside }: Snippet): void {
    const target = join(this.bounds, path);
    const isWritten = this.writeNew(target, text);
    if (isWritten === null) return;
    if (isWritten) this.say(`Wrote ${this.shown(target)}`);
    else if (textOf(target).includes('pmta-lint'))
      this.say(`Left ${this.shown(target)} as it is: it names pmta-lint already`);
    else {
      if (beside !== undefined) {
        const other = join(this.bounds, beside.path);
        const isNew = this.writeNew(other, beside.text);
        if (isNew !== null)
          this.say(isNew ? `Wrote ${this.shown(other)}` : `Left ${this.shown(other)} as it is`);
      }
      this.leave(target, toAdd, 'To be added by hand:');
    }
  }
}

function snippetsFor({ preCommit, github, gitlab }: InitOptions, context: SnippetContext): Snippet[] {
  return [
    ...(preCommit === true ? [preCommitSnippet(context)] : []),
    ...(github === true ? [githubSnippet(context)] : []),
    ...(gitlab === true ? [gitlabSnippet(context)] : []),
  ];
}

/**
 * Writes a settings file for the configurations in the working directory, and what pre-commit and CI need where that is
 * asked for. A file that is there is never changed: what it lacks is printed.
 *
 * @returns The exit code: 2 where something asked for was not written and is left to be done by hand. Throws a UsageError
 *   for what cannot be written at all.
 */
export async function initCommand(
  options: InitOptions,
  { workingDirectory, output }: Surroundings,
  version: string,
): Promise<number> {
  const folder = realFolder(workingDirectory);
  const top = workTreeOf(folder, nodeFileSystem);
  const upward = await settingsUpward(folder, folder);
  const found = discover(folder, new SourceFiles(nodeFileSystem), isConfigurationName);
  const writer = new Writer(top, (path) => relative(folder, path));

  const lines = foundLines(found);
  const width = Math.max(...lines.map(([name]) => name.length));
  writer.say('Found', ...lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`), '');

  const text = settingsText(found, schemaSeenFrom(folder, top));
  const settings = upward !== undefined && dirname(upward) === folder ? upward : join(folder, SETTINGS);
  const isNew = settings === upward ? false : writer.writeNew(settings, text);
  const snippets = snippetsFor(options, {
    found,
    top,
    settings,
    version,
    isDependency: bringsIt(join(top, 'package.json')),
  });
  if (isNew === true) writer.say(`Wrote ${basename(settings)}`);
  else if (isNew === false && snippets.length > 0) writer.say(`Left ${basename(settings)} as it is`);
  else if (isNew === false) writer.leave(settings, text, `A new ${SETTINGS} would say:`);
  if (upward !== undefined && upward !== settings)
    writer.say(`${writer.shown(upward)} no longer holds here: name it behind extends to keep what it says`);
  for (const snippet of snippets) writer.write(snippet);
  if (!writer.isLeft && writer.failures.length === 0) {
    const first =
      found.entries.length > 0 || found.fragments.length > 0
        ? 'pmta-lint'
        : `name the main configuration in ${basename(settings)}, behind entry`;
    const then =
      options.preCommit === true ? '; then pre-commit install, so that each commit is checked' : '';
    writer.say(`next: ${first}${then}`);
  }
  await output.write(writer.text);
  if (writer.failures.length > 0) throw new UsageError(...writer.failures);
  return writer.isLeft ? 2 : 0;
}
