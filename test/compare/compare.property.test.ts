import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { compareModels } from '../../src/compare/compare.ts';
import { compareForMail, type MailChange } from '../../src/compare/mail-changes.ts';
import { compareQueues } from '../../src/compare/queues.ts';
import type { Model } from '../../src/model/model.ts';
import { WANTED_DOMAINS, generatedConfigurations } from '../support/generate-configuration.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';
import { runs } from '../support/property-runs.ts';

/** Texts of two configurations that have something in common: one, and it with the blocks of another. */
const pairs = fc
  .tuple(generatedConfigurations(), generatedConfigurations(), fc.boolean())
  .map(([{ files: a }, { files: b }, together]) => {
    const both = `${a.config ?? ''}\n${(b.config ?? '').replace(/^\uFEFF/, '')}`;
    return [a, together ? { ...a, config: both } : b] as const;
  });

function modelsOf([a, b]: readonly [Texts, Texts]): [Model, Model] {
  return [modelOf(a), modelOf(b)];
}

function queuesOf({ queues, name }: Change): string[] {
  if (queues === undefined) return [];
  if (!name.startsWith(`${queues.domain}/`)) return [];
  const vmtas = queues.vmtas.all.filter((vmta) => !queues.vmtas.but.has(vmta));
  return queues.domains.flatMap((domain) => vmtas.map((vmta) => `${domain}/${vmta ?? '{default}'}`));
}

describe('on generated configurations', () => {
  it('nothing differs between a configuration and itself', () => {
    fc.assert(
      fc.property(generatedConfigurations(), ({ files }) => {
        expect(compareForMail(modelOf(files), modelOf(files)).changes).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });

  it('nothing differs when comments, blanks, line ends and spelling of names change', () => {
    fc.assert(
      fc.property(generatedConfigurations(), ({ files }) => {
        const relaid = Object.fromEntries(
          Object.entries(files).map(([name, text]) => [
            name,
            text
              .replace(/\r\n/g, '\n')
              .replace(/^[ \t]*(?=[<a-z])/gim, '\t')
              .replace(/^(\t[a-z-]+)[ \t]+/gim, (_, word: string) => `${word.toUpperCase()}   `),
          ]),
        );
        expect(compareForMail(modelOf(files), modelOf(relaid)).changes).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });

  it('from b to a everything that was looser from a to b is tighter, and the reverse', () => {
    const turned = { looser: 'tighter', tighter: 'looser', neutral: 'neutral', unknown: 'unknown' } as const;
    /** Each setting of each domain; with its risk, where it is a change by itself. */
    const listed = (changes: readonly MailChange[], back: boolean): Map<string, string> => {
      const risks = new Map<string, string>();
      for (const { subject, domains, names, section, values, risk } of changes) {
        for (const where of domains.length > 0 ? domains : names) {
          for (const { directive, before, after } of values) {
            const move = back ? [after, before] : [before, after];
            const key = JSON.stringify([subject, where.toLowerCase(), directive, ...move]);
            risks.set(key, section === null ? (back ? turned[risk] : risk) : 'with others');
          }
        }
      }
      return risks;
    };
    fc.assert(
      fc.property(pairs, (texts) => {
        const [a, b] = modelsOf(texts);
        const there = listed(compareForMail(a, b).changes, false);
        const back = listed(compareForMail(b, a).changes, true);
        expect([...back.keys()].sort()).toEqual([...there.keys()].sort());
        for (const [key, risk] of there) {
          if (risk !== 'with others' && back.get(key) !== 'with others')
            expect([key, back.get(key)]).toEqual([key, risk]);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it('reports each queue whose settings differ, and no other', () => {
    fc.assert(
      fc.property(pairs, (texts) => {
        const [a, b] = modelsOf(texts);
        const found = new Map<string, Set<string>>();
        for (const change of compareQueues(a, b, true).changes) {
          for (const name of queuesOf(change)) {
            const known = found.get(name) ?? new Set();
            // Every queue is in one class only.
            expect(known).not.toContain(change.directive);
            found.set(name, known.add(change.directive));
          }
        }
        const vmtas = [null, 'v1', 'v2', 'v3'].filter(
          (name) => name === null || [a, b].every((model) => model.vmtas.vmta(name).length > 0),
        );
        const isNamed = (domain: string): boolean =>
          [a, b].some((model) =>
            model
              .sectionsOf('domain')
              .some((block) =>
                model.macros.expand(block.argument ?? '').names.some((name) => name.toLowerCase() === domain),
              ),
          );
        for (const domain of WANTED_DOMAINS.filter(isNamed)) {
          for (const vmta of vmtas) {
            const [was, is] = [a.queueOf(domain, vmta), b.queueOf(domain, vmta)];
            if (was.queue.domain !== is.queue.domain || was.queue.domain !== domain) continue;
            for (const directive of ['max-smtp-out', 'max-msg-rate', 'smtp-hosts', 'bounce-after']) {
              const differs = was.queue.value(directive) !== is.queue.value(directive);
              const isFound = found.get(`${domain}/${vmta ?? '{default}'}`)?.has(directive) === true;
              expect([domain, vmta, directive, isFound]).toEqual([domain, vmta, directive, differs]);
            }
          }
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('the proof of fixes and the comparison for people agree on whether something differs', () => {
    fc.assert(
      fc.property(pairs, (texts) => {
        const [a, b] = modelsOf(texts);
        if (compareModels(a, b).length > 0) expect(compareForMail(a, b).changes).not.toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });
});
