import type { SourceFile } from '../model/source/source-file.ts';
import { shownPath } from '../report/paths.ts';
import { counted } from '../report/findings/summary.ts';
import { visible } from '../report/visible.ts';
import { shellWord } from '../cli/shell-word.ts';
import type { Change } from './since.ts';
import type { Surroundings } from '../cli/terminal.ts';

/** Files that are named one by one. */
const MOST_NAMED = 20;

/**
 * Says on standard error which files were written that the next commit would hold as they were, and what to do.
 *
 * @param what Was written: `fixes`.
 * @returns Whether there are any. Files that git ignores are in no commit.
 */
export async function sayUnstaged(
  what: string,
  written: readonly SourceFile[],
  { staged }: Change,
  { errors, workingDirectory }: Surroundings,
): Promise<boolean> {
  const files = written.filter(({ realPath }) => staged?.files.kept.exists(realPath) === true);
  if (files.length === 0) return false;
  const words = files.map(({ path }) => shellWord(shownPath(path, workingDirectory)));
  const others = words.length > MOST_NAMED ? ` and ${words.length - MOST_NAMED} more` : '';
  const ends = words.some((word) => word.startsWith('-')) ? '-- ' : '';
  const add = `git add ${ends}${words.slice(0, MOST_NAMED).join(' ')}${others}`;
  await errors.write(
    `pmta-lint: the ${what} are in ${counted(files.length, 'file')} on the disk and not in what is staged, and a commit would leave them out: look at them, then ${visible(add)}, and commit again\n`,
  );
  return true;
}
