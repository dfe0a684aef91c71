import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusFiles } from '../support/corpus.ts';
import { modelOf } from '../support/lint-texts.ts';
import { disagreements, effectiveIn } from './disagreements.ts';
import { domainsOf, queueOf, readConfiguration } from './interpreter.ts';

const files = corpusFiles().map((path) => ({ name: basename(path), path }));

describe.runIf(files.length > 0)('real configurations', () => {
  it.each(files)('$name has the effective values of the second reading', ({ path }) => {
    const text = readFileSync(path, 'utf8');
    const [configuration, model] = [readConfiguration(text), modelOf(text)];
    const found = new Set<string>();
    for (const vmta of [undefined, ...configuration.vmtas.slice(0, 5)]) {
      for (const domain of domainsOf(configuration).slice(0, 60)) {
        if (!/^[a-z0-9.-]+$/.test(domain)) continue;
        for (const one of disagreements(
          queueOf(configuration, domain, vmta),
          effectiveIn(model, domain, vmta),
        ))
          found.add(`${domain}/${vmta ?? '{default}'} ${one}`);
      }
    }
    expect([...found].slice(0, 5)).toEqual([]);
  });
});
