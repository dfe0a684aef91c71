import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A folder of real configurations, for who has one: `CORPUS=FOLDER npx vitest run test/patterns`. */
const FOLDER = join(process.env.CORPUS ?? resolve(import.meta.dirname, '../../../shared/corpus'), 'files');

/** The real configurations, absolute; none where there is no such folder. */
export function corpusFiles(): string[] {
  return existsSync(FOLDER) ? readdirSync(FOLDER).map((name) => join(FOLDER, name)) : [];
}
