import { getOrMake, lowerBound } from '../base/collections.ts';
import type { Edit } from '../engine/finding.ts';

/** A fix that can be selected: edits in any number of files that belong together. */
export interface Editing {
  readonly edits: readonly Edit[];
}

/** Which fixes go together in one pass, and which have to wait; every fix is in exactly one of the three lists. */
export interface Selection<F extends Editing> {
  readonly chosen: readonly F[];
  /** In the way of a chosen fix; to be tried again on the resulting text. */
  readonly postponed: readonly F[];
  /** Their own edits overlap: a mistake of the rule that no later pass can apply. */
  readonly contradictory: readonly F[];
  /** The edits of the chosen fixes by file, in the order of the text; equal edits of two fixes are there once. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

/** Insertions come before a replacement that begins at the same offset; what is equal keeps its order. */
function byPlace(one: Edit, other: Edit): number {
  return one.start - other.start || one.end - other.end;
}

/** The edits of a file in order, insertions at one offset as given. Throws a `RangeError` for overlaps and wrong offsets. */
export function orderEdits(length: number, edits: readonly Edit[]): Edit[] {
  const ordered = [...edits].sort(byPlace);
  let last = 0;
  for (const { start, end, path } of ordered) {
    const whole = Number.isInteger(start) && Number.isInteger(end);
    if (!whole || start < 0 || end < start || end > length) {
      throw new RangeError(`edit ${start}..${end} lies outside the ${length} units of "${path}"`);
    }
    if (start < last) {
      throw new RangeError(`edits of "${path}" overlap at ${start}..${Math.min(last, end)}`);
    }
    last = end;
  }
  return ordered;
}

/** The text with all edits of one file made at once: offsets are those before. Throws like {@link orderEdits}. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of orderEdits(source.length, edits)) {
    pieces.push(source.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  pieces.push(source.slice(at));
  return pieces.join('');
}

/** How an insertion adds whole lines: before a line, or after a last line without a line end. Null for other edits. */
function addsLines({ start, end, text }: Edit): 'before' | 'after' | null {
  if (start !== end) return null;
  if (text.endsWith('\n')) return 'before';
  return /^\r?\n/.test(text) ? 'after' : null;
}

/** Replacements that touch do not clash; an insertion at the border of one does, such as a quote before a deleted word. */
function clash(one: Edit, other: Edit): boolean {
  const lines = addsLines(one);
  // Their order makes no difference.
  if (lines !== null && lines === addsLines(other)) return false;
  if (one.start === one.end || other.start === other.end) {
    return one.start <= other.end && other.start <= one.end;
  }
  return one.start < other.end && other.start < one.end;
}

function same(one: Edit, other: Edit): boolean {
  return one.start === other.start && one.end === other.end && one.text === other.text;
}

/** The edits chosen so far in one file: ordered and without overlaps, so that starts and ends ascend. */
class ChosenEdits {
  readonly edits: Edit[] = [];

  /** Whether an equal edit is there, one that clashes, or neither. */
  ask(edit: Edit): 'there' | 'clash' | 'free' {
    let clashes = false;
    for (let at = lowerBound(this.edits, (chosen) => chosen.end < edit.start); at < this.edits.length; at++) {
      const chosen = this.edits[at];
      if (chosen === undefined || chosen.start > edit.end) break;
      // A shared edit stays one even where the fix that brought it made another insertion at the same place.
      if (same(chosen, edit)) return 'there';
      clashes ||= clash(chosen, edit);
    }
    return clashes ? 'clash' : 'free';
  }

  add(edit: Edit): void {
    const at = lowerBound(this.edits, (chosen) => byPlace(chosen, edit) <= 0);
    this.edits.splice(at, 0, edit);
  }
}

/** A definition at the start of a line: what is defined, and under which name. */
const DEFINITION =
  /^[ \t]*(?:<(smtp-pattern-list|pattern-list|virtual-mta-pool|virtual-mta)[ \t]+([^\s>]+)|(domain-macro)[ \t]+([^\s#]+))/gim;

/** The names that an inserted text defines: two fixes may take the same free name for different things. */
function introducedNames({ start, end, text }: Edit): string[] {
  if (start !== end || !text.includes('\n')) return [];
  return [...text.matchAll(DEFINITION)].map(([, section, name, macro, macroName]) =>
    `${section ?? macro ?? ''} ${name ?? macroName ?? ''}`.toLowerCase(),
  );
}

function contradictsItself(edits: readonly Edit[]): boolean {
  const ends = new Map<string, number>();
  for (const { path, start, end } of [...edits].sort(byPlace)) {
    if (end < start || start < (ends.get(path) ?? 0)) return true;
    ends.set(path, end);
  }
  return false;
}

/**
 * Picks fixes, first come first served, that can be applied together, each with all its edits. A fix waits if an edit
 * overlaps one already taken, if their order would matter, or if both define the same name. An edit that two fixes share
 * is made once. The first fix that does not contradict itself is always chosen, so that passes come to an end.
 */
export function selectEdits<F extends Editing>(fixes: readonly F[]): Selection<F> {
  const files = new Map<string, ChosenEdits>();
  const chosen: F[] = [];
  const postponed: F[] = [];
  const contradictory: F[] = [];
  const names = new Set<string>();
  for (const fix of fixes) {
    if (contradictsItself(fix.edits)) {
      contradictory.push(fix);
      continue;
    }
    const answers = fix.edits.map((edit) => files.get(edit.path)?.ask(edit) ?? 'free');
    const brought = fix.edits.flatMap((edit, index) =>
      answers[index] === 'free' ? introducedNames(edit) : [],
    );
    if (answers.includes('clash') || brought.some((name) => names.has(name))) {
      postponed.push(fix);
      continue;
    }
    chosen.push(fix);
    for (const name of brought) names.add(name);
    fix.edits.forEach((edit, index) => {
      if (answers[index] !== 'free') return;
      getOrMake(files, edit.path, () => new ChosenEdits()).add(edit);
    });
  }
  const edits = new Map([...files].map(([path, file]) => [path, file.edits]));
  return { chosen, postponed, contradictory, edits };
}
