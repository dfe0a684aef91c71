import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines.map((line) => `  ${line}`), '</domain>', ''].join('\n');
}

/** The lines that findings stand at, with what the message ends in. */
function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ path, start, message }) => {
    const use = model.directives.find((other) => other.file.path === path && other.nameRange.start === start);
    return `${use?.name ?? ''} ${use?.value ?? ''}${/; it holds for .*/.exec(message)?.[0] ?? ''}`;
  });
}

describe('retry-too-fast', () => {
  it.each(['retry-after 59s', 'retry-after 0', 'retry-after 30s,1h', 'backoff-retry-after 4m59s'])(
    'finds %s',
    (line) => {
      expect(found(domain('*', line))).toEqual([line]);
      expect(found(mainWith(domain('*', line)))).toEqual([line]);
    },
  );

  it.each(['retry-after 1m', 'retry-after 10m,5s', 'backoff-retry-after 5m', 'retry-recipients-after 1s'])(
    'says nothing of %s',
    (line) => {
      expect(found(domain('*', line))).toEqual([]);
    },
  );

  it('says nothing of a value that PowerMTA refuses or that is filled in later', () => {
    expect(found(domain('*', 'retry-after 10'))).toEqual([]);
    expect(found(domain('*', 'retry-after soon'))).toEqual([]);
    expect(found(domain('*', 'retry-after {{ retry }}'))).toEqual([]);
    expect(found(domain('*', 'retry-after'))).toEqual([]);
  });

  it('reads a value that is only respelt', () => {
    expect(found(domain('*', 'retry-after 30 seconds'))).toEqual(['retry-after 30 seconds']);
  });

  it('looks at the line that holds, not at one that is undone below it', () => {
    expect(found(domain('*', 'retry-after 5s', 'retry-after 10m'))).toEqual([]);
    expect(found(domain('*', 'retry-after 10m', 'retry-after 5s'))).toEqual(['retry-after 5s']);
  });

  it.each([
    'type pipe',
    'queue-to other.queue',
    'smtp-hosts [127.0.0.1]:2525',
    'smtp-hosts [10.0.0.1],localhost;[192.168.1.1]:26',
  ])('says nothing beside %s', (line) => {
    expect(found(domain('a.example', 'retry-after 5s', line))).toEqual([]);
  });

  it.each(['type smtp', 'queue-to ""', 'smtp-hosts mx.example.com', 'smtp-hosts [10.0.0.1],[192.0.2.1]'])(
    'finds it beside %s',
    (line) => {
      expect(found(domain('a.example', 'retry-after 5s', line))).toEqual(['retry-after 5s']);
    },
  );

  it('knows where the mail goes from wider blocks too', () => {
    const text = domain('*', 'smtp-hosts [127.0.0.1]:26') + domain('a.example', 'retry-after 5s');
    expect(found(mainWith(text))).toEqual([]);
  });

  it('reports a line that many blocks include once, with how many', () => {
    const vmta = (name: string): string =>
      `<virtual-mta ${name}>\n  <domain *>\n    include common\n  </domain>\n</virtual-mta>\n`;
    const texts = { config: mainWith(vmta('a') + vmta('b') + vmta('c')), common: 'retry-after 5s\n' };
    expect(found(texts)).toEqual(['retry-after 5s; it holds for 3 VMTAs']);
    const edits = lintTexts(texts, [rule]).findings[0]?.fix?.edits;
    expect(edits).toEqual([{ path: '/etc/pmta/common', start: 12, end: 14, text: '1m' }]);
  });

  it('counts the names of a macro, and the members of a pool', () => {
    const macro = 'domain-macro y yahoo.com, ymail.com\n';
    const pool = `<virtual-mta-pool p>\n  virtual-mta a\n  virtual-mta b\n${domain('$y', 'retry-after 5s')}</virtual-mta-pool>\n`;
    expect(found(macro + pool)).toEqual(['retry-after 5s; it holds for 2 domains in 2 VMTAs']);
  });

  it('takes the least interval from its options', () => {
    const choice = { options: { min: '15m', minBackoff: '2m' } };
    const settings = settingsFor({ preset: 'strict', rules: new Map([['retry-too-fast', choice]]) });
    const text = domain('*', 'retry-after 10m', 'backoff-retry-after 3m');
    const { findings } = lintTexts(text, [rule], settings);
    expect(findings.map(({ message }) => message.slice(0, 60))).toEqual(
      ["'retry-after 10m' tries again after less than 15m; a provider"].map((message) =>
        message.slice(0, 60),
      ),
    );
    expect(findings[0]?.fix?.edits.map((edit) => edit.text)).toEqual(['15m']);
  });

  it('raises the first intervals only, in every repeat of the line', () => {
    const text = mainWith(
      domain('a.example', 'retry-after 5s,30s,2m,10s') +
        domain('b.example', 'backoff-retry-after "1m , 3m,1h"') +
        domain('c.example', 'retry-after 5s', 'retry-after 5s'),
    );
    const { text: after, left } = fixed(text, [rule]);
    expect(left).toEqual([]);
    expect(after).toContain('retry-after 1m,1m,2m,10s\n');
    expect(after).toContain('backoff-retry-after 5m , 5m,1h\n');
    expect(after).toContain('  retry-after 1m\n  retry-after 1m\n');
    expect(loosened(text, after, ['a.example', 'b.example', 'c.example'])).toEqual([]);
  });
});
