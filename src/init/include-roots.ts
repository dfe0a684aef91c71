import { dirname, posix } from 'node:path';
import { getOrMake, groupBy } from '../base/collections.ts';
import type { Survey } from './survey.ts';

/** The most mappings that one configuration is explained by. */
const MOST_MAPPINGS = 5;

/** A folder of the server, and the folder here that is a copy of it. */
export interface Mapping {
  readonly prefix: string;
  /** Absolute. */
  readonly folder: string;
  /** The include paths that are found through it, as written. */
  readonly found: readonly string[];
}

/** The part of an include path before a wildcard. */
function fixedPart(written: string): string {
  const wild = written.search(/[*?]/);
  return posix.normalize(wild === -1 ? written : dirname(written.slice(0, wild + 1)));
}

/** All mappings that explain a path of the server: `/etc/pmta/a/b` by `…/b` or `…/a/b`; `byName` has the last parts. */
function explanations(
  written: string,
  top: string,
  byName: ReadonlyMap<string, readonly string[]>,
): { prefix: string; folder: string }[] {
  const fixed = fixedPart(written);
  const found: { prefix: string; folder: string }[] = [];
  for (const path of byName.get(posix.basename(fixed)) ?? []) {
    let [prefix, folder] = [fixed, path];
    while (prefix !== '/' && folder !== top && posix.basename(prefix) === posix.basename(folder)) {
      [prefix, folder] = [dirname(prefix), dirname(folder)];
      found.push({ prefix, folder });
    }
  }
  return found;
}

/** How near two folders are: the number of folders on the way to both. */
function shared(folder: string, other: string): number {
  const parts = other.split('/');
  const differing = folder.split('/').findIndex((part, index) => part !== parts[index]);
  return differing === -1 ? folder.split('/').length : differing;
}

/** The fewest folders in which most absolute includes are found; of equal ones those nearest to the main configuration. */
export function mappingsFor(main: string, written: readonly string[], survey: Survey): Mapping[] {
  const [top = ''] = survey.folders;
  const own = dirname(main);
  const byName = groupBy([...survey.files, ...survey.folders], (path) => posix.basename(path));
  const found: Mapping[] = [];
  let left = [...new Set(written)];
  while (left.length > 0 && found.length < MOST_MAPPINGS) {
    const byMapping = new Map<string, { prefix: string; folder: string; found: string[] }>();
    for (const path of left) {
      for (const { prefix, folder } of explanations(path, top, byName)) {
        const mapping = getOrMake(byMapping, `${prefix}\0${folder}`, () => ({ prefix, folder, found: [] }));
        if (!mapping.found.includes(path)) mapping.found.push(path);
      }
    }
    const [best] = [...byMapping.values()].sort(
      (a, b) =>
        b.found.length - a.found.length ||
        Number(b.folder === own) - Number(a.folder === own) ||
        shared(b.folder, own) - shared(a.folder, own) ||
        b.prefix.length - a.prefix.length ||
        (a.folder < b.folder ? -1 : 1),
    );
    if (best === undefined) break;
    found.push(best);
    left = left.filter((path) => !best.found.includes(path));
  }
  return found;
}
