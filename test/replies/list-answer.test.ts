import { describe, expect, it } from 'vitest';
import { actionText } from '../../src/replies/list-answer.ts';
import { answerIn, withRules } from './answers.ts';

const REPLY = '421 4.7.0 too many connections';

/** The actions taken, and for each rule that matches whether it adds to them. */
function taken(rules: string, reply = REPLY): { actions: string[]; decides: boolean[]; mode: string } {
  const { actions, matches, mode } = answerIn(withRules(rules), reply);
  return {
    actions: actions.map(actionText),
    decides: matches.map((match) => match.applied.length > 0),
    mode,
  };
}

describe('the actions of all rules that match', () => {
  it.each([
    [
      'act together where they do not conflict',
      'reply /421/ mode=backoff\nreply /too many/ skip-mx',
      ['mode=backoff', 'skip-mx'],
      [true, true],
      'backoff',
    ],
    [
      'of the two modes the first is taken',
      'reply /421/ mode=normal\nreply /421 .*too many/ mode=backoff',
      ['mode=normal'],
      [true, false],
      'normal',
    ],
    [
      'what goes with a mode that is not taken is not taken either',
      'reply /421/ mode=normal\nreply /421/ mode=backoff,backoff-to-normal-after=1h,skip-mx',
      ['mode=normal', 'skip-mx'],
      [true, true],
      'normal',
    ],
    [
      'skip-mx and bounce-queue rule each other out',
      'reply /421/ bounce-queue\nreply /421/ skip-mx,defer-queue',
      ['bounce-queue', 'defer-queue'],
      [true, true],
      'unchanged',
    ],
    [
      'an interval may come from a later rule with the same mode',
      'reply /421/ mode=backoff\nreply /421/ mode=backoff,backoff-to-normal-after=2h',
      ['mode=backoff', 'backoff-to-normal-after=2h'],
      [true, true],
      'backoff',
    ],
    [
      'one key counts once',
      'reply /421/ mode=backoff,backoff-to-normal-after=1h\nreply /421/ mode=backoff,backoff-to-normal-after=2h',
      ['mode=backoff', 'backoff-to-normal-after=1h'],
      [true, false],
      'backoff',
    ],
    [
      'an action without the one it needs in its rule is none',
      'reply /421/ mode=backoff\nreply /421/ backoff-to-normal-after=2h',
      ['mode=backoff'],
      [true, false],
      'backoff',
    ],
    [
      'an action that PowerMTA lacks is none',
      'reply /421/ mode=slow,explode,skip-mx=3',
      [],
      [false],
      'unchanged',
    ],
    ['case does not count', 'reply /TOO MANY/ MODE=BACKOFF', ['mode=BACKOFF'], [true], 'backoff'],
    ['unless the pattern says so', 'reply /(?-i)TOO MANY/ mode=backoff', [], [], 'unchanged'],
    ['the empty pattern matches all', 'reply // defer-queue', ['defer-queue'], [true], 'unchanged'],
  ])('%s', (_, rules, actions, decides, mode) => {
    expect(taken(rules)).toEqual({ actions, decides, mode });
  });

  it('follow reading order through includes and repeated sections', () => {
    const texts = {
      config: `${withRules('include more')}<smtp-pattern-list ALL>\nreply /421/ skip-mx\n</smtp-pattern-list>\n`,
      more: 'reply /421/ mode=backoff\n',
    };
    const { matches } = answerIn(texts, REPLY);
    expect(matches.map(({ rule }) => rule.actions.map(actionText))).toEqual([['mode=backoff'], ['skip-mx']]);
  });
});

describe('what cannot be decided', () => {
  it.each([
    ['/(?=421)/', 'a look-around'],
    [String.raw`/(\d)\1/`, 'a reference to a group'],
    ['/{{ throttled }}/', 'a placeholder that something else fills in'],
  ])('%s is returned as such, and not guessed', (pattern, reason) => {
    const { matches, undecided, actions } = answerIn(withRules(`reply ${pattern} mode=backoff`), REPLY);
    expect(matches).toEqual([]);
    expect(actions).toEqual([]);
    expect(undecided.map((one) => one.reason)).toEqual([reason]);
  });

  it('a pattern that PCRE refuses, and a broken line, count for nothing and are counted', () => {
    const { matches, undecided, brokenLines } = answerIn(
      withRules('reply /(unclosed/ mode=backoff\nreply mode=backoff\nreply /421/ skip-mx'),
      REPLY,
    );
    expect([matches.length, undecided.length, brokenLines]).toEqual([1, 0, 2]);
  });

  it('bytes and UTF-8 may differ', () => {
    const { undecided } = answerIn(withRules('reply /caf./ mode=backoff'), '421 caf\u00e9');
    expect(undecided).toEqual([]);
    const { undecided: wide } = answerIn(withRules('reply /caf.$/ mode=backoff'), '421 caf\u00e9');
    expect(wide.map(({ reason }) => reason)).toEqual(['characters beyond ASCII']);
  });
});

it('which list applies follows the precedence of settings', () => {
  const config = `${withRules('reply /421/ mode=backoff')}
<domain b.example>\nsmtp-pattern-list ""\n</domain>
<domain c.example>\nsmtp-pattern-list nowhere\n</domain>
<virtual-mta v>\n<domain *>\nsmtp-pattern-list own\n</domain>\n</virtual-mta>
<smtp-pattern-list own>\nreply /421/ skip-mx\n</smtp-pattern-list>\n`;
  const named = (domain: string, vmta: string | null = null): unknown => {
    const { list, actions } = answerIn(config, REPLY, domain, vmta);
    return [list?.name ?? null, actions.map(actionText)];
  };
  expect(named('a.example')).toEqual(['all', ['mode=backoff']]);
  expect(named('b.example')).toEqual([null, []]);
  expect(named('c.example')).toEqual(['nowhere', []]);
  expect(named('c.example', 'V')).toEqual(['own', ['skip-mx']]);
});

describe('a reply of several lines', () => {
  const text = '421-4.7.28 an unusual rate\r\n421-4.7.28 of mail\r\n421 4.7.28 bye';
  it.each([
    ['unusual rate', 'matches'],
    ['^421[ -]4\\.7\\.28', 'matches'],
    ['of mail', 'matches'],
    ['gone', 'neither'],
    ['rate 421', 'undecided'],
    ['rate\\s+421', 'undecided'],
    ['unusual[\\s\\S]*bye', 'undecided'],
    ['^421.*bye', 'undecided'],
  ])('and /%s/: %s', (pattern, is) => {
    const { matches, undecided } = answerIn(withRules(`reply /${pattern}/ mode=backoff`), text);
    expect([matches.length, undecided.length]).toEqual([
      is === 'matches' ? 1 : 0,
      is === 'undecided' ? 1 : 0,
    ]);
  });
});
