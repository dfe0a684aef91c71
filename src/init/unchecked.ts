import { basename } from 'node:path';
import type { SourceFiles } from '../model/source/source-file.ts';
import { candidatesAmong, mayBe } from './candidates.ts';
import { surveyOf } from './survey.ts';

/** Files with likely names that are read. A folder with more is not one of configurations alone. */
const MOST_READ = 200;

/** A larger folder is not searched through. */
const MOST = { folders: 2000, files: 20_000 };

/**
 * The files in some folders and below (absolute) that hold text of PowerMTA or a template of it, and that a search does
 * not come upon by their names. `isKnown`: of a path, whether it is checked already, or not to be.
 */
export function uncheckedIn(
  folders: readonly string[],
  files: SourceFiles,
  isSearched: (name: string) => boolean,
  isKnown: (path: string) => boolean,
): string[] {
  const paths = folders
    .flatMap((folder) => surveyOf(folder, MOST).files)
    .filter((path) => {
      const name = basename(path);
      return (
        !isSearched(name) && !name.startsWith('config-defaults') && mayBe(path, isSearched) && !isKnown(path)
      );
    });
  const likely =
    paths.length > MOST_READ ? paths.filter((path) => /pmta/i.test(path)).slice(0, MOST_READ) : paths;
  const { candidates } = candidatesAmong(likely, files, isSearched);
  return candidates.filter(({ isSampleOrCopy }) => !isSampleOrCopy).map(({ file }) => file.path);
}
