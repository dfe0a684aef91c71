import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { wellFormed } from '../json-text.ts';
import { pathWriter } from '../paths.ts';

/** The `file:` URI of a folder, with a slash at its end. */
export function folderUri(path: string): string {
  const { href } = pathToFileURL(path);
  return href.endsWith('/') ? href : `${href}/`;
}

/** Percent-encoded URIs of absolute paths: relative to a folder for what lies under it, else `file:`. */
export function uriWriter(folder: string): (path: string) => string {
  const shown = pathWriter(folder);
  return (path) => {
    const short = shown(path);
    if (isAbsolute(short)) return pathToFileURL(short).href;
    return wellFormed(short).split('/').map(encodeURIComponent).join('/');
  };
}
