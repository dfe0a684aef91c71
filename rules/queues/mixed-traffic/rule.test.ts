import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

const HEAD = 'log-file /l\n<spool /s>\n</spool>\n';

function section(tag: string, ...lines: string[]): string {
  return [`<${tag}>`, ...lines, `</${tag.split(' ')[0] ?? ''}>`, ''].join('\n');
}

const source = (...lines: string[]): string => section('source 10/8', 'always-allow-relaying yes', ...lines);
const other = (...lines: string[]): string => section('source 11/8', 'always-allow-relaying yes', ...lines);

/** All mail through one VMTA. */
const ONE = `${HEAD}${source('default-virtual-mta a')}${section('virtual-mta A')}`;

describe('mixed-traffic', () => {
  it('finds one VMTA for everything, at its tag', () => {
    expect(places(ONE, rule)).toEqual(['8 <virtual-mta A>']);
    expect(places(ONE.replaceAll('\n', '\r\n'), rule)).toEqual(['8 <virtual-mta A>']);
    expect(places(ONE + other('default-virtual-mta A'), rule)).toEqual(['8 <virtual-mta A>']);
    expect(lintTexts(ONE, [rule]).findings[0]?.severity).toBe('info');
  });

  it('finds the addresses of the host for everything, at the first line', () => {
    expect(places(HEAD + source(), rule)).toEqual(['1 log-file /l']);
    expect(places(HEAD + source('process-x-virtual-mta yes'), rule)).toEqual(['1 log-file /l']);
  });

  it('does not count a VMTA that nothing selects, nor a pool of one', () => {
    expect(places(ONE + section('virtual-mta b'), rule)).toEqual(['8 <virtual-mta A>']);
    expect(
      places(
        HEAD +
          source('default-virtual-mta p') +
          section('virtual-mta a') +
          section('virtual-mta-pool p', 'virtual-mta a'),
        rule,
      ),
    ).toEqual(['8 <virtual-mta a>']);
  });

  it('finds it where clients may choose, and there is nothing to choose from', () => {
    expect(places(ONE.replace('default-', 'process-x-virtual-mta yes\ndefault-'), rule)).toEqual([
      '9 <virtual-mta A>',
    ]);
  });

  it.each([
    ['another source', section('virtual-mta b') + other('default-virtual-mta b')],
    ['a source that takes the default', other()],
    ['a pattern-list', section('virtual-mta b') + section('pattern-list p', 'mail-from /x/ virtual-mta=b')],
    [
      'a pool',
      section('virtual-mta b') +
        section('virtual-mta-pool p', 'virtual-mta a', 'virtual-mta b') +
        other('default-virtual-mta p'),
    ],
    ['clients', section('virtual-mta b') + other('process-x-virtual-mta yes')],
    ['a connection', section('virtual-mta b') + other('default-virtual-mta by-smtp-source-ip')],
    ['programs', section('transmissions-api', `api-key ${'a1B2'.repeat(8)}`)],
    ['a name that is filled in', other('default-virtual-mta {{ vmta }}')],
  ])('is silent where %s may select another', (_, text) => {
    expect(places(ONE + text, rule)).toEqual([]);
  });

  it.each([
    ['a part of a configuration', section('virtual-mta a')],
    ['an unread include', `${ONE}include missing\n`],
    ['a template', `${ONE}{% for vmta in vmtas %}\n`],
    ['a configuration in which nobody may send', HEAD + section('virtual-mta a')],
    ['mail that goes through a relay', ONE + section('domain *', 'smtp-hosts relay.example.com')],
    ['mail that goes through a relay, the old way', ONE + section('domain *', 'route relay.example.com')],
    ['mail that waits in one queue', ONE + section('domain *', 'queue-to relay.queue')],
    ['mail that is thrown away', ONE + section('domain *', 'type discard')],
  ])('is silent about %s', (_, text) => {
    expect(places(text, rule)).toEqual([]);
  });

  it('reads what is included', () => {
    const parts = { config: `${ONE}include more\n`, more: section('virtual-mta b') };
    expect(places(parts, rule)).toEqual(['8 <virtual-mta A>']);
    expect(places({ ...parts, more: parts.more + other('default-virtual-mta b') }, rule)).toEqual([]);
  });
});
