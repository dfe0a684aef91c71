import { posix, win32, type PlatformPath } from 'node:path';
import { accountingFilesOf, holdingOf, isToBeFilledIn, type Location, type Model } from '../../kit.ts';

/** How a path on the server is read, as one of Unix or Windows; null for a relative one, or one that is filled in later. */
function kindOf(path: string): PlatformPath | null {
  if (isToBeFilledIn(path)) return null;
  if (/^(?:[A-Za-z]:[\\/]|\\\\)/.test(path)) return win32;
  return path.startsWith('/') ? posix : null;
}

/** Whether a path is a folder or is in it; false where that is unknown. */
function isWithin(path: string, folder: string): boolean {
  const kind = kindOf(folder);
  if (kind === null || kind !== kindOf(path)) return false;
  const way = kind.relative(folder, path);
  return !kind.isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}

/** How many folders lead to a path: 0 to `/` and `C:\`, and to one that cannot be read. */
function depthOf(path: string): number {
  const kind = kindOf(path);
  if (kind === null) return 0;
  const whole = kind.normalize(path);
  const names = whole.slice(kind.parse(whole).root.length).split(/[\\/]/);
  return names.filter((name) => name !== '').length;
}

/** What PowerMTA writes besides the mail. */
interface Writer {
  readonly what: 'log' | 'accounting file';
  readonly folder: string;
  readonly location: Location;
}

export function writersOf(model: Model): Writer[] {
  const writers: Writer[] = [];
  const add = (what: Writer['what'], path: string, location: Location): void => {
    const folder = kindOf(path)?.dirname(path);
    if (folder !== undefined) writers.push({ what, folder, location });
  };
  const log = holdingOf(
    model.root.named('log-file').filter(({ broken, value }) => !broken && value !== null),
  );
  if (log !== undefined) add('log', log.plainValue ?? '', log.nameLocation);
  for (const { name, kind, sections } of accountingFilesOf(model)) {
    const [section] = sections;
    if (kind === 'file' && section !== undefined) add('accounting file', name, section.tagLocation);
  }
  return writers;
}

/** How the folder of a writer and a spool are one inside the other. */
export type Sharing = 'same' | 'inSpool' | 'aroundSpool';

/** Null for folders apart. */
export function sharingOf(folder: string, spool: string): Sharing | null {
  const isAround = isWithin(spool, folder);
  if (isWithin(folder, spool)) return isAround ? 'same' : 'inSpool';
  // A folder such as `/` or `/var` contains everything.
  return isAround && depthOf(folder) > 1 ? 'aroundSpool' : null;
}

const TEMPORARY = ['/tmp', '/var/tmp'];

/** The folder of temporary files that a path is in. */
export function temporaryFolderOf(path: string): string | undefined {
  return TEMPORARY.find((folder) => isWithin(path, folder));
}
