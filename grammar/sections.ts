import levenshtein from 'damerau-levenshtein';
import type { CloseTag, Directive, Line, Node, OpenTag, Section } from './tree.ts';

/**
 * Which sections may hold sections; every other one holds none, and the top level holds all. It serves recovery
 * alone: where a section that lacks its closing tag most likely ended.
 */
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  'virtual-mta': ['domain'],
  'virtual-mta-pool': ['domain'],
  'bounce-processor': ['address-list', 'email-patterns'],
  'feedback-loop-processor': ['address-list', 'email-patterns'],
  'pattern-list': ['pattern-list'],
};

interface OpenSection {
  readonly open: OpenTag | Directive;
  readonly name: string;
  readonly index: number;
}

interface Extent {
  /** Index of the line that closes the section, or of the first line that is no longer in it. */
  readonly until: number;
  readonly closed: boolean;
}

function nameOf(source: string, tag: OpenTag | CloseTag): string {
  return source.slice(tag.name.start, tag.name.end).toLowerCase();
}

/** The `<pattern-list>` at the end of a rule, if the line has one. */
function nestedTag(source: string, line: Directive): { start: number; end: number } | null {
  if (line.value === null || source.charCodeAt(line.value.end - 1) !== 62) return null;
  const start = source.lastIndexOf('<', line.value.end);
  const tag = source.slice(start, line.value.end);
  return start >= line.value.start && /^<pattern-list[ \t]*>$/i.test(tag)
    ? { start, end: line.value.end }
    : null;
}

function opens(source: string, line: Line): line is OpenTag | Directive {
  return line.kind === 'open' || (line.kind === 'directive' && nestedTag(source, line) !== null);
}

/** Pairs each opening tag with the closing tag that is its own, by the nearest one of the same name. */
function pairTags(source: string, lines: readonly Line[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const stack: OpenSection[] = [];
  const openByName = new Map<string, number>();
  lines.forEach((line, index) => {
    if (opens(source, line)) {
      const name = line.kind === 'open' ? nameOf(source, line) : 'pattern-list';
      stack.push({ open: line, name, index });
      openByName.set(name, (openByName.get(name) ?? 0) + 1);
    } else if (line.kind === 'close') {
      const name = nameOf(source, line);
      if ((openByName.get(name) ?? 0) === 0) return;
      for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
        openByName.set(top.name, (openByName.get(top.name) ?? 1) - 1);
        if (top.name === name) {
          pairs.set(top.index, index);
          return;
        }
      }
    }
  });
  return pairs;
}

/** How far back a misspelt partner is looked for: garbage of many tags must not take quadratic time. */
const REACH = 16;

/** Whether one of two names of sections is a slip of the pen for the other (`vitrual-mta`, `virtual-mta`). */
function isSlip(a: string, b: string): boolean {
  const longest = Math.max(a.length, b.length);
  if (longest > 64 || Math.abs(a.length - b.length) > 2) return false;
  const { steps } = levenshtein(a, b);
  return steps <= Math.min(2, longest / 4);
}

/**
 * Pairs opening tags that nothing closes with closing tags that close nothing, where the one name is a slip of the pen
 * for the other and both stand at one level.
 */
function pairMisspelt(
  source: string,
  lines: readonly Line[],
  pairs: ReadonlyMap<number, number>,
): Map<number, number> {
  const misspelt = new Map<number, number>();
  const closers = new Set(pairs.values());
  if (!lines.some((line, index) => line.kind === 'close' && !closers.has(index))) return misspelt;
  const levels: { index: number; name: string }[][] = [[]];
  lines.forEach((line, index) => {
    const unclosed = levels.at(-1) ?? [];
    if (opens(source, line)) {
      if (pairs.has(index)) levels.push([]);
      else if (line.kind === 'open') unclosed.push({ index, name: nameOf(source, line) });
    } else if (closers.has(index)) {
      levels.pop();
    } else if (line.kind === 'close') {
      const name = nameOf(source, line);
      const near = unclosed.slice(-REACH);
      const at = near.findLastIndex((open) => isSlip(open.name, name));
      const partner = near[at];
      if (partner === undefined) return;
      misspelt.set(partner.index, index);
      unclosed.length -= near.length - at;
    }
  });
  return misspelt;
}

