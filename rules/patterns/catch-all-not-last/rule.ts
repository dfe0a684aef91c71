import {
  count,
  DirectiveUse,
  type OtherUse,
  placementAt,
  type Range,
  removeLine,
  type Rule,
  type RuleContext,
  type RuleFix,
  SectionUse,
  type SourceFile,
} from '../../kit.ts';
import type { Directive, PatternLine } from '../../../grammar/tree.ts';
import { lineEndOf } from '../../../src/edits/writing.ts';

/** Expressions that match every text, without their slashes. */
const MATCHES_ALL = new Set(['', '^', '$', '.*', '.*?', '^.*', '.*$', '^.*$', '(.*)', '.?']);

/** A line or a nested list that decides about mail, or a line that makes it unsure what follows. */
interface Step {
  readonly kind: 'catch-all' | 'rule' | 'unsure';
  readonly file: SourceFile;
  /** From the start of its first line to behind its last one. */
  readonly range: Range;
  /** Of a catch-all: the line; null for all others. */
  readonly line: Directive | PatternLine | null;
  /** What stands for the catch-all, as the reader sees it. */
  readonly sign: Range;
  readonly result: string;
}

function stepOfDirective(use: DirectiveUse): Step | null {
  const { file, line, name, value, broken, facts, continuation } = use;
  const last = continuation.at(-1) ?? line;
  const step = {
    file,
    range: { start: line.start, end: last.next },
    line: null,
    sign: line.name,
    result: '',
  };
  if (broken || value === null) return null;
  if (name === '*')
    return { ...step, kind: 'catch-all', line: continuation.length > 0 ? null : line, result: value };
  return facts?.miniLanguage === true ? { ...step, kind: 'rule' } : { ...step, kind: 'unsure' };
}

function stepOfPattern({ file, line }: OtherUse): Step | null {
  const step = { file, range: { start: line.start, end: line.next }, line: null, result: '' };
  if (line.kind === 'template') return { ...step, kind: 'unsure', sign: line };
  if (line.kind !== 'pattern' || line.problem !== null || line.value === null) return null;
  const source = file.slice(line.regex).slice(1, -1);
  const rule = { ...step, sign: line.regex, result: file.slice(line.value) };
  return MATCHES_ALL.has(source) ? { ...rule, kind: 'catch-all', line } : { ...rule, kind: 'rule' };
}

function stepOf(entry: SectionUse['content'][number]): Step | null {
  if (entry instanceof DirectiveUse) return stepOfDirective(entry);
  if (!(entry instanceof SectionUse)) return stepOfPattern(entry);
  const { file, node, tagRange } = entry;
  if (node === null) return null;
  const range = { start: node.open.start, end: node.end };
  return { kind: 'rule', file, range, line: null, sign: tagRange, result: '' };
}

/** Moves the line of the catch-all behind the last rule; drops it where the same one stands there already. */
function movedBehind(catchAll: Step, last: Step): RuleFix | null {
  const { file, line } = catchAll;
  const hasMark = line?.start === 0 && file.text.startsWith('\uFEFF');
  if (line === null || last.file !== file || hasMark) return null;
  const removal = removeLine(file, line);
  if (last.kind === 'catch-all') {
    if (last.result !== catchAll.result || line.comment !== null) return null;
    return { safety: 'unsafe', title: 'remove the line: the same one ends the list', edits: [removal] };
  }
  const at = last.range.end;
  const moved = file.text.slice(line.start, line.next);
  const isFinished = file.text.slice(at - 1, at) === '\n';
  const text = isFinished ? moved : lineEndOf(file) + moved.replace(/\r?\n$/, '');
  return {
    safety: 'unsafe',
    title: 'move the line to the end of the list',
    edits: [removal, { file, range: { start: at, end: at }, text }],
  };
}

function checkList(section: SectionUse, { report }: RuleContext): void {
  const steps = section.content.flatMap((entry) => stepOf(entry) ?? []);
  const first = steps.findIndex(({ kind }) => kind === 'catch-all');
  const catchAll = steps[first];
  if (catchAll === undefined) return;
  // Behind a line of a template engine other rules may begin.
  const unsure = steps.findIndex(({ kind }, index) => index > first && kind === 'unsure');
  const behind = steps.slice(first + 1, unsure === -1 ? steps.length : unsure);
  const lost = behind.filter(({ kind }) => kind === 'rule').length;
  const last = behind.at(-1);
  if (lost === 0 || last === undefined) return;
  const { file, sign } = catchAll;
  const rules = `${lost === 1 ? 'the rule' : `the ${count(lost, 'rule')}`} behind it`;
  const inFile = behind.filter((step) => step.file === file);
  report({
    location: { file, range: sign },
    message:
      section.scope === 'pattern-list'
        ? `'*' matches all mail, and the first match decides: ${rules} can never choose a VMTA; put it last`
        : `'${file.slice(sign)}' matches every bounce, and the first match decides: ${rules} can never give a category, so that bounces of all kinds are counted as '${catchAll.result}'; put it last`,
    fix: unsure === -1 ? () => movedBehind(catchAll, last) : null,
    silencesRange: {
      start: catchAll.range.start,
      end: Math.max(...[catchAll, ...inFile].map(({ range }) => range.end)),
    },
  });
}

export const rule: Rule = {
  id: 'catch-all-not-last',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a rule that matches everything before other rules of its list, which then are never reached',
  supersedes: ['unreachable-pattern'],
  check(context) {
    const { model } = context;
    for (const section of [model.root, ...model.sections]) {
      if (!['bounce-category-patterns', 'pattern-list'].includes(section.scope)) continue;
      const [start] = section.node === null ? [0] : [section.node.tag.start];
      if (placementAt(model, section, section.file, start) === 'sound') checkList(section, context);
    }
  },
};
