import { describe, expect, it } from 'vitest';
import { modelOf } from '../lint-texts.ts';
import { holding } from './holding.ts';

/** Lines of a configuration, as they would stand in the file. */
function lines(...text: readonly string[]): string {
  return text.join('\n');
}

/** A section on lines of its own. */
function section(tag: string, ...content: readonly string[]): string {
  return lines(`<${tag}>`, ...content, `</${tag.split(' ')[0] ?? ''}>`);
}

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

  it('goes from the name over macros and wildcards to *, whatever the order in the file', () => {
    expect(holding(model, 'm.x.com', null, 'max-smtp-out')).toEqual([
      '7 at config:20 global <domain m.x.com>',
      'beats 6 at config:17 global <domain m.$sites>: a name written out comes before a macro',
      'beats 5 at config:14 global <domain *.x.com>: m.x.com is more specific than *.x.com',
      'beats 4 at config:11 global <domain [*.]x.com>: m.x.com is more specific than [*.]x.com',
      'beats 3 at config:8 global <domain *.com>: m.x.com is more specific than *.com',
      'beats 2 at config:5 global <domain [*.]com>: m.x.com is more specific than [*.]com',
      'beats 1 at config:2 global <domain *>: m.x.com is more specific than *',
    ]);
  });

  it('takes *.x for subdomains alone, and [*.]x for x too', () => {
    expect(holding(model, 'x.com', null, 'max-smtp-out')[0]).toBe('4 at config:11 global <domain [*.]x.com>');
    expect(holding(model, 'com', null, 'max-smtp-out')[0]).toBe('2 at config:5 global <domain [*.]com>');
    expect(holding(model, 'prefixx.com', null, 'max-smtp-out')[0]).toBe(
      '3 at config:8 global <domain *.com>',
    );
    expect(holding(model, 'm.y.net', null, 'max-smtp-out')[0]).toBe(
      '6 at config:17 global <domain m.$sites>',
    );
    expect(holding(model, 'z.org', null, 'max-smtp-out')).toEqual(['1 at config:2 global <domain *>']);
  });

  it('tells names apart by neither case, final dot nor script', () => {
    const idn = modelOf(
      lines(section('domain Bücher.de', 'max-smtp-out 3'), section('domain X.com.', 'max-smtp-out 4')),
    );
    expect(holding(idn, 'xn--bcher-kva.de', null, 'max-smtp-out')[0]).toBe(
      '3 at config:2 global <domain Bücher.de>',
    );
    expect(holding(idn, 'BÜCHER.DE', null, 'max-smtp-out')[0]).toBe(
      '3 at config:2 global <domain Bücher.de>',
    );
    expect(holding(idn, 'x.COM.', null, 'max-smtp-out')[0]).toBe('4 at config:5 global <domain X.com.>');
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
    expect(holding(addresses, '[10.1.2.3]', null, 'max-smtp-out')).toEqual([
      '3 at config:8 global <domain [10.1/16]>',
      'beats 2 at config:5 global <domain [0/0]>: [10.1/16] is more specific than [0/0]',
      'beats 1 at config:2 global <domain *>: [10.1/16] is more specific than *',
    ]);
    expect(holding(addresses, '[10.2.2.3]', null, 'max-smtp-out')[0]).toBe(
      '2 at config:5 global <domain [0/0]>',
    );
    expect(holding(addresses, '[ipv6:2001:db8::1]', null, 'max-smtp-out')[0]).toMatch(/^4 at config:11 /);
    expect(holding(addresses, 'x.com', null, 'max-smtp-out')).toEqual(['1 at config:2 global <domain *>']);
  });

  it('lets no line beat itself where a macro fits twice', () => {
    const twice = modelOf(
      lines('domain-macro all gmail.com, *.com, *', section('domain $all', 'max-smtp-out 5')),
    );
    expect(holding(twice, 'gmail.com', null, 'max-smtp-out')).toEqual(['5 at config:3 global <domain $all>']);
  });
});

