import { expect, it } from 'vitest';
import { lintTexts, modelOf, type Texts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { MAIN } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

/** A case of a configuration that was changed. */
function change(before: Texts | string | undefined, texts: Texts | string) {
  const previous = before === undefined ? undefined : modelOf(before);
  return { texts, settings: { previous: () => previous } };
}

const FIRST_LINE = '1 log-file /var/log/pmta/log';

function newValue(at: string, name: string, value: string, service: string | null = null) {
  return { messageId: 'newValue', severity: 'info', at, data: { name, value, service } } as const;
}

const changedSection = (at: string, tag: string) =>
  ({ messageId: 'changedSection', severity: 'info', at, data: { tag } }) as const;

const YES = `${MAIN}run-as-root yes\n`;
const NO = `${MAIN}run-as-root no\n`;
const SECOND_SPOOL = `${MAIN}<spool /b>\n</spool>\n`;
const DELIVER_ONLY = MAIN.replace('</spool>', '  deliver-only yes\n</spool>');
const WITH_INCLUDE = `${MAIN}include more\n`;
const PARTIAL = `${MAIN}include none.conf\n`;

const queue = (line: string): string =>
  `${MAIN}<virtual-mta v>\n<domain a.com>\n${line}</domain>\n</virtual-mta>\n`;
const limit = (value: number): string => `${MAIN}<domain a.com>\n  max-smtp-out ${value}\n</domain>\n`;
const processor = (value: string): string =>
  `${MAIN}<bounce-processor>\n  deliver-unmatched-email ${value}\n</bounce-processor>\n`;

testRule(rule, {
  accept: {
    'a configuration without an earlier one to compare': NO,
    'a new configuration': change(undefined, NO),
    'a value in another spelling': change(YES, `# note\n${MAIN}RUN-AS-ROOT   true\n`),
    'a default that is no longer written': change(YES, MAIN),
    'a default that is now written': change(MAIN, YES),
    'a line that moves to another file': change(
      { config: WITH_INCLUDE, more: 'run-as-root no\n' },
      { config: `${WITH_INCLUDE}run-as-root no\n`, more: '' },
    ),
    'a new line in a partial configuration': change(PARTIAL, `${PARTIAL}run-as-root no\n`),
    'a new line in a fragment': change('max-smtp-out 20\n', 'max-smtp-out 20\nrun-as-root no\n'),
    'spools in another order and layout': change(
      `${MAIN}<spool /b>\n  deliver-only  yes # x\n</spool>\n`,
      `<spool /b>\ndeliver-only yes\n</spool>\n${MAIN}`,
    ),
    'a limit': change(limit(1), limit(2)),
    'the default type of a queue': change(queue(''), queue('type smtp\n')),
    'a new queue with a type': change(MAIN, queue('type discard\n')),
    'a type in another case': change(queue('type discard\n'), queue('type Discard\n')),
  },
  report: {
    'another value': {
      ...change(YES, NO),
      findings: [newValue('4 run-as-root', 'run-as-root', 'no')],
    },
    'a value that is no longer set': {
      ...change(NO, MAIN),
      findings: [
        {
          messageId: 'unset',
          severity: 'info',
          at: FIRST_LINE,
          data: { subject: 'run-as-root', service: null },
        },
      ],
    },
    'a setting of a service': {
      ...change(`${MAIN}http-mgmt-port 8080\n`, `${MAIN}http-mgmt-port 8081\n`),
      findings: [newValue('4 http-mgmt-port', 'http-mgmt-port', '8081', 'pmtahttp')],
    },
    'another value in an included file': {
      ...change(
        { config: WITH_INCLUDE, more: 'run-as-root yes\n' },
        { config: WITH_INCLUDE, more: '\nrun-as-root no\n' },
      ),
      findings: [newValue('more:2 run-as-root', 'run-as-root', 'no')],
    },
    'another value in a partial configuration': {
      ...change(`${PARTIAL}run-as-root yes\n`, `${PARTIAL}run-as-root no\n`),
      findings: [newValue('5 run-as-root', 'run-as-root', 'no')],
    },
    'a new spool': {
      ...change(MAIN, SECOND_SPOOL),
      findings: [
        { messageId: 'newSection', severity: 'info', at: '4 <spool /b>', data: { tag: '<spool /b>' } },
      ],
    },
    'a spool that is gone': {
      ...change(SECOND_SPOOL, MAIN),
      findings: [
        { messageId: 'removedSection', severity: 'info', at: FIRST_LINE, data: { subject: '<spool /b>' } },
      ],
    },
    'a new line in a spool': {
      ...change(MAIN, DELIVER_ONLY),
      findings: [changedSection('3 deliver-only', '<spool /var/spool/pmta>')],
    },
    'a line that is gone from a spool': {
      ...change(DELIVER_ONLY, MAIN),
      findings: [changedSection('2 <spool /var/spool/pmta>', '<spool /var/spool/pmta>')],
    },
    'a processor of bounces': {
      ...change(processor('no'), processor('yes')),
      findings: [changedSection('5 deliver-unmatched-email', '<bounce-processor>')],
    },
    'the type of a queue': {
      ...change(queue(''), queue('type discard\n')),
      findings: [{ messageId: 'newType', severity: 'info', at: '6 type', data: { type: 'discard' } }],
    },
  },
});

it.each([
  [YES, NO, "'run-as-root no' is new here"],
  [NO, MAIN, "'run-as-root' is no longer set"],
  [MAIN, SECOND_SPOOL, "'<spool /b>' is new"],
  [SECOND_SPOOL, MAIN, "'<spool /b>' is no longer there"],
  [MAIN, DELIVER_ONLY, "something in '<spool /var/spool/pmta>' has changed"],
  [queue(''), queue('type discard\n'), "'type discard' is new for this queue; while messages wait in it"],
])('says what has changed: case %#', (before, now, start) => {
  const { texts, settings } = change(before, now);
  expect(lintTexts(texts, [rule], settings).findings[0]?.message.split(',')[0]).toBe(start);
});
