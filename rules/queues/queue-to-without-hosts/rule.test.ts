import { expect, it } from 'vitest';
import { each } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain, section, vmta } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const deadEnd = (line: number, data = {}) =>
  ({ messageId: 'deadEnd', severity: 'error', at: `${line} queue-to`, data }) as const;
const bareDomain = (line: number, directive = 'smtp-hosts', data = {}) =>
  ({ messageId: 'bareDomain', severity: 'warning', at: `${line} ${directive}`, data }) as const;

const MOVED = domain('a.example', 'queue-to a.queue');
const HOSTS = domain('a.queue', 'smtp-hosts mx.example.com');
const POOL = section('virtual-mta-pool p', 'virtual-mta v', MOVED);
const THROUGH_V = `log-file l\n<spool s>\n</spool>\n${section('source 10.0.0.1', 'always-allow-relaying yes', 'default-virtual-mta v')}${MOVED}`;
const MACRO = mainWith(`domain-macro a a.example, b.example\n${domain('$a', 'queue-to a.queue')}`);
const ownDomain = (pattern: string): string =>
  `domain-macro a b.example, a.example\n${domain(pattern, 'route a.example')}`;

const withDestination = Object.entries({
  'hosts of its own': domain('a.queue', 'smtp-hosts mx.example.com'),
  'hosts under the old name': domain('a.queue', 'route lookup-mx:a.example'),
  'hosts through a wildcard': domain('*.queue', 'smtp-hosts mx.example.com'),
  'hosts through a macro': `domain-macro q a,b\n${domain('$q.queue', 'smtp-hosts mx.example.com')}`,
  'hosts of all domains': domain('*', 'smtp-hosts mx.example.com'),
  'hosts in another case': domain('A.QUEUE', 'SMTP-HOSTS mx.example.com'),
  'hosts to be filled in': domain('a.queue', 'smtp-hosts {{ hosts }}'),
  'another type': domain('a.queue', 'type discard'),
  'a queue-to of its own': domain('a.queue', 'queue-to b.example'),
}).map(([title, text]) => [`a queue with ${title}`, mainWith(MOVED + text)]);

const bareDomains = [
  'gmail.com',
  'HOTMAIL.com',
  '"yahoo.com"',
  'mx.example.com,gmail.com',
  'mx.example.com;aol.com:25',
  'a.queue',
];
const withHosts = (hosts: string): string => domain('a.queue', `smtp-hosts ${hosts}`);

