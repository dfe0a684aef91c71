import { rules } from '../../rules/index.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import { settingsFor, type Settings } from '../../src/engine/settings.ts';
import type { Model } from '../../src/model/model.ts';
import { loadConfigurations } from '../../src/model/project.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { fileSystemOf, FOLDER, MAIN, type ByteTexts } from '../input.ts';

/** As the command sets them for `--preset strict`, on a day that stays the same. */
export const SETTINGS: Settings = settingsFor({
  preset: 'strict',
  today: '2026-11-28',
  readRuleChoice: (text) => readRuleChoice(text, rules),
});

/** The configuration that starts in the main file, as it is loaded at that moment. */
export function load(files: SourceFiles): Model[] {
  return loadConfigurations([files.read(`${FOLDER}/${MAIN}`)], files, { version: '5.0' });
}

export function filesOf(files: ByteTexts): SourceFiles {
  return new SourceFiles(fileSystemOf(files));
}

/** The one model that the main file makes. */
export function modelOf(files: ByteTexts): Model {
  const [model] = load(filesOf(files));
  if (model === undefined) throw new Error('the main file makes no configuration');
  return model;
}
