import { FIX_EFFECTS, PROVED_EFFECTS, total } from '../../src/engine/finding.ts';
import { encode } from '../../grammar/encoding.ts';
import { rules } from '../../rules/index.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { lint } from '../../src/suppressions/lint.ts';
import type { Change } from '../../src/compare/change.ts';
import { compareModels } from '../../src/compare/compare.ts';
import { applyEdits } from '../../src/fix/edits.ts';
import { brokenPlaces, fixFiles, type FixOutcome } from '../../src/fix/passes.ts';
import { unifiedDiff } from '../../src/fix/unified-diff.ts';
import { FOLDER, type ByteTexts, type Input } from '../input.ts';
import { Random } from '../random.ts';
import { filesOf, load, SETTINGS } from './loaded.ts';
import { difference, promise, withoutNames, type Seen } from './promise.ts';

/** Sections that are not closed are closed one a pass, so there may be too few passes. */
function isOutOfPasses({ stopped }: FixOutcome): boolean {
  return stopped?.code === 'too-many-passes';
}

function fix(files: ByteTexts, unsafe: boolean): FixOutcome {
  const outcome = fixFiles({
    files: filesOf(files),
    load,
    rules,
    settings: SETTINGS,
    effects: unsafe ? FIX_EFFECTS : PROVED_EFFECTS,
  });
  const [failure] = outcome.result.failures;
  promise(failure === undefined, `rule ${failure?.rule ?? ''} does its work`, () => failure?.message ?? '');
  promise(
    outcome.stopped === null || isOutOfPasses(outcome),
    `fixes come to an end (${fixing(outcome.result.findings, unsafe)})`,
    () => JSON.stringify(outcome.stopped),
  );
  return outcome;
}

/** The rules whose fixes could be applied, to tell failures apart. */
function fixing(findings: readonly Finding[], unsafe: boolean): string {
  const fixable = findings.filter(
    ({ fix: offered }) => offered !== null && (unsafe || offered.effect !== 'unsafe'),
  );
  return [unsafe ? 'unsafe' : 'proved', ...new Set(fixable.map(({ rule }) => rule))].join(' ');
}

function textsAfter(files: ByteTexts, { changed }: FixOutcome): ByteTexts {
  const fixed = changed.map(({ file, text }) => [
    file.path.slice(FOLDER.length + 1),
    Buffer.from(encode(text, file.encoding)).toString('latin1'),
  ]);
  return { ...files, ...(Object.fromEntries(fixed) as ByteTexts) };
}

/** The edits give the new text, and no other byte changes. */
function editsAreAll({ changed }: FixOutcome): void {
  for (const { file, text, composition } of changed) {
    const edits = composition.edits(file.path);
    const after = applyEdits(file.text, edits);
    promise(after === text, 'the edits give the text after', () => difference(after, text));
    const written = Buffer.from(encode(text, file.encoding));
    promise(written.toString(file.encoding) === text, 'the text after can be written', () => file.path);
    // From the end: the bytes between the edits are the same.
    let [before, now] = [file.bytes.length, written.length];
    let end = file.text.length;
    for (const edit of edits.toReversed()) {
      const kept = Buffer.from(encode(file.text.slice(edit.end, end), file.encoding));
      const was = Buffer.from(file.bytes.subarray(before - kept.length, before));
      promise(
        was.equals(kept) && was.equals(written.subarray(now - kept.length, now)),
        'no byte beside the edits changes',
        () => `at ${edit.end}`,
      );
      const size = (part: string): number => encode(part, file.encoding).length;
      before -= kept.length + size(file.text.slice(edit.start, edit.end));
      now -= kept.length + size(edit.text);
      end = edit.start;
    }
    const edited = { name: file.path, before: file.text, edits, encoding: file.encoding };
    promise(unifiedDiff([edited]).length > 0, 'a change has a patch');
  }
}

/** Safe fixes change nothing for mail, or make it stricter, and break no line. */
function isProved(files: ByteTexts, outcome: FixOutcome): void {
  const [before, after] = [load(filesOf(files)), outcome.models];
  promise(before.length === after.length, 'fixes leave as many configurations');
  before.forEach((model, index) => {
    const fixed = after[index];
    if (fixed === undefined) return;
    promise(brokenPlaces(fixed) <= brokenPlaces(model), 'fixes break nothing that parsed');
    // No mail goes through VMTAs that only pools name, and not every comparison includes them.
    const isOfNobody = (vmta: string | null): boolean => vmta !== null && model.vmtas.vmta(vmta).length === 0;
    // New backoff is compared with the normal mode of its queue, which a later pass may slow down further.
    const isNewBackoff = ({ directive, before: was }: Change): boolean =>
      was === null && directive.startsWith('backoff-');
    const change = compareModels(model, fixed).find(
      (one) =>
        one.verdict !== 'stricter' &&
        !isNewBackoff(one) &&
        !(one.queues !== undefined && isOfNobody(one.queues.vmta)),
    );
    promise(change === undefined, 'fixes are neutral or stricter', () =>
      JSON.stringify([change?.subject, change?.name, change?.directive, change?.before, change?.after]),
    );
  });
}

/** Fixes: they end, have the effect they promise, leave all other bytes, and a second run changes nothing. */
export function check({ files, draw }: Input): Seen {
  const unsafe = new Random(draw).once(2);
  const first = fix(files, unsafe);
  editsAreAll(first);
  if (!unsafe) isProved(files, first);
  if (first.changed.length > 0 && !isOutOfPasses(first)) {
    const after = textsAfter(files, first);
    const [again] = fix(after, unsafe).changed;
    const { findings } = again === undefined ? first.result : lint(load(filesOf(after)), rules, SETTINGS);
    promise(again === undefined, `a second run changes nothing (${fixing(findings, unsafe)})`, () =>
      again === undefined ? '' : difference(again.file.text, again.text),
    );
  }
  const seen = new Set(first.withheld.map(({ rule, reason }) => `withheld ${rule} ${withoutNames(reason)}`));
  for (const { rule, fix: offered } of first.result.findings)
    if (offered !== null) seen.add(`left ${rule} ${withoutNames(offered.title)}`);
  return seen.add(`${Math.ceil(Math.log2(total(first.fixed) + 1))} applied`);
}
