import {
  count,
  defineRule,
  DirectiveUse,
  type Location,
  type OtherUse,
  placementAt,
  removeLine,
  type RuleFix,
  SectionUse,
} from '../../kit.ts';
import type { Directive, PatternLine } from '../../../grammar/tree.ts';
import { lineEndOf } from '../../../src/edits/writing.ts';

/** Expressions that match every text, without their slashes. */
const MATCHES_ALL = new Set(['', '^', '$', '.*', '.*?', '^.*', '.*$', '^.*$', '(.*)', '.?']);

/** A rule or a nested list, or a line that makes it unsure what follows; from its first line to its last one. */
interface Step extends Location {
  readonly kind: 'catch-all' | 'rule' | 'unsure';
}

interface CatchAll extends Step {
  readonly kind: 'catch-all';
  /** Null for a rule that goes over several lines. */
  readonly line: Directive | PatternLine | null;
  /** The name or the pattern. */
  readonly location: Location;
  readonly result: string;
}

function isCatchAll(step: Step): step is CatchAll {
  return step.kind === 'catch-all';
}

function stepOfDirective(use: DirectiveUse): Step | CatchAll | null {
  const { file, line, value, continuation } = use;
  if (use.broken || value === null) return null;
  const step = { file, range: { start: line.start, end: (continuation.at(-1) ?? line).next } };
  if (use.name === '*') {
    const whole = continuation.length > 0 ? null : line;
    return { ...step, kind: 'catch-all', line: whole, location: use.nameLocation, result: value };
  }
  return { ...step, kind: use.facts?.miniLanguage === true ? 'rule' : 'unsure' };
}

function stepOfPattern({ file, line }: OtherUse): Step | CatchAll | null {
  const step = { file, range: { start: line.start, end: line.next } };
  if (line.kind === 'template') return { ...step, kind: 'unsure' };
  if (line.kind !== 'pattern' || line.problem !== null || line.value === null) return null;
  if (!MATCHES_ALL.has(file.slice(line.regex).slice(1, -1))) return { ...step, kind: 'rule' };
  const location = { file, range: line.regex };
  return { ...step, kind: 'catch-all', line, location, result: file.slice(line.value) };
}

function stepOf(entry: SectionUse['content'][number]): Step | CatchAll | null {
  if (entry instanceof DirectiveUse) return stepOfDirective(entry);
  if (!(entry instanceof SectionUse)) return stepOfPattern(entry);
  const { file, node } = entry;
  return node && { kind: 'rule', file, range: { start: node.open.start, end: node.end } };
}

/** Moves the line of the catch-all behind the last rule; removes it where the list ends in the same one. */
function moveBehind(catchAll: CatchAll, last: Step): RuleFix | null {
  const { file, line } = catchAll;
  const hasMark = line?.start === 0 && file.text.startsWith('\uFEFF');
  if (line === null || last.file !== file || hasMark) return null;
  const removal = removeLine(file, line);
  if (isCatchAll(last)) {
    if (last.result !== catchAll.result || line.comment !== null) return null;
    return { safety: 'unsafe', title: 'remove the line: the same one ends the list', edits: [removal] };
  }
  const at = last.range.end;
  const moved = file.text.slice(line.start, line.next);
  const isFinished = file.text[at - 1] === '\n';
  const text = isFinished ? moved : lineEndOf(file) + moved.replace(/\r?\n$/, '');
  return {
    safety: 'unsafe',
    title: 'move the line to the end of the list',
    edits: [removal, { file, range: { start: at, end: at }, text }],
  };
}

const rulesBehind = (rules: number): string =>
  `${rules === 1 ? 'the rule' : `the ${count(rules, 'rule')}`} behind it`;

export const rule = defineRule({
  id: 'catch-all-not-last',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a rule that matches everything before other rules of its list, which then are never reached',
  supersedes: ['unreachable-pattern'],
  messages: {
    allMail: ({ rules }: { rules: number }) => ({
      message: `'*' matches all mail, and the first match decides: ${rulesBehind(rules)} can never choose a VMTA; put it last`,
    }),
    allBounces: ({ pattern, rules, category }: { pattern: string; rules: number; category: string }) => ({
      message: `'${pattern}' matches every bounce, and the first match decides: ${rulesBehind(rules)} can never give a category, so that bounces of all kinds are counted as '${category}'; put it last`,
    }),
  },
  check({ model, report }) {
    for (const section of [model.root, ...model.sections]) {
      if (!['bounce-category-patterns', 'pattern-list'].includes(section.scope)) continue;
      if (placementAt(model, section, section.file, section.node?.tag.start ?? 0) !== 'sound') continue;
      const steps = section.content.flatMap((entry) => stepOf(entry) ?? []);
      const catchAll = steps.find(isCatchAll);
      if (catchAll === undefined) continue;
      const later = steps.slice(steps.indexOf(catchAll) + 1);
      // Behind a line of a template engine other rules may begin.
      const unsure = later.findIndex(({ kind }) => kind === 'unsure');
      const behind = unsure === -1 ? later : later.slice(0, unsure);
      const rules = behind.filter(({ kind }) => kind === 'rule').length;
      const last = behind.at(-1);
      if (rules === 0 || last === undefined) continue;
      const { file, location, range, result } = catchAll;
      const ends = behind.filter((step) => step.file === file).map((step) => step.range.end);
      report({
        location,
        ...(section.scope === 'pattern-list'
          ? { messageId: 'allMail', data: { rules } }
          : {
              messageId: 'allBounces',
              data: { pattern: file.slice(location.range), rules, category: result },
            }),
        fix: unsure === -1 ? () => moveBehind(catchAll, last) : null,
        silencesRange: { start: range.start, end: Math.max(range.end, ...ends) },
      });
    }
  },
});
