import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { compareForMail } from '../../src/compare/mail-changes.ts';
import { PROVED_EFFECTS } from '../../src/engine/finding.ts';
import { assumesNoDefaults, withFix } from '../../src/engine/make-finding.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { fixFiles } from '../../src/fix/passes.ts';
import { loadModel } from '../../src/model/load.ts';
import type { Model } from '../../src/model/model.ts';
import { SourceFiles } from '../../src/model/source/source-file.ts';
import { corpusFiles } from '../support/corpus.ts';
import { memoryFileSystem } from '../support/memory-file-system.ts';

/** Real configurations and a real config-defaults, for who has them. */
const PATHS = corpusFiles();
const DEFAULTS = PATHS.find((path) => path.endsWith('config-defaults.conf'));
const MAIN = '/etc/pmta/config';

type Texts = Readonly<Record<string, Uint8Array>>;

function filesOf(texts: Texts): SourceFiles {
  return new SourceFiles(memoryFileSystem({ ...texts }));
}

function load(files: SourceFiles): Model {
  return loadModel(files.read(MAIN), files, { version: '5.0', isMain: true });
}

/** The text after the proved fixes, or after those that assume nothing of config-defaults. */
function fixed(texts: Texts, isAssuming: boolean): Uint8Array {
  const outcome = fixFiles({
    files: filesOf(texts),
    load: (files) => [load(files)],
    rules,
    settings: settingsFor({ preset: 'strict' }),
    effects: PROVED_EFFECTS,
    narrow: (result) => ({
      ...result,
      findings: result.findings.map((finding) =>
        !isAssuming && finding.fix !== null && assumesNoDefaults(finding.fix)
          ? withFix(finding, () => null)
          : finding,
      ),
    }),
  });
  const text = outcome.changed.find(({ file }) => file.path === MAIN)?.text;
  return text === undefined ? (texts[MAIN] as Uint8Array) : Buffer.from(text, 'latin1');
}

/** What is looser in a configuration after a change. */
function loosened(before: Texts, after: Texts): string[] {
  const { changes } = compareForMail(load(filesOf(before)), load(filesOf(after)));
  return changes
    .filter(({ risk }) => risk === 'looser')
    .map(({ domains, values }) => `${domains.join(' ')} ${JSON.stringify(values)}`.slice(0, 300));
}

describe.runIf(DEFAULTS !== undefined)('a real config-defaults', () => {
  const defaults = {
    '/etc/pmta/config-defaults': DEFAULTS === undefined ? new Uint8Array() : readFileSync(DEFAULTS),
  };
  const mains = PATHS.filter((path) => path !== DEFAULTS).flatMap((path) => {
    const texts = { [MAIN]: readFileSync(path) };
    const files = filesOf(texts);
    const model = loadModel(files.read(MAIN), files, { version: '5.0' });
    return model.knows('files') ? [{ name: basename(path), texts }] : [];
  });

  it.each(mains)(
    'that comes beside $name later makes nothing looser but what the assuming fixes wrote',
    ({ texts }) => {
      const after = { [MAIN]: fixed(texts, false) };
      expect(loosened({ ...texts, ...defaults }, { ...after, ...defaults })).toEqual([]);
    },
  );

  it.each(mains)('beside $name before --fix lets nothing get looser', ({ texts }) => {
    const before = { ...texts, ...defaults };
    const after = { ...defaults, [MAIN]: fixed(before, true) };
    expect(loosened(before, after)).toEqual([]);
  });
});
