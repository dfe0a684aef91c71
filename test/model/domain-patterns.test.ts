import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';
import { effectiveLines, lines, section } from './effective-lines.ts';

describe('order of domain patterns in one scope', () => {
  const model = modelOf(
    lines(
      section('domain *', 'max-smtp-out 1'),
      section('domain [*.]com', 'max-smtp-out 2'),
      section('domain *.com', 'max-smtp-out 3'),
      section('domain [*.]x.com', 'max-smtp-out 4'),
      section('domain *.x.com', 'max-smtp-out 5'),
      section('domain m.$sites', 'max-smtp-out 6'),
      section('domain m.x.com', 'max-smtp-out 7'),
      'domain-macro sites x.com, y.net',
    ),
  );

  it('goes from the name over macros and wildcards to *, in any order in the file', () => {
    expect(effectiveLines(model, 'm.x.com', null, 'max-smtp-out')).toEqual([
      '7 at config:20 global <domain m.x.com>',
      'overrides 6 at config:17 global <domain m.$sites>: a name written out comes before a macro',
      'overrides 5 at config:14 global <domain *.x.com>: m.x.com is more specific than *.x.com',
      'overrides 4 at config:11 global <domain [*.]x.com>: m.x.com is more specific than [*.]x.com',
      'overrides 3 at config:8 global <domain *.com>: m.x.com is more specific than *.com',
      'overrides 2 at config:5 global <domain [*.]com>: m.x.com is more specific than [*.]com',
      'overrides 1 at config:2 global <domain *>: m.x.com is more specific than *',
    ]);
  });

  it('takes *.x for subdomains alone, and [*.]x for x too', () => {
    expect(effectiveLines(model, 'x.com', null, 'max-smtp-out')[0]).toBe(
      '4 at config:11 global <domain [*.]x.com>',
    );
    expect(effectiveLines(model, 'com', null, 'max-smtp-out')[0]).toBe(
      '2 at config:5 global <domain [*.]com>',
    );
    expect(effectiveLines(model, 'prefixx.com', null, 'max-smtp-out')[0]).toBe(
      '3 at config:8 global <domain *.com>',
    );
    expect(effectiveLines(model, 'm.y.net', null, 'max-smtp-out')[0]).toBe(
      '6 at config:17 global <domain m.$sites>',
    );
    expect(effectiveLines(model, 'z.org', null, 'max-smtp-out')).toEqual(['1 at config:2 global <domain *>']);
  });

  it('ignores case, a final dot and the script in names', () => {
    const idn = modelOf(
      lines(section('domain Bücher.de', 'max-smtp-out 3'), section('domain X.com.', 'max-smtp-out 4')),
    );
    expect(effectiveLines(idn, 'xn--bcher-kva.de', null, 'max-smtp-out')[0]).toBe(
      '3 at config:2 global <domain Bücher.de>',
    );
    expect(effectiveLines(idn, 'BÜCHER.DE', null, 'max-smtp-out')[0]).toBe(
      '3 at config:2 global <domain Bücher.de>',
    );
    expect(effectiveLines(idn, 'x.COM.', null, 'max-smtp-out')[0]).toBe(
      '4 at config:5 global <domain X.com.>',
    );
  });

  it('finds the narrowest range for a domain that is an address, and * last', () => {
    const addresses = modelOf(
      lines(
        section('domain *', 'max-smtp-out 1'),
        section('domain [0/0]', 'max-smtp-out 2'),
        section('domain [10.1/16]', 'max-smtp-out 3'),
        section('domain [IPv6:2001:db8::1]', 'max-smtp-out 4'),
      ),
    );
    expect(effectiveLines(addresses, '[10.1.2.3]', null, 'max-smtp-out')).toEqual([
      '3 at config:8 global <domain [10.1/16]>',
      'overrides 2 at config:5 global <domain [0/0]>: [10.1/16] is more specific than [0/0]',
      'overrides 1 at config:2 global <domain *>: [10.1/16] is more specific than *',
    ]);
    expect(effectiveLines(addresses, '[10.2.2.3]', null, 'max-smtp-out')[0]).toBe(
      '2 at config:5 global <domain [0/0]>',
    );
    expect(effectiveLines(addresses, '[ipv6:2001:db8::1]', null, 'max-smtp-out')[0]).toMatch(
      /^4 at config:11 /,
    );
    expect(effectiveLines(addresses, 'x.com', null, 'max-smtp-out')).toEqual([
      '1 at config:2 global <domain *>',
    ]);
  });

  it('reads blocks of several macros for one name in the order of the file', () => {
    const blocks = ['$one', '$two', '$one'].map((name, index) =>
      section(`domain ${name}`, `max-smtp-out ${index}`),
    );
    const model = modelOf(
      lines('domain-macro one gmail.com', 'domain-macro two gmail.com, x.com', ...blocks),
    );
    const reason = 'it stands before another one under the same pattern';
    expect(effectiveLines(model, 'gmail.com', null, 'max-smtp-out')).toEqual([
      '2 at config:10 global <domain $one>',
      `overrides 1 at config:7 global <domain $two>: ${reason}`,
      `overrides 0 at config:4 global <domain $one>: ${reason}`,
    ]);
  });

  it('lets no line override itself where a macro fits twice', () => {
    const twice = modelOf(
      lines('domain-macro all gmail.com, *.com, *', section('domain $all', 'max-smtp-out 5')),
    );
    expect(effectiveLines(twice, 'gmail.com', null, 'max-smtp-out')).toEqual([
      '5 at config:3 global <domain $all>',
    ]);
  });
});
