import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';

function source(name: string, ...lines: string[]): string {
  return [`<source ${name}>`, ...lines.map((line) => `  ${line}`), '</source>', ''].join('\n');
}

const RELAYS = 'always-allow-relaying yes';

describe('local-dsn-to-senders', () => {
  it('stands at the tag of a source that mail is handed in through', () => {
    expect(places(MAIN + source('10/8', RELAYS), rule)).toEqual(['4 <source 10/8>']);
    expect(places(MAIN + source('10/8', RELAYS, 'suppress-local-dsn no'), rule)).toHaveLength(1);
    expect(lintTexts(MAIN + source('10/8', RELAYS), [rule]).findings[0]?.severity).toBe('info');
  });

  it('stands at the first section of a source', () => {
    expect(places(MAIN + source('0/0') + source('0.0.0.0/0', RELAYS), rule)).toEqual(['4 <source 0/0>']);
  });

  it('takes over what a wider source says', () => {
    const narrow = source('10.1.0.0/16', RELAYS);
    expect(places(MAIN + narrow + source('0/0', 'suppress-local-dsn yes'), rule)).toEqual([]);
    expect(places(MAIN + narrow + source('0/0', 'suppress-local-dsn no'), rule)).toEqual([
      '4 <source 10.1.0.0/16>',
    ]);
  });

  it('knows sources of users', () => {
    const user = '<smtp-user u>\n  source Campaigns\n</smtp-user>\n';
    expect(places(MAIN + source('{auth}') + source('campaigns'), rule)).toEqual([]);
    expect(places(MAIN + user + source('{auth}') + source('campaigns'), rule)).toEqual([
      '7 <source {auth}>',
      '9 <source campaigns>',
    ]);
  });

  it.each([
    ['suppressed messages', source('10/8', RELAYS, 'Suppress-Local-DSN true')],
    ['a value that is filled in', source('10/8', RELAYS, 'suppress-local-dsn {{ dsn }}')],
    ['a line that is filled in', source('10/8', RELAYS, '{{ more }}')],
    ['a source that may not relay', source('10/8', 'log-connections yes')],
    ['a source without SMTP', source('10/8', RELAYS, 'smtp-service no')],
    ['the old way', `${source('10/8', RELAYS)}<domain *>\n  deliver-local-dsn no\n</domain>\n`],
  ])('is silent about %s', (_, text) => {
    expect(places(MAIN + text, rule)).toEqual([]);
  });

  it('goes by what is written in a part of a configuration', () => {
    expect(places(source('0/0', RELAYS), rule)).toEqual([]);
    expect(places(`${MAIN}include missing\n${source('10/8', RELAYS)}`, rule)).toEqual([]);
    const written = source('0/0', RELAYS, 'suppress-local-dsn no');
    expect(places(written, rule)).toHaveLength(1);
  });
});
