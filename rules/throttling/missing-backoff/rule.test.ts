import { describe, expect, it } from 'vitest';
import { compareModels } from '../../../src/compare/compare.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as exit } from '../backoff-without-exit/rule.ts';
import { rule } from './rule.ts';

const recommended = settingsFor({ preset: 'recommended' });

const LIST = '<smtp-pattern-list x>\n reply /^421/ mode=backoff\n</smtp-pattern-list>\n';
const GMAIL = '<domain gmail.com>\n max-smtp-out 5\n</domain>\n';
const VMTA = '<virtual-mta v>\n <domain *>\n  max-msg-rate 1/s\n </domain>\n</virtual-mta>\n';

/** A case for the providers of preset *recommended*, with the tags that are reported. */
const whole = (text: string) => ({ texts: mainWith(text), settings: recommended });
const atTags = (text: string, ...tags: string[]) => ({
  ...whole(text),
  findings: tags.map((at) => ({
    messageId: at.endsWith('<domain *>') ? 'noBackoffForHosted' : 'noBackoff',
    at,
  })),
});
const EVERYTHING = `<domain *>\n max-smtp-out 5\n</domain>\n${GMAIL}`;

testRule(rule, {
  accept: {
    'a fragment': { texts: GMAIL, settings: recommended },
    'a configuration without one of its files': whole(`${GMAIL}include missing.conf\n`),
    'an inherited list': whole(`${LIST}<domain *>\n smtp-pattern-list x\n</domain>\n${GMAIL}`),
    'sources that get disabled': whole(
      `<domain *>\n backoff-upon-all-sources-disabled yes\n</domain>\n${GMAIL}`,
    ),
    'a list that is not defined': whole(`<domain *>\n smtp-pattern-list nowhere\n</domain>\n${GMAIL}`),
    'hosts of the sender': whole(
      `<virtual-mta v>\n<domain *>\n smtp-hosts [127.0.0.1]:2525\n</domain>\n<domain gmail.com>\n max-smtp-out 5\n</domain>\n<domain yahoo.rollup>\n max-smtp-out 5\n</domain>\n</virtual-mta>\n`,
    ),
    'a relay': whole(`<domain *>\n smtp-hosts [10.0.0.1]\n</domain>\n${GMAIL}`),
  },
  report: {
    'the tag of each block, and <domain *> for hosted domains': {
      ...whole(EVERYTHING),
      findings: [
        {
          messageId: 'noBackoff',
          at: '8 <domain *>',
          data: { subject: 'google yahoo' },
        },
        {
          messageId: 'noBackoff',
          at: '11 <domain gmail.com>',
          data: { subject: 'google', providers: ['Gmail'] },
        },
      ],
    },
    'a list without mode=backoff': atTags(
      '<smtp-pattern-list x>\n reply /^421/ skip-mx\n</smtp-pattern-list>\n<domain gmail.com>\n smtp-pattern-list x\n</domain>\n',
      '11 <domain gmail.com>',
    ),
    'a VMTA without backoff': atTags(VMTA, '9 <domain *>'),
    'a block once where a VMTA repeats its pattern': atTags(
      `<domain *>\n max-smtp-out 5\n</domain>\n${VMTA}`,
      '8 <domain *>',
    ),
    'the queue where the mail waits': atTags(
      '<domain gmail.com>\n queue-to g.queue\n</domain>\n<domain g.queue>\n smtp-hosts lookup-mx:gmail.com\n</domain>\n',
      '11 <domain g.queue>',
    ),
  },
});

it('says whose mail nothing puts in backoff', () => {
  const messageOf = (text: string): string | undefined =>
    lintTexts(mainWith(text), [rule], recommended).findings[0]?.message;
  expect(messageOf(VMTA)).toMatch(/^nothing puts domains that .* host for customers in backoff: /);
  expect(messageOf(EVERYTHING)).toMatch(/^nothing puts mail for Gmail and Yahoo in backoff: /);
});

