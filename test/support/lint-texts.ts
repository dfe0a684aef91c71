import { lint } from '../../src/suppressions/lint.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { settingsFor, type Settings } from '../../src/engine/settings.ts';
import { loadModel, type LoadOptions } from '../../src/model/load.ts';
import type { Model } from '../../src/model/model.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { memoryFileSystem } from './memory-file-system.ts';

/** Files by their name in the folder `/etc/pmta`; `config` is the one that is loaded. */
export type Texts = Readonly<Record<string, string>>;

/** Files by their name in the folder `/etc/pmta`. */
export function filesOf(texts: Readonly<Record<string, string | Uint8Array>>): SourceFiles {
  const byPath = Object.entries(texts).map(([name, text]) => [`/etc/pmta/${name}`, text] as const);
  return new SourceFiles(memoryFileSystem(Object.fromEntries(byPath)));
}

/** Loads `/etc/pmta/config` out of texts. */
export function modelOf(texts: Texts | string, options: Partial<LoadOptions> = {}): Model {
  const files = filesOf(typeof texts === 'string' ? { config: texts } : texts);
  return loadModel(files.read('/etc/pmta/config'), files, { version: '5.0', ...options });
}

/** Lints texts with some rules, preset *strict* unless the settings say otherwise. A rule that throws fails the test. */
export function lintTexts(
  texts: Texts | string,
  rules: readonly Rule[],
  settings: Partial<Settings> = {},
  options: Partial<LoadOptions> = {},
): { findings: readonly Finding[]; suppressed: number; model: Model } {
  const model = modelOf(texts, options);
  const usual = settingsFor({ preset: 'strict', readRuleChoice: (text) => readRuleChoice(text, rules) });
  const { findings, failures, suppressed } = lint([model], rules, { ...usual, ...settings });
  if (failures.length > 0)
    throw new Error(failures.map((failure) => `${failure.rule}: ${failure.message}`).join('\n'));
  return { findings, suppressed, model };
}
