import { expect, it } from 'vitest';
import { rule as faster } from '../backoff-faster-than-normal/rule.ts';
import { rule as withoutEffect } from '../backoff-without-effect/rule.ts';
import { rule } from './rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

function found(text: string, options: Record<string, number | string> = {}): string[] {
  const settings = settingsFor({ preset: 'strict', rules: new Map([[rule.id, { options }]]) });
  const { findings, model } = lintTexts(text, [rule], settings);
  return findings.map(({ start, severity }) => `${model.main.lines.positionAt(start).line - 7} ${severity}`);
}

const inDefault = (...settings: string[]): string => `<domain *>\n${settings.join('\n')}\n</domain>\n`;

it.each([
  ['max-smtp-out 200', 'max-msg-rate 10/h'],
  ['max-smtp-out unlimited', 'max-msg-per-connection 5'],
  ['max-smtp-out 21', 'retry-after 10m'],
  ['max-smtp-out 21', 'max-msg-rate unlimited'],
  ['max-smtp-out 21', 'max-msg-per-connection 0'],
  ['max-msg-rate 1000001/h', 'max-smtp-out 5'],
  ['max-msg-rate 300/s', 'max-smtp-out 5'],
])('reports %s beside %s', (line, other) => {
  expect(found(mainWith(inDefault(line, other)))).toEqual(['2 warning']);
  expect(fixed(mainWith(inDefault(line, other)), [rule]).left).toEqual([]);
});

it.each([
  ['max-smtp-out 199', 'max-msg-rate 10/h'],
  ['max-smtp-out 50', 'max-msg-per-connection 5'],
  ['max-smtp-out 20', 'max-msg-rate unlimited'],
  ['max-msg-rate 1000000/h', 'bounce-after 1d'],
  ['max-smtp-out 0', 'bounce-after 1d'],
  ['max-smtp-out 500', 'smtp-hosts [10.0.0.1]:2525'],
  ['max-smtp-out 500', 'type discard'],
  ['max-smtp-out {{ connections }}', 'bounce-after 1d'],
])('is content with %s beside %s', (line, other) => {
  expect(found(mainWith(inDefault(line, other)))).toEqual([]);
});

it('says at the first line that there is no <domain *>, where all is known', () => {
  const block = '<domain gmail.com>\nmax-smtp-out 500\n</domain>\n';
  expect(found(mainWith(block))).toEqual(['-6 info']);
  expect(found(block)).toEqual([]);
  expect(found(mainWith(`${block}include /etc/pmta/absent.conf\n`))).toEqual([]);
  expect(found(mainWith(`${block}<virtual-mta v>\n${inDefault('max-smtp-out 5')}</virtual-mta>\n`))).toEqual(
    [],
  );
});

it('is silent about a partial configuration, and speaks of a value in a fragment', () => {
  const text = inDefault('max-smtp-out 500');
  expect(found(mainWith(`${text}include /etc/pmta/absent.conf\n`))).toEqual([]);
  expect(found(text)).toEqual(['-5 warning']);
  expect(found(inDefault('max-smtp-out 50'))).toEqual([]);
});

it('reports a value once, with the number of VMTAs that have it', () => {
  const vmtas = ['a', 'b'].map(
    (name) => `<virtual-mta ${name}>\n${inDefault('retry-after 10m')}</virtual-mta>\n`,
  );
  const text = mainWith(inDefault('max-smtp-out 500') + vmtas.join(''));
  expect(found(text)).toEqual(['2 warning']);
  expect(lintTexts(text, [rule]).findings[0]?.message).toContain('in 3 VMTAs');
});

it('counts what a wider <domain *> gives', () => {
  const vmta = `<virtual-mta v>\n${inDefault('max-smtp-out 50')}</virtual-mta>\n`;
  expect(found(mainWith(inDefault('max-msg-rate 100/h') + vmta))).toEqual([]);
  expect(found(mainWith(inDefault('retry-after 20m') + vmta))).toEqual(['6 warning']);
});

it('goes by its options', () => {
  expect(
    found(mainWith(inDefault('max-smtp-out 100', 'max-msg-rate 10/h')), { maxConnections: 100 }),
  ).toEqual(['2 warning']);
  expect(found(mainWith(inDefault('retry-after 10m')), { maxConnectionsWithoutRate: 10 })).toEqual([
    '1 warning',
  ]);
  expect(found(mainWith(inDefault('max-msg-rate 2000/h')), { maxRate: '1000/h' })).toEqual(['2 warning']);
  expect(
    found(mainWith(inDefault('max-smtp-out 500', 'max-msg-rate 10/h')), { maxConnections: 501 }),
  ).toEqual([]);
});

it('keeps backoff slower than the normal state, in blocks that inherit too', () => {
  const list =
    '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n</smtp-pattern-list>\n';
  const text = mainWith(
    `${list}${inDefault('max-smtp-out 500', 'max-msg-per-connection 10', 'smtp-pattern-list x')}<domain b.example>\nbackoff-max-smtp-out 100\n</domain>\n`,
  );
  const after = fixed(text, [rule, faster, withoutEffect]);
  expect(after).toMatchObject({ passes: 1, left: [] });
  expect(loosened(text, after.text, ['b.example', 'c.example'])).toEqual([]);
});
