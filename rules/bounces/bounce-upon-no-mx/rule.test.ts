import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const YES = 'bounce-upon-no-mx yes';

const on = (at: string) => ({ messageId: 'switchedOn', severity: 'info', at }) as const;

const WITHOUT_MX = [
  'smtp-hosts relay.example.com',
  'route [192.0.2.1]',
  'queue-to other.example',
  'type discard',
];

const INCLUDED = {
  config: domain('a.example', 'include mx') + domain('b.example', 'include mx'),
  mx: `${YES}\n`,
};

testRule(rule, {
  accept: {
    ...casesOf('', ['no', 'false', 'never', '1d', '{{ bounce }}'], (value) =>
      domain('*', `bounce-upon-no-mx ${value}`),
    ),
    ...casesOf('a block with', WITHOUT_MX, (line) => domain('*', YES, line)),
    ...casesOf('a block that inherits', WITHOUT_MX, (line) =>
      mainWith(domain('*', line) + domain('example.com', YES)),
    ),
    'preset recommended': { texts: domain('*', YES), settings: { preset: 'recommended' } },
  },
  report: {
    ...casesOf('', ['yes', 'true', '"YES"'], (value) => ({
      texts: domain('*', `Bounce-Upon-No-MX ${value}`),
      findings: [on('2 Bounce-Upon-No-MX')],
    })),
    'a block of a domain that overrides nothing': {
      texts: domain('*', YES),
      findings: [on('2 bounce-upon-no-mx')],
    },
    'the effective line': { texts: domain('*', YES, YES), findings: [on('3 bounce-upon-no-mx')] },
    'an included line once for all blocks': {
      texts: INCLUDED,
      findings: [
        { ...on('mx:1 bounce-upon-no-mx'), data: { value: 'yes', extent: { domains: 2, vmtas: 1 } } },
      ],
    },
    'a block in a VMTA': {
      texts: `<virtual-mta a>\n${domain('*', YES)}</virtual-mta>\n`,
      findings: [on('3 bounce-upon-no-mx')],
    },
    'a block in a pool': {
      texts: `<virtual-mta-pool p>\n${domain('*', YES)}</virtual-mta-pool>\n`,
      findings: [on('3 bounce-upon-no-mx')],
    },
    'a block in a partial configuration': {
      texts: mainWith(`include missing\n${domain('*', YES)}`),
      findings: [on('10 bounce-upon-no-mx')],
    },
    'a fragment for blocks': {
      texts: `${YES}\n`,
      options: { scope: 'domain' },
      findings: [on('1 bounce-upon-no-mx')],
    },
    'a block that takes back the hosts of another one': {
      texts: mainWith(
        domain('*', 'smtp-hosts relay.example.com') + domain('example.com', 'smtp-hosts ""', YES),
      ),
      findings: [on('13 bounce-upon-no-mx')],
    },
  },
});

it('shows for how many domains a line is in effect', () => {
  expect(lintTexts(INCLUDED, [rule]).findings[0]?.message).toMatch(/; it holds for 2 domains$/);
});
