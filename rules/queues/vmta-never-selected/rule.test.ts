import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

const HEAD = 'log-file /l\n<spool /s>\n</spool>\n';

function section(tag: string, ...lines: string[]): string {
  return [`<${tag}>`, ...lines, `</${tag.split(' ')[0] ?? ''}>`, ''].join('\n');
}

const source = (...lines: string[]): string => section('source 10/8', 'always-allow-relaying yes', ...lines);

/** Two VMTAs, of which a source selects the first. */
const TWO = `${HEAD}${source('default-virtual-mta a')}${section('virtual-mta a')}${section('virtual-mta b')}`;

/** The tags that findings stand at. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, end }) =>
    (model.files.find((file) => file.path === path)?.text ?? '').slice(start, end),
  );
}

describe('vmta-never-selected', () => {
  it('finds a VMTA that nothing names', () => {
    expect(found(TWO)).toEqual(['<virtual-mta b>']);
    expect(found(TWO.replaceAll('\n', '\r\n'))).toEqual(['<virtual-mta b>']);
  });

  it('finds one VMTA of two sections once', () => {
    expect(found(TWO + section('virtual-mta B', 'max-smtp-out 5'))).toEqual(['<virtual-mta b>']);
  });

  it.each([
    ['a pattern-list', section('pattern-list p', 'mail-from /x/ virtual-mta=B')],
    [
      'a nested pattern-list',
      section('pattern-list p', 'mail-from /x/ <pattern-list>', '* virtual-mta=b', '</pattern-list>'),
    ],
    [
      'a pool that a source selects',
      section('source 11/8', 'always-allow-relaying yes', 'default-virtual-mta p') +
        section('virtual-mta-pool p', 'virtual-mta b'),
    ],
    [
      'the source of a listener',
      `smtp-listener 10.0.0.1:25 source=l\n${section('source l', 'default-virtual-mta b')}`,
    ],
    [
      'the source of a user',
      section('smtp-user u', 'password x', 'source s') + section('source s', 'default-virtual-mta b'),
    ],
    ['a VMTA as cold one', section('virtual-mta a', 'cold-virtual-mta b')],
    [
      'a pool as cold one',
      section('virtual-mta-pool p', 'virtual-mta a', 'cold-virtual-mta b', '<domain *>', '</domain>'),
    ],
    ['a reroute', section('domain *', 'backoff-reroute-to-virtual-mta b')],
    ['the fallback', 'invalid-virtual-mta-fallback b\n'],
    ['a connection to its address', section('source 11/8', 'default-virtual-mta by-smtp-source-ip')],
    ['clients', section('source 11/8', 'always-allow-relaying yes', 'process-x-virtual-mta yes')],
    [
      'clients with a login',
      section('source {auth}', 'process-x-virtual-mta yes') + section('smtp-user u', 'password x'),
    ],
    ['mail merge', section('source 11/8', 'always-allow-relaying yes', 'allow-mailmerge yes')],
    ['files in the pickup folder', section('source {pickup}', 'process-x-virtual-mta yes')],
    ['programs', section('source 11/8', 'always-allow-api-submission yes')],
    ['programs that send JSON', section('transmissions-api', 'api-key ' + 'a1B2'.repeat(8))],
    ['a name that is filled in', section('source 11/8', 'default-virtual-mta {{ vmta }}')],
  ])('says nothing where it is selected by %s', (_, text) => {
    expect(found(TWO + text)).toEqual([]);
  });

  it('says nothing where only a source that may not relay lets clients choose', () => {
    expect(found(TWO + section('source 11/8', 'process-x-virtual-mta yes'))).toEqual(['<virtual-mta b>']);
    // What a wider source sets holds for the narrower one, which may relay.
    expect(found(TWO + section('source 0/0', 'process-x-virtual-mta yes'))).toEqual([]);
  });

  it('finds a pool, and not its members too', () => {
    const text = TWO + section('virtual-mta-pool p', 'virtual-mta b');
    expect(found(text)).toEqual(['<virtual-mta-pool p>']);
    expect(found(text + section('virtual-mta c'))).toEqual(
      ['<virtual-mta c>', '<virtual-mta-pool p>'].toSorted((a, b) => text.indexOf(b) - text.indexOf(a)),
    );
  });

  it('lets a pool be that gives settings to a VMTA in use', () => {
    const block = section('domain *', 'max-smtp-out 5');
    expect(
      found(
        TWO +
          section('virtual-mta-pool p', 'virtual-mta a', block) +
          section('domain *', 'reroute-to-virtual-mta b'),
      ),
    ).toEqual([]);
    expect(found(TWO + section('virtual-mta-pool p', 'virtual-mta b', block))).toEqual([
      '<virtual-mta-pool p>',
    ]);
  });

  it.each([
    ['a fragment', section('virtual-mta b')],
    ['an unread include', `${TWO}include missing\n`],
    ['a template', `${TWO}{% for vmta in vmtas %}\n`],
    ['a configuration in which nobody may send', `${HEAD}${section('virtual-mta a')}`],
    [
      'names of PowerMTA itself',
      `${HEAD}${source('default-virtual-mta a')}${section('virtual-mta a')}${section('virtual-mta {default}')}`,
    ],
    ['config-defaults', { config: `${HEAD}${source()}`, 'config-defaults': section('virtual-mta b') }],
  ])('says nothing of %s', (_, texts) => {
    expect(found(texts)).toEqual([]);
  });
});
