import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function section(kind: string, name: string, ...lines: string[]): string {
  return [`<${kind} ${name}>`, ...lines, `</${kind}>`, ''].join('\n');
}

const vmta = (name: string, ...lines: string[]): string => section('virtual-mta', name, ...lines);
const pool = (name: string, ...lines: string[]): string => section('virtual-mta-pool', name, ...lines);
const domain = (name: string, ...lines: string[]): string => section('domain', name, ...lines);

const NUMBER = 'max-cold-virtual-mta-msg 100/d';

/** The line that each finding stands at, with what it says of it. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, message }) => {
    const use = model.directives.find((other) => other.file.path === path && other.nameRange.start === start);
    const what = /does nothing|gets no mail|goes (?:up|down) from .* to \d+/.exec(message)?.[0];
    return `${use?.line === undefined ? '' : use.name} ${use?.value ?? ''}: ${what ?? message}`;
  });
}

const NO_VMTA = `${NUMBER}: does nothing`;
const NO_NUMBER = 'cold-virtual-mta c: gets no mail';

describe('cold-vmta-incomplete: a number without a cold VMTA', () => {
  it.each([
    ['in a VMTA', vmta('v', domain('*', NUMBER))],
    ['in a pool', pool('p', 'virtual-mta v', domain('*', NUMBER)) + vmta('v')],
    ['at the global level', domain('*', NUMBER) + vmta('v')],
    [
      'beside another VMTA with one',
      vmta('v', domain('*', NUMBER)) + vmta('w', 'cold-virtual-mta c', domain('*', NUMBER)) + vmta('c'),
    ],
    ['in upper case', vmta('V', domain('*', NUMBER.replace('max', 'MAX')))],
  ])('is found %s', (_, text) => {
    expect(found(mainWith(text))).toEqual([NO_VMTA]);
  });

  it.each([
    ['its VMTA names one', vmta('v', 'cold-virtual-mta c', domain('*', NUMBER)) + vmta('c')],
    [
      'its VMTA names one in a second section',
      vmta('v', domain('*', NUMBER)) + vmta('V', 'cold-virtual-mta c') + vmta('c'),
    ],
    [
      'a pool of its VMTA names one',
      vmta('v', domain('*', NUMBER)) + pool('p', 'virtual-mta v', 'cold-virtual-mta c') + vmta('c'),
    ],
    [
      'a member of its pool names one',
      pool('p', 'virtual-mta v', domain('*', NUMBER)) + vmta('v', 'cold-virtual-mta c') + vmta('c'),
    ],
    ['a VMTA somewhere names one', domain('*', NUMBER) + vmta('v', 'cold-virtual-mta c') + vmta('c')],
    ['the old form makes one', vmta('v', 'auto-cold-virtual-mta 203.0.113.9 a.example', domain('*', NUMBER))],
    ['it stands in the cold VMTA', vmta('v', 'cold-virtual-mta c') + vmta('c', domain('*', NUMBER))],
    ['it is 0', vmta('v', domain('*', 'max-cold-virtual-mta-msg 0/d'))],
    ['it is not known yet', vmta('v', domain('*', 'max-cold-virtual-mta-msg {{ daily }}'))],
    ['it is refused', vmta('v', domain('*', 'max-cold-virtual-mta-msg 100/h'))],
    ['it lacks its value', vmta('v', domain('*', 'max-cold-virtual-mta-msg'))],
  ])('is right where %s', (_, text) => {
    expect(found(mainWith(text))).toEqual([]);
  });

  it('is said of the line that holds', () => {
    const twice = domain('*', 'max-cold-virtual-mta-msg 5/d', NUMBER);
    expect(found(mainWith(vmta('v', twice)))).toEqual([NO_VMTA]);
  });

  it('is said once of a line that VMTAs share, and not where it is right in one of them', () => {
    const texts = (...lines: string[]): Texts => ({
      config: mainWith(vmta('v', 'include common') + vmta('w', ...lines, 'include common') + vmta('c')),
      common: domain('*', NUMBER),
    });
    expect(found(texts())).toEqual([NO_VMTA]);
    expect(found(texts('cold-virtual-mta c'))).toEqual([]);
  });

  it('counts the domains of a macro', () => {
    const text = `domain-macro y yahoo.com, ymail.com\n${domain('$y', NUMBER)}`;
    expect(lintTexts(mainWith(text), [rule]).findings[0]?.message).toMatch(/; it holds for 2 domains$/);
  });
});

describe('cold-vmta-incomplete: a cold VMTA without a number', () => {
  it.each([
    ['in a VMTA', vmta('v', 'cold-virtual-mta c') + vmta('c')],
    ['in a pool', pool('p', 'cold-virtual-mta c', 'virtual-mta v') + vmta('v') + vmta('c')],
    [
      'beside numbers that other VMTAs have',
      vmta('v', 'cold-virtual-mta c') +
        vmta('w', 'cold-virtual-mta d', domain('*', NUMBER)) +
        vmta('c') +
        vmta('d'),
    ],
  ])('is found %s', (_, text) => {
    expect(found(mainWith(text))).toEqual([NO_NUMBER]);
  });

  it.each([
    ['globally', domain('gmail.com', NUMBER)],
    ['in a pool', pool('p', 'virtual-mta v', domain('gmail.com', NUMBER))],
    ['for a rollup', domain('google.rollup', NUMBER)],
    ['as 0', domain('*', 'max-cold-virtual-mta-msg 0/d')],
    ['in a value to be filled in', domain('*', 'max-cold-virtual-mta-msg {{ daily }}')],
    ['in config-defaults', ''],
  ])('is right where there is one %s', (how, text) => {
    const config = mainWith(`${vmta('v', 'cold-virtual-mta c')}${vmta('c')}${text}`);
    const texts: Texts =
      how === 'in config-defaults' ? { config, 'config-defaults': domain('*', NUMBER) } : { config };
    expect(found(texts)).toEqual([]);
  });

  it('says nothing of a pool that has no members yet', () => {
    expect(found(mainWith(pool('p', 'cold-virtual-mta c') + vmta('c')))).toEqual([]);
  });
});

describe('cold-vmta-incomplete in a part of a configuration', () => {
  const lacking = vmta('v', domain('*', NUMBER)) + vmta('w', 'cold-virtual-mta c') + vmta('c');

  it.each([
    ['a fragment', lacking],
    ['an include that cannot be read', mainWith(`${lacking}include missing\n`)],
    ['a template among the VMTAs', mainWith(`${lacking}{% for v in vmtas %}\n`)],
    ['a template in a block', mainWith(lacking + domain('*', '{% include limits %}'))],
  ])('says nothing for %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds bad steps there', () => {
    const steps = vmta('v', domain('*', 'max-cold-virtual-mta-msg 1/d,9/d'));
    expect(found(`${steps}include missing\n`)).toEqual([
      'max-cold-virtual-mta-msg 1/d,9/d: goes up from 1 message a day to 9',
    ]);
  });
});

describe('cold-vmta-incomplete: steps', () => {
  function steps(list: string, maxGrowth = 3): string | undefined {
    const rules = new Map([['cold-vmta-incomplete', { options: { maxGrowth } }]]);
    const settings = settingsFor({ preset: 'strict', rules });
    const { findings } = lintTexts(domain('*', `max-cold-virtual-mta-msg ${list}`), [rule], settings);
    return /goes (?:up|down) from .* to \d+/.exec(findings[0]?.message ?? '')?.[0];
  }

  it.each(['100/d', '100/d,300/d,900/day', '100/d, 100/d', '0/d,500/d', '10/d,0/d', '""', '100/d,x'])(
    'lets %s be',
    (list) => {
      expect(steps(list)).toBe(list === '10/d,0/d' ? 'goes down from 10 messages a day to 0' : undefined);
    },
  );

  it.each([
    ['100/d,301/d', 'goes up from 100 messages a day to 301'],
    ['100/d,200/d,199/d', 'goes down from 200 messages a day to 199'],
    ['"1/d,2/d,3/d,30/d,1/d"', 'goes up from 3 messages a day to 30'],
    ['100/days,400/days', 'goes up from 100 messages a day to 400'],
  ])('finds %s', (list, what) => {
    expect(steps(list)).toBe(what);
  });

  it('takes what is sound from its option', () => {
    expect(steps('100/d,500/d', 5)).toBeUndefined();
    expect(steps('100/d,250/d', 2)).toBe('goes up from 100 messages a day to 250');
  });
});
