import { casesOf } from '../../../test/support/cases.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const DIRECTIVE = 'always-allow-relaying';
const RELAY = `${DIRECTIVE} yes`;

function source(name: string, ...lines: string[]): string {
  return section(`source ${name}`, ...lines);
}

/** A finding at the only line of a source, or at its line of an included file. */
function open(
  line: number | string,
  name: string,
  reach: 'all' | 'networks' | 'listener',
  related: readonly string[] = [],
) {
  const data = { sources: [name], reach };
  return { messageId: 'openSource', severity: 'error', at: `${line} ${DIRECTIVE}`, data, related } as const;
}

const allDomains = (line: number) =>
  ({ messageId: 'allDomains', severity: 'error', at: `${line} relay-domain` }) as const;

const GUARDS = [
  'require-auth yes',
  'require-auth on',
  'smtp-service no',
  'smtp-service false',
  'always-allow-relaying no',
];

const PUBLIC = ['0/0:25', '[::]:25', '192.0.2.1:25'];
const NOT_PUBLIC = ['127.0.0.1:25', '10.0.0.5:25', '[::1]:25', '{{ address }}:25'];
const NAMED = source('feeder', RELAY);
const listener = (address: string): string => `smtp-listener ${address} source=feeder\n`;
const listenerBlock = (address: string): string => section(`smtp-listener ${address}`, 'source feeder');

const LOOPBACK = 'smtp-listener 127.0.0.1:25\nsmtp-listener [::1]:25\n';
const OPEN = source('0/0', RELAY);

testRule(rule, {
  accept: {
    ...inMain({
      ...casesOf('the source', ['10/8', '5/8', 'fc00::/7', '127.0.0.1', '{auth}', 'feeder'], (name) =>
        source(name, RELAY),
      ),
      ...casesOf('a source with', GUARDS, (line) => source('0/0', RELAY, line)),
      ...casesOf(
        'a source with another section with',
        GUARDS,
        (line) => source('0/0', RELAY) + source('0.0.0.0/0', line),
      ),
      'a value that PowerMTA refuses': source('0/0', 'always-allow-relaying on'),
      ...casesOf('a listener on', NOT_PUBLIC, (address) => listener(address) + NAMED),
      ...casesOf('a section for a listener on', NOT_PUBLIC, (address) => listenerBlock(address) + NAMED),
      'listeners on loopback addresses only': LOOPBACK + OPEN,
      'relay-domain * with listeners on loopback addresses only': `${LOOPBACK}relay-domain *\n`,
      'a named source that inherits require-auth': `${listener('0/0:25')}${NAMED}${source('0/0', 'require-auth yes')}`,
    }),
    'an include in a source that was not read': source('0/0', RELAY, 'include /elsewhere/auth'),
    'a fragment whose guard may be elsewhere': source('0/1', RELAY),
    'a fragment with a named source': listener('0/0:25') + NAMED,
  },
  report: {
    ...casesOf('the source', ['0/0', '0.0.0.0/0', '::/0'], (name) => ({
      texts: MAIN + source(name, RELAY),
      findings: [open(5, name, 'all')],
    })),
    ...casesOf('the source', ['0/1', '128.0.0.0/2', '2000::/3'], (name) => ({
      texts: MAIN + source(name, RELAY),
      findings: [open(5, name, 'networks')],
    })),
    'a line that narrower sources inherit, once': {
      texts:
        MAIN +
        source('0/0', RELAY, 'require-auth yes') +
        source('0/1', 'require-auth no') +
        source('128/1', 'require-auth no'),
      findings: [
        {
          ...open(5, '', 'networks', ['8 <source 0/1>', '11 <source 128/1>']),
          data: { sources: ['0/1', '128/1'], reach: 'networks' },
        },
      ],
    },
    ...casesOf('a listener on', PUBLIC, (address) => ({
      texts: MAIN + listener(address) + NAMED,
      findings: [open(6, 'feeder', 'listener', ['4 smtp-listener'])],
    })),
    ...casesOf('a section for a listener on', PUBLIC, (address) => ({
      texts: MAIN + listenerBlock(address) + NAMED,
      findings: [open(8, 'feeder', 'listener', [`4 <smtp-listener ${address}>`])],
    })),
    ...casesOf(
      'listeners on loopback addresses and',
      ['smtp-listener 0/0:25', 'smtp-listener 10.0.0.5:25', 'smtp-ip 192.0.2.1', 'include missing'],
      (line) => ({ texts: `${MAIN}${LOOPBACK}${line}\n${OPEN}`, findings: [open(8, '0/0', 'all')] }),
    ),
    'listeners on loopback addresses in a fragment': {
      texts: LOOPBACK + OPEN,
      findings: [open(4, '0/0', 'all')],
    },
    'a named source that overrides smtp-service': {
      texts:
        MAIN +
        listener('0/0:25') +
        source('feeder', RELAY, 'smtp-service yes') +
        source('0/0', 'smtp-service no'),
      findings: [open(6, 'feeder', 'listener', ['4 smtp-listener'])],
    },
    'a fragment with the source of every address': { texts: OPEN, findings: [open(2, '0/0', 'all')] },
    'a fragment that sets every guard': {
      texts: source('0/1', RELAY, 'require-auth no', 'smtp-service yes'),
      findings: [open(2, '0/1', 'networks')],
    },
    'a source with an included file': {
      texts: { config: `${MAIN}<source 0/0>\n  include a\n</source>\n`, a: `${RELAY}\n` },
      findings: [open('a:1', '0/0', 'all')],
    },
    'relay-domain *': {
      texts: 'relay-domain *\nrelay-domain "*"\nrelay-domain *.example.com\n',
      findings: [allDomains(1), allDomains(2)],
    },
  },
  fix: {
    'both lines, and nothing else': {
      texts: `${MAIN}${source('0/0', `${RELAY} # all`)}relay-domain * # any\r\nrelay-domain example.com\r\n`,
      fixed: `${MAIN}${source('0/0', 'always-allow-relaying no # all')}relay-domain example.com\r\n`,
      effect: 'unsafe',
    },
  },
});
