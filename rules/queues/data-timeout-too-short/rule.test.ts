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

const TIMEOUT = 'smtp-data-termination-timeout';
const ASSUMED = 'assume-delivery-upon-data-termination-timeout';

describe('data-timeout-too-short', () => {
  it.each([
    `${TIMEOUT} 4m59s`,
    `${TIMEOUT} 0`,
    `${TIMEOUT} "60s"`,
    `${ASSUMED} yes`,
    `${ASSUMED} TRUE`,
    `${ASSUMED} on`,
  ])('finds %s', (line) => {
    expect(found(domain('*', line))).toEqual([line]);
    expect(found(mainWith(`${domain('*', line)}include missing\n`))).toEqual([line]);
  });

  it.each([
    `${TIMEOUT} 5m`,
    `${TIMEOUT} 1h`,
    `${TIMEOUT} 60`,
    `${TIMEOUT} {{ wait }}`,
    TIMEOUT,
    `${ASSUMED} no`,
    `${ASSUMED} maybe`,
    ASSUMED,
    'data-send-timeout 1m',
  ])('says nothing of %s', (line) => {
    expect(found(domain('*', line))).toEqual([]);
  });

  it('finds it in upper case, with CRLF, in VMTAs and pools', () => {
    const text = `<virtual-mta-pool p>\n${domain('*', `${ASSUMED.toUpperCase()} yes`)}</virtual-mta-pool>\n`;
    expect(found(text.replaceAll('\n', '\r\n'))).toEqual([`${ASSUMED} yes`]);
  });

  it('looks at the line that holds', () => {
    expect(found(domain('*', `${TIMEOUT} 1m`, `${TIMEOUT} 10m`, `${ASSUMED} yes`, `${ASSUMED} no`))).toEqual(
      [],
    );
  });

  it.each(['type discard', 'queue-to other.queue'])('says nothing beside %s', (line) => {
    expect(found(domain('a.example', `${TIMEOUT} 1m`, `${ASSUMED} yes`, line))).toEqual([]);
    expect(
      found(mainWith(domain('*', line) + domain('a.example', `${TIMEOUT} 1m`, `${ASSUMED} yes`))),
    ).toEqual([]);
  });

  it('lets hosts of the sender be answered for in a short time, not without an answer', () => {
    const text = domain('a.example', `${TIMEOUT} 1m`, `${ASSUMED} yes`, 'smtp-hosts [10.0.0.5]:25');
    expect(found(text)).toEqual([`${ASSUMED} yes`]);
  });

  it('reports a line that many blocks include once, with how many', () => {
    const vmta = (name: string): string =>
      `<virtual-mta ${name}>\n<domain *>\ninclude common\n</domain>\n</virtual-mta>\n`;
    const texts = { config: mainWith(vmta('a') + vmta('b')), common: `${TIMEOUT} 1m\n` };
    expect(found(texts)).toEqual([`${TIMEOUT} 1m; it holds for 2 VMTAs`]);
    const edits = lintTexts(texts, [rule]).findings[0]?.fix?.edits;
    expect(edits).toEqual([
      { path: '/etc/pmta/common', start: TIMEOUT.length + 1, end: TIMEOUT.length + 3, text: '10m' },
    ]);
  });

  it('takes the least time from its option', () => {
    const settings = settingsFor({
      preset: 'strict',
      rules: new Map([['data-timeout-too-short', { options: { min: '15m' } }]]),
    });
    const { findings } = lintTexts(domain('*', `${TIMEOUT} 10m`), [rule], settings);
    expect(findings.map(({ fix }) => fix?.edits[0]?.text)).toEqual(['15m']);
  });

  it('mends every repeat of a line, and loosens nothing', () => {
    const text = mainWith(
      domain('a.example', `${TIMEOUT} 1m # fast`, `${TIMEOUT} 1m`) +
        domain('b.example', `${ASSUMED} "yes" # no duplicates`),
    );
    const { text: after, left } = fixed(text, [rule]);
    expect(left).toEqual([]);
    expect(after).toContain(`  ${TIMEOUT} 10m # fast\n  ${TIMEOUT} 10m\n`);
    expect(after).toContain(`  ${ASSUMED} no # no duplicates\n`);
    expect(loosened(text, after, ['a.example', 'b.example', 'c.example'])).toEqual([]);
  });
});
