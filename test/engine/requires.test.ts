import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { findDirective } from '../../src/catalog/directives.ts';
import { findSection } from '../../src/catalog/sections.ts';
import { appliesTo } from '../../src/engine/run-rules.ts';
import { lint } from '../../src/suppressions/lint.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import type { Model } from '../../src/model/model.ts';
import { generatedConfigurations } from '../support/generate-configuration.ts';
import { modelOf } from '../support/lint-texts.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SETTINGS = settingsFor({ preset: 'all', readRuleChoice: (text) => readRuleChoice(text, rules) });

/** The rules that would report although nothing that they require is there: their `requires` is too short. */
function wronglyLeftOut(model: Model): string[] {
  return rules
    .filter((rule) => !appliesTo(rule, model))
    .filter(
      ({ requires, ...rule }) =>
        requires !== undefined && lint([model], [rule], SETTINGS).findings.length > 0,
    )
    .map(({ id }) => id);
}

/** The content of the sections of an example, each as a file of its own that is read in the scope of its section. */
function fragmentsIn(text: string): { scope: string; inside: string }[] {
  return modelOf(text).sections.flatMap(({ kind, node }) => {
    const inside = node === null ? '' : text.slice(node.open.next, node.close?.start ?? node.end);
    return inside.trim() === '' ? [] : [{ scope: kind, inside }];
  });
}

/** The examples in the pages of the rules, good and bad. */
function examplesInPages(): string[] {
  return readdirSync(join(ROOT, 'rules'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(ROOT, 'rules', name))
    .filter((path) => path.endsWith('doc.md') && statSync(path).isFile())
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/^```pmta[^\n]*\n(.*?)^```/gms)])
    .map(([, text = '']) => text);
}

describe('what a rule requires', () => {
  const withRequires = rules.filter(({ requires }) => requires !== undefined);

  it('is declared by some rules, in names that the catalog has', () => {
    expect(withRequires.length).toBeGreaterThan(5);
    for (const { id, requires = [] } of withRequires) {
      for (const name of requires) {
        const isKnown = name.startsWith('<') ? findSection(name.slice(1, -1)) : findDirective(name);
        expect(isKnown, `${id}: ${name}`).toBeDefined();
      }
    }
  });

  it('is in every example that the rule has something to say about', () => {
    const texts = examplesInPages();
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts) expect(wronglyLeftOut(modelOf(text)), text).toEqual([]);
  });

  it('is in a file that is the inside of a section, too', () => {
    const fragments = examplesInPages().flatMap(fragmentsIn);
    expect(new Set(fragments.map(({ scope }) => scope)).size).toBeGreaterThan(15);
    for (const { scope, inside } of fragments)
      expect(wronglyLeftOut(modelOf(inside, { scope })), `${scope}: ${inside}`).toEqual([]);
  });

  it('is in every generated configuration that the rule has something to say about', () => {
    fc.assert(
      fc.property(generatedConfigurations(), ({ files }) => {
        expect(wronglyLeftOut(modelOf(files))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
