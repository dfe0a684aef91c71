import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { UsageError } from '../base/usage-error.ts';
import { discover, type Discoveries } from '../init/discoveries.ts';
import { settingsText } from '../init/settings-text.ts';
import { githubSnippet, gitlabSnippet, preCommitSnippet, type Snippet } from '../init/snippets.ts';
import { workTreeOf } from '../model/source/includes.ts';
import { reasonOf } from '../model/source/file-system.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { isInside } from '../settings/bounds.ts';
import { findSettings, type SettingsReader } from '../settings/discover.ts';
import { isConfigurationName } from './find-files.ts';
import { replaceFile } from './write-file.ts';

export const SETTINGS_NAME = 'pmta-lint.config.yaml';
const SCHEMA = 'node_modules/pmta-lint/schemas/settings.schema.json';

/**
 * What was done about a file; `complete` is one that names pmta-lint already, `text` is what is missing in an incomplete
 * one.
 */
export interface InitStep {
  readonly path: string;
  readonly kind: 'wrote' | 'left' | 'complete' | 'incomplete';
  readonly text: string;
}

export interface InitResult {
  readonly found: Discoveries;
  /** The settings file, absolute. */
  readonly settings: string;
  /** A settings file further up that no longer applies; null for none. */
  readonly replaced: string | null;
  readonly settingsSteps: readonly InitStep[];
  readonly snippetSteps: readonly InitStep[];
  readonly failures: readonly string[];
}

/** Writes a file that does not exist, with its folders; false if it exists. */
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
    const isFile = nodeFileSystem.status(path).kind === 'file';
    return isFile ? Buffer.from(nodeFileSystem.read(path)).toString() : '';
  } catch {
    return '';
  }
}

function isDependency(path: string): boolean {
  try {
    const about = JSON.parse(textOf(path)) as Record<string, Record<string, unknown> | undefined>;
    return [about.dependencies, about.devDependencies].some((all) => all?.['pmta-lint'] !== undefined);
  } catch {
    return false;
  }
}

function schemaSeenFrom(folder: string, top: string): string | null {
  const found = [folder, top].find((at) => nodeFileSystem.exists(join(at, SCHEMA)));
  return found === undefined ? null : `./${relative(folder, join(found, SCHEMA))}`;
}

class Writer {
  readonly failures: string[] = [];

  constructor(readonly top: string) {}

  /** Writes a file and says what was done; `ifPresent` is what it means that it exists. */
  step(path: string, text: string, ifPresent: () => InitStep[]): InitStep[] {
    try {
      return writeNew(path, text, this.top) ? [{ path, kind: 'wrote', text: '' }] : ifPresent();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.failures.push(...error.problems);
      return [];
    }
  }

  snippet({ path, text, toAdd, beside }: Snippet): InitStep[] {
    const target = join(this.top, path);
    return this.step(target, text, () => {
      if (textOf(target).includes('pmta-lint')) return [{ path: target, kind: 'complete', text: '' }];
      const incomplete: InitStep = { path: target, kind: 'incomplete', text: toAdd };
      if (beside === undefined) return [incomplete];
      const other = join(this.top, beside.path);
      return [...this.step(other, beside.text, () => [{ path: other, kind: 'left', text: '' }]), incomplete];
    });
  }
}

const SNIPPETS = { preCommit: preCommitSnippet, github: githubSnippet, gitlab: gitlabSnippet } as const;

/** Writes a settings file for the configurations in a folder, and snippets; never changes a file. Throws a UsageError. */
export async function initialize(
  workingDirectory: string,
  wanted: readonly (keyof typeof SNIPPETS)[],
  version: string,
  readerFor: (folder: string) => SettingsReader,
): Promise<InitResult> {
  let folder: string;
  try {
    folder = nodeFileSystem.realPath(workingDirectory);
  } catch (error) {
    throw new UsageError(`the working directory cannot be read: ${reasonOf(error)}`);
  }
  const top = workTreeOf(folder, nodeFileSystem);
  const upward = await findSettings(folder, readerFor(folder));
  const found = discover(folder, new SourceFiles(nodeFileSystem), isConfigurationName);
  const writer = new Writer(top);
  const text = settingsText(found, schemaSeenFrom(folder, top));
  const isPresent = upward !== undefined && dirname(upward) === folder;
  const settings = isPresent ? upward : join(folder, SETTINGS_NAME);
  const kind = wanted.length > 0 ? 'left' : 'incomplete';
  const left = (): InitStep[] => [{ path: settings, kind, text }];
  const settingsSteps = isPresent ? left() : writer.step(settings, text, left);
  const isPackage = isDependency(join(top, 'package.json'));
  const context = { found, top, settings, version, isDependency: isPackage };
  const snippetSteps = wanted.flatMap((name) => writer.snippet(SNIPPETS[name](context)));
  const replaced = upward === undefined || isPresent ? null : upward;
  return { found, settings, replaced, settingsSteps, snippetSteps, failures: writer.failures };
}
