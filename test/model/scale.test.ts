import { expect, it } from 'vitest';
import { namedQueueOf } from '../../src/model/queues/block-queue.ts';
import { growth, LINEAR } from '../support/growth.ts';
import { modelOf } from '../support/lint-texts.ts';

/** Lines made from the numbers below `count`, joined. */
function many(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

it('loads 100,000 lines and answers about many queues in time that grows with their number', () => {
  const answer = (count: number): void => {
    const text = [
      'log-file /l',
      'spool /s',
      many(
        count,
        (i) =>
          `<domain d${i}.example.com>\nmax-smtp-out 20\nmax-msg-rate 100/h\nretry-after 10m\nbounce-after 4d\n</domain>`,
      ),
      many(
        count,
        (i) =>
          `<virtual-mta v${i}>\nsmtp-source-host 192.0.2.1 m.example\nhost-name m.example\n# note\n\n<domain *>\nmax-smtp-out 5\nmax-msg-rate 10/h\n</domain>\n` +
          `<domain d${i}.example.com>\nmax-smtp-out 6\nretry-after 5m\n</domain>\n</virtual-mta>`,
      ),
    ].join('\n');
    const model = modelOf(text);
    expect(model.main.lines.count).toBeGreaterThan(20 * count);
    let sixes = 0;
    for (let i = 0; i < count; i++) {
      const { queue } = model.queueOf(`d${i}.example.com`, `v${i % 2 === 0 ? i : i - 1}`);
      if (queue.value('max-smtp-out') === '6') sixes++;
    }
    expect(sixes).toBe(count / 2);
    expect(model.vmtas.withOwnDomains).toHaveLength(count);
  };
  expect(growth(1250, answer)).toBeLessThan(LINEAR);
});

it('reads 10,000 nested sections', () => {
  const model = modelOf(
    `${'<pattern-list a>\n'.repeat(10_000)}* virtual-mta=v\n${'</pattern-list>\n'.repeat(10_000)}`,
  );
  expect(model.sections).toHaveLength(10_000);
  expect([...(model.directives[0]?.section.ancestry() ?? [])]).toHaveLength(10_001);
});

it('answers about the VMTAs of one pool in time that grows with their number', () => {
  const answer = (count: number): void => {
    const model = modelOf(
      [
        many(count, (i) => `<virtual-mta v${i}>\n</virtual-mta>`),
        '<virtual-mta-pool p>',
        many(count, (i) => `virtual-mta v${i}`),
        '<domain *>\nmax-smtp-out 3\n</domain>\n</virtual-mta-pool>',
        '<source 0/0>\nalways-allow-relaying yes\ndefault-virtual-mta p\n</source>',
      ].join('\n'),
    );
    const names = Array.from({ length: count }, (_, i) => `v${i}`);
    expect(names.filter((name) => model.queue('x.com', name).value('max-smtp-out') !== '3')).toEqual([]);
    expect(model.selection.vmtas.size).toBe(count);
  };
  expect(growth(2500, answer)).toBeLessThan(LINEAR);
});

it('reads blocks of the same domain in time that grows with their number', () => {
  const read = (count: number): void => {
    const model = modelOf(many(count, (i) => `<domain same.example>\nmax-smtp-out ${i}\n</domain>`));
    const blocks = model.sectionsOf('domain');
    const values = blocks.map((block) => namedQueueOf(model, block)?.value('max-smtp-out'));
    expect(values.filter((value) => value != null)).toEqual([`${count - 1}`]);
  };
  expect(growth(5000, read)).toBeLessThan(LINEAR);
});

it('reads a macro of many names in many VMTAs in time that grows with the names and the VMTAs', () => {
  const read = (count: number): void => {
    const names = 20 * count;
    const model = modelOf(
      [
        `domain-macro big ${many(names, (i) => `n${i}.example.com`).replaceAll('\n', ',')}`,
        many(
          count,
          (i) => `<virtual-mta v${i}>\n<domain $big>\nmax-smtp-out ${i}\n</domain>\n</virtual-mta>`,
        ),
      ].join('\n'),
    );
    for (let i = 0; i < count; i++)
      expect(model.queue(`n${names - 1}.example.com`, `v${i}`).value('max-smtp-out')).toBe(`${i}`);
    expect(model.queue(`n${names}.example.com`, 'v1').block).toBeUndefined();
  };
  expect(growth(250, read)).toBeLessThan(LINEAR);
});

it('answers what each source inherits in time that grows with their number', () => {
  const answer = (count: number): void => {
    const model = modelOf(
      `<source 10/8>\nalways-allow-relaying yes\n</source>\n${many(count, (i) => `<source 10.${i >> 8}.${i & 255}.1>\nlog-data yes\n</source>`)}`,
    );
    const open = model.sources.all.filter((source) => model.sources.isOn(source, 'always-allow-relaying'));
    expect(open).toHaveLength(count + 1);
  };
  expect(growth(2500, answer)).toBeLessThan(LINEAR);
});

it('reads the lines of a list in one queue in time that grows with their number', () => {
  const read = (count: number): void => {
    const block = (pattern: string): string =>
      `<domain ${pattern}>\n${many(count, () => 'source-ip-max-smtp-out 10/8 5')}\n</domain>`;
    const setting = modelOf(`${block('x.com')}\n${block('*')}`)
      .queue('x.com', null)
      .setting('source-ip-max-smtp-out');
    expect(setting.uses).toHaveLength(count);
    expect(setting.overrides).toHaveLength(count);
  };
  expect(growth(5000, read)).toBeLessThan(LINEAR);
});
