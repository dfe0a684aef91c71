import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replies } from '../../src/catalog/replies.ts';
import { matches } from '../../src/patterns/matches.ts';
import { readPattern } from '../../src/patterns/pattern.ts';
import { meaningOf } from '../../src/replies/meaning.ts';
import { newRuleFor, patternFor } from '../../src/replies/new-rule.ts';
import { shapeOf } from '../../src/replies/shape.ts';
import { readReply } from '../../src/replies/smtp-reply.ts';
import { answerIn, withRules } from './answers.ts';

function matchesOwn(pattern: string, text: string): boolean | undefined {
  const read = readPattern(pattern);
  return read.kind === 'pattern' ? matches(read, text) : false;
}

describe('a pattern made from the words of a reply', () => {
  it.each([
    [
      '421 4.7.9 Slow down: 198.51.100.7 sends more than our hosts like',
      String.raw`^421[ -]4\.7\.9\b.*Slow down.*sends more than our hosts like`,
    ],
    [
      '550-5.7.1 rejected by "rule" #12/b',
      String.raw`^550[ -]5\.7\.1\b.*rejected by \x22rule\x22 \x2312\x2Fb`,
    ],
    ['451 wait 30 minutes', String.raw`^451[ -].*wait \d+ minutes`],
    ['too many messages', 'too many messages'],
    ['550 no “curly quotes” taken', String.raw`^550[ -].*curly quotes.*taken`],
    [
      '421-4.7.9 [192.0.2.1 15]\n421-4.7.9 our hosts are tired\n421 4.7.9 of all this',
      String.raw`^421[ -]4\.7\.9\b[\s\S]*our hosts are tired`,
    ],
  ])('%s', (text, pattern) => {
    expect(patternFor(readReply(text))).toBe(pattern);
    expect(matchesOwn(pattern, text)).toBe(true);
  });

  it.each([
    '421',
    '421 4.7.0',
    '550 5.7.1 <a@b.example>',
    '421 198.51.100.7 12345678',
    '450 - -',
    '550 blocked',
    '421 too many errors',
  ])('is not made of %s, which has no words', (text) => {
    expect(patternFor(readReply(text))).toBeNull();
  });

  it.each(replies().map(({ id, example }) => [id, example] as const))('matches %s', (_, example) => {
    const pattern = patternFor(readReply(example));
    expect(pattern).not.toBeNull();
    expect(matchesOwn(pattern ?? '', example)).toBe(true);
    expect(pattern).not.toMatch(/[#"/\n]/);
  });

  it('matches its reply or is undefined, for any reply', () => {
    const text = fc.tuple(
      fc.integer({ min: 400, max: 599 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, ([code, words]) => {
        const reply = readReply(`${code} ${words}`);
        const pattern = patternFor(reply);
        if (pattern !== null) expect(matchesOwn(pattern, reply.text)).toBe(true);
      }),
    );
  });
});

describe('what is to be added', () => {
  const alone = { severalAddresses: false, endsByItself: true };
  const rule = (text: string, domain: string | null = null, traits = alone): unknown => {
    const reply = readReply(text);
    return newRuleFor(reply, meaningOf(reply.text, domain), traits);
  };
  it('is the pattern of the catalog, with the action that suits the number of addresses', () => {
    const s3150 = replies().find(({ id }) => id === 'ms-550-s3150');
    const line = (action: string): object => ({
      kind: 'rule',
      line: `reply /${s3150?.pattern ?? ''}/ ${action}`,
      isKnown: true,
    });
    const example = s3150?.example ?? '';
    expect(rule(example, 'outlook.com')).toEqual(line(s3150?.actionSingleIp ?? ''));
    expect(rule(example, 'outlook.com', { ...alone, severalAddresses: true })).toEqual(
      line(s3150?.action ?? ''),
    );
  });

  it('ends the backoff that it begins where the queue does not', () => {
    expect(rule('421 4.7.9 our hosts are tired', null, { ...alone, endsByItself: false })).toMatchObject({
      line: String.raw`reply /^421[ -]4\.7\.9\b.*our hosts are tired/ mode=backoff,backoff-to-normal-after=1h`,
      isKnown: false,
    });
  });

  it.each([
    ['450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted', 'retry'],
    ['550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table', 'bounce'],
    ['550 mailbox a is full', 'mailbox'],
    ['550 5.2.1 gone', 'mailbox'],
    ['550 unknown user', 'mailbox'],
    ['554 This user doesn’t matter: no such mailbox here', 'mailbox'],
    ['552 5.7.0 a.example does not have a mailbox', 'mailbox'],
    ['250 ok', 'accepted'],
  ])('is nothing for %j', (text, because) => {
    expect(rule(text)).toEqual({ kind: 'none', because });
  });

  it('is used only where nothing matches', () => {
    expect(answerIn(withRules('reply /x/ defer-queue'), '421 x y').addition).toBeNull();
    expect(answerIn(withRules(''), '421 4.7.9 our hosts are tired').addition?.kind).toBe('rule');
  });

  it('meets the reply once it is in the list', () => {
    for (const { example } of replies()) {
      const { addition } = answerIn(withRules(''), example);
      if (addition?.kind !== 'rule') continue;
      const { matches: found, actions } = answerIn(withRules(addition.line), example);
      expect(found.length, addition.line).toBe(1);
      expect(actions.length, addition.line).toBeGreaterThan(0);
    }
  });
});

describe('the shape of a reply', () => {
  it.each([
    ['550 5.1.1 <a.b@c.example>: unknown', '550 5.1.1 <address>: unknown'],
    ['421 [198.51.100.7] and 2001:db8::1 wait', '421 <ip> and <ip> wait'],
    ['421-4.7.28 x d2e1a72fcca58-7b70c2si1234abc.12 - gsmtp', '421-4.7.28 x <id> - gsmtp'],
    ['550 see https://a.example/help?id=123456 now', '550 see https://a.example/help?id=<number> now'],
    [
      '421 4.7.0 [TSS04] RP-001 S3150 AUP#I-1310 OFR_104',
      '421 4.7.0 [TSS04] RP-001 S3150 AUP#I-1310 OFR_104',
    ],
    ['550 two\r\n  lines', '550 two lines'],
    ['421-4.7.0 [192.0.2.1 15] our system', '421-4.7.0 [<ip> 15] our system'],
    ['550 Foo::bar at 08:00:01 in [IPv6:2001:db8::1]', '550 Foo::bar at <ip> in <ip>'],
  ])('%j is %j', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });

  it('of a text of loops is there, and short', () => {
    for (const text of [
      'a-'.repeat(100_000),
      'a@'.repeat(100_000),
      '1.'.repeat(100_000),
      ':'.repeat(200_000),
    ]) {
      expect(shapeOf(text).length).toBeLessThanOrEqual(5000);
    }
  });
});
