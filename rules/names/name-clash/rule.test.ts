import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';

function findingsIn(texts: Texts | string): readonly Finding[] {
  return lintTexts(texts, [rule]).findings;
}

const DOMAIN = '<domain yahoo.com>\nmax-smtp-out 5\n</domain>\n';

function pool(name: string, member: string, inside = ''): string {
  return `<virtual-mta-pool ${name}>\nvirtual-mta ${member}\n${inside}</virtual-mta-pool>\n`;
}

describe('name-clash', () => {
  it('stands at the later of a VMTA and a pool with one name', () => {
    const vmta = '<virtual-mta a>\n</virtual-mta>\n';
    const poolFirst = findingsIn(pool('a', 'b') + vmta);
    expect(poolFirst).toMatchObject([
      { severity: 'error', start: pool('a', 'b').length, related: [{ start: 0 }] },
    ]);
    expect(poolFirst[0]?.message).toContain("the VMTA 'a' has the name of a pool");
    expect(findingsIn(vmta + pool('a', 'b'))[0]?.message).toContain("the pool 'a' has the name of a VMTA");
  });

  it('is one finding for a name, however often it is defined', () => {
    const vmta = '<virtual-mta a>\n</virtual-mta>\n';
    expect(findingsIn(vmta + vmta + pool('a', 'b') + pool('a', 'c'))).toHaveLength(1);
  });

  it('is a warning where only the case differs', () => {
    const findings = findingsIn(`<virtual-mta Main>\n</virtual-mta>\n${pool('main', 'Main')}`);
    expect(findings).toMatchObject([{ severity: 'warning' }]);
  });

  it('reports a VMTA at each later pool that holds <domain>', () => {
    const text = pool('p', 'a', DOMAIN) + pool('q', 'A', DOMAIN) + pool('r', 'a', DOMAIN);
    const findings = findingsIn(text);
    expect(findings.map(({ start, end }) => text.slice(start, end))).toEqual(['virtual-mta', 'virtual-mta']);
    expect(findings.map(({ related }) => related[0]?.start)).toEqual([
      text.indexOf('virtual-mta a'),
      text.indexOf('virtual-mta a'),
    ]);
  });

  it.each([
    [pool('p', 'a', DOMAIN) + pool('q', 'a')],
    [pool('p', 'a') + pool('q', 'a')],
    [pool('p', 'a', DOMAIN) + pool('q', 'b', DOMAIN)],
    [pool('p', 'a', DOMAIN) + pool('P', 'a', DOMAIN)],
    [pool('p', '{{ name }}', DOMAIN) + pool('q', '{{ name }}', DOMAIN)],
    [`<virtual-mta {{ name }}>\n</virtual-mta>\n${pool('{{ name }}', 'b')}`],
    ['<virtual-mta a>\n</virtual-mta>\n<virtual-mta a>\n</virtual-mta>\n'],
    [`<virtual-mta a>\n${pool('a', 'b')}</virtual-mta>\n`],
  ])('says nothing of %j', (text) => {
    expect(findingsIn(text)).toEqual([]);
  });

  it('sees pools of included files', () => {
    const findings = findingsIn({
      config: `include p.conf\n${pool('q', 'a', DOMAIN)}`,
      'p.conf': pool('p', 'a', DOMAIN),
    });
    expect(findings).toMatchObject([{ path: '/etc/pmta/config', related: [{ path: '/etc/pmta/p.conf' }] }]);
  });
});
