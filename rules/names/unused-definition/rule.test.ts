import { settingsFor } from '../../../src/engine/settings.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const list = (kind: string, name: string): string => `<${kind} ${name}>\n</${kind}>\n`;
const LIST = list('smtp-pattern-list', 'x');

/** A section that is reported, on the first line after the head of a main configuration. */
const unused = (kind: string, name: string) =>
  ({ messageId: 'section', severity: 'info', at: `8 <${kind} ${name}>`, data: { kind, name } }) as const;

/** Kinds of sections, and a reference to the section `x`. */
const references: [string, string][] = [
  ['smtp-pattern-list', '<domain *>\nsmtp-pattern-list X\n</domain>\n'],
  ['pattern-list', '<source 10/8>\npattern-list x\n</source>\n'],
  ['source', 'smtp-listener 0/0:25 source=x\n'],
  ['source', '<smtp-user u>\npassword p\nsource x\n</smtp-user>\n'],
  ['source', '<smtp-listener 0/0:25>\nsource x\n</smtp-listener>\n'],
  ['source-group', '<source 10/8>\nsource-group x\n</source>\n'],
  ['rewrite-list', 'rewrite-list x\n<virtual-mta v>\nrewrite-list x\n</virtual-mta>\n'],
  ['address-list', '<source 10/8>\nsuppression-lists a, x\n</source>\n'],
  ['suppression-list', '<source 10/8>\nsuppression-lists x\n</source>\n'],
  ['proxy', 'use-proxy x\n'],
  ['proxy', '<virtual-mta v>\nsmtp-proxy-source-host 192.0.2.1 a.example x\n</virtual-mta>\n'],
];
const kinds = [...new Set(references.map(([kind]) => kind))];

/** Names of sources to which nothing has to refer. */
const clients = [
  '10.0.0.5',
  '10/8',
  '0/0',
  '::1',
  '{auth}',
  '{pmta-auth}',
  'localhost',
  'feeder.example.com',
  '{{ name }}',
];

/** Lines that may refer to the list. */
const unclear = [
  '<domain *>\nsmtp-pattern-list {{ list }}\n</domain>\n',
  '<domain *>\nsmtp-pattern-list $list\n</domain>\n',
  '<% if blocks %>\n',
  'include /etc/pmta/absent.conf\n',
];

const macroUses = [
  '<domain $m>\n</domain>\n',
  '<domain a.$m>\n</domain>\n',
  'relay-domain $m\n',
  '<virtual-mta v>\ndomain-key s, $m, /k.pem\n</virtual-mta>\n',
  'domain-macro other a.$m\n<domain $other>\n</domain>\n',
  '<domain $M>\n</domain>\n',
];

const POOL = '<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta v\n</virtual-mta-pool>\n';
/** A main configuration in which clients cannot name a VMTA. */
const closed = (text: string): string =>
  mainWith(text).replace('process-x-virtual-mta yes', 'process-x-virtual-mta no');
const settings = settingsFor({
  preset: 'strict',
  rules: new Map([['vmta-never-selected', { level: 'off' as const }]]),
});

testRule(rule, {
  accept: {
    ...Object.fromEntries(
      references.map(([kind, reference]) => [
        `a ${kind} that is named: ${reference}`,
        mainWith(list(kind, 'x') + reference),
      ]),
    ),
    'a pattern-list that another one calls': mainWith(
      `${list('pattern-list', 'x')}<pattern-list y>\nmail-from /a/ call-to:x\n</pattern-list>\n<source 10/8>\npattern-list y\n</source>\n`,
    ),
    ...Object.fromEntries(clients.map((name) => [`<source ${name}>`, mainWith(list('source', name))])),
    'lists without a name of their own': mainWith(
      '<bounce-processor>\n<address-list>\ndomain x.example\n</address-list>\n</bounce-processor>\n<source 10/8>\npattern-list y\n</source>\n<pattern-list y>\nmail-from /a/ <pattern-list>\n* virtual-mta=v\n</pattern-list>\n</pattern-list>\n',
    ),
    ...Object.fromEntries(unclear.map((text) => [`a list with ${text}`, mainWith(LIST + text)])),
    'a list of a fragment': LIST,
    'a list that an included file names': {
      texts: {
        config: mainWith(`${LIST}include /etc/pmta/queues\n`),
        queues: '<domain *>\nsmtp-pattern-list x\n</domain>\n',
      },
    },
    'a list of the shipped defaults': { texts: { config: mainWith(''), 'config-defaults': LIST } },
    ...Object.fromEntries(
      macroUses.map((text) => [
        `a macro that is used by ${text}`,
        mainWith(`domain-macro m a.example, b.example\n${text}`),
      ]),
    ),
    'a macro next to a line of a template': mainWith('domain-macro m a.example\n{% for x in y %}\n'),
    'a pool that vmta-never-selected reports': closed(POOL),
    'a pool that clients may name': { texts: mainWith(POOL), settings },
    'a pool that a line names': {
      texts: closed(`${POOL}<domain *>\nreroute-to-virtual-mta P\n</domain>\n`),
      settings,
    },
  },
  report: {
    ...Object.fromEntries(
      kinds.map((kind) => [`a ${kind}`, { texts: mainWith(list(kind, 'x')), findings: [unused(kind, 'x')] }]),
    ),
    ...Object.fromEntries(
      references.map(([kind, reference]) => [
        `a ${kind} that only a comment names: ${reference}`,
        {
          texts: mainWith(`${list(kind, 'x')}#${reference.replaceAll('\n', '\n#')}`),
          findings: [unused(kind, 'x')],
        },
      ]),
    ),
    'a name once': {
      texts: mainWith(list('rewrite-list', 'x') + list('rewrite-list', 'X')),
      findings: [unused('rewrite-list', 'x')],
    },
    'a list that no included file names': {
      texts: {
        config: mainWith(`${LIST}include /etc/pmta/queues\n`),
        queues: '<domain *>\n</domain>\n',
      },
      findings: [unused('smtp-pattern-list', 'x')],
    },
    'a macro': {
      texts: mainWith('domain-macro m a.example\n#<domain $m>\n<domain $mail>\n</domain>\n'),
      findings: [{ messageId: 'macro', severity: 'info', at: '8 domain-macro', data: { name: 'm' } }],
    },
    'a pool where vmta-never-selected is off': {
      texts: closed(POOL),
      settings,
      findings: [{ messageId: 'section', at: '10 <virtual-mta-pool p>' }],
    },
  },
});
