import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { mainWith } from '../../../test/support/fixed.ts';

const LIST =
  '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff\n reply /^421 b/ mode=normal\n</smtp-pattern-list>\n';

function lines(text: string): number[] {
  const { findings, model } = lintTexts(text, [rule]);
  return findings.map(({ start }) => model.main.lines.positionAt(start).line);
}

it('stands at the tag of every block whose queue cannot leave', () => {
  const text = `${LIST}<domain *>\n smtp-pattern-list x\n</domain>\n<domain b.example>\n max-smtp-out 5\n</domain>\n`;
  expect(lines(mainWith(text))).toEqual([12, 15]);
  expect(lines(text)).toEqual([]);
});

it.each([
  'backoff-to-normal-after 1h',
  'backoff-to-normal-after-delivery true',
  'queue-to other.queue',
  'smtp-pattern-list ""',
])('is content with %s', (line) => {
  expect(lines(mainWith(`${LIST}<domain b.example>\n smtp-pattern-list x\n ${line}\n</domain>\n`))).toEqual(
    [],
  );
});

it('is content with a domain whose mail waits in a rollup', () => {
  const rollup =
    '<mx-rollup-list>\n mx *.google.com g.rollup\n mx *.googlemail.com g.rollup\n</mx-rollup-list>\n';
  const block = `${LIST}<domain gmail.com>\n smtp-pattern-list x\n</domain>\n`;
  expect(lines(mainWith(block))).toHaveLength(1);
  expect(lines(mainWith(block + rollup))).toEqual([]);
});

it('takes never for what it is, and overrules nothing that a wider block says', () => {
  const text = `${LIST}<domain *>\n backoff-to-normal-after 1h\n</domain>\n<domain b.example>\n smtp-pattern-list x\n backoff-to-normal-after never\n</domain>\n`;
  expect(lines(mainWith(text))).toEqual([15]);
});

it('asks every mode=backoff rule for its time', () => {
  const list = (second: string): string =>
    `<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n reply /^421 b/ mode=backoff${second}\n</smtp-pattern-list>\n<domain b.example>\n smtp-pattern-list x\n</domain>\n`;
  expect(lines(mainWith(list(',backoff-to-normal-after=2h')))).toEqual([]);
  expect(lines(mainWith(list('')))).toEqual([12]);
});

it('sees a list that a VMTA gives to all its queues', () => {
  const vmta = '<virtual-mta v>\n <domain *>\n  smtp-pattern-list x\n </domain>\n</virtual-mta>\n';
  expect(lines(mainWith(`${LIST}${vmta}<domain b.example>\n max-smtp-out 5\n</domain>\n`))).toEqual([13, 17]);
  expect(lines(mainWith(`${LIST}${vmta}`).replace('process-x-virtual-mta', 'process-x-job'))).toEqual([]);
});

it("offers the provider's figure, in place of never too", () => {
  const text = mainWith(
    `${LIST}<domain yahoo.com>\n smtp-pattern-list x\n backoff-to-normal-after never\n</domain>\n`,
  );
  const [finding] = lintTexts(text, [rule]).findings;
  expect(finding?.fix?.safety).toBe('unsafe');
  const after = applyEdits(text, finding?.fix?.edits ?? []);
  expect(after).toContain(' backoff-to-normal-after 2h\n');
  expect(lines(after)).toEqual([]);
});

it('ends backoff where the line stands that decides, though the tag of another block fits the domain better', () => {
  const text = mainWith(
    `${LIST}<virtual-mta v>\n <domain [*.]yahoo.com>\n  backoff-to-normal-after never\n </domain>\n</virtual-mta>\n<domain yahoo.com>\n smtp-pattern-list x\n backoff-to-normal-after 2h\n</domain>\n`,
  );
  const { findings } = lintTexts(text, [rule]);
  expect(lines(text)).toEqual([13]);
  const after = applyEdits(text, findings[0]?.fix?.edits ?? []);
  expect(after).toBe(text.replace('never', '2h'));
  expect(lines(after)).toEqual([]);
});

it('changes no line that stands twice on its own, nor one that goes on in the next', () => {
  const twice = mainWith(
    `${LIST}<domain b.example>\n smtp-pattern-list x\n backoff-to-normal-after never\n backoff-to-normal-after never\n</domain>\n`,
  );
  const [finding] = lintTexts(twice, [rule]).findings;
  expect(applyEdits(twice, finding?.fix?.edits ?? [])).toBe(twice.replaceAll('never', '1h'));
  const wrapped = mainWith(
    `${LIST}<domain b.example>\n smtp-pattern-list x\n backoff-to-normal-after \\\n never\n</domain>\n`,
  );
  expect(lintTexts(wrapped, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it('changes the line of the block too that an included file repeats', () => {
  const never = ' backoff-to-normal-after never\n';
  const config = mainWith(
    `${LIST}<domain b.example>\n smtp-pattern-list x\n${never} include part\n</domain>\n`,
  );
  const [finding] = lintTexts({ config, part: never }, [rule]).findings;
  expect(finding?.fix?.edits.map(({ path, text }) => [path, text])).toEqual([
    ['/etc/pmta/config', '1h'],
    ['/etc/pmta/part', '1h'],
  ]);
});

it('says whether never stands there or is the default', () => {
  const block = (...settings: string[]): string =>
    mainWith(`${LIST}<domain b.example>\n smtp-pattern-list x\n${settings.join('')}</domain>\n`);
  const message = (text: string): string | undefined => lintTexts(text, [rule]).findings[0]?.message;
  expect(message(block())).toContain('backoff-to-normal-after is not set (default never)');
  expect(message(block(' backoff-to-normal-after never\n'))).toContain("backoff-to-normal-after is 'never';");
});