testRule(rule, {
  accept: {
    ...each(
      ['b.example', 'gmail.com', '{sparkpost}', '""', '$target', '{{ target }}', '%QUEUE%'],
      (target) => mainWith(domain('a.example', `queue-to ${target}`)),
      (target) => `queue-to ${target}`,
    ),
    ...Object.fromEntries(withDestination),
    'a queue with hosts in an include': {
      texts: { config: mainWith(`${MOVED}include hosts\n`), hosts: HOSTS },
    },
    'a queue with hosts in config-defaults': {
      texts: { config: mainWith(MOVED), 'config-defaults': HOSTS },
    },
    'a rollup, which has its mail exchangers': mainWith(
      `${domain('a.example', 'queue-to a.rollup')}<mx-rollup-list>\nmx mx1.a.example a.rollup\n</mx-rollup-list>\n`,
    ),
    'a queue-to that a later line overrides': mainWith(
      domain('a.example', 'queue-to a.queue', 'queue-to ""'),
    ),
    'queue-to and hosts in one VMTA': mainWith(vmta('v', MOVED, HOSTS)),
    'queue-to in a VMTA with global hosts': mainWith(vmta('v', MOVED) + HOSTS),
    'queue-to in a pool with hosts in its VMTA': mainWith(POOL + vmta('v', HOSTS)),
    'hosts in the only VMTA that is selected': THROUGH_V + vmta('v', HOSTS) + vmta('w'),
    'no queue-to in the only VMTA that is selected':
      THROUGH_V + vmta('v', domain('a.example', 'queue-to ""')) + vmta('w'),
    'a fragment': MOVED,
    'an unread include': mainWith(`${MOVED}include missing\n`),
    'a template': mainWith(`${MOVED}{% include "domains" %}\n`),
    'a template in a block': mainWith(MOVED + domain('a.queue', '<%= hosts %>')),
    ...each(
      [
        'lookup-mx:gmail.com',
        'gmail-smtp-in.l.google.com',
        '[203.0.113.1]',
        'mail.a.queue',
        'a.queue:2525',
        '""',
        'gmail.com aol.com',
        '{{ hosts }}',
      ],
      withHosts,
      (hosts) => `the hosts ${hosts}`,
    ),
    ...each(['*.a.example', '*'], ownDomain, (pattern) => `the hosts of <domain ${pattern}>`),
    'a name to be filled in': domain('__DOMAIN__', 'route __DOMAIN__'),
    ...each(
      ['type pipe', 'queue-to b.example'],
      (line) => domain('a.queue', 'smtp-hosts gmail.com', line),
      (line) => `hosts next to ${line}`,
    ),
    'hosts that a later line overrides': domain(
      'a.queue',
      'route gmail.com',
      'smtp-hosts lookup-mx:gmail.com',
    ),
  },
  report: {
    ...each(
      ['a.queue', 'a.rollup', 'a.local', 'aqueue', '"a.queue"', 'A.Queue'],
      (target) => ({
        texts: mainWith(domain('a.example', `queue-to ${target}`)),
        findings: [deadEnd(9, { value: target.replaceAll('"', '') })],
      }),
      (target) => `queue-to ${target}`,
    ),
    'a queue whose hosts are taken away again': {
      texts: mainWith(MOVED + domain('*', 'smtp-hosts mx.example.com') + domain('a.queue', 'smtp-hosts ""')),
      findings: [deadEnd(9)],
    },
    'a line that overrides an earlier one': {
      texts: mainWith(domain('a.example', 'queue-to b.example', 'queue-to a.queue')),
      findings: [deadEnd(10)],
    },
    // Mail without a VMTA has no hosts.
    'a global queue-to with hosts in one VMTA': {
      texts: mainWith(MOVED + vmta('v', HOSTS)),
      findings: [deadEnd(9)],
    },
    'queue-to in a VMTA with hosts in another one': {
      texts: mainWith(vmta('v', MOVED) + vmta('w', HOSTS)),
      findings: [deadEnd(10)],
    },
    'queue-to in a pool without hosts': {
      texts: mainWith(POOL + vmta('v')),
      findings: [deadEnd(11)],
    },
    'a queue without hosts in the only VMTA that is selected': {
      texts: THROUGH_V + vmta('v', domain('a.queue', 'max-smtp-out 5')),
      findings: [deadEnd(9)],
    },
    'a line for the domains of a macro once': {
      texts: MACRO,
      findings: [deadEnd(10, { extent: { domains: 2, vmtas: 1 } })],
    },
    ...each(
      bareDomains,
      (hosts) => ({ texts: withHosts(hosts), findings: [bareDomain(2)] }),
      (hosts) => `the hosts ${hosts}`,
    ),
    ...each(
      bareDomains,
      (hosts) => ({ texts: mainWith(`${withHosts(hosts)}include missing\n`), findings: [bareDomain(9)] }),
      (hosts) => `the hosts ${hosts} with an unread include`,
    ),
    ...each(
      bareDomains,
      (hosts) => ({ texts: mainWith(vmta('v', withHosts(hosts))), findings: [bareDomain(10)] }),
      (hosts) => `the hosts ${hosts} in a VMTA`,
    ),
    ...each(
      ['a.example', '[*.]a.example', '$a'],
      (pattern) => ({
        texts: ownDomain(pattern),
        findings: [
          bareDomain(3, 'route', {
            domains: ['a.example'],
            extent: { domains: pattern === '$a' ? 2 : 1, vmtas: 1 },
          }),
        ],
      }),
      (pattern) => `the own domain of <domain ${pattern}>`,
    ),
    'hosts under the old name that override earlier ones': {
      texts: domain('a.queue', 'smtp-hosts lookup-mx:gmail.com', 'route gmail.com'),
      findings: [bareDomain(3, 'route')],
    },
    'hosts with CRLF': {
      texts: withHosts('gmail.com').replaceAll('\n', '\r\n'),
      findings: [bareDomain(2)],
    },
  },
});

it('says for how many domains a line is written', () => {
  for (const text of [MACRO, ownDomain('$a')])
    expect(lintTexts(text, [rule]).findings[0]?.message).toMatch(/; it holds for 2 domains$/);
});
