import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines, '</domain>', ''].join('\n');
}

function vmta(name: string, ...parts: string[]): string {
  return `<virtual-mta ${name}>\n${parts.join('')}</virtual-mta>\n`;
}

function pool(name: string, members: string[], ...parts: string[]): string {
  const lines = members.map((member) => `virtual-mta ${member}\n`);
  return `<virtual-mta-pool ${name}>\n${[...lines, ...parts].join('')}</virtual-mta-pool>\n`;
}

const to = (name: string, pattern = '*'): string => domain(pattern, `reroute-to-virtual-mta ${name}`);
const backoffTo = (name: string, pattern = '*'): string =>
  domain(pattern, `backoff-reroute-to-virtual-mta ${name}`);

/** Severity, line number and round of each finding, with the lines of the others in it. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  const lineOf = (path: string, start: number): number =>
    model.files.find((file) => file.path === path)?.lines.positionAt(start).line ?? 0;
  return findings.map(({ severity, path, start, message, related }) => {
    const round =
      /(?:mail|mail for \S+) goes from VMTA [^,]*/.exec(message)?.[0].replaceAll("'", '') ?? 'itself';
    const others = related.map((other) => lineOf(other.path, other.start)).join(',');
    return `${severity} ${lineOf(path, start)}${others === '' ? '' : `+${others}`} ${round}`;
  });
}

describe('reroute-loop', () => {
  it('finds a circle of two and of three', () => {
    expect(found(vmta('a', to('b')) + vmta('b', to('a')))).toEqual([
      'error 3+8 mail goes from VMTA a to b to a',
    ]);
    expect(found(vmta('a', to('b')) + vmta('b', backoffTo('C')) + vmta('c', to('a')))).toEqual([
      'error 3+8,13 mail goes from VMTA a to b to c to a',
    ]);
  });

  it('finds one that is led into from outside, without the way there', () => {
    const text = vmta('x', to('a')) + vmta('a', to('b')) + vmta('b', to('a'));
    expect(found(text)).toEqual(['error 8+13 mail goes from VMTA a to b to a']);
  });

  it('finds one through {default}', () => {
    const text = to('a') + vmta('a', to('{default}'));
    expect(found(text)).toEqual(['error 2+6 mail goes from VMTA {default} to a to {default}']);
  });

  it('finds one of lines at different levels', () => {
    const text = backoffTo('spare') + vmta('a') + vmta('spare', to('a', 'gmail.com'));
    expect(found(text)).toEqual(['error 2+8 mail for gmail.com goes from VMTA a to spare to a']);
  });

  it('finds one for the names of a macro, and through an include', () => {
    const texts = {
      config: mainWith(
        `domain-macro g gmail.com, googlemail.com\n${vmta('a', 'include rest\n')}${vmta('b', to('a', 'gmail.com'))}`,
      ),
      rest: to('b', '$g'),
    };
    expect(found(texts)).toEqual(['error 2+14 mail for gmail.com goes from VMTA a to b to a']);
  });

  it('says it once for lines that hold for many domains', () => {
    const text =
      vmta('a', to('b'), domain('gmail.com', 'max-smtp-out 2')) +
      vmta('b', to('a'), domain('gmail.com', 'max-smtp-out 2'));
    expect(found(text)).toEqual(['error 3+11 mail goes from VMTA a to b to a']);
  });

  it('says it twice for two domains with lines of their own', () => {
    const both = (name: string): string => to(name, 'gmail.com') + to(name, 'yahoo.com');
    expect(found(vmta('a', both('b')) + vmta('b', both('a')))).toHaveLength(2);
  });

  it.each([
    ['a chain', vmta('a', to('b')) + vmta('b', to('c')) + vmta('c')],
    ['another domain on the way back', vmta('a', to('b', 'gmail.com')) + vmta('b', to('a', 'yahoo.com'))],
    [
      'a way back that is overruled',
      vmta('a', to('b', 'gmail.com')) + vmta('b', to('a'), to('""', 'gmail.com')),
    ],
    ['a VMTA that is not defined', vmta('a', to('b')) + to('a')],
    ['a spare VMTA for all', backoffTo('spare') + vmta('a') + vmta('spare')],
    [
      'a line undone below',
      vmta('a', domain('*', 'reroute-to-virtual-mta b', 'reroute-to-virtual-mta c')) +
        vmta('b', to('a')) +
        vmta('c'),
    ],
    ['a name to be filled in', vmta('a', to('{{ other }}')) + vmta('b', to('a'))],
    ['a line without value', vmta('a', domain('*', 'reroute-to-virtual-mta')) + vmta('b', to('a'))],
  ])('says nothing of %s', (_, text) => {
    expect(found(text)).toEqual([]);
    expect(found(mainWith(text))).toEqual([]);
  });

  it('follows pools', () => {
    const members = pool('p', ['b', 'c']);
    expect(found(vmta('a', to('p')) + members + vmta('b', to('a')) + vmta('c'))).toEqual([]);
    expect(found(vmta('a', to('p')) + members + vmta('b', to('a')) + vmta('c', to('a')))).toHaveLength(1);
    expect(found(vmta('a', to('p')) + pool('p', ['b', 'c'], to('a')) + vmta('b') + vmta('c'))).toEqual([
      'error 3+10 mail goes from VMTA a to b to a',
    ]);
    // The other members can take it.
    expect(found(pool('p', ['b', 'c'], to('p')) + vmta('b') + vmta('c'))).toEqual([]);
  });

  it('warns of a VMTA that names itself', () => {
    expect(found(vmta('A', to('a'), backoffTo('a', 'gmail.com')))).toEqual([
      'warning 3 itself',
      'warning 6 itself',
    ]);
    expect(found(pool('p', ['a', 'b'], to('a')) + vmta('a') + vmta('b'))).toEqual([]);
  });

  it('follows reroutes in time that grows with their number', () => {
    const follow = (size: number): void => {
      const text = Array.from({ length: size }, (_, index) =>
        vmta(`v${index}`, to(`v${(index + 1) % size}`), to(`v${index + 1}`, `d${index}.example`)),
      ).join('');
      expect(found(text)).toHaveLength(1);
    };
    expect(growth(400, follow)).toBeLessThan(LINEAR);
  });
});
