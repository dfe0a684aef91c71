import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { lintTexts, modelOf, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';

/** Lines of findings, from 1 in the file they stand in. */
function lines(texts: Texts | string, options = {}): number[] {
  const { findings, model } = lintTexts(texts, [rule], {}, options);
  return findings.map(({ start, path }) => {
    const file = model.files.find((one) => one.path === path);
    return file?.lines.positionAt(start).line ?? 0;
  });
}

const HEAD = 7;
const inMain = (text: string): number[] => lines(mainWith(text)).map((line) => line - HEAD);

describe('accounting files', () => {
  const acct = (...content: string[]): string =>
    `<acct-file /var/log/a.csv>\n${content.join('\n')}\n</acct-file>\n`;

  it.each([
    'move-to /x\nmove-interval 5m',
    'move-to\nmove-interval 5m',
    'move-to /x\ndelete-after never',
    'delete-after 8d',
    'move-too /x\nmove-interval 5m',
    'move-interval 5m\n{{ moving }}',
    'move-interval 5m\ninclude /etc/pmta/absent',
    'http-webhook-url https://x.example/\nmove-interval 5m\nretry-interval 1m',
    'move-interval',
    'move-to ""\ndelete-after 8d',
  ])('is content with %j', (content) => {
    expect(lines(acct(content))).toEqual([]);
  });

  it.each([
    ['move-interval 5m', [2]],
    ['MOVE-INTERVAL 5m\r', [2]],
    ['#move-to /x\nmove-interval 5m', [3]],
    ['move-to /x\ndelete-after 8d', [3]],
    ['retry-interval 1m\nwrite-timeout 1m', [2, 3]],
  ])('reports %j, also in a fragment', (content, found) => {
    expect(lines(acct(content))).toEqual(found);
  });

  it('takes sections of one name together', () => {
    expect(lines(`${acct('move-interval 5m')}${acct('move-to /x')}`)).toEqual([]);
  });

  it('does not mind options of pipes at a pipe, or where a program may be meant', () => {
    expect(lines('<acct-file |/opt/x -a>\nretry-interval 1m\n</acct-file>\n')).toEqual([]);
    expect(lines('<acct-file "/opt/x -a">\nretry-interval 1m\n</acct-file>\n')).toEqual([]);
    expect(lines('<acct-file {{ file }}>\nwrite-timeout 1m\n</acct-file>\n')).toEqual([]);
  });

  it('is silent about a section that is not closed', () => {
    expect(lines('<acct-file /x>\nmove-interval 5m\n')).toEqual([]);
  });
});

describe('limits beside queue-to', () => {
  it('reports every limit, and nothing else', () => {
    const text =
      '<domain a.example>\nqueue-to a.queue\nmax-smtp-out 1\nuse-starttls yes\nbackoff-max-msg-rate 1/m\n</domain>\n';
    expect(inMain(text)).toEqual([3, 5]);
    expect(lines(text)).toEqual([3, 5]);
  });

  it('knows a queue-to that comes from a wider block, where all of the configuration is known', () => {
    const text =
      '<domain *>\nqueue-to relay.queue\n</domain>\n<domain a.example>\nmax-smtp-out 1\n</domain>\n';
    expect(inMain(text)).toEqual([5]);
    expect(lines(text)).toEqual([]);
    expect(inMain(`${text}include /etc/pmta/absent\n`)).toEqual([]);
  });

  it.each([
    '<domain a.example>\nqueue-to ""\nmax-smtp-out 1\n</domain>\n',
    // Others lead here.
    '<domain a.example>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n<domain c.example>\nqueue-to a.example\n</domain>\n',
    '<domain *>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n',
    '<domain a.rollup>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n<mx-rollup-list>\nmx mx.a.example a.rollup\n</mx-rollup-list>\n',
    // Some domain has its queue back.
    '<domain *>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n<domain a.example>\nqueue-to ""\n</domain>\n',
    '<domain a.example>\nqueue-to b.queue\nmax-smtp-out 1\n</domain>\n<virtual-mta v>\n<domain a.example>\nqueue-to ""\n</domain>\n</virtual-mta>\n',
    // Only some of the names.
    'domain-macro m a.example, b.example\n<domain $m>\nmax-smtp-out 1\n</domain>\n<domain a.example>\nqueue-to c.queue\n</domain>\n',
    '<domain *.example>\nmax-smtp-out 1\n</domain>\n<domain a.example>\nqueue-to c.queue\n</domain>\n',
  ])('is content with %j', (text) => {
    expect(inMain(text)).toEqual([]);
  });

  it('reports a line of an included file only where all blocks that include it are without effect', () => {
    const block = (name: string, line: string): string =>
      `<domain ${name}>\n${line}\ninclude /etc/pmta/limits\n</domain>\n`;
    const limits = 'max-smtp-out 2\n';
    const dead = mainWith(block('a.example', 'queue-to x.queue') + block('b.example', 'queue-to x.queue'));
    const alive = mainWith(block('a.example', 'queue-to x.queue') + block('b.example', 'retry-after 5m'));
    expect(lines({ config: dead, limits })).toEqual([1]);
    expect(lines({ config: alive, limits })).toEqual([]);
  });

  it('leaves it at that where there are too many queues to look at', () => {
    const names = Array.from({ length: 60_000 }, (_, index) => `d${index}.example`).join(', ');
    expect(
      inMain(`domain-macro m ${names}\n<domain $m>\nqueue-to a.queue\nmax-smtp-out 1\n</domain>\n`),
    ).toEqual([]);
  });
});

describe('directives of another type', () => {
  it('reports them', () => {
    expect(inMain('<domain a.example>\ntype file\ncommand /x\ndiscard-as-bounce yes\n</domain>\n')).toEqual([
      3, 4,
    ]);
    expect(inMain('<domain a.example>\nfile-destination /x\n</domain>\n')).toEqual([2]);
    expect(lines('<domain a.example>\nfile-destination /x\n</domain>\n')).toEqual([]);
  });

  it('offers no removal where the type may be what is missing', () => {
    const text = mainWith('<domain a.example>\nfile-destination /x\n</domain>\n');
    expect(fixed(text, [rule]).text).toBe(text);
  });

  it.each([
    '<domain a.example>\ntype PIPE\ncommand /x\nmacro-variables-preserve-case yes\n</domain>\n',
    '<domain *>\ncommand /x\n</domain>\n<domain a.example>\ntype pipe\n</domain>\n',
    '<domain a.example>\ncommand /x\n</domain>\n<virtual-mta v>\n<domain *>\ntype pipe\n</domain>\n</virtual-mta>\n',
    '<domain *>\ntype pipe\n</domain>\n<domain a.example>\ncommand /x\n</domain>\n',
    '<domain a.example>\ntype {{ type }}\ncommand /x\n</domain>\n',
    '<domain a.example>\ntype queue\ncommand /x\n</domain>\n',
  ])('is content with %j', (text) => {
    expect(inMain(text)).toEqual([]);
  });
});

describe('require-starttls', () => {
  it('is reported where STARTTLS is off, without a fix', () => {
    const text = mainWith('<domain a.example>\nuse-starttls no\nrequire-starttls yes\n</domain>\n');
    expect(lines(text)).toEqual([HEAD + 3]);
    expect(fixed(text, [rule]).text).toBe(text);
  });

  it.each([
    '<domain a.example>\nrequire-starttls yes\n</domain>\n',
    '<domain a.example>\nuse-starttls no\nrequire-starttls no\n</domain>\n',
    '<domain *>\nrequire-starttls yes\n</domain>\n<domain a.example>\nuse-starttls no\n</domain>\n',
  ])('is content with %j', (text) => {
    expect(inMain(text)).toEqual([]);
  });
});

it('removes lines that change nothing, once', () => {
  const before = mainWith(
    '<domain a.example>\n type discard\n command /x # old\n</domain>\n<domain b.example>\n queue-to b.queue\n max-smtp-out 1\n</domain>\n<acct-file /x>\n move-to /y\n delete-after 3d\n write-timeout 3m\n</acct-file>\n<acct-file /z>\n move-interval 3m\n</acct-file>\n',
  );
  const after = fixed(before, [rule]);
  expect(after.passes).toBe(1);
  expect(after.left).toEqual([]);
  expect(after.text).toContain(' type discard\n # old\n</domain>');
  expect(after.text).not.toMatch(/max-smtp-out|delete-after|write-timeout|move-interval/);
  expect(compareModels(modelOf(before), modelOf(after.text))).toEqual([]);
});

it('keeps the line ends of a file', () => {
  const before = mainWith('<acct-file /z>\n move-interval 3m\n records d\n</acct-file>\n').replaceAll(
    '\n',
    '\r\n',
  );
  expect(fixed(before, [rule]).text).toBe(before.replace(' move-interval 3m\r\n', ''));
});

it('removes such a line from a fragment for <domain> too', () => {
  const before = 'queue-to b.queue\nmax-smtp-out 1\n';
  const { text } = fixed(before, [rule]);
  expect(text).toBe('queue-to b.queue\n');
  expect(compareModels(modelOf(before), modelOf(text))).toEqual([]);
});

it('counts a line that holds beside those of a later block in which the mail stays in its queue', () => {
  const first = '<domain a.example>\nsource-ip-max-smtp-out 10/8 5\nqueue-to b.example\n</domain>\n';
  const later = '<domain a.example>\nsource-ip-max-smtp-out 192.0.2/24 6\nqueue-to ""\n</domain>\n';
  const { findings } = lintTexts(mainWith(first + later), [rule]);
  expect(findings).toEqual([]);
  expect(lintTexts(mainWith(first), [rule]).findings).toHaveLength(1);
});

it('counts a line of an included file that holds beside others in a block that keeps its mail', () => {
  const config = mainWith(
    '<domain a.example>\ninclude part\nsource-ip-max-smtp-out 10/8 5\n</domain>\n<domain b.example>\nqueue-to c.example\ninclude part\n</domain>\n',
  );
  const { findings } = lintTexts({ config, part: 'source-ip-max-smtp-out 192.0.2/24 6\n' }, [rule]);
  expect(findings).toEqual([]);
});
