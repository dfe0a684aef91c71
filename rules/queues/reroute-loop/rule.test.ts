import { expect, it } from 'vitest';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

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

const MEMBERS = pool('p', ['b', 'c']);
const RAW = 'reroute-to-virtual-mta';

/** A loop that is reported at a line, with the lines of the others in it. */
function loop(
  at: string,
  vmtas: readonly string[],
  related: readonly string[],
  domain: string | null = null,
) {
  return { messageId: 'loop', severity: 'error', at, data: { domain, vmtas }, related } as const;
}

const itself = (at: string) => ({ messageId: 'ownVmta', severity: 'warning', at }) as const;

const unfollowed = {
  'a chain': vmta('a', to('b')) + vmta('b', to('c')) + vmta('c'),
  'another domain on the way back': vmta('a', to('b', 'gmail.com')) + vmta('b', to('a', 'yahoo.com')),
  'a way back that is overridden':
    vmta('a', to('b', 'gmail.com')) + vmta('b', to('a'), to('""', 'gmail.com')),
  'a VMTA that is not defined': vmta('a', to('b')) + to('a'),
  'a spare VMTA for all': backoffTo('spare') + vmta('a') + vmta('spare'),
  'a line that a later one replaces':
    vmta('a', domain('*', `${RAW} b`, `${RAW} c`)) + vmta('b', to('a')) + vmta('c'),
  'a placeholder': vmta('a', to('{{ other }}')) + vmta('b', to('a')),
  'a line without value': vmta('a', domain('*', RAW)) + vmta('b', to('a')),
  'a pool of which one member delivers': vmta('a', to('p')) + MEMBERS + vmta('b', to('a')) + vmta('c'),
  'a pool that names itself, whose other members can take the mail':
    pool('p', ['b', 'c'], to('p')) + vmta('b') + vmta('c'),
  'a pool that names one of its members': pool('p', ['a', 'b'], to('a')) + vmta('a') + vmta('b'),
};
const inMain = Object.entries(unfollowed).map(([title, text]) => [
  `${title}, in a main configuration`,
  mainWith(text),
]);

testRule(rule, {
  accept: { ...unfollowed, ...Object.fromEntries(inMain) },
  report: {
    'a loop of two': {
      texts: vmta('a', to('b')) + vmta('b', to('a')),
      findings: [loop(`3 ${RAW}`, ['a', 'b'], [`8 ${RAW}`])],
    },
    'a loop of three, whatever the case of the names': {
      texts: vmta('a', to('b')) + vmta('b', backoffTo('C')) + vmta('c', to('a')),
      findings: [loop(`3 ${RAW}`, ['a', 'b', 'c'], [`8 backoff-${RAW}`, `13 ${RAW}`])],
    },
    'a loop that mail enters from outside, without the way there': {
      texts: vmta('x', to('a')) + vmta('a', to('b')) + vmta('b', to('a')),
      findings: [loop(`8 ${RAW}`, ['a', 'b'], [`13 ${RAW}`])],
    },
    'a loop through {default}': {
      texts: to('a') + vmta('a', to('{default}')),
      findings: [loop(`2 ${RAW}`, ['{default}', 'a'], [`6 ${RAW}`])],
    },
    'a loop of lines in different scopes': {
      texts: backoffTo('spare') + vmta('a') + vmta('spare', to('a', 'gmail.com')),
      findings: [loop(`2 backoff-${RAW}`, ['a', 'spare'], [`8 ${RAW}`], 'gmail.com')],
    },
    'a loop for the names of a macro, through an include': {
      texts: {
        config: mainWith(
          `domain-macro g gmail.com, googlemail.com\n${vmta('a', 'include rest\n')}${vmta('b', to('a', 'gmail.com'))}`,
        ),
        rest: to('b', '$g'),
      },
      findings: [loop(`rest:2 ${RAW}`, ['a', 'b'], [`14 ${RAW}`], 'gmail.com')],
    },
    'a loop once where its lines apply to many domains': {
      texts:
        vmta('a', to('b'), domain('gmail.com', 'max-smtp-out 2')) +
        vmta('b', to('a'), domain('gmail.com', 'max-smtp-out 2')),
      findings: [loop(`3 ${RAW}`, ['a', 'b'], [`11 ${RAW}`])],
    },
    'two loops of two domains with lines of their own': {
      texts:
        vmta('a', to('b', 'gmail.com'), to('b', 'yahoo.com')) +
        vmta('b', to('a', 'gmail.com'), to('a', 'yahoo.com')),
      findings: [
        loop(`3 ${RAW}`, ['a', 'b'], [`11 ${RAW}`], 'gmail.com'),
        loop(`6 ${RAW}`, ['a', 'b'], [`14 ${RAW}`], 'yahoo.com'),
      ],
    },
    'a pool whose members all hand mail back': {
      texts: vmta('a', to('p')) + MEMBERS + vmta('b', to('a')) + vmta('c', to('a')),
      findings: [loop(`3 ${RAW}`, ['a', 'b'], [`12 ${RAW}`, `17 ${RAW}`])],
    },
    'a pool that hands mail back': {
      texts: vmta('a', to('p')) + pool('p', ['b', 'c'], to('a')) + vmta('b') + vmta('c'),
      findings: [loop(`3 ${RAW}`, ['a', 'b'], [`10 ${RAW}`])],
    },
    'a VMTA that names itself': {
      texts: vmta('A', to('a'), backoffTo('a', 'gmail.com')),
      findings: [itself(`3 ${RAW}`), itself(`6 backoff-${RAW}`)],
    },
  },
});

it('takes time in proportion to the number of VMTAs that reroute', () => {
  const text = (size: number): string =>
    Array.from({ length: size }, (_, index) =>
      vmta(`v${index}`, to(`v${(index + 1) % size}`), to(`v${index + 1}`, `d${index}.example`)),
    ).join('');
  expect(growth(500, (size) => lintTexts(text(size), [rule]))).toBeLessThan(LINEAR);
});
