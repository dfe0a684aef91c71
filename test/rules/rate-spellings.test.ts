import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { lintTexts } from '../support/lint-texts.ts';

const SETTINGS = settingsFor({
  preset: 'all',
  reputation: 'cold',
  readRuleChoice: (text) => readRuleChoice(text, rules),
});

/**
 * A whole configuration with a rate wherever one is allowed, and with many findings.
 *
 * @param rate Writes a rate.
 */
function configurationWith(rate: (count: number) => string): string {
  return `log-file /var/log/pmta/log
<spool /var/spool/pmta>
</spool>
<source 10.0.0.0/8>
    always-allow-relaying yes
    default-virtual-mta a
    smtp-max-auth-failure-rate ${rate(100)}
</source>
<virtual-mta a>
    smtp-source-host 192.0.2.1 a.example.com
    max-smtp-msg-rate ${rate(1000)}
</virtual-mta>
<smtp-pattern-list slow>
    reply /421 .*unusual rate/ mode=backoff
</smtp-pattern-list>
<domain gmail.com>
    max-smtp-out 30
    max-msg-rate ${rate(500)}
    max-connect-rate ${rate(10)}
    smtp-pattern-list slow
    backoff-max-msg-rate ${rate(1000)}
    backoff-max-connect-rate ${rate(20)}
    source-ip-max-msg-rate 0/0 ${rate(1000)}
</domain>
<domain *>
    max-smtp-out 30
    max-msg-rate ${rate(1000)}
</domain>
`;
}

interface Reported {
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** The findings for rates that are written with this after their number, in which `/h` and the like count as that. */
function findingsFor(suffix: string, canonical = suffix): Reported[] {
  const { findings, model } = lintTexts(
    configurationWith((count) => `${count}${suffix}`),
    rules,
    SETTINGS,
  );
  return findings.map(({ rule, message, start }) => ({
    line: model.main.lines.positionAt(start).line,
    rule,
    message: message.replaceAll(suffix, canonical),
  }));
}

const RATE_LINES = configurationWith(() => '<rate>')
  .split('\n')
  .flatMap((line, index) => (line.endsWith(' <rate>') ? [index + 1] : []));

const isRefusal = ({ rule }: Reported): boolean => rule === 'invalid-value';

describe('a rate', () => {
  it('is checked where it is valid', () => {
    const speaking = findingsFor('/h').filter(({ line }) => RATE_LINES.includes(line));
    expect(new Set(speaking.map(({ rule }) => rule))).toEqual(new Set(['backoff-faster-than-normal']));
    expect(findingsFor('/d').map(({ rule }) => rule)).toContain('rate-contradicts-connections');
    expect(RATE_LINES).toHaveLength(8);
  });

  it.each([
    ['/day', '/d'],
    ['/DAY', '/d'],
    ['/hr', '/h'],
    ['/min', '/m'],
    ['/15min', '/15m'],
    ['/sec', '/s'],
  ])('of 1000%s is read as 1000%s, and nothing else is reported', (suffix, canonical) => {
    expect(findingsFor(suffix, canonical)).toEqual(findingsFor(canonical));
  });

  it.each([
    ['/days', '/d'],
    ['/hour', '/h'],
    ['/hours', '/h'],
    ['/hrs', '/h'],
    ['/minute', '/m'],
    ['/mins', '/m'],
    ['/15minutes', '/15m'],
    ['/second', '/s'],
    ['/w', '/7d'],
  ])('of 1000%s is refused once in each line, and counts as one of 1000%s', (suffix, canonical) => {
    const all = findingsFor(suffix, canonical);
    expect(all.filter((finding) => !isRefusal(finding))).toEqual(findingsFor(canonical));
    expect(all.filter(isRefusal).map(({ line }) => line)).toEqual(RATE_LINES);
  });

  it.each(['', '/daily', '/fortnight', '/h/h', ' an hour', '.5/h', '/0h'])(
    'of 1000%s is refused once in each line, and nothing that depends on it is reported',
    (suffix) => {
      const all = findingsFor(suffix);
      expect(
        all.filter(({ line }) => RATE_LINES.includes(line)).map(({ line, rule }) => ({ line, rule })),
      ).toEqual(RATE_LINES.map((line) => ({ line, rule: 'invalid-value' })));
      expect(findingsFor('/h')).toEqual(expect.arrayContaining(all.filter((finding) => !isRefusal(finding))));
    },
  );
});
