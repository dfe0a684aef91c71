import { nestSections } from '../../../grammar/sections.ts';
import type { CloseTag, Document, Line, OpenTag } from '../../../grammar/tree.ts';
import { parseListen, parseRange } from '../../catalog/values/address.ts';
import { findSection, type ArgumentForm, type Section as SectionFacts } from '../../catalog/sections.ts';
import type { LookalikeCorrection, Damage } from './repair.ts';
import { isPlain, lookalikesIn, outsideQuotes, shifted, type Lookalike } from './lookalikes.ts';
import { repairedText, repairLine, type Repair } from './repaired-line.ts';
import { contentStartOf, type DecodedText } from './decoded-text.ts';

/* Tags with look-alikes are read as meant, so that the right lines are in the section. */

const repairsOf = new WeakMap<Line, readonly Repair[]>();

/** A part of a tag as it is meant. */
export function textInTag(file: DecodedText, line: Line, range: { start: number; end: number }): string {
  const repairs = repairsOf.get(line);
  return repairs === undefined ? file.slice(range) : repairedText(file, range, repairs);
}

function isTag(line: Line | undefined): line is OpenTag | CloseTag {
  return line?.kind === 'open' || line?.kind === 'close';
}

/** Whether a look-alike cannot belong to an argument as it is: names and paths may hold a dash, domains may not. */
function isOutOfPlace(facts: SectionFacts, { like }: Lookalike): boolean {
  const { form } = facts.argument;
  if (form === 'name' || form === 'path' || form === 'path-or-pipe')
    return like === 'blank' || like === 'nothing' || like === 'quote';
  return form !== 'none';
}

/** What a look-alike damages in an argument that PowerMTA takes. */
const DAMAGE: Readonly<Record<ArgumentForm, Damage>> = {
  none: 'tag',
  name: 'reference',
  path: 'text',
  'path-or-pipe': 'text',
  'ip-or-cidr-or-name': 'match',
  'ip:port': 'match',
  'domain-pattern': 'match',
};

/** Whether PowerMTA cannot take the argument, for it needs an address. */
function isNoAddress(facts: SectionFacts, argument: string): boolean {
  if (facts.argument.form === 'ip-or-cidr-or-name') return parseRange(argument) === undefined;
  const piece = { text: argument, start: 0, end: argument.length };
  return facts.argument.form === 'ip:port' && !parseListen(piece).ok;
}

function correctionOf(file: DecodedText, line: Line): LookalikeCorrection | null {
  if (line.kind === 'invalid' && line.problem.reason === 'foreign-comment') return null;
  const start = contentStartOf(file, line.start);
  const content = file.text.slice(start, line.comment?.start ?? line.end);
  if (isPlain(content) || !/^[^<\w]*</.test(content)) return null;
  const all = shifted(outsideQuotes(content, lookalikesIn(content, file.encoding)), start);
  if (all.length === 0) return null;
  const whole = repairLine(file, line, all)?.line;
  if (!isTag(whole) || whole.problem !== null) return null;
  const { argument } = whole;
  const facts = findSection(repairedText(file, whole.name, all));
  if (facts === undefined) return null;
  const inArgument = (one: Lookalike): boolean =>
    argument !== null && one.start >= argument.start && one.end <= argument.end;
  const lookalikes = all.filter((one) => !inArgument(one) || isOutOfPlace(facts, one));
  const repaired = lookalikes.length === 0 ? null : repairLine(file, line, lookalikes);
  if (repaired === null) return null;
  const written = isTag(line) && line.problem === null ? file.slice(line.name).toLowerCase() : null;
  const base = { kind: 'lookalike', line, repaired, lookalikes } as const;
  if (written !== facts.name) return { ...base, damage: 'tag', applied: true };
  const meant = argument === null ? '' : repairedText(file, argument, lookalikes);
  const was = isTag(line) && line.argument !== null ? file.slice(line.argument) : '';
  const applied = isNoAddress(facts, was) && !isNoAddress(facts, meant);
  return { ...base, damage: applied ? 'value' : DAMAGE[facts.argument.form], applied };
}

/** A document with its tags as they are meant, and what is wrong with them as written. */
export function correctTags(
  file: DecodedText,
  document: Document,
): { document: Document; corrections: readonly LookalikeCorrection[] } {
  if (file.isPlain) return { document, corrections: [] };
  const corrections: LookalikeCorrection[] = [];
  const lines = document.lines.map((line): Line => {
    if (line.kind === 'blank' || line.kind === 'comment') return line;
    const correction = correctionOf(file, line);
    if (correction === null) return line;
    corrections.push(correction);
    if (!correction.applied) return line;
    const { line: read, repairs } = correction.repaired;
    const corrected = { ...read, firstToken: line.firstToken };
    repairsOf.set(corrected, repairs);
    return corrected;
  });
  if (!corrections.some(({ applied }) => applied)) return { document, corrections };
  const nameOf = (tag: OpenTag | CloseTag): string => textInTag(file, tag, tag.name);
  const children = nestSections(document.source, lines, nameOf);
  return { document: { ...document, lines, children }, corrections };
}
