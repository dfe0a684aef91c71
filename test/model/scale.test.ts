import { describe, expect, it } from 'vitest';
import { namedQueueOf } from '../../src/model/queues/block-queue.ts';
import { modelOf } from '../support/lint-texts.ts';

/** Lines made from the numbers below `count`, joined. */
function many(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

/*
 * The limits are far above what the work takes, and far below what it would take if it grew with the square of the
 * size.
 */
describe('large configurations', () => {
  it('load 100,000 lines of domains and VMTAs, and answer about many queues', { timeout: 15_000 }, () => {
    const text = [
      'log-file /l',
      'spool /s',
      many(
        5000,
        (i) =>
          `<domain d${i}.example.com>\nmax-smtp-out 20\nmax-msg-rate 100/h\nretry-after 10m\nbounce-after 4d\n</domain>`,
      ),
      many(
        5000,
        (i) =>
          `<virtual-mta v${i}>\nsmtp-source-host 192.0.2.1 m.example\nhost-name m.example\n# note\n\n<domain *>\nmax-smtp-out 5\nmax-msg-rate 10/h\n</domain>\n` +
          `<domain d${i}.example.com>\nmax-smtp-out 6\nretry-after 5m\n</domain>\n</virtual-mta>`,
      ),
    ].join('\n');
    const model = modelOf(text);
    expect(model.main.lines.count).toBeGreaterThan(100_000);
    let sixes = 0;
    for (let i = 0; i < 5000; i++) {
      const { queue } = model.queueOf(`d${i}.example.com`, `v${i % 2 === 0 ? i : i - 1}`);
      if (queue.value('max-smtp-out') === '6') sixes++;
    }
    expect(sixes).toBe(2500);
    expect(model.vmtas.withOwnDomains).toHaveLength(5000);
  });

  it('nest 10,000 sections', { timeout: 10_000 }, () => {
    const model = modelOf(
      `${'<pattern-list a>\n'.repeat(10_000)}* virtual-mta=v\n${'</pattern-list>\n'.repeat(10_000)}`,
    );
    expect(model.sections).toHaveLength(10_000);
    expect([...(model.directives[0]?.section.ancestry() ?? [])]).toHaveLength(10_001);
  });

  it('hold 10,000 VMTAs in one pool', { timeout: 15_000 }, () => {
    const model = modelOf(
      [
        many(10_000, (i) => `<virtual-mta v${i}>\n</virtual-mta>`),
        '<virtual-mta-pool p>',
        many(10_000, (i) => `virtual-mta v${i}`),
        '<domain *>\nmax-smtp-out 3\n</domain>\n</virtual-mta-pool>',
        '<source 0/0>\nalways-allow-relaying yes\ndefault-virtual-mta p\n</source>',
      ].join('\n'),
    );
    const names = Array.from({ length: 10_000 }, (_, i) => `v${i}`);
    expect(names.filter((name) => model.queue('x.com', name).value('max-smtp-out') !== '3')).toEqual([]);
    expect(model.selection.vmtas.size).toBe(10_000);
  });

  it('say the same domain in 20,000 blocks', { timeout: 15_000 }, () => {
    const model = modelOf(many(20_000, (i) => `<domain same.example>\nmax-smtp-out ${i}\n</domain>`));
    const blocks = model.sectionsOf('domain');
    const values = blocks.map((block) => namedQueueOf(model, block)?.value('max-smtp-out'));
    expect(values.filter((value) => value != null)).toEqual(['19999']);
  });

  it('use a macro of 20,000 names in 1,000 VMTAs', { timeout: 15_000 }, () => {
    const model = modelOf(
      [
        `domain-macro big ${many(20_000, (i) => `n${i}.example.com`).replaceAll('\n', ',')}`,
        many(1000, (i) => `<virtual-mta v${i}>\n<domain $big>\nmax-smtp-out ${i}\n</domain>\n</virtual-mta>`),
      ].join('\n'),
    );
    for (let i = 0; i < 1000; i++)
      expect(model.queue('n19999.example.com', `v${i}`).value('max-smtp-out')).toBe(`${i}`);
    expect(model.queue('n20000.example.com', 'v1').block).toBeUndefined();
  });

  it('ask each of 10,000 sources what it inherits', { timeout: 15_000 }, () => {
    const model = modelOf(
      `<source 10/8>\nalways-allow-relaying yes\n</source>\n${many(10_000, (i) => `<source 10.${i >> 8}.${i & 255}.1>\nlog-data yes\n</source>`)}`,
    );
    const open = model.sources.all.filter((source) => model.sources.isOn(source, 'always-allow-relaying'));
    expect(open).toHaveLength(10_001);
  });

  it('hold 20,000 lines of a list in one queue', { timeout: 10_000 }, () => {
    const block = (pattern: string): string =>
      `<domain ${pattern}>\n${many(20_000, () => 'source-ip-max-smtp-out 10/8 5')}\n</domain>`;
    const setting = modelOf(`${block('x.com')}\n${block('*')}`)
      .queue('x.com', null)
      .setting('source-ip-max-smtp-out');
    expect(setting.uses).toHaveLength(20_000);
    expect(setting.beat).toHaveLength(20_000);
  });
});
