import { describe, expect, it } from 'vitest';
import { findProvider, domainsOf } from '../../src/catalog/providers.ts';
import { replies } from '../../src/catalog/replies.ts';
import { meaningOf } from '../../src/replies/meaning.ts';

describe('the meaning of a reply', () => {
  const known = replies().filter(({ generic, provider }) => {
    const found = findProvider(provider);
    return (
      generic !== true && found !== undefined && found.operatedBy === undefined && domainsOf(found).length > 0
    );
  });

  it.each(known.map((reply) => [reply.id, reply] as const))('is that of its provider: %s', (_, reply) => {
    const [domain = ''] = domainsOf(findProvider(reply.provider) ?? { id: '', name: '' });
    const found = meaningOf(reply.example, domain);
    expect(found?.provider?.id).toBe(reply.provider);
    expect([found?.reply.meaning, found?.reply.remedy]).toEqual([reply.meaning, reply.remedy]);
  });

  it('is known at a domain of a company that a provider receives for', () => {
    const example = replies().find(({ id }) => id === 'goog-421-4728-ip')?.example ?? '';
    expect(meaningOf(example, 'company.example')).toMatchObject({ provider: { id: 'google' }, isOwn: false });
    expect(meaningOf(example, 'gmail.com')).toMatchObject({ provider: { id: 'google' }, isOwn: true });
    expect(meaningOf(example, null)?.reply.meaning).toBe('throttled');
  });

  it('is not guessed where providers mean different things by the same words', () => {
    const example = replies().find(({ id }) => id === 'netvigator-421')?.example ?? '';
    const all = replies().filter(
      ({ pattern, generic }) => generic !== true && new RegExp(pattern, 'i').test(example),
    );
    expect(new Set(all.map(({ remedy }) => remedy)).size).toBeGreaterThan(1);
    expect(meaningOf(example, 'company.example')).toBeNull();
  });

  it('gives no provider for words that several have', () => {
    const example = replies().find(({ id }) => id === 'sfr-421')?.example ?? '';
    expect(meaningOf(example, 'company.example')).toMatchObject({
      provider: null,
      reply: { meaning: 'throttled' },
    });
  });

  it('is unknown for other words', () => {
    expect(meaningOf('550 the moon is wrong', 'gmail.com')).toBeNull();
  });
});