describe('the fix', () => {
  it.each([
    ['no list', GMAIL],
    [
      'slow normal state',
      '<domain gmail.com>\n max-smtp-out 5\n max-msg-rate 20/h\n retry-after 2h\n</domain>\n',
    ],
    [
      'looser values',
      '<domain gmail.com>\n backoff-max-msg-rate 10000/h\n backoff-retry-after 1s\n backoff-to-normal-after 3h\n</domain>\n',
    ],
    [
      'a list of its own without backoff',
      '<smtp-pattern-list x>\n reply /^500 x/ skip-mx\n</smtp-pattern-list>\n<domain gmail.com>\n smtp-pattern-list x\n</domain>\n',
    ],
    [
      'a shared list without backoff',
      '<smtp-pattern-list x>\n reply /^500 x/ skip-mx\n</smtp-pattern-list>\n<domain gmail.com>\n smtp-pattern-list x\n</domain>\n<domain b.example>\n smtp-pattern-list x\n</domain>\n',
    ],
    [
      '<domain *> and a slower block',
      '<domain *>\n max-smtp-out 20\n</domain>\n<domain b.example>\n max-msg-rate 10/h\n retry-after 3h\n</domain>\n',
    ],
  ])('gives a way in and out, and loosens nothing: %s', (_, text) => {
    const before = mainWith(text);
    const after = fixed(before, [rule, exit], recommended);
    expect(after.left).toEqual([]);
    expect(after.passes).toBe(1);
    expect(loosened(before, after.text, ['gmail.com', 'b.example', 'example.org'])).toEqual([]);
  });

  it('writes values that are slower than the normal ones', () => {
    const { text } = fixed(
      mainWith('<domain gmail.com>\n max-msg-rate 20/h\n retry-after 2h,4h\n</domain>\n'),
      [rule],
      recommended,
    );
    expect(text).toContain(
      ' smtp-pattern-list google-backoff\n backoff-max-smtp-out 1\n backoff-max-msg-rate 10/h\n backoff-retry-after 2h,4h\n backoff-to-normal-after 1h\n',
    );
  });

  it("adds to a list that is the queue's alone and copies one that is shared", () => {
    const list =
      '<smtp-pattern-list x>\n reply /^500 x/ skip-mx\n</smtp-pattern-list>\n<domain gmail.com>\n smtp-pattern-list x\n</domain>\n';
    const own = fixed(mainWith(list), [rule], recommended).text;
    expect(own.match(/<smtp-pattern-list /g)).toHaveLength(1);
    const shared = fixed(
      mainWith(`${list}<domain b.example>\n smtp-pattern-list x\n</domain>\n`),
      [rule],
      recommended,
    ).text;
    expect(shared).toContain('<smtp-pattern-list x>\n reply /^500 x/ skip-mx\n</smtp-pattern-list>');
    expect(shared).toContain('<smtp-pattern-list x-google>\n reply /^500 x/ skip-mx\n reply /^421');
    expect(shared).toContain('<domain gmail.com>\n smtp-pattern-list x-google\n');
  });

  it('keeps backoff slower in blocks that inherit its values', () => {
    const { text } = fixed(
      mainWith(
        '<domain *>\n max-smtp-out 5\n</domain>\n<domain b.example>\n max-msg-rate 10/h\n retry-after 3h\n</domain>\n',
      ),
      [rule],
      recommended,
    );
    expect(text).toContain(' retry-after 3h\n backoff-max-msg-rate 5/h\n backoff-retry-after 3h\n');
  });

  it('ends backoff in the list where other queues would inherit a way out of their backoff', () => {
    const text = mainWith(
      `${LIST}<domain *>\n max-smtp-out 5\n</domain>\n<domain b.example>\n smtp-pattern-list x\n</domain>\n`,
    );
    const after = fixed(text, [rule], recommended);
    expect(after.left).toEqual([]);
    expect(after.text).toContain('<smtp-pattern-list default-backoff-timed>');
    expect(after.text.match(/ mode=backoff,backoff-to-normal-after=1h\n/g)?.length).toBeGreaterThan(5);
    expect(after.text).not.toMatch(/^ *backoff-to-normal-after /m);
  });

  it('is unsafe where a queue would lose the rules of another list', () => {
    const text = mainWith(
      '<smtp-pattern-list y>\n reply /x/ bounce-queue\n</smtp-pattern-list>\ndomain-macro two googlemail.com, gmail.com\n<domain [*.]gmail.com>\n smtp-pattern-list y\n</domain>\n<domain $two>\n max-smtp-out 5\n</domain>\n',
    );
    expect(lintTexts(text, [rule], recommended).findings.map(({ fix }) => fix?.effect)).toEqual(['unsafe']);
  });

  it('has no fix where every reply ends backoff', () => {
    const text = mainWith(
      '<smtp-pattern-list y>\n reply /./ mode=normal\n</smtp-pattern-list>\n<domain gmail.com>\n smtp-pattern-list y\n</domain>\n',
    );
    expect(lintTexts(text, [rule], recommended).findings.map(({ fix }) => fix)).toEqual([null]);
  });

  it('adds to a list whose rules have other reactions to every reply', () => {
    const text = mainWith(
      '<smtp-pattern-list y>\n reply /./ skip-mx\n</smtp-pattern-list>\n<domain gmail.com>\n smtp-pattern-list y\n</domain>\n',
    );
    expect(fixed(text, [rule, exit], recommended).left).toEqual([]);
  });

  it('keeps queues of VMTAs without blocks slower where {default} has some', () => {
    const before = mainWith(
      `<virtual-mta v>\n</virtual-mta>\n<virtual-mta {default}>\n<domain *.example.com>\n max-msg-rate 10/h\n</domain>\n</virtual-mta>\n<domain [*.]b.example.com>\n max-msg-rate 20/h\n</domain>\n<domain *>\n</domain>\n`,
    );
    const { text, left } = fixed(before, [rule], recommended);
    expect(left).toEqual([]);
    const changes = compareModels(modelOf(before), modelOf(text));
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(['stricter']));
  });

  it('gives VMTAs with equal blocks one list, in one pass', () => {
    const vmta = (name: string): string =>
      `<virtual-mta ${name}>\n smtp-source-host 192.0.2.1 m.example\n <domain *>\n  max-smtp-out 5\n </domain>\n</virtual-mta>\n`;
    const text = mainWith(`${GMAIL}${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(vmta).join('')}`);
    const { passes, left, text: after } = fixed(text, [rule], recommended);
    expect([passes, left]).toEqual([1, []]);
    expect(after.match(/<smtp-pattern-list default-backoff>/g)).toHaveLength(1);
    expect(after.match(/ smtp-pattern-list default-backoff$/gm)).toHaveLength(8);
  });
});
