import { basename, dirname, join } from 'node:path';
import { groupBy } from '../base/collections.ts';
import { findProvider, providers } from '../catalog/providers.ts';
import type { DirectiveUse } from '../model/source/content.ts';
import { pathBelow } from '../model/source/file-system.ts';
import { signsOfMain } from '../model/source/kind.ts';
import { loadModel } from '../model/load.ts';
import type { Model, PmtaVersion } from '../model/model.ts';
import { hasPlaceholder } from '../catalog/placeholders.ts';
import { loadConfigurations } from '../model/project.ts';
import { providerQueuesOf } from '../model/queues/provider-queues.ts';
import type { SourceFile, SourceFiles } from '../model/source/source-file.ts';
import { candidatesAmong, type Candidate } from './candidates.ts';
import { mappingsFor, type Mapping } from './include-roots.ts';
import { surveyOf } from './survey.ts';

/** The default: only another version is written. */
const USUAL_VERSION: PmtaVersion = '5.0';
const VERSIONS_IN_WORDS = /\bPowerMTA(?:\s*\(TM\))?[ \t]+v?(4\.5|5\.0|5\.5|6\.0)\b/i;

/** A main configuration, and why it is taken for one. */
export interface FoundMain {
  /** Absolute. */
  readonly path: string;
  readonly isTemplate: boolean;
  /** Its name says that it is not in use. */
  readonly isSampleOrCopy: boolean;
  readonly signs: readonly string[];
  /** The files it is made of, itself included. */
  readonly files: readonly string[];
}

/** A version of PowerMTA, what suggests it, and whether that is enough to write it. */
interface VersionHint {
  readonly version: PmtaVersion;
  readonly why: string;
  readonly isSure: boolean;
}

export interface Discoveries {
  /** The folder, absolute. */
  readonly top: string;
  readonly entries: readonly FoundMain[];
  /** Main configurations that are templates or set aside, if there are others. */
  readonly skipped: readonly FoundMain[];
  /** The longest prefix first. */
  readonly mappings: readonly Mapping[];
  /** Folders of main configurations that mean different folders by one path: one settings file cannot serve both. */
  readonly clashing: readonly string[];
  /** Absolute include paths of the entries that were not found, as written. */
  readonly notFound: readonly string[];
  /** The only config-defaults, unless it is in the folder of an entry. */
  readonly configDefaults: string | null;
  /** Ids of providers that have blocks of their own in every entry. */
  readonly providers: readonly string[];
  readonly version: VersionHint | null;
  /** Files that a search takes for configurations by mistake; absolute. */
  readonly foreign: readonly string[];
  /** Files that no entry includes; absolute. */
  readonly fragments: readonly string[];
  /** Whether the folder holds more than was searched. */
  readonly isCut: boolean;
}

function isDefaults({ file }: Candidate): boolean {
  return /^config-defaults\b/.test(basename(file.path));
}

function missingIncludes(model: Model): string[] {
  return model.includes.flatMap(({ use, problem }) => {
    const written = use.plainValue ?? '';
    const isMissing = problem !== null && problem !== 'address' && problem !== 'cycle';
    return isMissing && written.startsWith('/') && !hasPlaceholder(written) ? [written] : [];
  });
}

interface Loaded {
  readonly model: Model;
  readonly mappings: readonly Mapping[];
}

function longestFirst(mappings: readonly Mapping[]): Mapping[] {
  return mappings.toSorted((a, b) => b.prefix.length - a.prefix.length);
}

function mapOf(mappings: readonly Mapping[]): Map<string, string> {
  return new Map(longestFirst(mappings).map(({ prefix, folder }) => [prefix, folder]));
}

/** The configurations that files make up, each with the folders its absolute paths mean; included ones left out. */
function configurationsOf(
  sources: readonly SourceFile[],
  files: SourceFiles,
  survey: ReturnType<typeof surveyOf>,
): Loaded[] {
  const loaded = loadConfigurations(sources, files, { version: USUAL_VERSION }).map((model): Loaded => {
    const missing = missingIncludes(model);
    if (missing.length === 0) return { model, mappings: [] };
    const mappings = mappingsFor(model.main.path, missing, survey);
    const options = { version: USUAL_VERSION, mappedRoots: mapOf(mappings) };
    return { model: loadModel(model.main, files, options), mappings };
  });
  const included = new Set(loaded.flatMap(({ model }) => model.files.filter((file) => file !== model.main)));
  return loaded.filter(({ model }) => !included.has(model.main));
}

/** The mappings that configurations agree on, and the folders of those that do not. */
function agreed(loaded: readonly Loaded[]): { mappings: Mapping[]; clashing: string[] } {
  const all = loaded.flatMap(({ model, mappings }) =>
    mappings.map((mapping) => ({ ...mapping, by: dirname(model.main.path) })),
  );
  const mappings: Mapping[] = [];
  const clashing = new Set<string>();
  for (const [prefix, same] of groupBy(all, (mapping) => mapping.prefix)) {
    const [folder = '', ...others] = new Set(same.map((mapping) => mapping.folder));
    if (others.length > 0) for (const { by } of same) clashing.add(by);
    else mappings.push({ prefix, folder, found: [...new Set(same.flatMap(({ found }) => found))] });
  }
  return { mappings: longestFirst(mappings), clashing: [...clashing].sort() };
}

