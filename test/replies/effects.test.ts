import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/replies/effects.ts';
import { answerIn, withRules } from './answers.ts';

function effectsWith(rules: string, settings: string, reply = '421 4.7.0 slow'): readonly Effect[] {
  const config = withRules(rules).replace('<domain *>\n', `<domain *>\n${settings}\n`);
  return answerIn(config, reply).effects;
}

function exitsWith(rules: string, settings: string): string[] {
  const [effect] = effectsWith(rules, settings);
  if (effect?.kind !== 'enters-backoff') throw new Error('no backoff');
  return effect.exits.map((exit) => {
    if (exit.kind === 'rule') return `rule ${exit.after}`;
    return exit.kind === 'reply' ? `reply ${exit.rule.pattern}` : `${exit.kind} ${exit.setting.value ?? ''}`;
  });
}

describe('a queue comes out of backoff', () => {
  const IN = 'reply /421/ mode=backoff';
  it.each([
    ['never, where nothing says so', IN, '', []],
    ['after the time of the queue', IN, 'backoff-to-normal-after 2h', ['time 2h']],
    [
      'after the time of the rule, which comes first',
      `${IN},backoff-to-normal-after=30m`,
      'backoff-to-normal-after 2h',
      ['rule 30m'],
    ],
    ['not after never', IN, 'backoff-to-normal-after never', []],
    ['with a delivery', IN, 'backoff-to-normal-after-delivery yes', ['delivery yes']],
    ['with a reply', `${IN}\nreply /^250 ok/ mode=normal`, '', ['reply ^250 ok']],
  ])('%s', (_, rules, settings, exits) => {
    expect(exitsWith(rules, settings)).toEqual(exits);
  });
});

it('backoff is returned with what it slows, reroutes and notifies', () => {
  const [effect] = effectsWith(
    'reply /421/ mode=backoff',
    'max-smtp-out 9\nbackoff-max-smtp-out 2\nbackoff-reroute-to-virtual-mta slow\nbackoff-notify a@b.example',
  );
  expect(effect).toMatchObject({ reroute: { value: 'slow' }, notify: { value: 'a@b.example' } });
  const slowing = effect?.kind === 'enters-backoff' ? effect.slowing : [];
  expect(slowing.map(({ normal, backoff }) => [backoff.directive, normal.value, backoff.value])).toEqual([
    ['backoff-max-smtp-out', '9', '2'],
    ['backoff-max-msg-rate', 'unlimited', 'unlimited'],
    ['backoff-retry-after', '10m', '1h'],
  ]);
});

describe('an address that is disabled', () => {
  it.each([
    ['reply /421/ disable-source-ip,reenable-after=4h', '', { kind: 'rule', after: '4h' }],
    [
      'reply /421/ disable-source-ip',
      'reenable-source-ip-after 6h',
      { kind: 'time', setting: { value: '6h' } },
    ],
    ['reply /421/ disable-source-ip', '', null],
  ])('comes back: %s %s', (rules, settings, exit) => {
    const [effect] = effectsWith(rules, settings);
    expect(effect).toMatchObject({ kind: 'disables-address', addresses: 0, exit, backoffWhenAll: false });
  });

  it('is one of those of the VMTA, else of those of the top level', () => {
    const hosts = 'smtp-source-host 192.0.2.1 a\nsmtp-source-host 192.0.2.2 b\n';
    const config = withRules(
      'reply /421/ disable-source-ip',
      `${hosts}<virtual-mta v>\nsmtp-source-host 192.0.2.3 c\n</virtual-mta>\n`,
    );
    expect(answerIn(config, '421 x').effects[0]).toMatchObject({ addresses: 2 });
    expect(answerIn(config, '421 x', 'a.example', 'v').effects[0]).toMatchObject({ addresses: 1 });
  });
});

describe('the message', () => {
  it.each([
    ['550 no', '', 'bounced'],
    ['421 no', '', 'retried'],
    ['250 ok', '', 'accepted'],
    ['no code', '', 'unknown'],
    ['5500 no', '', 'unknown'],
    ['550 no', 'reply /no/ skip-mx', 'retried'],
    ['421 no', 'reply /no/ bounce-queue', 'bounced'],
    ['450 no', 'reply /no/ bounce-rcpt', 'bounced-at-rcpt'],
    ['smtp;550-5.1.1 no', '', 'bounced'],
    ['550', '', 'bounced'],
  ])('with %j and %j is %s', (reply, rules, outcome) => {
    expect(answerIn(withRules(rules), reply).outcome.kind).toBe(outcome);
  });
});

it('the code alone has effects where the queue sets that', () => {
  const kinds = (settings: string, reply: string): string[] =>
    effectsWith('', settings, reply).map(({ kind }) => kind);
  expect(kinds('smtp-421-means-mx-unavailable yes', '421 x')).toEqual(['next-mx']);
  expect(kinds('smtp-421-means-mx-unavailable yes', '450 x')).toEqual([]);
  expect(kinds('', '554 x')).toEqual(['greeting']);
  expect(kinds('bounce-upon-5xx-greeting no', '554 x')).toEqual([]);
  expect(effectsWith('reply /554/ skip-mx', '', '554 x').map(({ kind }) => kind)).toEqual(['skips-mx']);
  // What is about a mailbox comes after the greeting.
  expect(kinds('', '550 5.1.1 <a@b.example>: user unknown')).toEqual([]);
});
