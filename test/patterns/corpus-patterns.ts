import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { patternListsOf } from '../../src/model/lists/pattern-lists.ts';
import { checkablePatternsIn } from '../../rules/patterns/_shared/written-patterns.ts';
import { modelOf } from '../support/lint-texts.ts';

/** A folder of real configurations, for who has one: `CORPUS=FOLDER npx vitest run test/patterns`. */
const FOLDER = join(process.env.CORPUS ?? resolve(import.meta.dirname, '../../../shared/corpus'), 'files');

/** The patterns of a list of a real configuration, in order. */
export interface CorpusList {
  readonly name: string;
  readonly sources: readonly string[];
}

/** All lists of the real configurations; none where there is no such folder. */
export function corpusLists(): CorpusList[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER).flatMap((file) => {
    const model = modelOf(readFileSync(join(FOLDER, file), 'utf8'));
    return patternListsOf(model).map((list) => ({
      name: `${file} <${list.kind} ${list.argument ?? ''}>`,
      sources: checkablePatternsIn(model, list).map(({ source }) => source),
    }));
  });
}
