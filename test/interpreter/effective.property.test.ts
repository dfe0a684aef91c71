import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../support/property-runs.ts';
import { parts, textsOf } from './configurations.ts';
import { disagreements, effectiveIn } from './disagreements.ts';
import { domainsOf, interpreted, queueOf } from './interpreter.ts';
import { modelOf } from '../support/lint-texts.ts';

it('the effective value of every directive in every queue is that of the second reading', () => {
  fc.assert(
    fc.property(parts, (some) => {
      const texts = textsOf(some);
      const [configuration, model] = [interpreted(texts), modelOf(texts)];
      for (const vmta of [undefined, ...configuration.vmtas]) {
        for (const domain of domainsOf(configuration)) {
          const own = queueOf(configuration, domain, vmta);
          expect(
            disagreements(own, effectiveIn(model, domain, vmta)),
            `${domain}/${vmta ?? '{default}'}`,
          ).toEqual([]);
        }
      }
    }),
    { numRuns: runs(2000) },
  );
});
