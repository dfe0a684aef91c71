import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { each } from '../../../test/support/cases.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

function tooFast(line: number, directive: string, data = {}) {
  return {
    messageId: directive.startsWith('backoff') ? 'backoff' : 'normal',
    at: `${line} ${directive}`,
    data,
  };
}

const vmta = (name: string): string =>
  `<virtual-mta ${name}>\n  <domain *>\n    include common\n  </domain>\n</virtual-mta>\n`;
const INCLUDED = { config: mainWith(vmta('a') + vmta('b') + vmta('c')), common: 'retry-after 5s\n' };
const MACRO = 'domain-macro y yahoo.com, ymail.com\n';
const IN_POOL = `${MACRO}<virtual-mta-pool p>\n  virtual-mta a\n  virtual-mta b\n${domain('$y', 'retry-after 5s')}</virtual-mta-pool>\n`;

const RELAYED = `${domain('a.example', 'retry-after 5s')}<virtual-mta a>\n${domain('*', 'smtp-hosts [127.0.0.1]:26')}</virtual-mta>\n`;

const FAST = ['retry-after 59s', 'retry-after 0', 'retry-after 30s,1h', 'backoff-retry-after 4m59s'];
const caseOf = (line: string, texts: string, at: number) => {
  const [directive = '', value] = line.split(' ');
  return { texts, findings: [tooFast(at, directive, { value })] };
};

const OPTIONS = settingsFor({
  preset: 'strict',
  rules: new Map([['retry-too-fast', { options: { min: '15m', minBackoff: '2m' } }]]),
});
const WITH_OPTIONS = domain('*', 'retry-after 10m', 'backoff-retry-after 3m');

testRule(rule, {
  accept: {
    ...each(
      [
        'retry-after 1m',
        'retry-after 10m,5s',
        'backoff-retry-after 5m',
        'retry-recipients-after 1s',
        'retry-after 10',
        'retry-after soon',
        'retry-after {{ retry }}',
        'retry-after',
      ],
      (line) => domain('*', line),
    ),
    'a line that a later one overrides': domain('*', 'retry-after 5s', 'retry-after 10m'),
    ...each(
      [
        'type pipe',
        'queue-to other.queue',
        'smtp-hosts [127.0.0.1]:2525',
        'smtp-hosts [10.0.0.1],localhost;[192.168.1.1]:26',
      ],
      (line) => domain('a.example', 'retry-after 5s', line),
    ),
    'mail that a wider block sends to hosts of the sender': mainWith(
      domain('*', 'smtp-hosts [127.0.0.1]:26') + domain('a.example', 'retry-after 5s'),
    ),
    'a global line whose mail every VMTA sends to hosts of the sender': mainWith(RELAYED).replace(
      'process-x-virtual-mta yes',
      'default-virtual-mta a',
    ),
  },
  report: {
    'a global line whose mail one of two VMTAs sends to hosts of the sender': {
      texts: mainWith(RELAYED),
      findings: [tooFast(9, 'retry-after')],
    },
    ...each(FAST, (line) => caseOf(line, domain('*', line), 2)),
    ...each(
      FAST,
      (line) => caseOf(line, mainWith(domain('*', line)), 9),
      (line) => `${line} in a main configuration`,
    ),
    'a value that is misspelled': {
      texts: domain('*', 'retry-after 30 seconds'),
      findings: [tooFast(2, 'retry-after')],
    },
    'a line that overrides an earlier one': {
      texts: domain('*', 'retry-after 10m', 'retry-after 5s'),
      findings: [tooFast(3, 'retry-after', { value: '5s' })],
    },
    ...each(
      ['type smtp', 'queue-to ""', 'smtp-hosts mx.example.com', 'smtp-hosts [10.0.0.1],[192.0.2.1]'],
      (line) => ({
        texts: domain('a.example', 'retry-after 5s', line),
        findings: [tooFast(2, 'retry-after')],
      }),
    ),
    'a line that many blocks include once': {
      texts: INCLUDED,
      findings: [
        { messageId: 'normal', at: 'common:1 retry-after', data: { extent: { domains: 1, vmtas: 3 } } },
      ],
    },
    'a line for the names of a macro and the members of a pool': {
      texts: IN_POOL,
      findings: [tooFast(6, 'retry-after', { extent: { domains: 2, vmtas: 2 } })],
    },
    'a value below its option': {
      texts: WITH_OPTIONS,
      settings: OPTIONS,
      findings: [tooFast(2, 'retry-after', { value: '10m', limit: '15m' })],
    },
  },
  fix: {
    'an included line': { texts: INCLUDED, fixed: { common: 'retry-after 1m\n' } },
    'a value below its option': {
      texts: WITH_OPTIONS,
      settings: OPTIONS,
      fixed: domain('*', 'retry-after 15m', 'backoff-retry-after 3m'),
      title: 'raise retry-after to 15m',
    },
  },
});

it('says what is too short, and for how many domains and VMTAs', () => {
  expect(lintTexts(WITH_OPTIONS, [rule], OPTIONS).findings[0]?.message).toContain(
    "'retry-after 10m' tries again after less than 15m; a provider",
  );
  expect(lintTexts(INCLUDED, [rule]).findings[0]?.message).toMatch(/; it holds for 3 VMTAs$/);
  expect(lintTexts(IN_POOL, [rule]).findings[0]?.message).toMatch(/; it holds for 2 domains in 2 VMTAs$/);
});

it('raises the first intervals only, in every repeat of the line', () => {
  const text = mainWith(
    domain('a.example', 'retry-after 5s,30s,2m,10s') +
      domain('b.example', 'backoff-retry-after "1m , 3m,1h"') +
      domain('c.example', 'retry-after 5s', 'retry-after 5s'),
  );
  const { text: after, left } = fixed(text, [rule]);
  expect(left).toEqual([]);
  expect(after).toContain('retry-after 1m,1m,2m,10s\n');
  expect(after).toContain('backoff-retry-after 5m , 5m,1h\n');
  expect(after).toContain('  retry-after 1m\n  retry-after 1m\n');
  expect(loosened(text, after, ['a.example', 'b.example', 'c.example'])).toEqual([]);
});