describe('point 3 to 8: scopes, lists and clearing', () => {
  it('takes the VMTA before its pool before the global level', () => {
    const model = modelOf(
      lines(
        section('domain gmail.com', 'max-smtp-out 1', 'max-msg-rate 1/h', 'retry-after 1m'),
        section('virtual-mta v', '<domain *>', 'max-smtp-out 3', '</domain>'),
        section(
          'virtual-mta-pool p',
          'virtual-mta v',
          '<domain *>',
          'max-smtp-out 2',
          'max-msg-rate 2/h',
          '</domain>',
        ),
      ),
    );
    expect(holding(model, 'gmail.com', 'v', 'max-smtp-out')).toEqual([
      '3 at config:8 vmta <domain *>',
      'beats 2 at config:14 pool <domain *>: the VMTA comes before the pool',
      'beats 1 at config:2 global <domain gmail.com>: the VMTA comes before the global level',
    ]);
    expect(holding(model, 'gmail.com', 'v', 'max-msg-rate')).toEqual([
      '2/h at config:15 pool <domain *>',
      'beats 1/h at config:3 global <domain gmail.com>: the pool comes before the global level',
    ]);
    expect(holding(model, 'gmail.com', 'v', 'retry-after')).toEqual([
      '1m at config:4 global <domain gmail.com>',
    ]);
  });

  it('holds together the lines of a list under the most specific pattern', () => {
    const model = modelOf(
      lines(
        section('domain gmail.com', 'source-ip-max-smtp-out 10/8 1', 'source-ip-max-smtp-out 192.0.2/24 2'),
        section('domain *', 'source-ip-max-smtp-out 0/0 3'),
      ),
    );
    expect(holding(model, 'gmail.com', null, 'source-ip-max-smtp-out')).toEqual([
      '192.0.2/24 2 at config:2+config:3 global <domain gmail.com>',
      'beats 0/0 3 at config:6 global <domain *>: gmail.com is more specific than *',
    ]);
  });

  it('lets "" clear what is inherited', () => {
    const model = modelOf(
      lines(
        section('domain *', 'queue-to other.queue', 'bcc-upon-delivery a@x.example'),
        section('domain gmail.com', 'queue-to ""', 'bcc-upon-delivery ""'),
      ),
    );
    expect(model.queueOf('gmail.com', null).queueTo).toBeNull();
    expect(model.queueOf('gmail.com', null).queue.name).toBe('gmail.com/{default}');
    expect(model.queueOf('x.com', 'v').queue.name).toBe('other.queue/v');
    expect(holding(model, 'gmail.com', null, 'bcc-upon-delivery')).toEqual([
      ' at config:7 global <domain gmail.com>',
      'beats a@x.example at config:3 global <domain *>: gmail.com is more specific than *',
    ]);
  });

  it('takes the user files before config-defaults, but a more specific pattern before both', () => {
    const model = modelOf({
      config: lines('log-file /l', section('spool /s'), section('domain *', 'max-smtp-out 5')),
      'config-defaults': lines(
        section('domain *', 'max-smtp-out 6', 'retry-after 9m'),
        section('domain gmail.com', 'max-smtp-out 7'),
      ),
    });
    expect(holding(model, 'x.com', null, 'max-smtp-out')).toEqual([
      '5 at config:5 global <domain *>',
      'beats 6 at config-defaults:2 global <domain *>: it stands before another one under the same pattern',
    ]);
    expect(holding(model, 'x.com', null, 'retry-after')).toEqual([
      '9m at config-defaults:3 global <domain *>',
    ]);
    expect(holding(model, 'gmail.com', null, 'max-smtp-out')[0]).toBe(
      '7 at config-defaults:6 global <domain gmail.com>',
    );
  });

  it('unsettled: of two equal blocks and two lines in one block the last one holds', () => {
    const model = modelOf({
      config: lines(
        section('domain gmail.com', 'max-smtp-out 1', 'max-smtp-out 2'),
        'include later.conf',
        section('domain GMAIL.com', 'max-smtp-out 4'),
      ),
      'later.conf': section('domain gmail.com', 'max-smtp-out 3'),
    });
    const reason = 'it stands before another one under the same pattern';
    expect(holding(model, 'gmail.com', null, 'max-smtp-out')).toEqual([
      '4 at config:7 global <domain GMAIL.com>',
      `beats 3 at later.conf:2 global <domain gmail.com>: ${reason}`,
      `beats 2 at config:3 global <domain gmail.com>: ${reason}`,
      `beats 1 at config:2 global <domain gmail.com>: ${reason}`,
    ]);
  });

  it('passes over lines that are broken or have no value', () => {
    const model = modelOf(
      section(
        'domain x.com',
        'smtp-hosts "[192.0.2.1]"',
        'smtp-hosts "open',
        'smtp-hosts',
        'smtp-hosts # none',
      ),
    );
    expect(holding(model, 'x.com', null, 'smtp-hosts')).toEqual([
      '[192.0.2.1] at config:2 global <domain x.com>',
    ]);
  });
});

