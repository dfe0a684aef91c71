import { accountingFilesOf, effectiveOf } from '../../kit.ts';
import type { DirectiveUse, Location, Model } from '../../kit.ts';
import { folderOf, isWithin, kindOf } from '../_shared/paths.ts';

/** How many folders lead to a path: 0 to `/` and `C:\`, and to one that cannot be read. */
function depthOf(path: string): number {
  const kind = kindOf(path);
  if (kind === null) return 0;
  const whole = kind.normalize(path);
  const names = whole.slice(kind.parse(whole).root.length).split(/[\\/]/);
  return names.filter((name) => name !== '').length;
}

/** The log and the accounting files: what PowerMTA writes besides the mail. */
export function writersOf(model: Model): { what: string; folder: string; location: Location }[] {
  const isValid = ({ broken, value }: DirectiveUse) => !broken && value !== null;
  const log = effectiveOf(model.root.named('log-file').filter(isValid));
  const files = accountingFilesOf(model).filter(({ kind }) => kind === 'file');
  const written = [
    ...(log ? [{ what: 'log', path: log.plainValue ?? '', location: log.nameLocation }] : []),
    ...files.flatMap(({ name, sections }) =>
      sections
        .slice(0, 1)
        .map(({ tagLocation: location }) => ({ what: 'accounting file', path: name, location })),
    ),
  ];
  return written.flatMap(({ what, path, location }) => {
    const folder = folderOf(path);
    return folder === undefined ? [] : [{ what, folder, location }];
  });
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
