import { casesOf } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

function acct(path: string, ...lines: string[]): string {
  return section(`acct-file ${path}`, ...lines);
}

const neverRotated = (at: string) => ({ messageId: 'neverRotated', severity: 'warning', at }) as const;

const spellings = ['never', 'NEVER', '"never"', 'never # for ever'].map((value) =>
  acct('/var/log/pmta/t.csv', `Delete-After ${value}`),
);

testRule(rule, {
  accept: {
    'a line that is overridden': acct('a.csv', 'delete-after never', 'delete-after 8d'),
    'a second section that moves the file':
      acct('a.csv', 'delete-after never') + acct('a.csv', 'move-to /srv/acct'),
    'a device': acct('/dev/stdout', 'delete-after never'),
    'a file that is moved': acct('a.csv', 'delete-after never', 'move-to /srv/acct'),
    'a program': acct('|/bin/acct', 'delete-after never'),
    'a program without its bar': acct('"/bin/acct -x"', 'delete-after never'),
    'a web service': acct('a.json', 'delete-after never', 'http-webhook-url https://example.com/'),
    'a typo in move-to': acct('a.csv', 'delete-after never', 'moveto /srv/acct'),
    'a line that is filled in': acct('a.csv', 'delete-after never', '{{ move }}'),
    'a value that is filled in': acct('a.csv', 'delete-after {{ days }}'),
    'a number of days': acct('a.csv', 'delete-after 3650d'),
    'the default': acct('a.csv'),
    'a misplaced line': section('domain *', 'delete-after never'),
  },
  report: {
    ...casesOf('a fragment with', spellings, (texts) => ({
      texts,
      findings: [{ ...neverRotated('2 Delete-After'), data: { file: '/var/log/pmta/t.csv' } }],
    })),
    ...casesOf('a main configuration with', spellings, (text) => ({
      texts: mainWith(text),
      findings: [neverRotated('9 Delete-After')],
    })),
    ...casesOf('a partial configuration with', spellings, (text) => ({
      texts: mainWith(`include missing\n${text}`),
      findings: [neverRotated('10 Delete-After')],
    })),
    'the effective line': {
      texts: acct('a.csv', 'delete-after 8d', 'delete-after never'),
      findings: [neverRotated('3 delete-after')],
    },
    'a file with move-interval and max-size, which delete nothing': {
      texts: acct('a.csv', 'move-interval 5m', 'max-size 50M', 'delete-after never'),
      findings: [neverRotated('4 delete-after')],
    },
    'a line in an included file': {
      texts: { config: mainWith('include acct\n'), acct: acct('a.csv', 'delete-after never') },
      findings: [neverRotated('acct:2 delete-after')],
    },
  },
});
