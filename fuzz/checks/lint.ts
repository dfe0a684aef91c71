import { rules } from '../../rules/index.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { lint } from '../../src/suppressions/lint.ts';
import type { Input } from '../input.ts';
import { Random } from '../random.ts';
import { filesOf, load, SETTINGS } from './loaded.ts';
import { promise, withoutNames, type Seen } from './promise.ts';

function linted(input: Input, order: typeof rules): readonly Finding[] {
  const models = load(filesOf(input.files));
  const { findings, failures } = lint(models, order, SETTINGS);
  const [failure] = failures;
  promise(failure === undefined, `rule ${failure?.rule ?? ''} does its work`, () => failure?.message ?? '');
  const files = new Map(models.flatMap((model) => model.files.map((file) => [file.path, file])));
  for (const { rule, path, start, end } of findings) {
    const length = files.get(path)?.text.length ?? -1;
    const inside = 0 <= start && start <= end && end <= length;
    promise(
      inside,
      `a finding of ${rule} is inside its file`,
      () => `${path} ${start} to ${end} of ${length}`,
    );
  }
  return findings;
}

/** Rules: none fails, each finding has a place, and the order in which they run makes no difference. */
export function check(input: Input): Seen {
  const findings = linted(input, rules);
  const random = new Random(input.draw);
  if (random.once(4)) {
    const shuffled = rules
      .map((rule) => ({ rule, rank: random.below(2 ** 20) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ rule }) => rule);
    const [one, other] = [findings, linted(input, shuffled)].map((list) => JSON.stringify(list));
    promise(one === other, 'the order of rules makes no difference');
  }
  return new Set(
    findings.map(({ rule, message, fix }) => `${rule} ${withoutNames(message)} ${fix?.effect ?? ''}`),
  );
}
