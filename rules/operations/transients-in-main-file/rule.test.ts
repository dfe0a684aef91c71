import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

const acct = (path: string, ...lines: string[]): string =>
  [`<acct-file ${path}>`, ...lines, '</acct-file>', ''].join('\n');

it.each([
  [acct('/a.csv', 'records d,b,t'), ['2 records']],
  [acct('/a.csv', 'records d, tq'), ['2 records']],
  [acct('/a.csv', 'records Delivery, bounce, transient-queue'), ['2 records']],
  [acct('/a.csv', 'records "d,t"'), ['2 records']],
  [acct('/a.csv', 'records t') + acct('/a.csv', 'records d'), ['2 records']],
  [acct('/a.csv', 'records d') + acct('/A.csv', 'records t'), ['5 records']],
  [acct('a.csv', 'records d,t') + acct('b.csv', 'records d,t'), ['2 records', '5 records']],
  [acct('/a.csv', 'records d,b'), []],
  [acct('/a.csv'), []],
  [acct('/a.csv', 'records b,t,tq'), []],
  [acct('/a.csv', 'records d,b') + acct('/t.csv', 'records t,tq'), []],
  [acct('/a.csv', 'records d,{{ more }}'), []],
  [acct('/a.csv', '#records d,t'), []],
  [acct('|/bin/a', 'records d,t'), []],
  [acct('{{ path }}', 'records d,t'), []],
  [acct('/a.json', 'records d,t', 'http-webhook-url https://a.example/'), []],
])('%j: %j', (text, expected) => {
  expect(places(text, rule)).toEqual(expected);
  expect(places(text.replaceAll('\n', '\r\n'), rule)).toEqual(expected);
});

it('is an info that names the types', () => {
  const [finding] = lintTexts(acct('/a.csv', 'records d,transient,b,tq'), [rule]).findings;
  expect(finding?.severity).toBe('info');
  expect(finding?.message).toMatch(
    /^'records d,transient,b,tq' puts deferrals \(t and tq\) into the file of the deliveries/,
  );
});
