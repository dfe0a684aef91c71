import { expect, it } from 'vitest';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const DOMAIN = '<domain yahoo.com>\nmax-smtp-out 5\n</domain>\n';
const VMTA = '<virtual-mta a>\n</virtual-mta>\n';
const MEMBER = 'virtual-mta';

function pool(name: string, member: string, inside = ''): string {
  return `<virtual-mta-pool ${name}>\nvirtual-mta ${member}\n${inside}</virtual-mta-pool>\n`;
}

testRule(rule, {
  accept: {
    'a VMTA in two pools of which one has <domain>': pool('p', 'a', DOMAIN) + pool('q', 'a'),
    'a VMTA in two pools without <domain>': pool('p', 'a') + pool('q', 'a'),
    'two VMTAs in two pools': pool('p', 'a', DOMAIN) + pool('q', 'b', DOMAIN),
    'a VMTA in two sections of one pool': pool('p', 'a', DOMAIN) + pool('P', 'a', DOMAIN),
    'a placeholder for a member': pool('p', '{{ name }}', DOMAIN) + pool('q', '{{ name }}', DOMAIN),
    'a placeholder for a name': `<virtual-mta {{ name }}>\n</virtual-mta>\n${pool('{{ name }}', 'b')}`,
    'two VMTAs of one name': VMTA + VMTA,
    'a pool in a VMTA': `<virtual-mta a>\n${pool('a', 'b')}</virtual-mta>\n`,
  },
  report: {
    'a VMTA after a pool with its name': {
      texts: pool('a', 'b') + VMTA,
      findings: [
        {
          messageId: 'sameName',
          severity: 'error',
          at: '4 <virtual-mta a>',
          data: { kind: 'VMTA', other: 'pool', name: 'a' },
          related: ['1 <virtual-mta-pool a>'],
        },
      ],
    },
    'a pool after a VMTA with its name': {
      texts: VMTA + pool('a', 'b'),
      findings: [
        { messageId: 'sameName', at: '3 <virtual-mta-pool a>', data: { kind: 'pool', other: 'VMTA' } },
      ],
    },
    'a name once, however often it is defined': {
      texts: VMTA + VMTA + pool('a', 'b') + pool('a', 'c'),
      findings: [{ messageId: 'sameName', at: '5 <virtual-mta-pool a>' }],
    },
    'names that differ in case as a warning': {
      texts: `<virtual-mta Main>\n</virtual-mta>\n${pool('main', 'Main')}`,
      findings: [
        {
          messageId: 'differentCase',
          severity: 'warning',
          at: '3 <virtual-mta-pool main>',
          data: { kind: 'pool', name: 'main', other: 'VMTA', otherName: 'Main' },
        },
      ],
    },
    'a VMTA at each later pool that has <domain>': {
      texts: pool('p', 'a', DOMAIN) + pool('q', 'A', DOMAIN) + pool('r', 'a', DOMAIN),
      findings: [
        { messageId: 'twoPools', at: `8 ${MEMBER}`, data: { pool: 'p' }, related: [`2 ${MEMBER}`] },
        { messageId: 'twoPools', at: `14 ${MEMBER}`, data: { pool: 'p' }, related: [`2 ${MEMBER}`] },
      ],
    },
    'a pool of an included file': {
      texts: { config: `include p.conf\n${pool('q', 'a', DOMAIN)}`, 'p.conf': pool('p', 'a', DOMAIN) },
      findings: [{ messageId: 'twoPools', at: `3 ${MEMBER}`, related: [`p.conf:2 ${MEMBER}`] }],
    },
  },
});

it.each([
  [pool('a', 'b') + VMTA, "the VMTA 'a' has the name of a pool"],
  [VMTA + pool('a', 'b'), "the pool 'a' has the name of a VMTA"],
])('says which of the two comes later: %j', (text, message) => {
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain(message);
});
