import { testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const HEAD = 'log-file /l\n<spool /s>\n</spool>\n';

const source = (...lines: string[]): string => section('source 10/8', 'always-allow-relaying yes', ...lines);
const other = (...lines: string[]): string => section('source 11/8', ...lines);

/** Two VMTAs, of which a source selects the first. */
const TWO = `${HEAD}${source('default-virtual-mta a')}${section('virtual-mta a')}${section('virtual-mta b')}`;
const POOL = TWO + section('virtual-mta-pool p', 'virtual-mta b');
const BLOCK = section('domain *', 'max-smtp-out 5');

const vmta = (line: number, name: string) => ({ messageId: 'vmta', at: `${line} <virtual-mta ${name}>` });
const pool = (line: number) => ({ messageId: 'pool', at: `${line} <virtual-mta-pool p>` });

const selecting = Object.entries({
  'a pattern-list': section('pattern-list p', 'mail-from /x/ virtual-mta=B'),
  'a nested pattern-list': section(
    'pattern-list p',
    'mail-from /x/ <pattern-list>',
    '* virtual-mta=b',
    '</pattern-list>',
  ),
  'a pool that a source selects':
    other('always-allow-relaying yes', 'default-virtual-mta p') +
    section('virtual-mta-pool p', 'virtual-mta b'),
  'the source of a listener': `smtp-listener 10.0.0.1:25 source=l\n${section('source l', 'default-virtual-mta b')}`,
  'the source of a user':
    section('smtp-user u', 'password x', 'source s') + section('source s', 'default-virtual-mta b'),
  'a VMTA as cold one': section('virtual-mta a', 'cold-virtual-mta b'),
  'a pool as cold one': section(
    'virtual-mta-pool p',
    'virtual-mta a',
    'cold-virtual-mta b',
    '<domain *>',
    '</domain>',
  ),
  'a reroute': section('domain *', 'backoff-reroute-to-virtual-mta b'),
  'the fallback': 'invalid-virtual-mta-fallback b\n',
  'a connection to its IP': other('default-virtual-mta by-smtp-source-ip'),
  clients: other('always-allow-relaying yes', 'process-x-virtual-mta yes'),
  'clients with a login':
    section('source {auth}', 'process-x-virtual-mta yes') + section('smtp-user u', 'password x'),
  'mail merge': other('always-allow-relaying yes', 'allow-mailmerge yes'),
  'files in the pickup folder': section('source {pickup}', 'process-x-virtual-mta yes'),
  programs: other('always-allow-api-submission yes'),
  'programs that send JSON': section('transmissions-api', 'api-key ' + 'a1B2'.repeat(8)),
  'a name that is filled in': other('default-virtual-mta {{ vmta }}'),
  // The wider source also applies to the narrower one, which may relay.
  'clients of a wider source': section('source 0/0', 'process-x-virtual-mta yes'),
}).map(([title, text]) => [`a VMTA that is selected by ${title}`, TWO + text]);

testRule(rule, {
  accept: {
    ...Object.fromEntries(selecting),
    'a pool that gives settings to a VMTA in use':
      TWO +
      section('virtual-mta-pool p', 'virtual-mta a', BLOCK) +
      section('domain *', 'reroute-to-virtual-mta b'),
    'a fragment': section('virtual-mta b'),
    'an unread include': `${TWO}include missing\n`,
    'a template': `${TWO}{% for vmta in vmtas %}\n`,
    'a configuration in which nobody may send': `${HEAD}${section('virtual-mta a')}`,
    '{default}': `${HEAD}${source('default-virtual-mta a')}${section('virtual-mta a')}${section('virtual-mta {default}')}`,
    'config-defaults': {
      texts: { config: `${HEAD}${source()}`, 'config-defaults': section('virtual-mta b') },
    },
  },
  report: {
    'a VMTA that nothing names': { texts: TWO, findings: [vmta(10, 'b')] },
    'a VMTA with CRLF': { texts: TWO.replaceAll('\n', '\r\n'), findings: [vmta(10, 'b')] },
    'a VMTA of two sections once': {
      texts: TWO + section('virtual-mta B', 'max-smtp-out 5'),
      findings: [vmta(10, 'b')],
    },
    'a VMTA that clients may choose who may not relay': {
      texts: TWO + other('process-x-virtual-mta yes'),
      findings: [vmta(10, 'b')],
    },
    'a pool without its members': { texts: POOL, findings: [pool(12)] },
    'a VMTA and a pool': { texts: POOL + section('virtual-mta c'), findings: [pool(12), vmta(15, 'c')] },
    'a pool that gives settings to a VMTA that is not in use': {
      texts: TWO + section('virtual-mta-pool p', 'virtual-mta b', BLOCK),
      findings: [pool(12)],
    },
  },
});
