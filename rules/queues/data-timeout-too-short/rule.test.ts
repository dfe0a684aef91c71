import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { each } from '../../../test/support/cases.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const TIMEOUT = 'smtp-data-termination-timeout';
const ASSUMED = 'assume-delivery-upon-data-termination-timeout';
const RISKY = [`${TIMEOUT} 1m`, `${ASSUMED} yes`];

/** A line that is reported, by its name. */
function risk(at: string, data = {}) {
  return { messageId: at.toLowerCase().endsWith(ASSUMED) ? 'assumed' : 'tooShort', at, data };
}

const nameIn = (line: string): string => line.split(' ')[0] ?? '';
const vmta = (name: string): string =>
  `<virtual-mta ${name}>\n<domain *>\ninclude common\n</domain>\n</virtual-mta>\n`;
const INCLUDED = { config: mainWith(vmta('a') + vmta('b')), common: `${TIMEOUT} 1m\n` };

const BAD = [
  `${TIMEOUT} 4m59s`,
  `${TIMEOUT} 0`,
  `${TIMEOUT} "60s"`,
  `${ASSUMED} yes`,
  `${ASSUMED} TRUE`,
  `${ASSUMED} on`,
];

testRule(rule, {
  accept: {
    ...each(
      [
        `${TIMEOUT} 5m`,
        `${TIMEOUT} 1h`,
        `${TIMEOUT} 60`,
        `${TIMEOUT} {{ wait }}`,
        TIMEOUT,
        `${ASSUMED} no`,
        `${ASSUMED} maybe`,
        ASSUMED,
        'data-send-timeout 1m',
      ],
      (line) => domain('*', line),
    ),
    'lines that later ones override': domain(
      '*',
      `${TIMEOUT} 1m`,
      `${TIMEOUT} 10m`,
      `${ASSUMED} yes`,
      `${ASSUMED} no`,
    ),
    ...each(['type discard', 'queue-to other.queue', 'smtp-hosts [127.0.0.1]:26'], (line) =>
      domain('a.example', ...RISKY, line),
    ),
    ...each(
      ['type discard', 'queue-to other.queue'],
      (line) => mainWith(domain('*', line) + domain('a.example', ...RISKY)),
      (line) => `${line} in a wider block`,
    ),
  },
  report: {
    ...each(BAD, (line) => ({ texts: domain('*', line), findings: [risk(`2 ${nameIn(line)}`)] })),
    ...each(
      BAD,
      (line) => ({
        texts: mainWith(`${domain('*', line)}include missing\n`),
        findings: [risk(`9 ${nameIn(line)}`)],
      }),
      (line) => `${line} with an unread include`,
    ),
    'a line in upper case, with CRLF, in a pool': {
      texts:
        `<virtual-mta-pool p>\n${domain('*', `${ASSUMED.toUpperCase()} yes`)}</virtual-mta-pool>\n`.replaceAll(
          '\n',
          '\r\n',
        ),
      findings: [risk(`3 ${ASSUMED.toUpperCase()}`)],
    },
    'a line that many blocks include once': {
      texts: INCLUDED,
      findings: [risk(`common:1 ${TIMEOUT}`, { extent: { domains: 1, vmtas: 2 } })],
    },
  },
  fix: {
    'an included line': { texts: INCLUDED, fixed: { common: `${TIMEOUT} 10m\n` } },
    'a value below its option': {
      texts: domain('*', `${TIMEOUT} 10m`),
      settings: settingsFor({
        preset: 'strict',
        rules: new Map([['data-timeout-too-short', { options: { min: '15m' } }]]),
      }),
      fixed: domain('*', `${TIMEOUT} 15m`),
    },
  },
});

it('says for how many VMTAs a line is written', () => {
  expect(lintTexts(INCLUDED, [rule]).findings[0]?.message).toMatch(/; it holds for 2 VMTAs$/);
});

it('fixes every repeat of a line, and loosens nothing', () => {
  const text = mainWith(
    domain('a.example', `${TIMEOUT} 1m # fast`, `${TIMEOUT} 1m`) +
      domain('b.example', `${ASSUMED} "yes" # no duplicates`),
  );
  const { text: after, left } = fixed(text, [rule]);
  expect(left).toEqual([]);
  expect(after).toContain(`  ${TIMEOUT} 10m # fast\n  ${TIMEOUT} 10m\n`);
  expect(after).toContain(`  ${ASSUMED} no # no duplicates\n`);
  expect(loosened(text, after, ['a.example', 'b.example', 'c.example'])).toEqual([]);
});