describe('worked cases', () => {
  it('1: settings are merged from general to specific', () => {
    const model = modelOf(
      lines(
        section('domain *.port25.com', 'log-commands yes'),
        section('domain [*.]port25.com', 'bounce-after 4d'),
        section('domain discard.port25.com', 'bounce-after 1h'),
      ),
    );
    expect(holding(model, 'discard.port25.com', null, 'bounce-after')).toEqual([
      '1h at config:8 global <domain discard.port25.com>',
      'beats 4d at config:5 global <domain [*.]port25.com>: discard.port25.com is more specific than [*.]port25.com',
    ]);
    expect(holding(model, 'discard.port25.com', null, 'log-commands')[0]).toBe(
      'yes at config:2 global <domain *.port25.com>',
    );
    expect(holding(model, 'mail.port25.com', null, 'bounce-after')[0]).toMatch(/^4d at config:5 /);
    expect(holding(model, 'mail.port25.com', null, 'log-commands')[0]).toMatch(/^yes at config:2 /);
    expect(holding(model, 'port25.com', null, 'bounce-after')[0]).toMatch(/^4d at config:5 /);
    expect(holding(model, 'port25.com', null, 'log-commands')).toEqual(['false by default']);
  });

  it('2: a literal name beats a macro', () => {
    const model = modelOf(
      lines(
        section('domain aol.com', 'max-smtp-out 100'),
        'domain-macro com com, co.uk',
        section('domain aol.$com', 'max-smtp-out 50'),
      ),
    );
    expect(holding(model, 'aol.com', null, 'max-smtp-out')).toEqual([
      '100 at config:2 global <domain aol.com>',
      'beats 50 at config:6 global <domain aol.$com>: a name written out comes before a macro',
    ]);
    expect(holding(model, 'aol.co.uk', null, 'max-smtp-out')).toEqual([
      '50 at config:6 global <domain aol.$com>',
    ]);
  });

  it('3: members inherit from their pool, their own blocks come first', () => {
    const model = modelOf(
      lines(
        section('virtual-mta m1', '<domain yahoo.com>', 'max-msg-rate 5/h', '</domain>'),
        section('virtual-mta m2'),
        section(
          'virtual-mta-pool p',
          'virtual-mta m1',
          'virtual-mta M2',
          '<domain yahoo.com>',
          'max-msg-rate 10/h',
          '</domain>',
        ),
      ),
    );
    expect(holding(model, 'yahoo.com', 'm1', 'max-msg-rate')).toEqual([
      '5/h at config:3 vmta <domain yahoo.com>',
      'beats 10/h at config:12 pool <domain yahoo.com>: the VMTA comes before the pool',
    ]);
    expect(holding(model, 'yahoo.com', 'm2', 'max-msg-rate')).toEqual([
      '10/h at config:12 pool <domain yahoo.com>',
    ]);
  });

  it('4: a VMTA in two pools takes the settings of the one that holds <domain>', () => {
    const member = ['virtual-mta m1', '<domain *>', 'max-smtp-out 3', '</domain>'];
    const model = modelOf(
      lines(
        section('virtual-mta m1'),
        section('virtual-mta-pool p', 'virtual-mta m1'),
        section('virtual-mta-pool q', ...member),
      ),
    );
    expect(model.vmtas.poolsOf('m1')).toEqual(['p', 'q']);
    expect(holding(model, 'x.com', 'm1', 'max-smtp-out')).toEqual(['3 at config:9 pool <domain *>']);
    // Refused by PowerMTA where both hold <domain>: the first one is read.
    const both = modelOf(
      lines(
        section('virtual-mta-pool p', 'virtual-mta m1', '<domain y>', '</domain>'),
        section('virtual-mta-pool q', ...member),
      ),
    );
    expect(both.vmtas.scopesOf('m1').poolName).toBe('p');
    expect(holding(both, 'x.com', 'm1', 'max-smtp-out')).toEqual(['20 by default']);
  });

  it('5, unsettled: <domain *> in a VMTA hides a global block of one provider', () => {
    const model = modelOf(
      lines(
        section('domain gmail.com', 'max-smtp-out 5'),
        section('virtual-mta v', '<domain *>', 'max-smtp-out 50', '</domain>'),
      ),
    );
    expect(holding(model, 'gmail.com', 'v', 'max-smtp-out')).toEqual([
      '50 at config:6 vmta <domain *>',
      'beats 5 at config:2 global <domain gmail.com>: the VMTA comes before the global level',
    ]);
    expect(holding(model, 'gmail.com', null, 'max-smtp-out')).toEqual([
      '5 at config:2 global <domain gmail.com>',
    ]);
  });

  it('6: a VMTA changes only what it sets', () => {
    const model = modelOf(
      lines(
        section('virtual-mta v', '<domain gmail.com>', 'max-smtp-out 2', '</domain>'),
        section('domain gmail.com', 'max-smtp-out 5', 'use-starttls yes'),
      ),
    );
    expect(holding(model, 'gmail.com', 'v', 'max-smtp-out')[0]).toBe('2 at config:3 vmta <domain gmail.com>');
    expect(holding(model, 'gmail.com', 'v', 'use-starttls')).toEqual([
      'yes at config:8 global <domain gmail.com>',
    ]);
    expect(holding(model, 'gmail.com', 'other', 'max-smtp-out')).toEqual([
      '5 at config:7 global <domain gmail.com>',
    ]);
  });

  it('7: limits belong to the queue that queue-to names, which inherits nothing', () => {
    const model = modelOf(
      lines(
        section('domain hotmail.com', 'queue-to Hotmail.queue', 'max-smtp-out 3', 'bounce-after 1h'),
        section(
          'domain hotmail.queue',
          'max-smtp-out 20',
          'smtp-hosts lookup-mx:hotmail.com',
          'queue-to third.queue',
        ),
      ),
    );
    const { queue, queueTo } = model.queueOf('hotmail.com', 'v');
    expect(queue.name).toBe('hotmail.queue/v');
    expect(queueTo?.value).toBe('Hotmail.queue');
    expect(holding(model, 'hotmail.com', 'v', 'max-smtp-out')).toEqual([
      '20 at config:7 global <domain hotmail.queue>',
    ]);
    expect(holding(model, 'hotmail.com', 'v', 'bounce-after')).toEqual(['4d12h by default']);
  });

  it('8: max-smtp-out of a VMTA is no setting of its queues', () => {
    const model = modelOf(
      section('virtual-mta v', 'max-smtp-out 2', '<domain x.com>', 'max-smtp-out 30', '</domain>'),
    );
    expect(holding(model, 'x.com', 'v', 'max-smtp-out')).toEqual(['30 at config:4 vmta <domain x.com>']);
    expect(holding(model, 'y.com', 'v', 'max-smtp-out')).toEqual(['20 by default']);
  });

  it('9: rates in backoff default to the normal ones, connections do not', () => {
    const model = modelOf(section('domain x.com', 'max-smtp-out 5', 'max-msg-rate 100/h'));
    expect(holding(model, 'x.com', null, 'backoff-max-msg-rate')).toEqual(['100/h by default']);
    expect(holding(model, 'x.com', null, 'backoff-max-smtp-out')).toEqual(['20 by default']);
    expect(holding(model, 'y.com', null, 'backoff-max-msg-rate')).toEqual(['unlimited by default']);
    expect(holding(model, 'x.com', null, 'backoff-to-normal-after')).toEqual(['never by default']);
  });

  it('16: a rollup queue has settings of its own', () => {
    const model = modelOf(
      lines(
        section('mx-rollup-list', 'mx *.google.com gmail.rollup', 'mx *.googlemail.com gmail.rollup'),
        section('domain gmail.rollup', 'max-cold-virtual-mta-msg 5/d'),
        section('domain gmail.com', 'max-cold-virtual-mta-msg 9/d'),
        section('domain googlemail.com', 'disable-mx-rollup yes', 'max-cold-virtual-mta-msg 8/d'),
      ),
    );
    expect(model.queueOf('gmail.com', null)).toMatchObject({ rollup: 'gmail.rollup', queueTo: null });
    expect(holding(model, 'gmail.com', 'v', 'max-cold-virtual-mta-msg')).toEqual([
      '5/d at config:6 global <domain gmail.rollup>',
    ]);
    expect(holding(model, 'googlemail.com', null, 'max-cold-virtual-mta-msg')[0]).toMatch(
      /^8\/d at config:13 /,
    );
    expect(model.queueOf('example.org', null).rollup).toBeNull();
  });

  it('16: a rollup is not assumed where a mail exchanger of the provider stays out, and loses to queue-to', () => {
    const partly = modelOf(section('mx-rollup-list', 'mx gmail-smtp-in.l.google.com gmail.rollup'));
    expect(partly.queueOf('gmail.com', null).rollup).toBeNull();
    const both = modelOf(
      lines(
        section('mx-rollup-list', 'mx *.google.com gmail.rollup', 'mx *.googlemail.com gmail.rollup'),
        section('domain gmail.com', 'queue-to own.queue'),
      ),
    );
    expect(both.queueOf('gmail.com', null)).toMatchObject({ rollup: null });
    expect(both.queueOf('gmail.com', null).queue.domain).toBe('own.queue');
  });
});

