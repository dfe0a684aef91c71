import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines.map((line) => `  ${line}`), '</domain>', ''].join('\n');
}

/** `severity directive in tag` of each finding. */
function found(texts: Texts | string, options: Record<string, readonly string[]> = {}): string[] {
  const settings = settingsFor({ preset: 'strict', rules: new Map([['tls-off', { options }]]) });
  const { findings, model } = lintTexts(texts, [rule], settings);
  return findings.map(({ path, start, severity }) => {
    const use = model.directives.find((other) => other.file.path === path && other.nameRange.start === start);
    return `${severity} ${use?.name ?? ''} in ${use?.section.argument ?? ''}`;
  });
}

describe('tls-off', () => {
  it.each(['*', 'gmail.com', '[*.]gmail.com', 'comcast.net', 'Yahoo.com'])('finds it for %s', (name) => {
    expect(found(domain(name, 'use-starttls no'))).toEqual([`warning use-starttls in ${name}`]);
  });

  it.each(['no', 'NO', 'false', 'off'])('reads %s', (value) => {
    expect(found(domain('*', `use-starttls ${value}`))).toHaveLength(1);
  });

  it.each(['yes', 'true', 'always', '{{ tls }}', '__TLS__'])('says nothing of %s', (value) => {
    expect(found(domain('*', `use-starttls ${value}`))).toEqual([]);
  });

  it('says nothing of the default, and of domains that are no provider', () => {
    expect(found(mainWith(domain('*', 'max-smtp-out 20')))).toEqual([]);
    expect(found(domain('a.example', 'use-starttls no'))).toEqual([]);
  });

  it.each(['smtp-hosts [127.0.0.1]:26', 'type pipe', 'queue-to relay.queue'])(
    'says nothing beside %s',
    (line) => {
      expect(found(domain('gmail.com', 'use-starttls no', line))).toEqual([]);
      expect(found(domain('*', 'use-starttls no', line))).toEqual([]);
    },
  );

  it('follows queue-to and rollups to the queue that the mail waits in', () => {
    const byName =
      domain('gmail.com', 'queue-to g.queue') +
      domain('g.queue', 'smtp-hosts lookup-mx:gmail.com', 'use-starttls no');
    expect(found(byName)).toEqual(['warning use-starttls in g.queue']);
    const rollup = '<mx-rollup-list>\n  mx *.google.com g.rollup\n</mx-rollup-list>\n';
    expect(found(rollup + domain('g.rollup', 'use-starttls no'))).toEqual([
      'warning use-starttls in g.rollup',
    ]);
  });

  it('names each provider of a macro once, and says how many domains it is', () => {
    const text = `domain-macro d gmail.com, googlemail.com, orange.fr\n${domain('$d', 'use-starttls no')}`;
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.message).toMatch(/mail for Gmail and Orange .* it holds for 3 domains$/);
  });

  it('leaves out what its option names', () => {
    const text = domain('gmail.com', 'use-starttls no') + domain('*', 'use-starttls no');
    expect(found(text, { ignore: ['google'] })).toEqual(['warning use-starttls in *']);
    expect(found(text, { ignore: ['*', 'GMAIL.com'] })).toEqual([]);
  });

  it('reports a line that many VMTAs include once, and mends it', () => {
    const vmta = (name: string): string =>
      `<virtual-mta ${name}>\n  <domain *>\n    include common\n  </domain>\n</virtual-mta>\n`;
    const texts = { config: mainWith(vmta('a') + vmta('b')), common: 'use-starttls no\n' };
    expect(found(texts)).toEqual(['warning use-starttls in *']);
    const edits = lintTexts(texts, [rule]).findings[0]?.fix?.edits;
    expect(edits).toEqual([{ path: '/etc/pmta/common', start: 13, end: 15, text: 'yes' }]);
  });

  it('mends every repeat of the line', () => {
    const text = mainWith(
      domain('*', 'use-starttls no', 'use-starttls no') + domain('gmail.com', 'use-starttls no'),
    );
    const { text: after, left } = fixed(text, [rule]);
    expect(left).toEqual([]);
    expect(after).not.toContain('use-starttls no');
    expect(loosened(text, after, ['gmail.com', 'a.example'])).toEqual([]);
  });
});

describe('tls-off, of passwords', () => {
  const PLAIN = 'use-unencrypted-plain-auth yes';
  const USER = 'auth-username mailer';

  it('finds both in one block, or one of them taken over from another', () => {
    expect(found(domain('a.example', PLAIN, USER))).toEqual([
      'error use-unencrypted-plain-auth in a.example',
    ]);
    expect(found(domain('*', PLAIN) + domain('a.example', USER) + domain('b.example', USER))).toEqual([
      'error use-unencrypted-plain-auth in *',
    ]);
    expect(found(domain('*', USER) + domain('a.example', PLAIN))).toEqual([
      'error use-unencrypted-plain-auth in a.example',
    ]);
  });

  it.each([
    [PLAIN],
    [USER],
    [PLAIN, 'auth-username ""'],
    ['use-unencrypted-plain-auth no', USER],
    [PLAIN, USER, 'smtp-hosts [10.0.0.1]:25'],
    [PLAIN, USER, 'type pipe'],
  ])('says nothing of %s, %s, %s', (...lines) => {
    expect(found(domain('a.example', ...lines))).toEqual([]);
  });

  it('says nothing where a narrower block takes one of them back', () => {
    expect(found(domain('*', PLAIN) + domain('a.example', USER, 'use-unencrypted-plain-auth no'))).toEqual(
      [],
    );
  });

  it('says what stands between where TLS is required', () => {
    const [finding] = lintTexts(domain('a.example', PLAIN, USER, 'require-starttls yes'), [rule]).findings;
    expect(finding?.message).toContain("only 'require-starttls yes' stands in between");
    expect(finding?.fix).toBeNull();
  });
});
