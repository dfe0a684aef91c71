import { settingsFor } from '../../src/engine/settings.ts';
import { testRule } from '../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const block = (...lines: string[]): string => ['<domain *>', ...lines, '</domain>', ''].join('\n');

const optionOf2m = settingsFor({
  preset: 'strict',
  rules: new Map([[rule.id, { options: { min: '2m' } }]]),
});

testRule(rule, {
  accept: {
    'the shortest wait that is allowed': block('retry-after-dns-error 30s'),
    'a value that a template fills in': block('retry-after-dns-error {{ wait }}'),
    'a short wait that a later line overrides': block('retry-after-dns-error 1s', 'retry-after-dns-error 1m'),
  },
  report: {
    'a shorter wait': {
      texts: block('retry-after-dns-error 29s'),
      findings: [
        { messageId: 'tooShort', at: '2 retry-after-dns-error', data: { value: '29s', least: '30s' } },
      ],
    },
    'a wait under that of the option': {
      texts: block('retry-after-dns-error 1m'),
      settings: optionOf2m,
      findings: [{ messageId: 'tooShort', at: '2 retry-after-dns-error', data: { least: '2m' } }],
    },
  },
  fix: {
    'the wait, and keeps the comment': {
      texts: block('retry-after-dns-error 1s # soon'),
      fixed: block('retry-after-dns-error 30s # soon'),
      effect: 'tightens',
      title: 'raise retry-after-dns-error to 30s',
    },
  },
});
