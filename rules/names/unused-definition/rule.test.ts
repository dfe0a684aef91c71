import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

const HEAD = 7;

function lines(texts: Texts | string, settings = {}): number[] {
  const { findings, model } = lintTexts(texts, [rule], settings);
  return findings.map(({ start }) => model.main.lines.positionAt(start).line - HEAD);
}

const inMain = (text: string): number[] => lines(mainWith(text));
const list = (kind: string, name: string): string => `<${kind} ${name}>\n</${kind}>\n`;

describe('sections', () => {
  it.each([
    ['smtp-pattern-list', 'x', '<domain *>\nsmtp-pattern-list X\n</domain>\n'],
    ['pattern-list', 'x', '<source 10/8>\npattern-list x\n</source>\n'],
    ['source', 'x', 'smtp-listener 0/0:25 source=x\n'],
    ['source', 'x', '<smtp-user u>\npassword p\nsource x\n</smtp-user>\n'],
    ['source', 'x', '<smtp-listener 0/0:25>\nsource x\n</smtp-listener>\n'],
    ['source-group', 'x', '<source 10/8>\nsource-group x\n</source>\n'],
    ['rewrite-list', 'x', 'rewrite-list x\n<virtual-mta v>\nrewrite-list x\n</virtual-mta>\n'],
    ['address-list', 'x', '<source 10/8>\nsuppression-lists a, x\n</source>\n'],
    ['suppression-list', 'x', '<source 10/8>\nsuppression-lists x\n</source>\n'],
    ['proxy', 'x', 'use-proxy x\n'],
    ['proxy', 'x', '<virtual-mta v>\nsmtp-proxy-source-host 192.0.2.1 a.example x\n</virtual-mta>\n'],
  ])('reports a %s unless it is named', (kind, name, reference) => {
    expect(inMain(list(kind, name))).toEqual([1]);
    expect(inMain(list(kind, name) + reference)).toEqual([]);
    expect(inMain(`${list(kind, name)}#${reference.replaceAll('\n', '\n#')}`)).toEqual([1]);
  });

  it('takes a call from a pattern-list for a reference', () => {
    const text = `${list('pattern-list', 'x')}<pattern-list y>\nmail-from /a/ call-to:x\n</pattern-list>\n<source 10/8>\npattern-list y\n</source>\n`;
    expect(inMain(text)).toEqual([]);
  });

  it.each([
    '10.0.0.5',
    '10/8',
    '0/0',
    '::1',
    '{auth}',
    '{pmta-auth}',
    'localhost',
    'feeder.example.com',
    '{{ name }}',
  ])('knows that nothing refers to <source %s>', (name) => {
    expect(inMain(list('source', name))).toEqual([]);
  });

  it('does not mind lists without a name of their own', () => {
    const nested =
      '<bounce-processor>\n<address-list>\ndomain x.example\n</address-list>\n</bounce-processor>\n';
    const inline =
      '<source 10/8>\npattern-list y\n</source>\n<pattern-list y>\nmail-from /a/ <pattern-list>\n* virtual-mta=v\n</pattern-list>\n</pattern-list>\n';
    expect(inMain(nested + inline)).toEqual([]);
  });

  it('reports a name once', () => {
    expect(inMain(list('rewrite-list', 'x') + list('rewrite-list', 'X'))).toEqual([1]);
  });

  it.each([
    '<domain *>\nsmtp-pattern-list {{ list }}\n</domain>\n',
    '<domain *>\nsmtp-pattern-list $list\n</domain>\n',
    '<% if blocks %>\n',
    'include /etc/pmta/absent.conf\n',
  ])('is silent beside %j', (other) => {
    expect(inMain(`${list('smtp-pattern-list', 'x')}${other}`)).toEqual([]);
  });

  it('is silent in a fragment, and finds a reference in an included file', () => {
    expect(lintTexts(list('smtp-pattern-list', 'x'), [rule]).findings).toEqual([]);
    const config = mainWith(`${list('smtp-pattern-list', 'x')}include /etc/pmta/queues\n`);
    expect(lines({ config, queues: '<domain *>\nsmtp-pattern-list x\n</domain>\n' })).toEqual([]);
    expect(lines({ config, queues: '<domain *>\n</domain>\n' })).toEqual([1]);
  });

  it('says nothing about the defaults that ship with PowerMTA', () => {
    expect(lines({ config: mainWith(''), 'config-defaults': list('smtp-pattern-list', 'x') })).toEqual([]);
  });
});

describe('macros', () => {
  it.each([
    '<domain $m>\n</domain>\n',
    '<domain a.$m>\n</domain>\n',
    'relay-domain $m\n',
    '<virtual-mta v>\ndomain-key s, $m, /k.pem\n</virtual-mta>\n',
    'domain-macro other a.$m\n<domain $other>\n</domain>\n',
    '<domain $M>\n</domain>\n',
  ])('are used by %j', (text) => {
    expect(inMain(`domain-macro m a.example, b.example\n${text}`)).toEqual([]);
  });

  it('are reported where nothing uses them', () => {
    expect(inMain('domain-macro m a.example\n#<domain $m>\n<domain $mail>\n</domain>\n')).toEqual([1]);
    expect(inMain('domain-macro m a.example\n{% for x in y %}\n')).toEqual([]);
  });
});

describe('pools', () => {
  const pool = '<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta v\n</virtual-mta-pool>\n';
  const closed = (text: string): string =>
    mainWith(text).replace('process-x-virtual-mta yes', 'process-x-virtual-mta no');
  const rules = new Map([['vmta-never-selected', { level: 'off' as const }]]);
  const off = settingsFor({ preset: 'strict', rules });

  it('are left to the rule about VMTAs that nothing selects, unless that is off', () => {
    expect(lines(closed(pool))).toEqual([]);
    expect(lines(closed(pool), off)).toEqual([3]);
  });

  it('can be chosen by clients, or by what names them', () => {
    expect(lines(mainWith(pool), off)).toEqual([]);
    expect(lines(closed(`${pool}<domain *>\nreroute-to-virtual-mta P\n</domain>\n`), off)).toEqual([]);
  });
});
