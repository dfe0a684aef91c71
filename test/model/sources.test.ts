import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';

/** Value, line and source of what applies in the source of that name. */
function held(text: string, name: string, directive: string): string {
  const { sources } = modelOf(text);
  const source = sources.all.find((candidate) => candidate.name === name);
  if (source === undefined) throw new Error(`no source ${name}`);
  const { value, use, source: from } = sources.setting(source, directive);
  const line = use === null ? 'default' : use.file.lines.positionAt(use.nameRange.start).line;
  return `${value ?? '-'} ${line} ${from?.name ?? '-'}`;
}

describe('what applies in a source', () => {
  const case10 = [
    'smtp-listener 1.2.3.4:25 source=mta1',
    '<source mta1>',
    '  default-virtual-mta mta1',
    '</source>',
    '<source 10/8>',
    '  always-allow-relaying yes',
    '</source>',
    '<source 0/0>',
    '  always-allow-relaying no',
    '</source>',
  ].join('\n');

  it('case 10: is set by the named source first, then by those for every address', () => {
    expect(held(case10, 'mta1', 'default-virtual-mta')).toBe('mta1 3 mta1');
    expect(held(case10, 'mta1', 'always-allow-relaying')).toBe('no 9 0/0');
    expect(held(case10, '10/8', 'always-allow-relaying')).toBe('yes 6 10/8');
    expect(held(case10, '10/8', 'default-virtual-mta')).toBe('- default -');
    const { listeners } = modelOf(case10).sources;
    expect(listeners.map(({ sourceName }) => sourceName)).toEqual(['mta1']);
  });

  const case11 = [
    '<source 10.0.0.5>',
    '  allow-mailmerge yes',
    '</source>',
    '<source 10/8>',
    '  always-allow-relaying yes',
    '</source>',
    '<source 0/0>',
    '  allow-mailmerge no',
    '  always-allow-relaying no',
    '</source>',
  ];

  it('case 11: is inherited from wider sources, the narrowest first', () => {
    const text = case11.join('\n');
    expect(held(text, '10.0.0.5', 'allow-mailmerge')).toBe('yes 2 10.0.0.5');
    expect(held(text, '10.0.0.5', 'always-allow-relaying')).toBe('yes 5 10/8');
    expect(held(text, '10/8', 'allow-mailmerge')).toBe('no 8 0/0');
    expect(held(text, '10/8', 'log-commands')).toBe('false default -');
  });

  it('unsettled: does not depend on the order of the sections', () => {
    const text = [
      '<source 0/0>',
      'log-commands no',
      '</source>',
      '<source 10/8>',
      'log-commands yes',
      '</source>',
    ].join('\n');
    expect(held(text, '10/8', 'log-commands')).toBe('yes 5 10/8');
  });

  it('is the last line of sections that mean the same addresses, however they write them', () => {
    const text = '<source 0/0>\nlog-data yes\n</source>\n<source 0.0.0.0/0>\nlog-data no\n</source>';
    expect(modelOf(text).sources.all.map((source) => source.name)).toEqual(['0/0']);
    expect(held(text, '0/0', 'log-data')).toBe('no 5 0/0');
    expect(held('<source Mta>\nlog-data yes\n</source>\n<source mta>\n</source>', 'Mta', 'log-data')).toBe(
      'yes 2 Mta',
    );
  });

  it('keeps IPv4 and IPv6 apart', () => {
    const text =
      '<source 0/0>\nlog-data yes\n</source>\n<source ::1>\n</source>\n<source ::/0>\nlog-data no\n</source>';
    expect(held(text, '::1', 'log-data')).toBe('no 7 ::/0');
  });

  it('takes no value from a broken line or one that has none', () => {
    const text = '<source 0/0>\njobid-header X-One\njobid-header "X\njobid-header\n</source>';
    expect(held(text, '0/0', 'jobid-header')).toBe('X-One 2 0/0');
  });

  it('finds named sources in any case, {auth} too', () => {
    const { sources } = modelOf('<source {Auth}>\nalways-allow-relaying yes\n</source>');
    const auth = sources.named('{auth}');
    expect(auth?.range).toBeNull();
    if (auth === undefined) throw new Error('a source was expected');
    expect(sources.isOn(auth, 'always-allow-relaying')).toBe(true);
    expect(sources.isOn(auth, 'log-commands')).toBe(false);
    expect(sources.named('nobody')).toBeUndefined();
  });
});

describe('listeners', () => {
  it('are lines and sections, with the source that they name', () => {
    const { listeners } = modelOf(
      [
        'smtp-listener 0/0:25',
        'smtp-listener 192.0.2.1:587 source=Clients',
        '<smtp-listener [2001:db8::1]:25>',
        '  source first',
        '  source second',
        '</smtp-listener>',
        '<smtp-listener 192.0.2.2:25>',
        '</smtp-listener>',
      ].join('\n'),
    ).sources;
    expect(
      listeners.map((listener) => [listener.address?.version, listener.address?.prefix, listener.sourceName]),
    ).toEqual([
      [4, 0, null],
      [4, 32, 'Clients'],
      [6, 128, 'second'],
      [4, 32, null],
    ]);
  });
});
