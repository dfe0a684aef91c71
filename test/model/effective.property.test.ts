import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Setting } from '../../src/model/scopes/queue.ts';
import {
  WANTED_DIRECTIVES,
  WANTED_DOMAINS,
  WANTED_VMTAS,
  generatedConfigurations,
} from '../support/generate-configuration.ts';
import { modelOf } from '../support/lint-texts.ts';
import { locationOf } from './effective-lines.ts';
import { slowEffective, slowEntries, type SlowSetting } from './slow-effective.ts';
import { runs } from '../support/property-runs.ts';

function inWordsOfTheTest(setting: Setting): SlowSetting {
  return {
    // Defaults come from the catalog, which the slow way does not know.
    value: setting.scope === 'default' ? null : setting.value,
    scope: setting.scope,
    pattern: setting.pattern,
    from: setting.uses.map(locationOf),
    overrides: setting.overrides.map((other) => `${locationOf(other.use)} ${other.scope}`),
  };
}

describe('effective settings of generated configurations', () => {
  it('agree with a search that walks over the lines', () => {
    const queue = fc.tuple(fc.constantFrom(...WANTED_DOMAINS), fc.constantFrom(...WANTED_VMTAS));
    let set = 0;
    let contested = 0;
    fc.assert(
      fc.property(
        generatedConfigurations(),
        fc.array(queue, { minLength: 4, maxLength: 4 }),
        ({ files }, queues) => {
          const model = modelOf(files);
          const entries = slowEntries(files);
          for (const [domain, vmta] of queues) {
            for (const directive of WANTED_DIRECTIVES) {
              const setting = model.queueOf(domain, vmta).queue.setting(directive);
              const expected = slowEffective(entries, directive, domain, vmta);
              expect(inWordsOfTheTest(setting)).toEqual(expected);
              if (expected.scope !== 'default') set++;
              if (expected.overrides.length > 0) contested++;
            }
          }
        },
      ),
      { numRuns: runs(800) },
    );
    // Many answers have to be about something that is set, and set twice.
    expect(set).toBeGreaterThan(runs(1000));
    expect(contested).toBeGreaterThan(runs(300));
  });

  it('do not change with spacing, comments, line ends or the order of asking', () => {
    fc.assert(
      fc.property(generatedConfigurations(), ({ files }) => {
        const plain = Object.fromEntries(
          Object.entries(files).map(([name, text]) => [
            name,
            text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n'),
          ]),
        );
        const [one, other] = [modelOf(files), modelOf(plain)];
        const questions = WANTED_DOMAINS.flatMap((domain) =>
          WANTED_DIRECTIVES.map((name) => [domain, name] as const),
        );
        const answers = (model: typeof one, of: typeof questions): Map<string, SlowSetting> =>
          new Map(
            of.map(([domain, name]) => [
              `${domain} ${name}`,
              inWordsOfTheTest(model.queue(domain, 'v1').setting(name)),
            ]),
          );
        const late = answers(other, questions.toReversed());
        expect(Object.fromEntries(late)).toEqual(Object.fromEntries(answers(one, questions)));
      }),
      { numRuns: runs(150) },
    );
  });
});
