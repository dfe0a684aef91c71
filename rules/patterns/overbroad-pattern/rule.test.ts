import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { coveringReplies, replies } from '../../../src/catalog/replies.ts';
import { providers } from '../../../src/catalog/providers.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function list(...rules: readonly string[]): string {
  return ['<smtp-pattern-list x>', ...rules.map((line) => `reply ${line}`), '</smtp-pattern-list>', ''].join(
    '\n',
  );
}

function marked(text: string): string[] {
  return lintTexts(text, [rule]).findings.map(({ start, end }) => text.slice(start, end));
}

describe('a pattern that asks for nothing telling', () => {
  it.each([
    ['/^421/'],
    ['/421/'],
    [String.raw`/^4\d\d/`],
    ['/^[45]/'],
    [String.raw`/^45\d[ -]/`],
    ['/too many/'],
    ['/Please TRY again later/'],
    ['/temporar(il)?y/'],
    ['/451 (rejected|denied)/'],
    ['/(too many|RP-001)/'],
    ['/try.*later/'],
    [String.raw`/\berror\b/`],
    ['/./'],
  ])('%s is too wide', (regex) => {
    for (const action of ['mode=backoff', 'skip-mx', 'bounce-queue'])
      expect(marked(list(`${regex} ${action}`))).toEqual([regex]);
    for (const action of ['mode=normal', 'bounce-rcpt', 'disable-source-ip'])
      expect(marked(list(`${regex} ${action}`))).toEqual([]);
  });

  it.each([
    [String.raw`/^421[ -]4\.7\.28/`],
    ['/421 4.7.28/'],
    ['/451 4[.]7[.]650/'],
    [String.raw`/^421[ -][45]\.7\.(31|40)\b/`],
    [String.raw`/\[TSS0\d\]/`],
    ['/RP-001/'],
    ['/too many connections/'],
    ['/connection refused/'],
    [String.raw`/\d+\.\d+\.\d+\.\d+ blocked/`],
    ['/421 .* (too many|RP-001).*connections/'],
    ['/(?=421)/'],
    ['/[/'],
  ])('%s is telling enough', (regex) => {
    expect(marked(list(`${regex} mode=backoff`))).toEqual([]);
  });

  it('is not seen in a choice so large that not all of it is known', () => {
    const words = Array.from({ length: 200 }, (_, i) => `word${i}`);
    expect(marked(list(`/${words.join('|')}/ mode=backoff`))).toEqual([]);
    expect(marked(list(`/(a|b|c)(${words.join('|')})+ too many/ mode=backoff`))).toEqual([]);
  });
});

describe('a pattern that catches what a retry or a bounce settles', () => {
  const text = list('/service/ mode=backoff');

  it('is named with replies and their number', () => {
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.message).toMatch(
      /^'\/service\/' matches \d+ known replies of \d+ providers .*, such as '/,
    );
  });

  it('is judged by the options', () => {
    const withOptions = (options: Record<string, number>): number =>
      lintTexts(
        text,
        [rule],
        settingsFor({ preset: 'strict', rules: new Map([['overbroad-pattern', { options }]]) }),
      ).findings.length;
    expect(withOptions({ replies: 3, providers: 2 })).toBe(1);
    expect(withOptions({ replies: 200 })).toBe(0);
    expect(withOptions({ providers: 100 })).toBe(0);
  });

  it('is left alone where an earlier rule keeps the queue in its normal state', () => {
    expect(marked(list('/./ mode=normal', '/service/ mode=backoff'))).toEqual([]);
  });
});

describe('an empty pattern', () => {
  it('is too wide before others, and the last word at the end', () => {
    expect(marked(list('// skip-mx', '/RP-001/ skip-mx'))).toEqual(['//']);
    expect(marked(list('/RP-001/ skip-mx', '// skip-mx'))).toEqual([]);
  });
});

it('speaks once of a pattern that stands in the list twice', () => {
  expect(marked(list('/too many/ mode=backoff', '/too many/ mode=backoff'))).toHaveLength(1);
});

it('speaks of no pattern that a fix of ours writes, nor of any that the catalog has for one reply', () => {
  const written = providers().flatMap(({ id }) => coveringReplies(id));
  expect(written.length).toBeGreaterThan(50);
  const lines = [...new Set([...written, ...replies().filter(({ action }) => action !== undefined)])];
  expect(
    marked(list(...lines.map(({ pattern, action }) => `/${pattern}/ ${action ?? 'mode=backoff'}`))),
  ).toEqual([]);
});
