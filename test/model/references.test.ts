import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';

/** Each reference as `kind name @ text at its range`. */
function references(text: string): string[] {
  return modelOf(text).references.map(({ kind, name, range, use }) => {
    if (range === null) return `${kind} ${name} @ elsewhere`;
    const { line, column } = use.file.lines.positionAt(range.start);
    return `${kind} ${name} @ ${line}:${column} ${use.file.slice(range)}`;
  });
}

describe('references', () => {
  it.each([
    ['<domain x>\nqueue-to a.queue\n</domain>', ['queue a.queue @ 2:10 a.queue']],
    ['<domain x>\nsmtp-pattern-list "my list"\n</domain>', ['smtp-pattern-list my list @ 2:20 my list']],
    ['<source 0/0>\ndefault-virtual-mta  v # v\n</source>', ['virtual-mta-or-pool v @ 2:22 v']],
    [
      '<virtual-mta-pool p>\nvirtual-mta virtual\n</virtual-mta-pool>',
      ['virtual-mta virtual @ 2:13 virtual'],
    ],
    [
      '<virtual-mta v>\nuse-proxy a, ab,b\n</virtual-mta>',
      ['proxy a @ 2:11 a', 'proxy ab @ 2:14 ab', 'proxy b @ 2:17 b'],
    ],
    [
      '<source 0/0>\nsuppression-lists "b, ab"\n</source>',
      ['address-list b @ 2:20 b', 'address-list ab @ 2:23 ab'],
    ],
    ['smtp-listener 0/0:25 source=s', ['source s @ 1:29 s']],
    ['smtp-listener 0/0:25 SOURCE=Source', ['source Source @ 1:29 Source']],
    ['<smtp-user u>\nsource {auth}\n</smtp-user>', ['source {auth} @ 2:8 {auth}']],
  ])('are found with their place: %j', (text, expected) => {
    expect(references(text)).toEqual(expected);
  });

  it('are the results of a pattern-list, not its patterns', () => {
    const text = [
      '<pattern-list l>',
      '  header X-A /virtual-mta=no/ virtual-mta=yes, recipient-priority=60',
      '  rcpt-to /x/ call-to: other',
      '  mail-from /x/ call-to:third <pattern-list>',
      '    * Virtual-MTA=last',
      '  </pattern-list>',
      '</pattern-list>',
    ].join('\n');
    expect(references(text)).toEqual([
      'virtual-mta-or-pool yes @ 2:43 yes',
      'pattern-list other @ 3:24 other',
      'pattern-list third @ 4:25 third',
      'virtual-mta-or-pool last @ 5:19 last',
    ]);
  });

  it('are not other words where a name is allowed', () => {
    expect(references('<source 0/0>\ndefault-virtual-mta by-SMTP-source-ip\n</source>')).toEqual([]);
    expect(references('<virtual-mta v>\nenable-signals yes\nenable-signals true,x\n</virtual-mta>')).toEqual(
      [],
    );
    expect(references('<domain x>\nqueue-to ""\nqueue-to\nqueue-to "a\n</domain>')).toEqual([]);
  });

  it('have no place where the value was wrapped', () => {
    expect(references('<source 0/0>\nsuppression-lists a,\n  b.c\n</source>')).toEqual([
      'address-list a @ elsewhere',
      'address-list b.c @ elsewhere',
    ]);
  });
});

describe('definitions', () => {
  const model = modelOf(
    [
      '<virtual-mta V1>\n</virtual-mta>',
      '<virtual-mta v1>\n</virtual-mta>',
      '<virtual-mta-pool p>\n</virtual-mta-pool>',
      '<suppression-list s>\n</suppression-list>',
      '<address-list a>\n</address-list>',
      '<bounce-processor>\n<address-list inner>\n</address-list>\n</bounce-processor>',
      '<virtual-mta>\n</virtual-mta>',
    ].join('\n'),
  );
  const found = (
    kind: Parameters<typeof model.definitions.namesFor>[0],
    name: string,
  ): string[] | 'always' => {
    const targets = model.definitions.targetsOf({ kind, name });
    return targets === 'always'
      ? targets
      : targets.map((section) => `${section.kind} ${section.argument ?? ''}`);
  };

  it('are found in any case, all of one name', () => {
    expect(found('virtual-mta', 'v1')).toEqual(['virtual-mta V1', 'virtual-mta v1']);
    expect(found('virtual-mta', 'p')).toEqual([]);
    expect(found('virtual-mta-or-pool', 'P')).toEqual(['virtual-mta-pool p']);
    expect(found('address-list', 's')).toEqual(['suppression-list s']);
  });

  it('are written at the top level', () => {
    expect(found('address-list', 'a')).toEqual(['address-list a']);
    expect(found('address-list', 'inner')).toEqual([]);
  });

  it('are not needed for queues and for what PowerMTA itself defines', () => {
    expect(found('queue', 'any.queue')).toBe('always');
    expect(found('virtual-mta', '{default}')).toBe('always');
    expect(found('source', '{Auth}')).toBe('always');
    expect(found('source', '')).toBe('always');
  });

  it('give the names that could be meant', () => {
    expect(model.definitions.namesFor('virtual-mta-or-pool')).toEqual(['V1', 'v1', 'p']);
    expect(model.definitions.namesFor('address-list')).toEqual(['s', 'a']);
    expect(model.definitions.namesFor('queue')).toEqual([]);
  });
});
