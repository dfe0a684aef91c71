import type { Node, PatternLine } from '../../../grammar/tree.ts';
import { continuationOf } from './continuation.ts';
import { DirectiveUse, SectionUse, type OtherUse } from './content.ts';
import { unquote } from '../../catalog/values/words.ts';
import { correctionOf } from '../recovery/repaired-lines.ts';
import { textInTag } from '../recovery/repaired-tags.ts';
import type { Correction } from '../recovery/repair.ts';
import {
  MAX_INCLUDE_DEPTH,
  MAX_INCLUSIONS,
  MAX_REPEATED_LINES,
  readingOrder,
} from '../../catalog/decisions.ts';
import { holdsPatterns, slashComment } from '../recovery/foreign-comments.ts';
import { leavesGap, type IncludeProblem, type IncludeResolver } from './includes.ts';
import type { SourceFile } from './source-file.ts';

export interface IncludeUse {
  readonly use: DirectiveUse;
  readonly files: readonly SourceFile[];
  readonly problem: IncludeProblem | null;
  readonly path: string;
  /** Whether the configuration is not complete for it. A loop leaves nothing unread. */
  readonly unread: boolean;
  /** Of a loop: the includes it is made of, from the file that is included again on; this one is the last. */
  readonly loop: readonly DirectiveUse[];
}

/** A line with a mistake that can be repaired character by character. */
export interface CorrectedLine {
  readonly file: SourceFile;
  readonly correction: Correction;
}

/** A configuration as it is read: files put into each other, sections with their content. */
export interface Reading {
  readonly root: SectionUse;
  /** All files of the user, in the order in which they are first read. */
  readonly files: readonly SourceFile[];
  readonly includes: readonly IncludeUse[];
  readonly sections: readonly SectionUse[];
  readonly directives: readonly DirectiveUse[];
  /** Lines that PowerMTA refuses or misreads for characters or comments that it does not know; tags left out. */
  readonly corrections: readonly CorrectedLine[];
  /** False where an include is unread. */
  readonly complete: boolean;
  readonly defaults: SourceFile | null;
}

interface Frame {
  readonly file: SourceFile;
  readonly nodes: readonly Node[];
  next: number;
  readonly section: SectionUse;
  /** The chain of files that include each other, the innermost last; shared between frames of one file. */
  readonly chain: readonly SourceFile[];
  /** The includes that lead along the chain: one less than it has files. */
  readonly through: readonly DirectiveUse[];
  readonly isDefault: boolean;
}

/** Reads a main configuration, or a fragment, and all that it includes. Runs on a stack of its own. */
export function readConfiguration(
  main: SourceFile,
  resolver: IncludeResolver,
  defaults: SourceFile | null,
): Reading {
  const root = new SectionUse('global', main, null, null, 0, false);
  const files = new Set<SourceFile>([main]);
  const includes: IncludeUse[] = [];
  const sections: SectionUse[] = [];
  const directives: DirectiveUse[] = [];
  const corrections: CorrectedLine[] = [];
  let order = 0;
  let inclusions = 0;
  let complete = true;

  // The frame on top is read first.
  const stack: Frame[] = readingOrder(defaults, main)
    .map((file) => frameOf(file, root, [file], [], file === defaults))
    .toReversed();

  const include = (use: DirectiveUse, frame: Frame): void => {
    const written = use.plainValue;
    if (written === null || use.broken) return;
    const resolved = resolver.resolve(written, use.file);
    let problem = resolved.problem;
    let loop: readonly DirectiveUse[] = [];
    const readable = resolved.files.filter((file) => {
      const again = frame.chain.indexOf(file);
      if (again !== -1) {
        problem = 'cycle';
        loop = [...frame.through.slice(again), use];
      } else if (frame.chain.length > MAX_INCLUDE_DEPTH) problem = 'too-deep';
      else if (++inclusions > MAX_INCLUSIONS || (order > MAX_REPEATED_LINES && files.has(file)))
        problem = 'too-many';
      else return true;
      return false;
    });
    // What went wrong next to a loop still counts.
    const unread = leavesGap(resolved.problem) || problem === 'too-deep' || problem === 'too-many';
    includes.push({ use, files: readable, problem, path: resolved.path, unread, loop });
    if (unread) complete = false;
    for (const file of readable.toReversed()) {
      stack.push(
        frameOf(file, frame.section, [...frame.chain, file], [...frame.through, use], frame.isDefault),
      );
    }
  };

  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    // Files of the shipped defaults are not the user's.
    if (frame.next === 0 && !frame.isDefault) files.add(frame.file);
    const node = frame.nodes[frame.next++];
    if (node === undefined) {
      stack.pop();
      continue;
    }
    const { file, section } = frame;
    if (node.kind === 'section') {
      const kind = textInTag(file, node.open, node.name).toLowerCase();
      const inner = new SectionUse(kind, file, node, section, ++order, frame.isDefault);
      section.sections.push(inner);
      section.content.push(inner);
      sections.push(inner);
      stack.push({ ...frame, nodes: node.children, next: 0, section: inner });
      continue;
    }
    const continuation = continuationOf(file, frame.nodes, frame.next - 1);
    frame.next += continuation.length;
    const written = node.kind === 'pattern' ? asCounted(frame, node) : node;
    const correction = continuation.length > 0 ? null : correctionOf(file, written, section.scope);
    if (correction !== null) corrections.push({ file, correction });
    const repaired = correction?.applied === true ? correction.repaired : undefined;
    const isRead = repaired?.line.kind === 'directive' || repaired?.line.kind === 'pattern';
    const read = isRead ? repaired.line : written;
    if (read.kind === 'directive') {
      const use = new DirectiveUse(file, read, section, ++order, continuation, isRead ? repaired : undefined);
      section.directives.push(use);
      section.content.push(use);
      directives.push(use);
      if (use.name === 'include') include(use, frame);
    } else {
      const line = read.kind === 'pattern' ? asCounted(frame, read) : read;
      const other = { kind: 'other', file, line, section, order: ++order } as const;
      section.others.push(other);
      section.content.push(other);
    }
  }
  return { root, files: [...files], includes, sections, directives, corrections, complete, defaults };
}

/** A line that starts with its pattern, as it counts: `//` may start a rule or a comment. */
function asCounted({ file, section }: Frame, line: PatternLine): OtherUse['line'] {
  const amongPatterns =
    section.kind === 'bounce-category-patterns' || (section.node === null && holdsPatterns(file));
  return slashComment(file, line, amongPatterns) ?? line;
}

function frameOf(
  file: SourceFile,
  section: SectionUse,
  chain: readonly SourceFile[],
  through: readonly DirectiveUse[],
  isDefault: boolean,
): Frame {
  return { file, nodes: file.document.children, next: 0, section, chain, through, isDefault };
}

/** The paths that a file includes, without reading them any further. */
export function includesOf(file: SourceFile): string[] {
  const found: string[] = [];
  const pending: Node[] = [...file.document.children];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'section') for (const child of node.children) pending.push(child);
    else if (
      node.kind === 'directive' &&
      node.value !== null &&
      file.slice(node.name).toLowerCase() === 'include'
    ) {
      found.push(unquote(file.slice(node.value)));
    }
  }
  return found;
}
