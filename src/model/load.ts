import { dirname, join } from 'node:path';
import { IncludeResolver, rootsFor, type Roots } from './source/includes.ts';
import { Model, type ModelOptions } from './model.ts';
import { readConfiguration } from './source/reading.ts';
import type { SourceFile, SourceFiles } from './source/source-file.ts';

export interface LoadOptions extends ModelOptions {
  /** Further folders that includes may lead into, absolute. */
  readonly includeRoots?: readonly string[];
  /** Where absolute include paths are found: prefix as written → absolute folder. */
  readonly mappedRoots?: ReadonlyMap<string, string>;
  /** The defaults that ship with PowerMTA; without it a `config-defaults` next to a main configuration is taken. False: none. */
  readonly configDefaults?: string | false;
  /** Files that are main configurations whatever they hold, absolute. */
  readonly mainPaths?: ReadonlySet<string>;
}

export function rootsOf(file: SourceFile, files: SourceFiles, options: LoadOptions): Roots {
  return rootsFor(file.realPath, files.system, options.includeRoots, options.mappedRoots);
}

function defaultsFor(file: SourceFile, resolver: IncludeResolver, options: LoadOptions): SourceFile | null {
  const { files } = resolver;
  if (options.configDefaults === false) return null;
  const path = options.configDefaults ?? join(dirname(file.path), 'config-defaults');
  if (path === file.path || !files.system.exists(path)) return null;
  if (options.configDefaults === undefined && !resolver.isInRoots(path)) return null;
  try {
    return files.read(path);
  } catch {
    return null;
  }
}

/** Loads a configuration with its includes; `file` is a main configuration or a fragment. */
export function loadModel(file: SourceFile, files: SourceFiles, options: LoadOptions): Model {
  const resolver = new IncludeResolver(files, () => rootsOf(file, files, options));
  const isMain = options.isMain === true || options.mainPaths?.has(file.path) === true;
  const mayHaveDefaults = options.configDefaults !== false;
  const alone = new Model(readConfiguration(file, resolver, null), { ...options, isMain, mayHaveDefaults });
  if (alone.kind !== 'main') return alone;
  const defaults = defaultsFor(file, resolver, options);
  return defaults === null || alone.files.includes(defaults)
    ? alone
    : new Model(readConfiguration(file, resolver, defaults), { ...options, isMain: true });
}
