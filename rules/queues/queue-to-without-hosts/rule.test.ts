import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function section(kind: string, name: string, ...lines: string[]): string {
  return [`<${kind} ${name}>`, ...lines, `</${kind}>`, ''].join('\n');
}

const vmta = (name: string, ...lines: string[]): string => section('virtual-mta', name, ...lines);
const domain = (name: string, ...lines: string[]): string => section('domain', name, ...lines);

/** `severity line` of each finding, with what the message ends in. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, severity, message }) => {
    const use = model.directives.find((other) => other.file.path === path && other.nameRange.start === start);
    return `${severity} ${use?.name ?? ''} ${use?.value ?? ''}${/; it holds for .*/.exec(message)?.[0] ?? ''}`;
  });
}

const MOVED = domain('a.example', 'queue-to a.queue');

describe('queue-to-without-hosts: a queue without a destination', () => {
  it.each(['a.queue', 'a.rollup', 'a.local', 'aqueue', '"a.queue"', 'A.Queue'])('finds %s', (target) => {
    expect(found(mainWith(domain('a.example', `queue-to ${target}`)))).toEqual([`error queue-to ${target}`]);
  });

  it.each(['b.example', 'gmail.com', '{sparkpost}', '""', '$target', '{{ target }}', 'SOME_QUEUE'])(
    'says nothing of %s',
    (target) => {
      expect(found(mainWith(domain('a.example', `queue-to ${target}`)))).toEqual([]);
    },
  );

  it.each([
    ['hosts of its own', domain('a.queue', 'smtp-hosts mx.example.com')],
    ['hosts under the old name', domain('a.queue', 'route lookup-mx:a.example')],
    ['hosts through a wildcard', domain('*.queue', 'smtp-hosts mx.example.com')],
    ['hosts through a macro', `domain-macro q a,b\n${domain('$q.queue', 'smtp-hosts mx.example.com')}`],
    ['hosts of all domains', domain('*', 'smtp-hosts mx.example.com')],
    ['hosts in another case', domain('A.QUEUE', 'SMTP-HOSTS mx.example.com')],
    ['hosts to be filled in', domain('a.queue', 'smtp-hosts {{ hosts }}')],
    ['another type', domain('a.queue', 'type discard')],
    ['a queue-to of its own', domain('a.queue', 'queue-to b.example')],
    ['an include with hosts', 'include hosts\n'],
    ['hosts in config-defaults', ''],
  ])('says nothing where the queue has %s', (what, text) => {
    const hosts = domain('a.queue', 'smtp-hosts mx.example.com');
    const config = mainWith(MOVED + text);
    const texts: Texts = what.endsWith('config-defaults')
      ? { config, 'config-defaults': hosts }
      : { config, hosts };
    expect(found(texts)).toEqual([]);
  });

  it('says nothing of a rollup, which has its mail exchangers', () => {
    const list = section('mx-rollup-list', '', 'mx mx1.a.example a.rollup').replace(' >', '>');
    expect(found(mainWith(domain('a.example', 'queue-to a.rollup') + list))).toEqual([]);
  });

  it('finds it where the hosts are taken away again', () => {
    const text = MOVED + domain('*', 'smtp-hosts mx.example.com') + domain('a.queue', 'smtp-hosts ""');
    expect(found(mainWith(text))).toEqual(['error queue-to a.queue']);
  });

  it('looks at the line that holds', () => {
    expect(found(mainWith(domain('a.example', 'queue-to a.queue', 'queue-to ""')))).toEqual([]);
    expect(found(mainWith(domain('a.example', 'queue-to b.example', 'queue-to a.queue')))).toEqual([
      'error queue-to a.queue',
    ]);
  });

  it('looks into the VMTAs and pools for hosts', () => {
    const hosts = domain('a.queue', 'smtp-hosts mx.example.com');
    // Mail without a VMTA has no hosts.
    expect(found(mainWith(MOVED + vmta('v', hosts)))).toEqual(['error queue-to a.queue']);
    expect(found(mainWith(vmta('v', MOVED, hosts)))).toEqual([]);
    expect(found(mainWith(vmta('v', MOVED) + hosts))).toEqual([]);
    expect(found(mainWith(vmta('v', MOVED) + vmta('w', hosts)))).toEqual(['error queue-to a.queue']);
    const pool = section('virtual-mta-pool', 'p', 'virtual-mta v', MOVED);
    expect(found(mainWith(pool + vmta('v', hosts)))).toEqual([]);
    expect(found(mainWith(pool + vmta('v')))).toEqual(['error queue-to a.queue']);
  });

  it('finds a queue without hosts in one VMTA only where mail goes there', () => {
    const source = section('source', '10.0.0.1', 'always-allow-relaying yes', 'default-virtual-mta v');
    const text = `log-file l\n<spool s>\n</spool>\n${source}${MOVED}`;
    const hosts = domain('a.queue', 'smtp-hosts mx.example.com');
    expect(found(text + vmta('v', hosts) + vmta('w'))).toEqual([]);
    expect(found(text + vmta('v', domain('a.example', 'queue-to ""')) + vmta('w'))).toEqual([]);
    expect(found(text + vmta('v', domain('a.queue', 'max-smtp-out 5')))).toEqual(['error queue-to a.queue']);
  });

  it('reports a line once, with the domains that it is for', () => {
    const text = `domain-macro a a.example, b.example\n${domain('$a', 'queue-to a.queue')}`;
    expect(found(mainWith(text))).toEqual(['error queue-to a.queue; it holds for 2 domains']);
  });

  it.each([
    ['a fragment', MOVED],
    ['an unread include', mainWith(`${MOVED}include missing\n`)],
    ['a template', mainWith(`${MOVED}{% include "domains" %}\n`)],
    ['a template in a block', mainWith(MOVED + domain('a.queue', '<%= hosts %>'))],
  ])('says nothing with %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('queue-to-without-hosts: bare domains', () => {
  it.each([
    'gmail.com',
    'HOTMAIL.com',
    '"yahoo.com"',
    'mx.example.com,gmail.com',
    'mx.example.com;aol.com:25',
    'a.queue',
  ])('finds %s', (hosts) => {
    const text = domain('a.queue', `smtp-hosts ${hosts}`);
    const expected = [`warning smtp-hosts ${hosts}`];
    expect(found(text)).toEqual(expected);
    expect(found(mainWith(`${text}include missing\n`))).toEqual(expected);
    expect(found(mainWith(vmta('v', text)))).toEqual(expected);
  });

  it.each([
    'lookup-mx:gmail.com',
    'gmail-smtp-in.l.google.com',
    '[203.0.113.1]',
    'mail.a.queue',
    'a.queue:2525',
    '""',
    'gmail.com aol.com',
    '{{ hosts }}',
  ])('says nothing of %s', (hosts) => {
    expect(found(domain('a.queue', `smtp-hosts ${hosts}`))).toEqual([]);
  });

  it.each([
    ['a.example', ['warning route a.example']],
    ['[*.]a.example', ['warning route a.example']],
    ['*.a.example', []],
    ['*', []],
    ['$a', ['warning route a.example; it holds for 2 domains']],
  ])('knows the own domain of <domain %s>', (pattern, expected) => {
    expect(found(`domain-macro a b.example, a.example\n${domain(pattern, 'route a.example')}`)).toEqual(
      expected,
    );
  });

  it('says nothing of a name that stands for another one', () => {
    expect(found(domain('SOME_DOMAIN', 'route SOME_DOMAIN'))).toEqual([]);
  });

  it.each(['type pipe', 'queue-to b.example'])('says nothing beside %s', (line) => {
    expect(found(domain('a.queue', 'smtp-hosts gmail.com', line))).toEqual([]);
  });

  it('looks at the line that holds, whatever its name', () => {
    expect(found(domain('a.queue', 'route gmail.com', 'smtp-hosts lookup-mx:gmail.com'))).toEqual([]);
    expect(found(domain('a.queue', 'smtp-hosts lookup-mx:gmail.com', 'route gmail.com'))).toEqual([
      'warning route gmail.com',
    ]);
  });

  it('keeps to its words with CRLF', () => {
    expect(found(domain('a.queue', 'smtp-hosts gmail.com').replaceAll('\n', '\r\n'))).toEqual([
      'warning smtp-hosts gmail.com',
    ]);
  });
});
