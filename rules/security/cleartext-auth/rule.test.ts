import { casesOf } from '../../../test/support/cases.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const DIRECTIVE = 'allow-unencrypted-plain-auth';
const PLAIN = `${DIRECTIVE} yes`;

function source(name: string, ...lines: string[]): string {
  return section(`source ${name}`, ...lines);
}

/** A finding at a line of a source. */
function plainAuth(line: number, ...names: string[]) {
  const at = `${line} ${DIRECTIVE}`;
  return { messageId: 'plainAuth', severity: 'error', at, data: { sources: names } } as const;
}

const GUARDS = ['require-starttls-before-auth yes', 'allow-auth no', 'smtp-service no', 'allow-auth false'];

const NAMED = source('clients', PLAIN);
const OPEN = source('0/0', PLAIN);
const listener = (address: string): string => `smtp-listener ${address} source=clients\n`;

const WITHOUT_TLS = 'require-starttls-before-auth no';

testRule(rule, {
  accept: {
    ...inMain({
      ...casesOf(
        'the source',
        ['127.0.0.1', '127/8', '::1', '10/8', '192.168.1.0/24', 'fc00::/7', '{auth}', 'clients'],
        (name) => source(name, PLAIN),
      ),
      ...casesOf('a source with', GUARDS, (line) => source('0/0', PLAIN, line)),
      ...casesOf(
        'a source that inherits',
        GUARDS,
        (line) => source('203.0.113.5', PLAIN) + source('0/0', line),
      ),
      'the default': source('0/0', 'smtp-service yes'),
      no: source('0/0', 'allow-unencrypted-plain-auth no'),
      'a value that PowerMTA refuses': source('0/0', 'allow-unencrypted-plain-auth on'),
      ...casesOf('a listener on', ['127.0.0.1:587', '10.0.0.1:587'], (address) => listener(address) + NAMED),
      'the named source of an encrypted listener':
        section('smtp-listener 0/0:465', 'source clients', 'immediate-tls yes') + NAMED,
      'a loopback listener only': `smtp-listener 127.0.0.1:25\n${OPEN}`,
      'an encrypted listener only': section('smtp-listener 0/0:465', 'immediate-tls yes') + OPEN,
      'an include that was not read': `include missing\n${source('203.0.113.5', PLAIN)}`,
    }),
    'a fragment whose guard may be elsewhere': source('203.0.113.5', PLAIN),
    'an include in a source that was not read': source('0/0', PLAIN, 'include missing'),
  },
  report: {
    ...casesOf(
      'the source',
      ['0/0', '::/0', '203.0.113.5', '198.51.100.0/24', '2001:db8::/32', '8/8'],
      (name) => ({ texts: MAIN + source(name, PLAIN), findings: [plainAuth(5, name)] }),
    ),
    'a line that narrower sources inherit, once': {
      texts:
        MAIN +
        source('0/0', PLAIN, 'require-starttls-before-auth yes') +
        source('203.0.113.5', WITHOUT_TLS) +
        source('203.0.113.6', WITHOUT_TLS) +
        source('10.0.0.1', WITHOUT_TLS),
      findings: [
        {
          ...plainAuth(5, '203.0.113.5', '203.0.113.6'),
          related: ['8 <source 203.0.113.5>', '11 <source 203.0.113.6>'],
        },
      ],
    },
    ...casesOf('a listener on', ['0.0.0.0:587', '192.0.2.1:587'], (address) => ({
      texts: MAIN + listener(address) + NAMED,
      findings: [{ ...plainAuth(6, 'clients'), related: ['4 smtp-listener'] }],
    })),
    'a section for a listener': {
      texts: MAIN + section('smtp-listener 0/0:465', 'source clients') + NAMED,
      findings: [{ ...plainAuth(8, 'clients'), related: ['4 <smtp-listener 0/0:465>'] }],
    },
    'a listener on a private address': {
      texts: `${MAIN}smtp-listener 127.0.0.1:25\nsmtp-listener 10.0.0.1:25\n${OPEN}`,
      findings: [plainAuth(7, '0/0')],
    },
    'a loopback listener in a fragment': {
      texts: `smtp-listener 127.0.0.1:25\n${OPEN}`,
      findings: [plainAuth(3, '0/0')],
    },
    'a fragment with the source of every address': { texts: OPEN, findings: [plainAuth(2, '0/0')] },
    'a fragment that sets every guard': {
      texts: source('203.0.113.5', PLAIN, 'smtp-service yes', WITHOUT_TLS),
      findings: [plainAuth(2, '203.0.113.5')],
    },
  },
  fix: {
    'every repeat of the line': {
      texts: MAIN + source('0/0', PLAIN, PLAIN),
      fixed: MAIN + source('0/0', `${DIRECTIVE} no`, `${DIRECTIVE} no`),
      effect: 'unsafe',
    },
  },
});
