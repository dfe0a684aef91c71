import type { Action } from '../../catalog/values/value.ts';
import { unquote } from '../../catalog/values/words.ts';
import { hasPlaceholder } from '../../catalog/placeholders.ts';
import type { Range } from '../../../grammar/range.ts';
import type { Directive, PatternLine } from '../../../grammar/tree.ts';
import { actionsOf } from './actions.ts';
import { canonicalText } from '../source/canonical.ts';
import { DirectiveUse, SectionUse, type OtherUse } from '../source/content.ts';
import type { Model } from '../model.ts';
import { placementAt, type Placement } from '../placement.ts';
import type { SourceFile } from '../source/source-file.ts';

/** Sections whose rules begin with a pattern. */
export const LIST_KINDS = ['smtp-pattern-list', 'pattern-list', 'bounce-category-patterns'] as const;

/** Whether the first rule that matches is the only one that counts; in smtp-pattern-list later ones may act as well. */
export function firstDecides(list: SectionUse): boolean {
  return list.scope !== 'smtp-pattern-list';
}

/** A rule of a list: a pattern, and what it leads to. */
export interface PatternRule {
  readonly list: SectionUse;
  readonly file: SourceFile;
  readonly line: Directive | PatternLine;
  /** The expression with its slashes; the name of the line where that is unknown. */
  readonly range: Range;
  /** What is compared with the pattern: `reply`, `mail-from`, `header x-campaign`, a `bounce`, or `*` for all mail. */
  readonly subject: string;
  /** What is written between the slashes. */
  readonly source: string;
  /** Of an smtp-pattern-list or a pattern-list; empty for a bounce category and for a rule that opens a nested list. */
  readonly actions: readonly Action[];
  /** What follows the pattern, blanks evened out; null for a rule that opens a nested list. */
  readonly result: string | null;
  /** Rules between the same lines of a template engine have one number: others may be in another branch. */
  readonly branch: number;
  readonly placement: Placement;
  /** Whether the line goes on in the next one. */
  readonly isWrapped: boolean;
}

type Part = Pick<PatternRule, 'range' | 'subject' | 'source' | 'actions' | 'result' | 'isWrapped'>;

/** `header X-Campaign` in the way it is compared: names of headers are the same in any case. */
function subjectOf(name: string, afterName: string): string {
  const header = afterName.trim();
  return header === '' ? name : `${name} ${unquote(header).toLowerCase()}`;
}

function ofDirective(use: DirectiveUse): Part | null {
  const { name, line, value, words } = use;
  if (use.broken || value === null || line.value === null) return null;
  const actions = actionsOf(use);
  const isWrapped = use.continuation.length > 0;
  const result = actions.map(({ name: action, value: to }) =>
    to === undefined ? action : `${action}=${to}`,
  );
  const shared = { actions, result: canonicalText(result.join(',')), isWrapped };
  if (name === '*') return { ...shared, range: line.name, subject: '*', source: '' };
  const regex = words.find((word) => word.kind === 'regex');
  if (regex === undefined || actions.length === 0) return null;
  const [start, end] = [regex.start - line.value.start, regex.end - line.value.start];
  const range = { start: regex.start, end: regex.end };
  const source = value.slice(start + 1, end - 1);
  return { ...shared, range, subject: subjectOf(name, value.slice(0, start)), source };
}

function ofPatternLine({ file, line }: OtherUse): Part | null {
  if (line.kind !== 'pattern' || line.problem !== null || line.value === null) return null;
  const { regex, value } = line;
  return {
    range: regex,
    subject: 'bounce',
    source: file.slice(regex).slice(1, -1),
    actions: [],
    result: unquote(file.slice(value)),
    isWrapped: false,
  };
}

/** A rule that opens a nested list: `mail-from /@news\./ <pattern-list>`. */
function ofNested({ file, node }: SectionUse): Part | null {
  const open = node?.open;
  if (open?.kind !== 'directive' || open.problem !== null || open.value === null) return null;
  const text = file.slice({ start: open.value.start, end: node?.tag.start ?? open.value.end });
  const [, behindName = '', regex] = /^([^/]*)(\/.*\/)\s*$/s.exec(text) ?? [];
  if (regex === undefined) return null;
  const start = open.value.start + behindName.length;
  return {
    range: { start, end: start + regex.length },
    subject: subjectOf(file.slice(open.name).toLowerCase(), behindName),
    source: regex.slice(1, -1),
    actions: [],
    result: null,
    isWrapped: false,
  };
}

function lineOf(entry: SectionUse['content'][number]): Directive | PatternLine | null {
  if (entry instanceof DirectiveUse) return entry.line;
  const line = entry instanceof SectionUse ? entry.node?.open : entry.line;
  return line?.kind === 'directive' || line?.kind === 'pattern' ? line : null;
}

function partOf(entry: SectionUse['content'][number]): Part | null {
  if (entry instanceof DirectiveUse) return ofDirective(entry);
  return entry instanceof SectionUse ? ofNested(entry) : ofPatternLine(entry);
}

const known = new WeakMap<SectionUse, readonly PatternRule[]>();

/** The rules of a list in order, included files too; without broken, templated or action-less ones. */
export function patternRulesIn(model: Model, list: SectionUse): readonly PatternRule[] {
  const before = known.get(list);
  if (before !== undefined) return before;
  let branch = 0;
  const rules: PatternRule[] = [];
  for (const entry of list.content) {
    if (!(entry instanceof SectionUse) && entry.line.kind === 'template') branch++;
    const line = lineOf(entry);
    const part = line === null ? null : partOf(entry);
    if (line === null || part === null || hasPlaceholder(part.source)) continue;
    const placement = placementAt(model, list, entry.file, line.start);
    rules.push({ list, file: entry.file, line, branch, placement, ...part });
  }
  known.set(list, rules);
  return rules;
}

/** The sections of a configuration that are such lists, in reading order; the whole of a fragment may be one. */
export function patternListsOf(model: Model): readonly SectionUse[] {
  const isList = (kind: string): boolean => (LIST_KINDS as readonly string[]).includes(kind);
  const sections = LIST_KINDS.flatMap((kind) => model.sectionsOf(kind)).sort((a, b) => a.order - b.order);
  return isList(model.root.scope) ? [model.root, ...sections] : sections;
}

/** Whether a line of a list cannot be read, so that it is unknown what the list matches. */
export function hasUnreadRules(model: Model, list: SectionUse): boolean {
  if (!model.knows('includes') && list.named('include').length > 0) return true;
  if (list.others.some(({ line }) => line.kind === 'template')) return true;
  return list.named('reply').some(({ value, broken }) => !broken && value !== null && hasPlaceholder(value));
}
