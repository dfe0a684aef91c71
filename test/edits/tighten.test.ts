import { describe, expect, it } from 'vitest';
import { tightenUntilSafe } from '../../src/edits/tighten.ts';
import type { SectionUse } from '../../src/model/source/content.ts';
import { Plan, type NewBlock } from '../../src/model/queues/plan.ts';
import { modelOf } from '../support/lint-texts.ts';

const LIST = '<smtp-pattern-list l>\n reply /x/ mode=backoff\n</smtp-pattern-list>\n';
const lines = (...texts: string[]): string => texts.map((text) => ` ${text}\n`).join('');
const block = (argument: string, ...texts: string[]): string =>
  `<domain ${argument}>\n${lines(...texts)}</domain>\n`;
const vmta = (name: string, ...texts: string[]): string =>
  `<virtual-mta ${name}>\n${texts.join('')}</virtual-mta>\n`;

/** A plan for a new global block of gmail.com with a way into backoff and out of it. */
function planFor(text: string, more: Record<string, string> = {}): { plan: Plan; added: NewBlock } {
  const model = modelOf(LIST + text);
  const plan = new Plan(model);
  const added = { parent: model.root, names: new Set(['gmail.com', 'googlemail.com']) };
  const values = {
    'smtp-pattern-list': 'l',
    'backoff-max-smtp-out': '1',
    'backoff-max-msg-rate': '10/m',
    'backoff-retry-after': '1h',
    'backoff-to-normal-after': '1h',
    ...more,
  };
  for (const [directive, value] of Object.entries(values)) plan.set(added, directive, value);
  return { plan, added };
}

function blocksOf(plan: Plan, argument: string): readonly SectionUse[] {
  return plan.model.sectionsOf('domain').filter((section) => section.argument === argument);
}

describe('a new block', () => {
  it('keeps its figures where nothing is slower', () => {
    const { plan, added } = planFor(block('*', 'max-msg-rate 100/m'));
    expect(tightenUntilSafe(plan, 'tighten-value')).toBe(true);
    expect(plan.get(added, 'backoff-max-msg-rate')).toBe('10/m');
  });

  it('is right in VMTAs that nothing selects, for every one of its domains', () => {
    const slow = vmta('v1', block('*', 'max-msg-rate "40/h"'));
    const slower = vmta('v2', block('googlemail.com', 'max-msg-rate 10/h', 'retry-after 30m,4h'));
    const { plan, added } = planFor(slow + slower, { 'max-smtp-out': '20' });
    expect(tightenUntilSafe(plan, 'tighten-value')).toBe(true);
    expect(plan.get(added, 'backoff-max-msg-rate')).toBe('5/h');
    expect(plan.get(added, 'backoff-retry-after')).toBe('1h,4h');
    expect(plan.targets).toEqual([added]);
  });

  it('loosens nothing that a wider block sets', () => {
    const { plan, added } = planFor(
      block('*', 'max-smtp-out 4') + vmta('v', block('[*.]com', 'max-smtp-out 50')),
      { 'max-smtp-out': '20' },
    );
    expect(tightenUntilSafe(plan, 'tighten-value')).toBe(true);
    expect(plan.get(added, 'max-smtp-out')).toBe('4');
  });

  it('fixes inverted values where they are written', () => {
    const inverted = vmta('v', block('*', 'max-msg-rate 100/h', 'backoff-max-msg-rate 200/h'));
    const { plan } = planFor(inverted);
    expect(tightenUntilSafe(plan, 'tighten-value')).toBe(true);
    const [all] = blocksOf(plan, '*');
    expect(all && plan.get(all, 'backoff-max-msg-rate')).toBe('1/m');
  });

  it.each([
    [
      'a list would lose rules',
      vmta('v', block('*', 'backoff-retry-after 2h')),
      { 'smtp-pattern-list': 'm' },
    ],
    ['the way out of another backoff would change', block('*', 'smtp-pattern-list l'), {}],
  ])('is given up where %s', (_, text, more) => {
    const other = '<smtp-pattern-list m>\n reply /y/ bounce-queue\n</smtp-pattern-list>\n';
    expect(tightenUntilSafe(planFor(other + text, more).plan, 'tighten-value')).toBe(false);
  });
});

describe('a wider block', () => {
  const text = `${LIST}${block('*', 'max-smtp-out 5')}${block('slow.example', 'max-msg-rate 10/h')}`;
  const wide = (): { plan: Plan; all: SectionUse; slow: SectionUse } => {
    const plan = new Plan(modelOf(text));
    const [all] = blocksOf(plan, '*');
    const [slow] = blocksOf(plan, 'slow.example');
    if (all === undefined || slow === undefined) throw new Error('two blocks are expected');
    for (const [directive, value] of [
      ['smtp-pattern-list', 'l'],
      ['backoff-max-smtp-out', '1'],
      ['backoff-max-msg-rate', '1/m'],
      ['backoff-to-normal-after', '1h'],
    ] as const)
      plan.set(all, directive, value);
    return { plan, all, slow };
  };

  it('leaves lines for narrower ones to these', () => {
    const { plan, all, slow } = wide();
    expect(tightenUntilSafe(plan, 'override-in-block')).toBe(true);
    expect([plan.get(all, 'backoff-max-msg-rate'), plan.get(slow, 'backoff-max-msg-rate')]).toEqual([
      '1/m',
      '5/h',
    ]);
  });

  it('takes over what another fix has for them', () => {
    const { plan, slow } = wide();
    const other = new Plan(plan.model);
    other.set(slow, 'backoff-max-msg-rate', '3/h');
    expect(tightenUntilSafe(plan, 'override-in-block', [other])).toBe(true);
    expect(plan.get(slow, 'backoff-max-msg-rate')).toBe('3/h');
  });

  it('becomes as strict as they need where that is requested', () => {
    const { plan, all, slow } = wide();
    expect(tightenUntilSafe(plan, 'tighten-value')).toBe(true);
    expect(plan.get(all, 'backoff-max-msg-rate')).toBe('5/h');
    expect(plan.linesOf(slow).size).toBe(0);
  });
});
