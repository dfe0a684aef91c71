import { describe, expect, it } from 'vitest';
import {
  allowsIn,
  confidenceIn,
  directiveNames,
  directives,
  factsIn,
  findDirective,
  isSensitive,
} from '../../src/catalog/directives.ts';
import { sectionNames, sections } from '../../src/catalog/sections.ts';
import { parseValue } from '../../src/catalog/values.ts';
import { beyondBounds } from '../../rules/names/value-out-of-range/bounds.ts';
import { directive } from './known.ts';

describe('directives', () => {
  it('has 402, each under its own name', () => {
    expect(directives()).toHaveLength(402);
    expect(new Set(directiveNames()).size).toBe(402);
    for (const name of directiveNames()) expect(findDirective(name)?.name).toBe(name);
  });

  it('finds them in any case', () => {
    expect(findDirective('Max-SMTP-Out')?.name).toBe('max-smtp-out');
    expect(findDirective('PICKUP')?.name).toBe('pickup');
    expect(findDirective('max-smtp-ou')).toBeUndefined();
    expect(findDirective('')).toBeUndefined();
    expect(findDirective('constructor')).toBeUndefined();
  });

  it('have only scopes that exist', () => {
    const known = new Set(['global', ...sectionNames()]);
    for (const { name, scopes, scopesUncertain = [] } of directives()) {
      expect(scopes.length, name).toBeGreaterThan(0);
      expect(
        [...scopes, ...scopesUncertain].filter((scope) => !known.has(scope)),
        name,
      ).toEqual([]);
    }
  });

  it('agree with the sections on what is allowed in a section', () => {
    for (const section of sections()) {
      if (section.content !== 'directives') continue;
      const listed = new Set(section.directives);
      const scoped = directives().filter(({ scopes }) => scopes.includes(section.name));
      expect(
        scoped.map(({ name }) => name).filter((name) => !listed.has(name)),
        section.name,
      ).toEqual([]);
    }
  });

  it('have the scopes in which they are allowed', () => {
    expect(allowsIn(directive('max-smtp-out'), 'virtual-mta')).toBe('yes');
    expect(allowsIn(directive('max-smtp-out'), 'global')).toBe('no');
    expect(allowsIn(directive('always-allow-relaying'), 'global')).toBe('uncertain');
    expect(allowsIn(directive('include'), 'spool')).toBe('uncertain');
    expect(allowsIn(directive('retry-interval'), 'domain')).toBe('no');
  });

  it('differ by scope where the catalog says so, and are the same object each time', () => {
    const maxOut = directive('max-smtp-out');
    expect(factsIn(maxOut, 'domain').default).toBe('20');
    expect(factsIn(maxOut, 'virtual-mta').default).toBe('unlimited');
    expect(factsIn(maxOut, 'virtual-mta-pool').default).toBeUndefined();
    expect(factsIn(maxOut, 'virtual-mta')).toBe(factsIn(maxOut, 'virtual-mta'));
    expect(factsIn(directive('privacy-policy'), 'signals').values).toEqual(['retain', 'sha1']);
    expect(factsIn(directive('tls-certificate'), 'smtp-user').args).toBeUndefined();
  });

  it('mark secrets', () => {
    const secret = directives()
      .filter(isSensitive)
      .map(({ name }) => name);
    expect(secret).toEqual([
      'access-token', 'api-key', 'auth-password', 'http-api-key', 'imprinter-password', 'password', 'privacy-policy',
      'smtp-client-certificate', 'smtp-server-tls-certificate', 'tls-certificate', 'volume-audit-api-key',
    ]); // prettier-ignore
    // In <smtp-user> it takes no password, which may be written all the same.
    expect(isSensitive(factsIn(directive('tls-certificate'), 'smtp-user'))).toBe(true);
  });

  it('have defaults that are valid and within bounds', () => {
    for (const each of directives()) {
      for (const scope of each.scopes) {
        const { default: value } = factsIn(each, scope);
        if (value === undefined) continue;
        const result = parseValue(each, scope, value);
        expect(result.ok, `${each.name} ${value}`).toBe(true);
        if (result.ok) expect(beyondBounds(each, scope, result.value), each.name).toBeUndefined();
      }
    }
  });

  it('follow only directives that exist', () => {
    for (const each of directives()) {
      if (each.defaultFrom !== undefined) expect(findDirective(each.defaultFrom), each.name).toBeDefined();
      const { to } = each.deprecated?.oneForOne ?? { to: undefined };
      if (to !== undefined && !to.startsWith('<')) expect(findDirective(to), each.name).toBeDefined();
    }
  });

  it('have a degree of certainty', () => {
    expect(confidenceIn(directive('max-msg-rate'))).toBe('guide');
    expect(confidenceIn(directive('dk-sign'))).toBe('real-configs');
  });

  it('have a version only where it is certain', () => {
    expect(directive('api-key').since).toBe('5.0');
    expect(directive('access-token').since).toBeUndefined();
    expect(directive('smtp-tls-allow-sslv3').removed).toBe('5.0');
  });
});
