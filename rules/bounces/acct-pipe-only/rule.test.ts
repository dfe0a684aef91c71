import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

function acct(path: string, ...lines: string[]): string {
  return section(`acct-file ${path}`, ...lines);
}

function programOnly(at: string, types: readonly string[]) {
  return { messageId: 'programOnly', severity: 'info', at, data: { types } } as const;
}

testRule(rule, {
  accept: {
    ...inMain({
      'a file next to a program': acct('|/bin/a', 'records bounce') + acct('a.csv'),
      'a file for a part of the records': acct('|/bin/a', 'records d,t') + acct('a.csv', 'records d'),
      'a file that may record anything': acct('|/bin/a', 'records t') + acct('a.csv', 'records {{ types }}'),
      'what may be a program or a file': acct('|/bin/a') + acct('"/bin/b -x"'),
      'a web service that keeps a file':
        acct('|/bin/a') + acct('a.json', 'http-webhook-url https://a.example/'),
      'records that are filled in': acct('|/bin/a', 'records {{ types }}'),
      'files only': acct('a.csv'),
    }),
    'a fragment': acct('|/bin/a'),
    'an include that was not read': `${MAIN}include missing\n${acct('|/bin/a')}`,
    'a file in an include': {
      texts: { config: `${MAIN}include acct\n${acct('|/bin/a')}`, acct: acct('a.csv') },
    },
  },
  report: {
    'a program without any file': {
      texts: MAIN + acct('|/bin/a'),
      findings: [programOnly('4 <acct-file |/bin/a>', ['d', 'b'])],
    },
    'a program and a file for other records': {
      texts: MAIN + acct('"|/bin/a -x"', 'records b') + acct('a.csv', 'records d'),
      findings: [programOnly('4 <acct-file "|/bin/a -x">', ['b'])],
    },
    'two programs': {
      texts: MAIN + acct('|/bin/a', 'records d') + acct('|/bin/b', 'records d'),
      findings: [programOnly('4 <acct-file |/bin/a>', ['d']), programOnly('7 <acct-file |/bin/b>', ['d'])],
    },
  },
});
