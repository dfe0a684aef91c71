import { casesOf } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rollupList, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const moved = (domain: string, queue: string): string => section(`domain ${domain}`, `queue-to ${queue}`);

const CONSUMER = '*.olc.protection.outlook.com';
const BUSINESS = '*.mail.protection.outlook.com';

const mixed = (at: string, pattern: string, ...related: string[]) =>
  ({
    messageId: 'mixed',
    severity: 'info',
    at,
    data: { pattern, business: 'Microsoft 365', consumer: 'Microsoft (Outlook.com)' },
    related,
  }) as const;

testRule(rule, {
  accept: {
    'a rollup for each': rollupList(
      `${CONSUMER} outlook.rollup`,
      `${BUSINESS} m365.rollup`,
      '*.mx.microsoft m365.rollup',
    ),
    'hosts for consumers': rollupList(
      `${CONSUMER} outlook.rollup`,
      'hotmail-com.olc.protection.outlook.com outlook.rollup',
    ),
    'hosts for business': rollupList(`${BUSINESS} outlook.rollup`, '*.mx.microsoft outlook.rollup'),
    'hosts for business, and consumers in a queue of their own': mainWith(
      rollupList(`${BUSINESS} m365.rollup`) + moved('hotmail.com', 'hotmail.queue'),
    ),
    'hosts for business, and a business domain that is moved there': mainWith(
      rollupList(`${BUSINESS} m365.rollup`) + moved('customer.example', 'm365.rollup'),
    ),
    ...casesOf(
      'hosts of one provider',
      ['*.google.com', '*.yahoodns.net', '*.icloud.com', '*.pphosted.com'],
      (pattern) => rollupList(`${pattern} a.rollup`, `${CONSUMER} b.rollup`),
    ),
    'a queue that a template fills in': rollupList(`${CONSUMER} {{ q }}`, `${BUSINESS} {{ q }}`),
    'lines that are commented out': rollupList(
      `${CONSUMER} outlook.rollup`,
      `a.example a.rollup # ${BUSINESS}`,
    ),
    'hosts of others': rollupList(`${CONSUMER} outlook.rollup`, '*.outlook.example outlook.rollup'),
  },
  report: {
    'two lines for one queue': {
      texts: rollupList(`${CONSUMER} outlook.rollup`, `${BUSINESS} outlook.rollup`),
      findings: [mixed('3 mx', BUSINESS)],
    },
    'a line for business first, and the queue in other case': {
      texts: rollupList(`${BUSINESS} Outlook.rollup`, `${CONSUMER} outlook.rollup`),
      findings: [mixed('2 mx', BUSINESS)],
    },
    'all lines of a queue once': {
      texts: rollupList(
        `${CONSUMER} outlook.rollup`,
        `${BUSINESS} outlook.rollup`,
        '*.mx.microsoft outlook.rollup',
      ),
      findings: [mixed('3 mx', BUSINESS, '4 mx')],
    },
    'lines of several lists': {
      texts: rollupList(`${CONSUMER} outlook.rollup`) + rollupList(`${BUSINESS} outlook.rollup`),
      findings: [mixed('5 mx', BUSINESS)],
    },
    ...casesOf('a pattern for all hosts', ['*.protection.outlook.com', '*.outlook.com'], (pattern) => ({
      texts: rollupList(`${pattern} outlook.rollup`),
      findings: [mixed('2 mx', pattern)],
    })),
    'one host for business': {
      texts: rollupList(`${CONSUMER} a.rollup rollup-by-ip`, 'customer.mail.protection.outlook.com a.rollup'),
      findings: [mixed('3 mx', 'customer.mail.protection.outlook.com')],
    },
    'consumers that queue-to moves to the rollup': {
      texts: mainWith(rollupList(`${BUSINESS} hotmail.rollup`) + moved('hotmail.com', 'hotmail.rollup')),
      findings: [mixed('9 mx', BUSINESS)],
    },
    'a fragment of a list': {
      texts: `mx ${CONSUMER} outlook.rollup\nmx ${BUSINESS} outlook.rollup\n`,
      options: { scope: 'mx-rollup-list' },
      findings: [mixed('2 mx', BUSINESS)],
    },
  },
});
