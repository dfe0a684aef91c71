import { quote, type Range, type Rule, type RuleFinding, type SourceFile } from '../../kit.ts';
import { decidesAccess } from '../../../src/catalog/access.ts';
import type { LookalikeCorrection, Damage } from '../../../src/model/recovery/repair.ts';
import { repairedText } from '../../../src/model/recovery/repaired-line.ts';
import { described, nameOf } from './words.ts';

/** How many characters of a line are pointed at. */
const MOST_SHOWN = 4;

const REFUSED = 'PowerMTA refuses to load the file';

const CONSEQUENCE: Readonly<Record<Damage, string>> = {
  name: 'PowerMTA does not know the name that results, and refuses to load the file',
  value: REFUSED,
  tag: REFUSED,
  blank: REFUSED,
  match: 'what results fits no domain, host or address',
  reference: 'the name that results is another one',
  text: 'what results is another value than the one that is meant',
  pattern: 'an answer with plain characters does not match',
};

/** What is spoilt: where it stands, and as it is meant. */
function subjectOf(
  file: SourceFile,
  { repaired, lookalikes }: LookalikeCorrection,
): { range: Range; text: string } {
  const { line, repairs } = repaired;
  const [first] = lookalikes;
  const last = lookalikes.at(-1);
  const around = { start: first?.start ?? line.start, end: last?.end ?? line.end };
  switch (line.kind) {
    case 'directive':
      return { range: line.name, text: quote(repairedText(file, line.name, repairs)) };
    case 'open':
    case 'close':
      return { range: line.tag, text: quote(repairedText(file, line.tag, repairs)) };
    case 'pattern':
      return { range: line.regex, text: quote(file.slice(line.regex)) };
    default:
      return { range: around, text: line.kind === 'blank' ? 'a blank line' : 'the line of a comment' };
  }
}

function findingFor(file: SourceFile, correction: LookalikeCorrection): RuleFinding {
  const { line, repaired, lookalikes, damage, applied } = correction;
  const { range, text } = subjectOf(file, correction);
  const isTag = repaired.line.kind === 'open' || repaired.line.kind === 'close';
  const letsIn =
    isTag && decidesAccess(repairedText(file, repaired.line.name, repaired.repairs).toLowerCase());
  return {
    location: { file, range },
    ...(damage === 'pattern' || damage === 'text' ? { severity: 'warning' } : {}),
    message: `${text} has ${described(lookalikes)}; ${CONSEQUENCE[damage]}`,
    related: lookalikes
      .slice(0, MOST_SHOWN)
      .map((one) => ({ file, range: { start: one.start, end: one.end }, message: nameOf(one) })),
    silencesRange: { start: line.start, end: line.next },
    fix: {
      safety: applied && !letsIn ? 'safe' : 'unsafe',
      title: 'write plain characters',
      edits: lookalikes.map((one) => ({ file, range: { start: one.start, end: one.end }, text: one.text })),
    },
  };
}

export const rule: Rule = {
  id: 'lookalike-character',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a no-break or zero-width space, curly quote, dash or full-width digit pasted from a page',
  supersedes: [
    'syntax-error',
    'unknown-directive',
    'misplaced-directive',
    'invented-directive',
    'missing-value',
    'invalid-value',
    'undefined-reference',
    'unknown-action',
  ],
  check({ model, report }) {
    for (const { file, correction } of model.corrections)
      if (correction.kind === 'lookalike') report(findingFor(file, correction));
    for (const file of model.files)
      for (const correction of file.correctedTags) report(findingFor(file, correction));
  },
};
