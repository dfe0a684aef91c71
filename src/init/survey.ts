import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** More folders and files than these are not looked at: no repository of configurations has so many. */
const MOST_FOLDERS = 20_000;
const MOST_FILES = 200_000;

/** The files in a folder and below, absolute, the nearer ones first; `isCut` if there are more than were looked at. */
export interface Survey {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly isCut: boolean;
}

/** Lists what is in a folder and below, as a search does: no folders with a dot, no node_modules, no links. */
export function surveyOf(top: string, most = { folders: MOST_FOLDERS, files: MOST_FILES }): Survey {
  const folders = [top];
  const files: string[] = [];
  let isCut = false;
  for (const folder of folders) {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      // Closed to us, or gone: a search finds nothing there either.
      continue;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const isSearched = entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules';
      if (!isSearched && !entry.isFile()) continue;
      const [list, limit] = isSearched ? [folders, most.folders] : [files, most.files];
      if (list.length < limit) list.push(join(folder, entry.name));
      else isCut = true;
    }
  }
  return { files, folders, isCut };
}
