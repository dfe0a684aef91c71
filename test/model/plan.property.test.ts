import fc from 'fast-check';
import { expect, it } from 'vitest';
import { directives } from '../../src/catalog/directives.ts';
import { editsOf } from '../../src/edits/plan-edits.ts';
import { appendToSection, mayWrite } from '../../src/edits/writing.ts';
import { applyEdits } from '../../src/fix/edits.ts';
import type { Model } from '../../src/model/model.ts';
import { Plan, type NewBlock, type Target } from '../../src/model/queues/plan.ts';
import type { EffectiveValues } from '../../src/model/scopes/queue.ts';
import type { SectionUse } from '../../src/model/source/content.ts';
import { providerConfigurations } from '../properties/provider-configurations.ts';
import { modelOf, type Texts } from '../support/lint-texts.ts';

const DOMAINS = [
  'gmail.com',
  'googlemail.com',
  'yahoo.com',
  'live.com',
  'x.co.uk',
  'gmail.queue',
  'new.example',
];
const VMTAS = [null, 'v1', 'v2', 'v4'];
/** Names that no generated tag has. */
const NEW_NAMES = ['new.example', 'live.com', 'x.co.uk'];

const VALUES: readonly (readonly [string, string])[] = [
  ['max-smtp-out', '7'],
  ['max-smtp-out', '70'],
  ['max-msg-rate', '33/h'],
  ['retry-after', '17m,5h'],
  ['smtp-pattern-list', 'slow'],
  ['smtp-pattern-list', '""'],
  ['backoff-max-smtp-out', '2'],
  ['backoff-max-msg-rate', '2/m'],
  ['backoff-to-normal-after', '3h'],
  ['backoff-upon-all-sources-disabled', 'yes'],
  ['queue-to', 'gmail.queue'],
  ['dkim-sign', 'yes'],
];

const DIRECTIVES = directives().flatMap(({ name, scopes }) => (scopes.includes('domain') ? [name] : []));

const assignment = fc.record({ at: fc.nat(), setting: fc.constantFrom(...VALUES) });
const addition = fc.record({
  at: fc.nat(),
  name: fc.constantFrom(...NEW_NAMES),
  settings: fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 4 }),
});

/** Sections that can have a new block without changing which pool counts for a VMTA. */
function parentsIn(model: Model): SectionUse[] {
  const hasBlocks = (section: SectionUse): boolean => section.sections.some(({ kind }) => kind === 'domain');
  return [
    model.root,
    ...model.sectionsOf('virtual-mta'),
    ...model.sectionsOf('virtual-mta-pool').filter(hasBlocks),
  ].filter(({ file }) => file === model.main);
}

/** Whether a tag names a domain itself, in the scope of a section. */
function isNamed(model: Model, parent: SectionUse, name: string): boolean {
  return model
    .sectionsOf('domain')
    .some(
      (block) =>
        block.parent?.kind === parent.kind && model.macros.expand(block.argument ?? '').names.includes(name),
    );
}

/** The texts with the lines of a plan, and with new blocks. */
function written(texts: Texts, plan: Plan, added: ReadonlyMap<NewBlock, string>): Texts {
  const blocks = [...added].map(([block, name]) =>
    appendToSection(block.parent, [
      `<domain ${name}>`,
      ...[...plan.linesOf(block)].map(([directive, value]) => `\t${directive} ${value}`),
      '</domain>',
    ]),
  );
  const edits = [...editsOf(plan), ...blocks];
  const textOf = (name: string, text: string): string =>
    applyEdits(
      text,
      edits
        .filter(({ file }) => file.path === `/etc/pmta/${name}`)
        .map(({ file, range, text: insert }) => ({ path: file.path, ...range, text: insert })),
    );
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, textOf(name, text)]));
}

it('answers as the edited text does when it is read again', () => {
  let changed = 0;
  fc.assert(
    fc.property(
      providerConfigurations(),
      fc.array(assignment, { minLength: 1, maxLength: 6 }),
      fc.array(addition, { maxLength: 2 }),
      (texts, assignments, additions) => {
        const model = modelOf(texts);
        const plan = new Plan(model);
        const domainBlocks = model.sectionsOf('domain');
        const set = (target: Target | undefined, [directive, value]: readonly [string, string]): void => {
          if (target !== undefined && mayWrite(target, directive)) plan.set(target, directive, value);
        };
        for (const { at, setting } of assignments) set(domainBlocks[at % domainBlocks.length], setting);
        const added = new Map<NewBlock, string>();
        const parents = parentsIn(model);
        for (const { at, name, settings } of additions) {
          const parent = parents[at % parents.length];
          if (parent === undefined || isNamed(model, parent, name)) continue;
          const block = { parent, names: new Set([name]) };
          if ([...added].some(([other, taken]) => taken === name && other.parent.kind === parent.kind))
            continue;
          added.set(block, name);
          for (const setting of settings) set(block, setting);
        }
        const after = modelOf(written(texts, plan, added));
        for (const domain of DOMAINS) {
          for (const vmta of VMTAS) {
            const [before, now] = [model.queue(domain, vmta), after.queue(domain, vmta)];
            const values = (queue: EffectiveValues): string[] =>
              DIRECTIVES.map((directive) => `${now.name} ${directive} ${queue.value(directive)}`);
            expect(values(plan.queue(before))).toEqual(values(now));
            if (values(before).join() !== values(now).join()) changed++;
          }
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(changed).toBeGreaterThan(200);
});
