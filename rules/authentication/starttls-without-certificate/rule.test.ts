import { casesOf } from '../../../test/support/cases.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { inMain, MAIN, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const ALLOW = 'allow-starttls yes';
const REQUIRE = 'require-starttls-before-auth yes';

const source = (name: string, ...lines: string[]): string => section(`source ${name}`, ...lines);
const OPEN = source('0/0', ALLOW);

const missing = (at: string, ...related: string[]) =>
  ({ messageId: 'noCertificate', severity: 'warning', at, related }) as const;

const CERTIFICATES = [
  'smtp-server-tls-certificate /etc/pmta/mail.pem',
  'smtp-server-tls-certificate "/etc/pmta/my mail.pem" secret',
  'SMTP-Server-TLS-Certificate /etc/pmta/mail.pem',
  'smtp-server-tls-certificate {{ certificate }}',
  'smtp-server-tls-certificate',
  'smtp-server-tls-certficate /etc/pmta/mail.pem',
  'tls-certificate /etc/pmta/mail.pem',
] as const;

testRule(rule, {
  accept: {
    ...inMain({
      ...casesOf('the certificate', CERTIFICATES, (line) => `${line}\n${OPEN}`),
      'a certificate after the source': `${OPEN}smtp-server-tls-certificate /etc/pmta/mail.pem\n`,
      'a listener with a certificate of its own':
        section('smtp-listener 0/0:587', 'tls-certificate /c.pem') + OPEN,
      ...casesOf('the source', ['no', 'false', 'always', '{{ tls }}', ''], (value) =>
        source('0/0', `allow-starttls ${value}`, `require-starttls-before-auth ${value}`),
      ),
      'the defaults': source('0/0', 'always-allow-relaying no'),
      'a line that a later one overrides': source('0/0', ALLOW, 'allow-starttls no'),
      'a source without SMTP': source('0/0', ALLOW, 'smtp-service no'),
      'a source that inherits that it has no SMTP':
        source('0/0', 'smtp-service no') + source('192.0.2.1', ALLOW),
      ...casesOf('the source', ['clients', '{auth}', '{pickup}'], (name) => source(name, ALLOW)),
      'a source that users get after their login':
        section('smtp-user news', 'password x', 'source clients') + source('clients', ALLOW),
      'an include that was not read': `include missing\n${OPEN}`,
      'a line of a template engine': `{% if tls %}\n${OPEN}{% endif %}\n`,
      'a line that is commented out': source('0/0', `# ${ALLOW}`),
    }),
    'a certificate in an included file': {
      texts: { config: `${MAIN}${OPEN}include tls\n`, tls: 'smtp-server-tls-certificate /c.pem\n' },
    },
    'a certificate in config-defaults': {
      texts: { config: MAIN + OPEN, 'config-defaults': 'smtp-server-tls-certificate /c.pem\n' },
    },
    'a fragment': OPEN,
  },
  report: {
    ...casesOf('the source', ['0/0', '127.0.0.1', '::/0', '192.0.2.0/24'], (name) => ({
      texts: MAIN + source(name, ALLOW),
      findings: [{ ...missing('5 allow-starttls'), data: { directive: 'allow-starttls' } }],
    })),
    'a source that only requires STARTTLS': {
      texts: MAIN + source('0/0', REQUIRE),
      findings: [
        { ...missing('5 require-starttls-before-auth'), data: { directive: 'require-starttls-before-auth' } },
      ],
    },
    'a source that allows and requires it, once': {
      texts: MAIN + source('0/0', REQUIRE, ALLOW),
      findings: [missing('6 allow-starttls')],
    },
    'the source of a listener': {
      texts: `${MAIN}smtp-listener 0/0:587 source=clients\n${source('clients', ALLOW)}`,
      findings: [missing('6 allow-starttls')],
    },
    'the source of a section for a listener': {
      texts: MAIN + section('smtp-listener 0/0:587', 'source Clients') + source('clients', ALLOW),
      findings: [missing('8 allow-starttls')],
    },
    'a line that a narrower source inherits, once': {
      texts: MAIN + source('0/0', ALLOW) + source('192.0.2.1', 'always-allow-relaying yes'),
      findings: [missing('5 allow-starttls')],
    },
    'several sources as one finding': {
      texts: MAIN + source('192.0.2.1', REQUIRE) + source('0/0', ALLOW) + source('192.0.2.2', ALLOW),
      findings: [missing('5 require-starttls-before-auth', '8 allow-starttls', '11 allow-starttls')],
    },
    'a source whose certificate is commented out': {
      texts: `${MAIN}# smtp-server-tls-certificate /c.pem\n${OPEN}`,
      findings: [missing('6 allow-starttls')],
    },
    'a certificate for other connections': {
      texts: MAIN + OPEN + section('domain *', 'smtp-client-certificate /c.pem'),
      findings: [missing('5 allow-starttls')],
    },
  },
});
