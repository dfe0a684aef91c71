import { testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const HEAD = 'log-file /l\n<spool /s>\n</spool>\n';

const source = (...lines: string[]): string => section('source 10/8', 'always-allow-relaying yes', ...lines);
const other = (...lines: string[]): string => section('source 11/8', 'always-allow-relaying yes', ...lines);

/** All mail through one VMTA. */
const ONE = `${HEAD}${source('default-virtual-mta a')}${section('virtual-mta A')}`;
const MORE = section('virtual-mta b');

const oneVmta = (line: number, vmta = 'A') => ({
  messageId: 'oneVmta',
  severity: 'info' as const,
  at: `${line} <virtual-mta ${vmta}>`,
  data: { vmta },
});
const NO_VMTA = { messageId: 'noVmta', at: '1 log-file /l', data: { subject: 'virtual-mta' } };

const selectingOthers = Object.entries({
  'another source': MORE + other('default-virtual-mta b'),
  'a source that takes the default': other(),
  'a pattern-list': MORE + section('pattern-list p', 'mail-from /x/ virtual-mta=b'),
  'a pool':
    MORE + section('virtual-mta-pool p', 'virtual-mta a', 'virtual-mta b') + other('default-virtual-mta p'),
  clients: MORE + other('process-x-virtual-mta yes'),
  'a connection': MORE + other('default-virtual-mta by-smtp-source-ip'),
  programs: section('transmissions-api', `api-key ${'a1B2'.repeat(8)}`),
  'a name that is filled in': other('default-virtual-mta {{ vmta }}'),
}).map(([title, text]) => [`a VMTA next to others that may be selected by ${title}`, ONE + text]);

testRule(rule, {
  accept: {
    ...Object.fromEntries(selectingOthers),
    'a fragment': section('virtual-mta a'),
    'an unread include': `${ONE}include missing\n`,
    'a template': `${ONE}{% for vmta in vmtas %}\n`,
    'a configuration in which nobody may send': HEAD + section('virtual-mta a'),
    'mail that goes through a relay': ONE + section('domain *', 'smtp-hosts relay.example.com'),
    'mail that goes through a relay by the old name': ONE + section('domain *', 'route relay.example.com'),
    'mail that waits in one queue': ONE + section('domain *', 'queue-to relay.queue'),
    'mail that is thrown away': ONE + section('domain *', 'type discard'),
    'another VMTA that an included source selects': {
      texts: { config: `${ONE}include more\n`, more: MORE + other('default-virtual-mta b') },
    },
  },
  report: {
    'one VMTA for all mail, at its tag': { texts: ONE, findings: [oneVmta(8)] },
    'one VMTA with CRLF': { texts: ONE.replaceAll('\n', '\r\n'), findings: [oneVmta(8)] },
    'one VMTA for two sources': { texts: ONE + other('default-virtual-mta A'), findings: [oneVmta(8)] },
    'the IPs of the host for all mail, at the first line': { texts: HEAD + source(), findings: [NO_VMTA] },
    'the IPs of the host where clients may choose a VMTA, and there is none': {
      texts: HEAD + source('process-x-virtual-mta yes'),
      findings: [NO_VMTA],
    },
    'one VMTA next to one that nothing selects': { texts: ONE + MORE, findings: [oneVmta(8)] },
    'a pool of one VMTA': {
      texts:
        HEAD +
        source('default-virtual-mta p') +
        section('virtual-mta a') +
        section('virtual-mta-pool p', 'virtual-mta a'),
      findings: [oneVmta(8, 'a')],
    },
    'one VMTA where clients may choose, and there is no other': {
      texts: ONE.replace('default-', 'process-x-virtual-mta yes\ndefault-'),
      findings: [oneVmta(9)],
    },
    'one VMTA next to an included one that nothing selects': {
      texts: { config: `${ONE}include more\n`, more: MORE },
      findings: [oneVmta(8)],
    },
  },
});