function providersIn(models: readonly Model[]): string[] {
  if (models.length === 0 || !models.every((model) => model.knows('blocks'))) return [];
  return providers()
    .filter(({ id, operatedBy }) => operatedBy === undefined && findProvider(id)?.group !== true)
    .filter((provider) =>
      models.every((model) => {
        const queues = providerQueuesOf(model);
        return queues.names(provider) && queues.without(provider).size === 0;
      }),
    )
    .map(({ id }) => id);
}

/** The version by names that it added, else by comments, else by names that were removed since. */
function versionOf(models: readonly Model[], top: string): VersionHint | null {
  const shown = (file: SourceFile): string => pathBelow(file.path, top) ?? file.path;
  const located = ({ name, file, line }: DirectiveUse): string =>
    `${name} (${shown(file)}:${file.lines.positionAt(line.start).line})`;
  const certain = models
    .flatMap((model) => model.directives)
    .filter(({ facts }) => facts !== undefined && facts.confidence !== 'uncertain');
  const introduced = certain.find(({ facts }) => Number(facts?.since) >= Number(USUAL_VERSION));
  if (introduced !== undefined) {
    const version = introduced.facts?.since as PmtaVersion;
    return { version, why: `${located(introduced)} came with it`, isSure: true };
  }
  for (const file of models.flatMap((model) => model.files)) {
    for (const { comment } of file.document.lines) {
      const [, version] = VERSIONS_IN_WORDS.exec(comment === null ? '' : file.slice(comment)) ?? [];
      if (version === undefined) continue;
      const why = `a comment in ${shown(file)} names it`;
      return { version: version as PmtaVersion, why, isSure: Number(version) >= Number(USUAL_VERSION) };
    }
  }
  const removed = certain.find(({ facts }) => facts?.removed !== undefined);
  if (removed === undefined) return null;
  const why = `${located(removed)} is gone as of ${removed.facts?.removed ?? ''}`;
  return { version: '4.5', why, isSure: false };
}

function chosenAmong(mains: readonly FoundMain[]): readonly FoundMain[] {
  const inUse = mains.filter(({ isTemplate, isSampleOrCopy }) => !isTemplate && !isSampleOrCopy);
  if (inUse.length > 0) return inUse;
  const templates = mains.filter(({ isSampleOrCopy }) => !isSampleOrCopy);
  return templates.length > 0 ? templates : mains;
}

/** Finds out what a settings file for a folder should say; `isSearched` says whether a search takes a name. */
export function discover(
  top: string,
  files: SourceFiles,
  isSearched: (name: string) => boolean,
): Discoveries {
  const survey = surveyOf(top);
  const { candidates: all, isCut } = candidatesAmong(survey.files, files, isSearched);
  const own = all.filter((candidate) => candidate.kind !== 'foreign' && !isDefaults(candidate));
  const byFile = new Map(own.map((candidate) => [candidate.file, candidate]));
  const loaded = configurationsOf([...byFile.keys()], files, survey);
  const mains = loaded.flatMap(({ model: { main, root, files: parts, kind, includes } }): FoundMain[] => {
    const candidate = byFile.get(main);
    // `config` is what PowerMTA calls the configuration that a server starts with.
    const isMain = kind === 'main' || (basename(main.path) === 'config' && includes.length > 0);
    if (candidate === undefined || !isMain) return [];
    return [
      {
        path: main.path,
        isTemplate: candidate.kind === 'template',
        isSampleOrCopy: candidate.isSampleOrCopy,
        signs: signsOfMain(root),
        files: parts.map((file) => file.path),
      },
    ];
  });
  const entries = chosenAmong(mains);
  const chosen = loaded.filter(({ model }) => entries.some(({ path }) => path === model.main.path));
  const { mappings, clashing } = agreed(chosen);
  const mappedRoots = mapOf(mappings);
  const models = chosen.map(({ model }) =>
    loadModel(model.main, files, { version: USUAL_VERSION, mappedRoots, isMain: true }),
  );
  const read = new Set(chosen.flatMap(({ model }) => model.files));
  const inEntryFolders = new Set(entries.map(({ path }) => join(dirname(path), 'config-defaults')));
  const defaults = all.filter((one) => isDefaults(one) && one.kind === 'configuration');
  const [onlyDefaults] = defaults.length === 1 ? defaults : [];
  return {
    top,
    entries,
    skipped: mains.filter((main) => !entries.includes(main)),
    mappings,
    clashing,
    notFound: [...new Set(models.flatMap(missingIncludes))],
    configDefaults:
      onlyDefaults === undefined || inEntryFolders.has(onlyDefaults.file.path) || entries.length === 0
        ? null
        : onlyDefaults.file.path,
    providers: providersIn(models),
    version: versionOf(models, top),
    foreign: all.flatMap(({ kind, file }) => (kind === 'foreign' ? [file.path] : [])),
    fragments: own.flatMap(({ file }) =>
      read.has(file) || mains.some(({ path }) => path === file.path) ? [] : [file.path],
    ),
    isCut: survey.isCut || isCut,
  };
}