/**
 * Where each section ends: at its closing tag; else at a closing tag that was most likely meant for it; else before
 * the first section that it cannot hold.
 */
function extents(
  source: string,
  lines: readonly Line[],
  pairs: ReadonlyMap<number, number>,
): Map<number, Extent> {
  const result = new Map<number, Extent>();
  interface Pending {
    readonly index: number;
    readonly name: string;
  }
  let unclosed: Pending[] = [];
  const misspelt = pairMisspelt(source, lines, pairs);
  const closers = new Set([...pairs.values(), ...misspelt.values()]);
  // Levels of sections with a closing tag: an unclosed one ends with its level at the latest.
  const levels: Pending[][] = [];
  const endUnclosed = (open: Pending | undefined, until: number): void => {
    if (open !== undefined) result.set(open.index, { until, closed: false });
  };
  lines.forEach((line, index) => {
    if (opens(source, line)) {
      const name = line.kind === 'open' ? nameOf(source, line) : 'pattern-list';
      while (unclosed.length > 0 && !(HOLDS[unclosed.at(-1)?.name ?? ''] ?? []).includes(name)) {
        endUnclosed(unclosed.pop(), index);
      }
      const close = pairs.get(index) ?? misspelt.get(index);
      if (close === undefined) {
        unclosed.push({ index, name });
      } else {
        result.set(index, { until: close, closed: pairs.has(index) });
        levels.push(unclosed);
        unclosed = [];
      }
    } else if (closers.has(index)) {
      for (const ended of unclosed) endUnclosed(ended, index);
      unclosed = levels.pop() ?? [];
    } else if (line.kind === 'close') {
      endUnclosed(unclosed.pop(), index);
    }
  });
  for (const ended of unclosed) endUnclosed(ended, lines.length);
  return result;
}

interface Frame {
  readonly children: Node[];
  readonly until: number;
  readonly section: { -readonly [K in keyof Section]: Section[K] } | null;
  readonly closed: boolean;
}

/**
 * Nests lines into sections. Runs on a stack of its own, so that depth costs memory and nothing else. A section that
 * lacks its closing tag ends at a closing tag that closes nothing else, before the first section that cannot stand in
 * it, with the section around it, or with the text.
 */
export function nestSections(source: string, lines: readonly Line[]): Node[] {
  const ends = extents(source, lines, pairTags(source, lines));
  const root: Frame = { children: [], until: lines.length + 1, section: null, closed: false };
  const stack: Frame[] = [root];
  let frame = root;

  const endSections = (index: number, line: Line | undefined): boolean => {
    let usedAsClose = false;
    while (frame !== root && frame.until <= index) {
      const section = frame.section;
      if (section !== null) {
        if (frame.closed && line?.kind === 'close') {
          section.close = line;
          section.end = line.end;
          usedAsClose = true;
        } else {
          section.end = line?.start ?? source.length;
          section.endedBy = line?.kind === 'open' || line?.kind === 'close' ? line : null;
        }
      }
      stack.pop();
      frame = stack.at(-1) ?? root;
    }
    return usedAsClose;
  };

  lines.forEach((line, index) => {
    if (frame.until <= index && endSections(index, line)) return;
    if (line.kind === 'blank' || line.kind === 'comment') return;
    if (line.kind !== 'open') frame.children.push(line);
    const end = ends.get(index);
    if (end === undefined || (line.kind !== 'open' && line.kind !== 'directive')) return;
    const children: Node[] = [];
    const section: Frame['section'] = {
      kind: 'section',
      open: line,
      ...headOf(source, line),
      children,
      close: null,
      end: line.end,
      endedBy: null,
    };
    frame.children.push(section);
    frame = { children, until: end.until, section, closed: end.closed };
    stack.push(frame);
  });
  endSections(lines.length, undefined);
  return root.children;
}

function headOf(source: string, line: OpenTag | Directive): Pick<Section, 'tag' | 'name' | 'argument'> {
  if (line.kind === 'open') return { tag: line.tag, name: line.name, argument: line.argument };
  const tag = nestedTag(source, line) ?? line.name;
  return { tag, name: { start: tag.start + 1, end: tag.start + 13 }, argument: null };
}
