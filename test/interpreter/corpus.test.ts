import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';
import { disagreements, effectiveIn } from './disagreements.ts';
import { domainsOf, queueOf, readConfiguration } from './interpreter.ts';

/** A folder of real configurations, for who has one. */
const FOLDER = join(process.env.CORPUS ?? resolve(import.meta.dirname, '../../../shared/corpus'), 'files');

describe.runIf(existsSync(FOLDER))('real configurations', () => {
  it.each(existsSync(FOLDER) ? readdirSync(FOLDER) : [])(
    '%s has the effective values of the second reading',
    (file) => {
      const text = readFileSync(join(FOLDER, file), 'utf8');
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
    },
  );
});
