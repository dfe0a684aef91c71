import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

function acct(...lines: string[]): string {
  return section('acct-file a.csv', ...lines);
}

function noSuchRecord(
  at: string,
  type: string,
  recorded: readonly string[],
  related: readonly string[] = [],
) {
  const data = { type, recorded, isDefault: related.length === 0 };
  return { messageId: 'noSuchRecord', severity: 'warning', at, data, related } as const;
}

const repeated = (at: string, first = '2 records') =>
  ({ messageId: 'repeated', severity: 'warning', at, related: [first] }) as const;

const BY_DEFAULT = acct('record-fields d *', 'record-fields bounce *', 'record-fields t *');

/** Fields that the guides do not name: the name, and the data about it. */
const UNKNOWN = {
  rcptt: [{ name: 'rcptt', otherTypes: [], similar: 'rcpt' }],
  '!rcptt': [{ name: 'rcptt', otherTypes: [], similar: 'rcpt' }],
  'dlvsourceip,rcpt,nonsense': [{ name: 'nonsense', otherTypes: [], similar: null }],
  header: [{ name: 'header', otherTypes: [], similar: null }],
  'arf_Feedback-Type': [{ name: 'arf_Feedback-Type', otherTypes: ['f'], similar: null }],
};

const OF_QUEUES = acct('records tq', 'record-fields tq header_X-Job,repSourceIp');

testRule(rule, {
  accept: {
    'short and long names in any case': acct(
      'records Delivery, feedback-loop',
      'record-fields d *',
      'record-fields F *',
    ),
    'a list in quotes': acct('records "d,b"', 'record-fields bounce rcpt'),
    'fields without records in a fragment': BY_DEFAULT,
    'fields without records in a partial configuration': `${MAIN}include missing\n${BY_DEFAULT}`,
    'two sections for one file': acct('records d') + acct('records b', 'record-fields d *'),
    ...casesOf(
      '',
      [
        '*',
        '*,!rcpt',
        'TIMELOGGED,envid, userstring',
        'header_X-Job,header_Message-Id',
        'timeImprinted',
        'timeFirstAttempt',
        '{{ fields }}',
        '@FIELD@',
        'rcpt orig',
      ],
      (fields) => acct('records d', `record-fields d ${fields}`),
    ),
    'a field that a header is mapped to': acct(
      'records d',
      'map-header-to-field d header_X-Campaign campaign',
      'record-fields d rcpt,Campaign',
    ),
    'records that are filled in': acct('records {{ types }}', 'record-fields b *'),
    'records that cannot be read': acct('records d,x', 'record-fields b *'),
    'lines of a template': acct('records d', '{{ more }}', 'record-fields b *'),
    'a type that is filled in': acct('records d', 'record-fields {{ type }} *'),
    'a line without fields': acct('records d', 'record-fields b'),
  },
  report: {
    'fields of a type that is not recorded': {
      texts: acct('records d', 'Record-Fields b *'),
      findings: [noSuchRecord('3 Record-Fields', 'b', ['d'], ['2 records'])],
    },
    'fields before the records': {
      texts: acct('record-fields tq *', 'records t'),
      findings: [noSuchRecord('2 record-fields', 'tq', ['t'], ['3 records'])],
    },
    'the long name of a type that is not recorded': {
      texts: acct('records d', 'record-fields transient-queue *'),
      findings: [noSuchRecord('3 record-fields', 'tq', ['d'], ['2 records'])],
    },
    'fields of a type that is not recorded by default': {
      texts: MAIN + BY_DEFAULT,
      findings: [noSuchRecord('7 record-fields', 't', ['d', 'b'])],
    },
    'a second records line, of which all types are recorded': {
      texts: acct('records r', 'records rb', 'record-fields r *', 'record-fields rb *'),
      findings: [repeated('3 records')],
    },
    'three records lines': {
      texts: acct('records d', 'records d', 'records b'),
      findings: [repeated('3 records'), repeated('4 records')],
    },
    ...casesOf('the unknown fields', Object.entries(UNKNOWN), ([names, fields]) => ({
      texts: acct('records d', `record-fields d ${names}`),
      findings: [
        {
          messageId: 'unknownFields',
          severity: 'info',
          at: '3 record-fields',
          data: { type: 'd', fields },
        } as const,
      ],
    })),
    'headers of a queue, and a field of another type': {
      texts: OF_QUEUES,
      findings: [{ messageId: 'unknownFields', at: '3 record-fields' }],
    },
    'a line in an included file with its own line ends': {
      texts: {
        config: `${MAIN}include acct\n`,
        acct: acct('records d', 'record-fields b *').replaceAll('\n', '\r\n'),
      },
      findings: [noSuchRecord('acct:3 record-fields', 'b', ['d'], ['acct:2 records'])],
    },
  },
});

it('names the types that have an unknown field', () => {
  const [finding] = lintTexts(OF_QUEUES, [rule]).findings;
  expect(finding?.message).toContain("'repSourceIp' (there is one in f) are no fields");
});
