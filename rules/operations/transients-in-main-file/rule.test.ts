import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

function acct(path: string, ...lines: string[]): string {
  return section(`acct-file ${path}`, ...lines);
}

function deferrals(line: number, ...types: string[]) {
  return { messageId: 'deferrals', severity: 'info', at: `${line} records`, data: { types } } as const;
}

const withCrLf = (text: string): string => text.replaceAll('\n', '\r\n');

const accepted = {
  'deliveries and bounces': acct('/a.csv', 'records d,b'),
  'the default': acct('/a.csv'),
  'deferrals without deliveries': acct('/a.csv', 'records b,t,tq'),
  'a file of its own for deferrals': acct('/a.csv', 'records d,b') + acct('/t.csv', 'records t,tq'),
  'two files that differ in case only': acct('/a.csv', 'records d') + acct('/A.csv', 'records t'),
  'a placeholder': acct('/a.csv', 'records d,{{ more }}'),
  'a comment': acct('/a.csv', '#records d,t'),
  'a program': acct('|/bin/a', 'records d,t'),
  'a path that is filled in': acct('{{ path }}', 'records d,t'),
  'a web service': acct('/a.json', 'records d,t', 'http-webhook-url https://a.example/'),
};

const OF_FOUR_TYPES = acct('/a.csv', 'records d,transient,b,tq');

const reported = {
  'deferrals of messages': { texts: acct('/a.csv', 'records d,b,t'), findings: [deferrals(2, 't')] },
  'deferrals of queues': { texts: acct('/a.csv', 'records d, tq'), findings: [deferrals(2, 'tq')] },
  'long names': {
    texts: acct('/a.csv', 'records Delivery, bounce, transient-queue'),
    findings: [deferrals(2, 'tq')],
  },
  'a list in quotes': { texts: acct('/a.csv', 'records "d,t"'), findings: [deferrals(2, 't')] },
  'two sections for one file': {
    texts: acct('/a.csv', 'records t') + acct('/a.csv', 'records d'),
    findings: [deferrals(2, 't')],
  },
  'two files': {
    texts: acct('a.csv', 'records d,t') + acct('b.csv', 'records d,t'),
    findings: [deferrals(2, 't'), deferrals(5, 't')],
  },
  'both types of deferrals': { texts: OF_FOUR_TYPES, findings: [deferrals(2, 't', 'tq')] },
};

testRule(rule, {
  accept: {
    ...accepted,
    ...casesOf('other line ends in', Object.entries(accepted), ([, text]) => withCrLf(text)),
  },
  report: {
    ...reported,
    ...casesOf('other line ends in', Object.entries(reported), ([, { texts, findings }]) => ({
      texts: withCrLf(texts),
      findings,
    })),
  },
});

it('names the types', () => {
  expect(lintTexts(OF_FOUR_TYPES, [rule]).findings[0]?.message).toMatch(
    /^'records d,transient,b,tq' puts deferrals \(t and tq\) into the file of the deliveries/,
  );
});
