import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';
import { effectiveLines, lines, section } from './effective-lines.ts';

describe('VMTAs', () => {
  it('are read as one where sections share a name', () => {
    const model = modelOf(
      lines(
        section('virtual-mta v', '<domain *>', 'max-smtp-out 1', 'retry-after 1m', '</domain>'),
        section('virtual-mta V', '<domain *>', 'max-smtp-out 2', '</domain>'),
      ),
    );
    expect(model.vmtas.vmta('v')).toHaveLength(2);
    expect(effectiveLines(model, 'x.com', 'v', 'max-smtp-out')).toEqual([
      '2 at config:9 vmta <domain *>',
      'overrides 1 at config:3 vmta <domain *>: it stands before another one under the same pattern',
    ]);
    expect(effectiveLines(model, 'x.com', 'V', 'retry-after')).toEqual(['1m at config:4 vmta <domain *>']);
  });

  it('may be {default}, with a section and a pool of its own', () => {
    const model = modelOf(
      lines(
        section('virtual-mta {default}', '<domain *>', 'max-smtp-out 1', '</domain>'),
        section('virtual-mta-pool p', 'virtual-mta {Default}', '<domain *>', 'retry-after 2m', '</domain>'),
      ),
    );
    for (const name of [null, '{default}', '{DEFAULT}']) {
      expect(effectiveLines(model, 'x.com', name, 'max-smtp-out')).toEqual(['1 at config:3 vmta <domain *>']);
      expect(effectiveLines(model, 'x.com', name, 'retry-after')).toEqual(['2m at config:9 pool <domain *>']);
    }
    expect(effectiveLines(model, 'x.com', 'other', 'max-smtp-out')).toEqual(['20 by default']);
  });

  it('may be listed by a pool without a section of their own', () => {
    const model = modelOf(
      section(
        'virtual-mta-pool p',
        'virtual-mta gone',
        'virtual-mta "quoted"',
        '<domain *>',
        'max-smtp-out 3',
        '</domain>',
      ),
    );
    expect(model.vmtas.membersOf('P')).toEqual(['gone', 'quoted']);
    expect(model.vmtas.vmta('gone')).toEqual([]);
    expect(effectiveLines(model, 'x.com', 'gone', 'max-smtp-out')).toEqual(['3 at config:5 pool <domain *>']);
    expect(effectiveLines(model, 'x.com', 'quoted', 'max-smtp-out')).toEqual([
      '3 at config:5 pool <domain *>',
    ]);
  });

  it('include what a file included in them sets', () => {
    const model = modelOf({
      config: lines(
        section('virtual-mta v', 'include part.conf'),
        section('domain x.com', 'include limits.conf'),
      ),
      'part.conf': section('domain *', 'include limits.conf'),
      'limits.conf': 'max-smtp-out 7',
    });
    expect(effectiveLines(model, 'x.com', 'v', 'max-smtp-out')).toEqual([
      '7 at limits.conf:1 vmta <domain *>',
      'overrides 7 at limits.conf:1 global <domain x.com>: the VMTA comes before the global level',
    ]);
  });

  it('are named in a queue as they are defined, in any order of queries', () => {
    const model = modelOf(section('virtual-mta Vmta-1'));
    expect(model.queue('X.com.', 'VMTA-1').name).toBe('x.com/Vmta-1');
    expect(model.queue('x.com', 'vmta-1')).toBe(model.queue('X.com.', 'VMTA-1'));
    expect(model.queue('x.com', 'Unknown').name).toBe('x.com/Unknown');
    expect(model.queue('x.com', '{Default}').name).toBe('x.com/{default}');
  });
});
