import { rules } from '../../rules/index.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import { settingsFor, type Settings } from '../../src/engine/settings.ts';
import type { Model } from '../../src/model/model.ts';
import { loadConfigurations } from '../../src/model/project.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { fileSystemOf, FOLDER, MAIN, type ByteTexts } from '../input.ts';

/** Those of `--preset strict`, on a fixed day. */
export const SETTINGS: Settings = settingsFor({
  preset: 'strict',
  today: '2026-11-28',
  readRuleChoice: (text) => readRuleChoice(text, rules),
});

/** Loads the main file with its includes. */
export function load(files: SourceFiles): Model[] {
  return loadConfigurations([files.read(`${FOLDER}/${MAIN}`)], files, { version: '5.0' });
}

export function filesOf(files: ByteTexts): SourceFiles {
  return new SourceFiles(fileSystemOf(files));
}

export function modelOf(files: ByteTexts): Model {
  const [model] = load(filesOf(files));
  if (model === undefined) throw new Error('the main file makes no configuration');
  return model;
}
