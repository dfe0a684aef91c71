import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/lint-texts.ts';
import { effectiveLines, lines, section } from './effective-lines.ts';

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
    expect(effectiveLines(model, 'gmail.com', 'v', 'max-smtp-out')).toEqual([
      '3 at config:8 vmta <domain *>',
      'overrides 2 at config:14 pool <domain *>: the VMTA comes before the pool',
      'overrides 1 at config:2 global <domain gmail.com>: the VMTA comes before the global level',
    ]);
    expect(effectiveLines(model, 'gmail.com', 'v', 'max-msg-rate')).toEqual([
      '2/h at config:15 pool <domain *>',
      'overrides 1/h at config:3 global <domain gmail.com>: the pool comes before the global level',
    ]);
    expect(effectiveLines(model, 'gmail.com', 'v', 'retry-after')).toEqual([
      '1m at config:4 global <domain gmail.com>',
    ]);
  });

  it('combines the lines of a list under the most specific pattern', () => {
    const model = modelOf(
      lines(
        section('domain gmail.com', 'source-ip-max-smtp-out 10/8 1', 'source-ip-max-smtp-out 192.0.2/24 2'),
        section('domain *', 'source-ip-max-smtp-out 0/0 3'),
      ),
    );
    expect(effectiveLines(model, 'gmail.com', null, 'source-ip-max-smtp-out')).toEqual([
      '192.0.2/24 2 at config:2+config:3 global <domain gmail.com>',
      'overrides 0/0 3 at config:6 global <domain *>: gmail.com is more specific than *',
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
    expect(effectiveLines(model, 'gmail.com', null, 'bcc-upon-delivery')).toEqual([
      ' at config:7 global <domain gmail.com>',
      'overrides a@x.example at config:3 global <domain *>: gmail.com is more specific than *',
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
    expect(effectiveLines(model, 'x.com', null, 'max-smtp-out')).toEqual([
      '5 at config:5 global <domain *>',
      'overrides 6 at config-defaults:2 global <domain *>: it stands before another one under the same pattern',
    ]);
    expect(effectiveLines(model, 'x.com', null, 'retry-after')).toEqual([
      '9m at config-defaults:3 global <domain *>',
    ]);
    expect(effectiveLines(model, 'gmail.com', null, 'max-smtp-out')[0]).toBe(
      '7 at config-defaults:6 global <domain gmail.com>',
    );
  });

  it('assumed: of two equal blocks and two lines in one block the last one applies', () => {
    const model = modelOf({
      config: lines(
        section('domain gmail.com', 'max-smtp-out 1', 'max-smtp-out 2'),
        'include later.conf',
        section('domain GMAIL.com', 'max-smtp-out 4'),
      ),
      'later.conf': section('domain gmail.com', 'max-smtp-out 3'),
    });
    const reason = 'it stands before another one under the same pattern';
    expect(effectiveLines(model, 'gmail.com', null, 'max-smtp-out')).toEqual([
      '4 at config:7 global <domain GMAIL.com>',
      `overrides 3 at later.conf:2 global <domain gmail.com>: ${reason}`,
      `overrides 2 at config:3 global <domain gmail.com>: ${reason}`,
      `overrides 1 at config:2 global <domain gmail.com>: ${reason}`,
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
    expect(effectiveLines(model, 'x.com', null, 'smtp-hosts')).toEqual([
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
    expect(effectiveLines(model, 'discard.port25.com', null, 'bounce-after')).toEqual([
      '1h at config:8 global <domain discard.port25.com>',
      'overrides 4d at config:5 global <domain [*.]port25.com>: discard.port25.com is more specific than [*.]port25.com',
    ]);
    expect(effectiveLines(model, 'discard.port25.com', null, 'log-commands')[0]).toBe(
      'yes at config:2 global <domain *.port25.com>',
    );
    expect(effectiveLines(model, 'mail.port25.com', null, 'bounce-after')[0]).toMatch(/^4d at config:5 /);
    expect(effectiveLines(model, 'mail.port25.com', null, 'log-commands')[0]).toMatch(/^yes at config:2 /);
    expect(effectiveLines(model, 'port25.com', null, 'bounce-after')[0]).toMatch(/^4d at config:5 /);
    expect(effectiveLines(model, 'port25.com', null, 'log-commands')).toEqual(['false by default']);
  });

  it('2: a literal name overrides a macro', () => {
    const model = modelOf(
      lines(
        section('domain aol.com', 'max-smtp-out 100'),
        'domain-macro com com, co.uk',
        section('domain aol.$com', 'max-smtp-out 50'),
      ),
    );
    expect(effectiveLines(model, 'aol.com', null, 'max-smtp-out')).toEqual([
      '100 at config:2 global <domain aol.com>',
      'overrides 50 at config:6 global <domain aol.$com>: a name written out comes before a macro',
    ]);
    expect(effectiveLines(model, 'aol.co.uk', null, 'max-smtp-out')).toEqual([
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
    expect(effectiveLines(model, 'yahoo.com', 'm1', 'max-msg-rate')).toEqual([
      '5/h at config:3 vmta <domain yahoo.com>',
      'overrides 10/h at config:12 pool <domain yahoo.com>: the VMTA comes before the pool',
    ]);
    expect(effectiveLines(model, 'yahoo.com', 'm2', 'max-msg-rate')).toEqual([
      '10/h at config:12 pool <domain yahoo.com>',
    ]);
  });

  it('4: a VMTA in two pools takes the settings of the one that contains <domain>', () => {
    const member = ['virtual-mta m1', '<domain *>', 'max-smtp-out 3', '</domain>'];
    const model = modelOf(
      lines(
        section('virtual-mta m1'),
        section('virtual-mta-pool p', 'virtual-mta m1'),
        section('virtual-mta-pool q', ...member),
      ),
    );
    expect(model.vmtas.poolsOf('m1')).toEqual(['p', 'q']);
    expect(effectiveLines(model, 'x.com', 'm1', 'max-smtp-out')).toEqual(['3 at config:9 pool <domain *>']);
    // Refused by PowerMTA where both hold <domain>: the first one is read.
    const both = modelOf(
      lines(
        section('virtual-mta-pool p', 'virtual-mta m1', '<domain y>', '</domain>'),
        section('virtual-mta-pool q', ...member),
      ),
    );
    expect(both.vmtas.scopesOf('m1').poolName).toBe('p');
    expect(effectiveLines(both, 'x.com', 'm1', 'max-smtp-out')).toEqual(['20 by default']);
  });

  it('5, unsettled: <domain *> in a VMTA hides a global block of one provider', () => {
    const model = modelOf(
      lines(
        section('domain gmail.com', 'max-smtp-out 5'),
        section('virtual-mta v', '<domain *>', 'max-smtp-out 50', '</domain>'),
      ),
    );
    expect(effectiveLines(model, 'gmail.com', 'v', 'max-smtp-out')).toEqual([
      '50 at config:6 vmta <domain *>',
      'overrides 5 at config:2 global <domain gmail.com>: the VMTA comes before the global level',
    ]);
    expect(effectiveLines(model, 'gmail.com', null, 'max-smtp-out')).toEqual([
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
    expect(effectiveLines(model, 'gmail.com', 'v', 'max-smtp-out')[0]).toBe(
      '2 at config:3 vmta <domain gmail.com>',
    );
    expect(effectiveLines(model, 'gmail.com', 'v', 'use-starttls')).toEqual([
      'yes at config:8 global <domain gmail.com>',
    ]);
    expect(effectiveLines(model, 'gmail.com', 'other', 'max-smtp-out')).toEqual([
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
    expect(effectiveLines(model, 'hotmail.com', 'v', 'max-smtp-out')).toEqual([
      '20 at config:7 global <domain hotmail.queue>',
    ]);
    expect(effectiveLines(model, 'hotmail.com', 'v', 'bounce-after')).toEqual(['4d12h by default']);
  });

  it('8: max-smtp-out of a VMTA is not a setting of its queues', () => {
    const model = modelOf(
      section('virtual-mta v', 'max-smtp-out 2', '<domain x.com>', 'max-smtp-out 30', '</domain>'),
    );
    expect(effectiveLines(model, 'x.com', 'v', 'max-smtp-out')).toEqual([
      '30 at config:4 vmta <domain x.com>',
    ]);
    expect(effectiveLines(model, 'y.com', 'v', 'max-smtp-out')).toEqual(['20 by default']);
  });

  it('9: rates in backoff default to the normal ones, connections do not', () => {
    const model = modelOf(section('domain x.com', 'max-smtp-out 5', 'max-msg-rate 100/h'));
    expect(effectiveLines(model, 'x.com', null, 'backoff-max-msg-rate')).toEqual(['100/h by default']);
    expect(effectiveLines(model, 'x.com', null, 'backoff-max-smtp-out')).toEqual(['20 by default']);
    expect(effectiveLines(model, 'y.com', null, 'backoff-max-msg-rate')).toEqual(['unlimited by default']);
    expect(effectiveLines(model, 'x.com', null, 'backoff-to-normal-after')).toEqual(['never by default']);
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
    expect(effectiveLines(model, 'gmail.com', 'v', 'max-cold-virtual-mta-msg')).toEqual([
      '5/d at config:6 global <domain gmail.rollup>',
    ]);
    expect(effectiveLines(model, 'googlemail.com', null, 'max-cold-virtual-mta-msg')[0]).toMatch(
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

  it.each([
    ['smtp-hosts [192.0.2.9]:25', null],
    ['smtp-hosts relay.example.net', null],
    ['type discard', null],
    ['smtp-hosts lookup-mx:gmail.com', 'gmail.rollup'],
    ['smtp-hosts ""', 'gmail.rollup'],
  ])('16: with %s a rollup takes the mail of a domain only where its MX hosts are asked', (line, rollup) => {
    const model = modelOf(
      lines(
        section('mx-rollup-list', 'mx *.google.com gmail.rollup', 'mx *.googlemail.com gmail.rollup'),
        section('domain gmail.com', line),
      ),
    );
    expect(model.queueOf('gmail.com', null).rollup).toBe(rollup);
  });
});

describe('a VMTA without a name', () => {
  const text = '<virtual-mta>\n<domain example.org>\nmax-smtp-out 2\n</domain>\n</virtual-mta>\n';

  it('differs from no VMTA, in any order of queries', () => {
    const [one, other] = [modelOf(text), modelOf(text)];
    const inOrder = [
      one.queue('example.org', null).value('max-smtp-out'),
      one.queue('example.org', '').value('max-smtp-out'),
    ];
    const reversed = [
      other.queue('example.org', '').value('max-smtp-out'),
      other.queue('example.org', null).value('max-smtp-out'),
    ];
    expect(inOrder).toEqual(['20', '2']);
    expect(reversed).toEqual(['2', '20']);
  });
});
