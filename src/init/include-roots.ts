import { dirname, posix } from 'node:path';
import type { Survey } from './survey.ts';

/** More prefixes than these are no mapping any more. */
const MOST_MAPPINGS = 5;

/** A server's folder, and the folder here that stands for it. */
export interface Mapping {
  readonly prefix: string;
  /** Absolute. */
  readonly folder: string;
  /** The include paths that are found through it, as written. */
  readonly found: readonly string[];
}

/** The part of an include path that is looked up: of a wildcard the folder before it. */
function fixedPart(written: string): string {
  const wild = written.search(/[*?]/);
  return posix.normalize(wild === -1 ? written : dirname(written.slice(0, wild + 1)));
}

/** All ways to read a path of the server as one of this tree: `/etc/pmta/a/b` as `…/b`, `…/a/b`, and so on. */
class Readings {
  readonly #byName = new Map<string, string[]>();

  constructor({ files, folders }: Survey) {
    for (const path of [...files, ...folders]) {
      const name = posix.basename(path);
      const known = this.#byName.get(name);
      if (known === undefined) this.#byName.set(name, [path]);
      else known.push(path);
    }
  }

  of(written: string, top: string): { prefix: string; folder: string }[] {
    const fixed = fixedPart(written);
    const readings: { prefix: string; folder: string }[] = [];
    for (const path of this.#byName.get(posix.basename(fixed)) ?? []) {
      let [prefix, folder] = [fixed, path];
      while (prefix !== '/' && folder !== top && posix.basename(prefix) === posix.basename(folder)) {
        [prefix, folder] = [dirname(prefix), dirname(folder)];
        readings.push({ prefix, folder });
      }
    }
    return readings;
  }
}

/** How near a folder is to another: the number of folders on the way to both. */
function shared(folder: string, other: string): number {
  const parts = other.split('/');
  const differing = folder.split('/').findIndex((part, index) => part !== parts[index]);
  return differing === -1 ? folder.split('/').length : differing;
}

/**
 * Where the absolute include paths of one main configuration are found in a tree: the fewest folders that explain the
 * most of them. Of several that explain as many, the configuration's own folder, else the one nearest to it.
 */
export function mappingsFor(main: string, written: readonly string[], survey: Survey): Mapping[] {
  const [top = ''] = survey.folders;
  const own = dirname(main);
  const readings = new Readings(survey);
  const found: Mapping[] = [];
  let left = [...new Set(written)];
  while (left.length > 0 && found.length < MOST_MAPPINGS) {
    const byMapping = new Map<string, { prefix: string; folder: string; found: string[] }>();
    for (const path of left) {
      for (const { prefix, folder } of readings.of(path, top)) {
        const key = `${prefix}\0${folder}`;
        const known = byMapping.get(key);
        if (known === undefined) byMapping.set(key, { prefix, folder, found: [path] });
        else if (!known.found.includes(path)) known.found.push(path);
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
