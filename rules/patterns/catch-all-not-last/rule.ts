import { count, defineRule, DirectiveUse, placementAt, removeLine, SectionUse } from '../../kit.ts';
import type { Location, RuleFix } from '../../kit.ts';
import type { Directive, PatternLine } from '../../../grammar/tree.ts';
import { lineEndOf } from '../../../src/edits/writing.ts';

/** Expressions that match every text, without their slashes. */
const MATCHES_ALL = new Set(['', '^', '$', '.*', '.*?', '^.*', '.*$', '^.*$', '(.*)', '.?']);

/** A rule or a nested list, or a line that makes it unsure what follows; from its first line to its last one. */
interface Step extends Location {
  readonly kind: 'catch-all' | 'rule' | 'unsure';
  /** Null where more than one line, or a nested list, is to be moved. */
  readonly line: Directive | PatternLine | null;
  /** The name or the pattern. */
  readonly location: Location;
  readonly result: string;
}

function stepOf(entry: SectionUse['content'][number]): Step | null {
  const { file } = entry;
  if (entry instanceof SectionUse) {
    const { node, tagLocation: location } = entry;
    const range = { start: node?.open.start ?? 0, end: node?.end ?? 0 };
    return { kind: 'rule', file, range, line: null, location, result: '' };
  }
  if (entry instanceof DirectiveUse) {
    const { line, value, continuation, facts, nameLocation: location } = entry;
    if (entry.broken || value === null) return null;
    const range = { start: line.start, end: (continuation.at(-1) ?? line).next };
    const kind = entry.name === '*' ? 'catch-all' : facts?.miniLanguage === true ? 'rule' : 'unsure';
    return { kind, file, range, line: continuation.length > 0 ? null : line, location, result: value };
  }
  const { line } = entry;
  const range = { start: line.start, end: line.next };
  if (line.kind === 'template')
    return { kind: 'unsure', file, range, line: null, location: { file, range }, result: '' };
  if (line.kind !== 'pattern' || line.problem !== null || line.value === null) return null;
  const kind = MATCHES_ALL.has(file.slice(line.regex).slice(1, -1)) ? 'catch-all' : 'rule';
  return { kind, file, range, line, location: { file, range: line.regex }, result: file.slice(line.value) };
}

/** Moves the line of the catch-all after the last rule; removes it where the list ends in the same one. */
function moveAfter({ file, line, result }: Step, last: Step): RuleFix | null {
  const hasMark = line?.start === 0 && file.text.startsWith('\uFEFF');
  if (line === null || last.file !== file || hasMark) return null;
  const removal = removeLine(file, line);
  if (last.kind === 'catch-all') {
    if (last.result !== result || line.comment !== null) return null;
    return { effect: 'unsafe', title: 'remove the line: the same one ends the list', edits: [removal] };
  }
  const at = last.range.end;
  const moved = file.text.slice(line.start, line.next);
  const text = file.text[at - 1] === '\n' ? moved : lineEndOf(file) + moved.replace(/\r?\n$/, '');
  const added = { file, range: { start: at, end: at }, text };
  return { effect: 'unsafe', title: 'move the line to the end of the list', edits: [removal, added] };
}

const rulesAfter = (rules: number) => `${rules === 1 ? 'the rule' : `the ${count(rules, 'rule')}`} behind it`;

export const rule = defineRule({
  id: 'catch-all-not-last',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a rule that matches everything before other rules of its list, which then are never reached',
  supersedes: ['unreachable-pattern'],
  messages: {
    allMail: ({ rules }: { rules: number }) => ({
      message: `'*' matches all mail, and the first match decides: ${rulesAfter(rules)} can never choose a VMTA; put it last`,
    }),
    allBounces: ({ pattern, rules, category }: { pattern: string; rules: number; category: string }) => ({
      message: `'${pattern}' matches every bounce, and the first match decides: ${rulesAfter(rules)} can never give a category, so that bounces of all kinds are counted as '${category}'; put it last`,
    }),
  },
  check({ model, report }) {
    for (const section of model.allSections) {
      if (!['bounce-category-patterns', 'pattern-list'].includes(section.scope)) continue;
      if (placementAt(model, section, section.file, section.node?.tag.start ?? 0) !== 'sound') continue;
      const steps = section.content.flatMap((entry) => stepOf(entry) ?? []);
      const catchAll = steps.find(({ kind }) => kind === 'catch-all');
      if (catchAll === undefined) continue;
      const later = steps.slice(steps.indexOf(catchAll) + 1);
      // After a line of a template engine other rules may begin.
      const unsure = later.findIndex(({ kind }) => kind === 'unsure');
      const following = unsure === -1 ? later : later.slice(0, unsure);
      const rules = following.filter(({ kind }) => kind === 'rule').length;
      const last = following.at(-1);
      if (rules === 0 || last === undefined) continue;
      const { file, location, range, result: category } = catchAll;
      const ends = following.filter((step) => step.file === file).map((step) => step.range.end);
      const pattern = file.slice(location.range);
      report({
        location,
        ...(section.scope === 'pattern-list'
          ? { messageId: 'allMail', data: { rules } }
          : { messageId: 'allBounces', data: { pattern, rules, category } }),
        fix: unsure === -1 ? () => moveAfter(catchAll, last) : null,
        silencesRange: { start: range.start, end: Math.max(range.end, ...ends) },
      });
    }
  },
});
