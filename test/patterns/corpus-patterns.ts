import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { patternListsOf } from '../../src/model/lists/pattern-lists.ts';
import { checkablePatternsIn } from '../../rules/patterns/_shared/written-patterns.ts';
import { corpusFiles } from '../support/corpus.ts';
import { modelOf } from '../support/lint-texts.ts';

/** The patterns of a list of a real configuration, in order. */
export interface CorpusList {
  readonly name: string;
  readonly sources: readonly string[];
}

/** All lists of the real configurations; none where there is no such folder. */
export function corpusLists(): CorpusList[] {
  return corpusFiles().flatMap((path) => {
    const model = modelOf(readFileSync(path, 'utf8'));
    return patternListsOf(model).map((list) => ({
      name: `${basename(path)} <${list.kind} ${list.argument ?? ''}>`,
      sources: checkablePatternsIn(model, list).map(({ source }) => source),
    }));
  });
}
