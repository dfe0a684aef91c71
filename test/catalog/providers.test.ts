import { describe, expect, it } from 'vitest';
import { findDirective } from '../../src/catalog/directives.ts';
import {
  domainsOf,
  findProvider,
  limitsOf,
  providerOfDomain,
  providerOfMx,
  providers,
} from '../../src/catalog/providers.ts';
import {
  coveringReplies,
  findReply,
  matchesReply,
  replies,
  repliesOf,
  wantsReaction,
} from '../../src/catalog/replies.ts';
import { parseValue } from '../../src/catalog/values.ts';

describe('providers', () => {
  it('has 72, each domain in one only', () => {
    expect(providers()).toHaveLength(72);
    const domains = providers().flatMap(({ domains: each = [] }) => each);
    expect(domains).toHaveLength(515);
    expect(new Set(domains).size).toBe(515);
    for (const provider of providers()) {
      for (const domain of provider.domains ?? []) expect(providerOfDomain(domain)).toBe(provider);
      for (const domain of provider.majorDomains ?? []) expect(provider.domains).toContain(domain);
    }
  });

  it('gives the domains of a brand to its operator', () => {
    const brands = providers().filter(({ operatedBy }) => operatedBy !== undefined);
    expect(brands.map(({ id }) => id)).toEqual(['att', 'cox', 'sky']);
    for (const brand of brands) {
      const operator = findProvider(brand.operatedBy ?? '');
      expect(domainsOf(brand).length).toBeGreaterThan(0);
      for (const domain of domainsOf(brand)) expect(providerOfDomain(domain)).toBe(operator);
      expect(limitsOf(brand)).toBe(operator && limitsOf(operator));
    }
    expect(brands.flatMap(domainsOf)).toHaveLength(15);
  });

  it.each([
    ['GMail.com', 'google'],
    ['googlemail.com', 'google'],
    ['hotmail.fr', 'microsoft-consumer'],
    ['cox.net', 'yahoo'],
    ['yahoo.co.jp', 'yahoo-japan'],
    ['btinternet.com', 'bt'],
    ['austin.rr.com', 'charter'],
    ['example.com', undefined],
    ['mail.gmail.com', undefined],
  ])('%s belongs to %s', (domain, id) => {
    expect(providerOfDomain(domain)?.id).toBe(id);
  });

  it.each([
    ['gmail-smtp-in.l.google.com', 'google'],
    ['ALT1.ASPMX.L.GOOGLE.COM.', 'google'],
    ['mta5.am0.yahoodns.net', 'yahoo'],
    ['hotmail-com.olc.protection.outlook.com', 'microsoft-consumer'],
    ['example-com.mail.protection.outlook.com', 'microsoft-365'],
    ['mx.example.com', undefined],
    ['notgoogle.com', undefined],
  ])('mail exchanger %s belongs to %s', (host, id) => {
    expect(providerOfMx(host)?.id).toBe(id);
  });

  it('has limits that are valid PowerMTA values and in order', () => {
    const expectValid = (name: string, value: string | undefined): void => {
      const directive = findDirective(name);
      if (directive && value !== undefined)
        expect(parseValue(directive, 'domain', value), value).toMatchObject({ ok: true });
    };
    for (const provider of providers()) {
      const { maxSmtpOut, maxMsgRate, retryAfter, backoff } = limitsOf(provider);
      expectValid('max-msg-rate', maxMsgRate?.newIp);
      expectValid('max-msg-rate', maxMsgRate?.warm);
      expectValid('retry-after', retryAfter?.recommended);
      expectValid('backoff-max-msg-rate', backoff?.maxMsgRate);
      expectValid('backoff-max-msg-rate', backoff?.maxMsgRateNewIp);
      expectValid('backoff-retry-after', backoff?.retryAfter);
      expectValid('backoff-to-normal-after', backoff?.toNormalAfter);
      if (!maxSmtpOut) continue;
      expect(maxSmtpOut.cold, provider.id).toBeLessThanOrEqual(maxSmtpOut.warm);
      expect(maxSmtpOut.warm, provider.id).toBeLessThanOrEqual(maxSmtpOut.ceiling ?? Infinity);
    }
  });
});

describe('replies', () => {
  it('has 297, of known providers, each matching its own example', () => {
    expect(replies()).toHaveLength(297);
    for (const reply of replies()) {
      expect(reply.provider === 'any' || findProvider(reply.provider) !== undefined, reply.id).toBe(true);
      expect(matchesReply(reply, reply.example), reply.id).toBe(true);
      for (const other of reply.alsoMatches ?? [])
        expect(matchesReply(reply, findReply(other)?.example ?? ''), reply.id).toBe(true);
      // It is between slashes in a line where # begins a comment.
      expect(reply.pattern, reply.id).not.toMatch(/#|(?<!\\)\//);
    }
  });

  it('counts the core ones', () => {
    expect(replies().filter(({ core }) => core)).toHaveLength(41);
    expect(repliesOf('google').length).toBeGreaterThan(10);
    expect(repliesOf('nobody')).toEqual([]);
  });

  const ids = [
    ...new Set(
      replies()
        .filter(wantsReaction)
        .map(({ provider }) => provider),
    ),
  ];

  it.each(ids)('the chosen patterns of %s cover what wants a reaction, and nothing else', (id) => {
    const chosen = coveringReplies(id);
    const wanted = repliesOf(id).filter(wantsReaction);
    expect(chosen.length).toBeLessThanOrEqual(wanted.length);
    for (const reply of wanted) {
      const hits = chosen.filter((pattern) => matchesReply(pattern, reply.example));
      expect(
        hits.some(({ remedy }) => remedy === reply.remedy),
        reply.id,
      ).toBe(true);
      // The first to match decides between conflicting actions.
      expect(hits[0]?.remedy, reply.id).toBe(reply.remedy);
    }
    for (const other of [...repliesOf(id), ...repliesOf('any')]) {
      if (other.remedy !== 'bounce' && other.remedy !== 'retry') continue;
      expect(
        chosen.filter((pattern) => matchesReply(pattern, other.example)),
        other.id,
      ).toEqual([]);
    }
    for (const pattern of chosen) expect(pattern.action, pattern.id).toBeDefined();
  });

  it('chooses few', () => {
    expect(coveringReplies('google').map(({ id }) => id)).toContain('goog-421-4728-any');
    expect(coveringReplies('google').map(({ id }) => id)).not.toContain('goog-421-4728-ip');
    expect(coveringReplies('yahoo').length).toBeLessThan(repliesOf('yahoo').filter(wantsReaction).length - 5);
    expect(coveringReplies('nobody')).toEqual([]);
  });
});
