import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts, type Texts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

function found(texts: Texts | string): string[] {
  const { findings, model } = lintTexts(texts, [rule]);
  return findings.map(({ start, path, related }) => {
    const file = model.files.find((one) => one.path === path);
    const line = file?.lines.positionAt(start).line ?? 0;
    return `${file?.text.split('\n')[line - 1]?.trim()} (${related.length})`;
  });
}

const GMAIL = '<domain gmail.com>\nmax-smtp-out 5\nsmtp-pattern-list g\nretry-after 1h\n</domain>\n';
const vmta = (line: string, more = ''): string =>
  `<virtual-mta v>\n<domain *>\n${line}\n</domain>\n${more}</virtual-mta>\n`;

it.each([
  'max-smtp-out 6',
  'max-smtp-out unlimited',
  'smtp-pattern-list other',
  'retry-after 10m',
  'RETRY-AFTER "10m"',
])('reports %s', (line) => {
  expect(found(GMAIL + vmta(line))).toEqual([`${line} (1)`]);
  expect(found(mainWith(GMAIL + vmta(line)))).toEqual([`${line} (1)`]);
});

it.each([
  'max-smtp-out 5',
  'max-smtp-out 4',
  'smtp-pattern-list G',
  'retry-after 60m',
  'retry-after 2h',
  'max-msg-rate 9999/h',
  'log-data yes',
  'smtp-hosts [10.0.0.5]\nmax-smtp-out 50',
  'type file\nmax-smtp-out 50',
])('is content with %s', (line) => {
  expect(found(GMAIL + vmta(line))).toEqual([]);
});

it('does not mind a block of the VMTA itself, or of its pool, that is more specific', () => {
  expect(found(GMAIL + vmta('max-smtp-out 50', '<domain gmail.com>\nmax-smtp-out 3\n</domain>\n'))).toEqual(
    [],
  );
});

it('reports a pool, and what hides nothing of providers it does not', () => {
  const pool =
    '<virtual-mta m>\n</virtual-mta>\n<virtual-mta-pool p>\nvirtual-mta m\n<domain *>\nmax-smtp-out 50\n</domain>\n</virtual-mta-pool>\n';
  expect(found(GMAIL + pool)).toEqual(['max-smtp-out 50 (1)']);
  expect(found(`<domain a.example>\nmax-smtp-out 5\n</domain>\n${pool}`)).toEqual([]);
  expect(found(`<domain *>\nmax-smtp-out 5\n</domain>\n${pool}`)).toEqual([]);
});

it('looks at the queue that the mail is in', () => {
  const queues =
    'domain-macro gmail gmail.com, googlemail.com\n<domain $gmail>\nqueue-to gmail.rollup\n</domain>\n<domain gmail.rollup>\nsmtp-hosts lookup-mx:gmail.com\nmax-smtp-out 5\n</domain>\n';
  expect(found(queues + vmta('max-smtp-out 50'))).toEqual(['max-smtp-out 50 (1)']);
});

it('reports a line once, with all that it hides', () => {
  const yahoo = '<domain yahoo.com>\nmax-smtp-out 3\n</domain>\n';
  expect(found(GMAIL + yahoo + vmta('max-smtp-out 50'))).toEqual(['max-smtp-out 50 (2)']);
  const config = `${GMAIL}<virtual-mta a>\ninclude /etc/pmta/all\n</virtual-mta>\n<virtual-mta b>\ninclude /etc/pmta/all\n</virtual-mta>\n`;
  expect(found({ config, all: '<domain *>\nmax-smtp-out 50\n</domain>\n' })).toEqual(['max-smtp-out 50 (1)']);
});

it('is silent where the VMTA is not known to its end, or takes no mail', () => {
  expect(found(GMAIL + vmta('max-smtp-out 50', 'include /etc/pmta/absent\n'))).toEqual([]);
  expect(found(GMAIL + vmta('max-smtp-out 50', '{% include isp %}\n'))).toEqual([]);
  const main = mainWith(GMAIL + vmta('max-smtp-out 50'));
  expect(found(main.replace('process-x-virtual-mta yes', 'process-x-virtual-mta no'))).toEqual([]);
});

it('is silent about names that PowerMTA does not know', () => {
  expect(found(GMAIL + vmta('max-smtp-owt 50'))).toEqual([]);
});

it('is content with a list that slows down for all that the hidden one does, and for more', () => {
  const list = (name: string, ...patterns: string[]): string =>
    `<smtp-pattern-list ${name}>\n${patterns.map((pattern) => `reply /${pattern}/ mode=backoff\n`).join('')}</smtp-pattern-list>\n`;
  const text = list('g', 'a') + GMAIL + vmta('smtp-pattern-list other');
  expect(found(text + list('other', 'a', 'b'))).toEqual([]);
  expect(found(text + list('other', 'a'))).toEqual([]);
  expect(found(text + list('other', 'b', 'c'))).toEqual(['smtp-pattern-list other (1)']);
});