describe('VMTAs', () => {
  it('are read as one where sections share a name', () => {
    const model = modelOf(
      lines(
        section('virtual-mta v', '<domain *>', 'max-smtp-out 1', 'retry-after 1m', '</domain>'),
        section('virtual-mta V', '<domain *>', 'max-smtp-out 2', '</domain>'),
      ),
    );
    expect(model.vmtas.vmta('v')).toHaveLength(2);
    expect(holding(model, 'x.com', 'v', 'max-smtp-out')).toEqual([
      '2 at config:9 vmta <domain *>',
      'beats 1 at config:3 vmta <domain *>: it stands before another one under the same pattern',
    ]);
    expect(holding(model, 'x.com', 'V', 'retry-after')).toEqual(['1m at config:4 vmta <domain *>']);
  });

  it('may be {default}, with a section and a pool of its own', () => {
    const model = modelOf(
      lines(
        section('virtual-mta {default}', '<domain *>', 'max-smtp-out 1', '</domain>'),
        section('virtual-mta-pool p', 'virtual-mta {Default}', '<domain *>', 'retry-after 2m', '</domain>'),
      ),
    );
    for (const name of [null, '{default}', '{DEFAULT}']) {
      expect(holding(model, 'x.com', name, 'max-smtp-out')).toEqual(['1 at config:3 vmta <domain *>']);
      expect(holding(model, 'x.com', name, 'retry-after')).toEqual(['2m at config:9 pool <domain *>']);
    }
    expect(holding(model, 'x.com', 'other', 'max-smtp-out')).toEqual(['20 by default']);
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
    expect(holding(model, 'x.com', 'gone', 'max-smtp-out')).toEqual(['3 at config:5 pool <domain *>']);
    expect(holding(model, 'x.com', 'quoted', 'max-smtp-out')).toEqual(['3 at config:5 pool <domain *>']);
  });

  it('take in what a file included in them says', () => {
    const model = modelOf({
      config: lines(
        section('virtual-mta v', 'include part.conf'),
        section('domain x.com', 'include limits.conf'),
      ),
      'part.conf': section('domain *', 'include limits.conf'),
      'limits.conf': 'max-smtp-out 7',
    });
    expect(holding(model, 'x.com', 'v', 'max-smtp-out')).toEqual([
      '7 at limits.conf:1 vmta <domain *>',
      'beats 7 at limits.conf:1 global <domain x.com>: the VMTA comes before the global level',
    ]);
  });

  it('are named in a queue as they are defined, whoever asks first', () => {
    const model = modelOf(section('virtual-mta Vmta-1'));
    expect(model.queue('X.com.', 'VMTA-1').name).toBe('x.com/Vmta-1');
    expect(model.queue('x.com', 'vmta-1')).toBe(model.queue('X.com.', 'VMTA-1'));
    expect(model.queue('x.com', 'Unknown').name).toBe('x.com/Unknown');
    expect(model.queue('x.com', '{Default}').name).toBe('x.com/{default}');
  });
});
