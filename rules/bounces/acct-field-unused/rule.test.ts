import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function acct(...lines: string[]): string {
  return ['<acct-file a.csv>', ...lines.map((line) => `  ${line}`), '</acct-file>', ''].join('\n');
}

function severities(texts: Texts | string): string[] {
  return lintTexts(texts, [rule]).findings.map(({ severity }) => severity);
}

describe('acct-field-unused', () => {
  it('finds fields of a type that is not recorded', () => {
    expect(places(acct('records d', 'Record-Fields b *'), rule)).toEqual(['3 Record-Fields']);
    expect(places(acct('record-fields tq *', 'records t'), rule)).toEqual(['2 record-fields']);
  });

  it('knows short and long names, in any case', () => {
    expect(
      places(acct('records Delivery, feedback-loop', 'record-fields d *', 'record-fields F *'), rule),
    ).toEqual([]);
    expect(places(acct('records "d,b"', 'record-fields bounce rcpt'), rule)).toEqual([]);
    expect(places(acct('records d', 'record-fields transient-queue *'), rule)).toHaveLength(1);
  });

  it('goes by the default in a whole configuration only', () => {
    const text = acct('record-fields d *', 'record-fields bounce *', 'record-fields t *');
    expect(places(MAIN + text, rule)).toEqual(['7 record-fields']);
    expect(places(text, rule)).toEqual([]);
    expect(places(`${MAIN}include missing\n${text}`, rule)).toEqual([]);
  });

  it('finds a second records line, and then takes all of them', () => {
    const text = acct('records r', 'records rb', 'record-fields r *', 'record-fields rb *');
    expect(places(text, rule)).toEqual(['3 records']);
    expect(lintTexts(text, [rule]).findings[0]?.related).toHaveLength(1);
    expect(places(acct('records d', 'records d', 'records b'), rule)).toHaveLength(2);
  });

  it('leaves sections for one file to the rule about them', () => {
    expect(places(acct('records d') + acct('records b', 'record-fields d *'), rule)).toEqual([]);
  });

  it.each(['rcptt', '!rcptt', 'dlvsourceip,rcpt,nonsense', 'header', 'arf_Feedback-Type'])(
    'takes %s for unknown fields of a delivery',
    (fields) => {
      expect(severities(acct('records d', `record-fields d ${fields}`))).toEqual(['info']);
    },
  );

  it.each([
    '*',
    '*,!rcpt',
    'TIMELOGGED,envid, userstring',
    'header_X-Job,header_Message-Id',
    'timeImprinted',
    'timeFirstAttempt',
    '{{ fields }}',
    'SOME_FIELD',
    'rcpt orig',
  ])('says nothing of %s', (fields) => {
    expect(severities(acct('records d', `record-fields d ${fields}`))).toEqual([]);
  });

  it('knows that queues have no headers, and who has which field', () => {
    const [finding] = lintTexts(acct('records tq', 'record-fields tq header_X-Job,repSourceIp'), [
      rule,
    ]).findings;
    expect(finding?.message).toContain("'repSourceIp' (there is one in f) are no fields");
  });

  it('takes a field that a header is mapped to', () => {
    const map = 'map-header-to-field d header_X-Campaign campaign';
    expect(severities(acct('records d', map, 'record-fields d rcpt,Campaign'))).toEqual([]);
  });

  it.each([
    ['records that are filled in', acct('records {{ types }}', 'record-fields b *')],
    ['records that cannot be read', acct('records d,x', 'record-fields b *')],
    ['lines of a template', acct('records d', '{{ more }}', 'record-fields b *')],
    ['a type that is filled in', acct('records d', 'record-fields {{ type }} *')],
    ['a line without fields', acct('records d', 'record-fields b')],
  ])('is silent about %s', (_, text) => {
    expect(severities(text)).toEqual([]);
  });

  it('finds it in an included file, with its line ends', () => {
    const texts = {
      config: `${MAIN}include acct\n`,
      acct: acct('records d', 'record-fields b *').replaceAll('\n', '\r\n'),
    };
    expect(places(texts, rule)).toEqual(['acct:3 record-fields']);
  });
});
