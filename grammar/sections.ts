import levenshtein from 'damerau-levenshtein';
import type { CloseTag, Directive, Line, Node, OpenTag, Section } from './tree.ts';

/**
 * Which sections may hold sections; every other one holds none, and the top level holds all. It serves recovery
 * alone: where a section that lacks its closing tag most likely ended.
 */
const HOLDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['virtual-mta', ['domain']],
  ['virtual-mta-pool', ['domain']],
  ['bounce-processor', ['address-list', 'email-patterns']],
  ['feedback-loop-processor', ['address-list', 'email-patterns']],
  ['pattern-list', ['pattern-list']],
]);

interface Extent {
  /** Index of the line that closes the section, or of the first line that is no longer in it. */
  readonly until: number;
  readonly closed: boolean;
}

/** The name in a tag as it counts. */
type NameOf = (tag: OpenTag | CloseTag) => string;

/** The `<pattern-list>` at the end of a rule, if the line has one. */
function nestedTag(source: string, line: Directive): { start: number; end: number } | null {
  if (line.value === null || source.charCodeAt(line.value.end - 1) !== 62) return null;
  const start = source.lastIndexOf('<', line.value.end);
  const tag = source.slice(start, line.value.end);
  return start >= line.value.start && /^<pattern-list[ \t]*>$/i.test(tag)
    ? { start, end: line.value.end }
    : null;
}

/** A line that opens or closes a section. */
interface Tag {
  readonly index: number;
  readonly line: OpenTag | CloseTag | Directive;
  /** The name as it counts, in lower case. */
  readonly name: string;
}

/** The tags of a text in order. */
function tagsOf(source: string, lines: readonly Line[], nameOf: NameOf): Tag[] {
  const tags: Tag[] = [];
  lines.forEach((line, index) => {
    if (line.kind === 'open' || line.kind === 'close')
      tags.push({ index, line, name: nameOf(line).toLowerCase() });
    else if (line.kind === 'directive' && nestedTag(source, line) !== null)
      tags.push({ index, line, name: 'pattern-list' });
  });
  return tags;
}

/** Pairs each opening tag with the closing tag that is its own, by the nearest one of the same name. */
function pairTags(tags: readonly Tag[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const stack: Tag[] = [];
  const openByName = new Map<string, number>();
  for (const tag of tags) {
    const { name } = tag;
    if (tag.line.kind !== 'close') {
      stack.push(tag);
      openByName.set(name, (openByName.get(name) ?? 0) + 1);
      continue;
    }
    if ((openByName.get(name) ?? 0) === 0) continue;
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      openByName.set(top.name, (openByName.get(top.name) ?? 1) - 1);
      if (top.name === name) {
        pairs.set(top.index, tag.index);
        break;
      }
    }
  }
  return pairs;
}

/** How many open tags are compared with a misspelt one: many unmatched tags must not take quadratic time. */
const REACH = 16;

/** Whether one of two section names is probably a typo of the other (`vitrual-mta`, `virtual-mta`). */
function isTypo(a: string, b: string): boolean {
  const longest = Math.max(a.length, b.length);
  if (longest > 64 || Math.abs(a.length - b.length) > 2) return false;
  const { steps } = levenshtein(a, b);
  return steps <= Math.min(2, longest / 4);
}

/**
 * Pairs opening tags that nothing closes with closing tags that close nothing, if one name is a typo of the other and both
 * are on one level.
 */
function pairMisspelt(tags: readonly Tag[], pairs: ReadonlyMap<number, number>): Map<number, number> {
  const misspelt = new Map<number, number>();
  const closers = new Set(pairs.values());
  if (!tags.some(({ line, index }) => line.kind === 'close' && !closers.has(index))) return misspelt;
  const levels: Tag[][] = [[]];
  for (const tag of tags) {
    const { index, line, name } = tag;
    const unclosed = levels.at(-1) ?? [];
    if (line.kind !== 'close') {
      if (pairs.has(index)) levels.push([]);
      else if (line.kind === 'open') unclosed.push(tag);
    } else if (closers.has(index)) {
      levels.pop();
    } else {
      const near = unclosed.slice(-REACH);
      const at = near.findLastIndex((open) => isTypo(open.name, name));
      const partner = near[at];
      if (partner === undefined) continue;
      misspelt.set(partner.index, index);
      unclosed.length -= near.length - at;
    }
  }
  return misspelt;
}

/**
 * Where each section ends: at its closing tag; else at a closing tag that was most likely meant for it; else before
 * the first section that it cannot hold; at the latest before the line `end`.
 */
function extents(tags: readonly Tag[], end: number): Map<number, Extent> {
  const result = new Map<number, Extent>();
  const pairs = pairTags(tags);
  const misspelt = pairMisspelt(tags, pairs);
  const closers = new Set([...pairs.values(), ...misspelt.values()]);
  let unclosed: Tag[] = [];
  // Levels of sections with a closing tag: an unclosed one ends with its level at the latest.
  const levels: Tag[][] = [];
  const endUnclosed = (open: Tag | undefined, until: number): void => {
    if (open !== undefined) result.set(open.index, { until, closed: false });
  };
  for (const tag of tags) {
    const { index, line, name } = tag;
    if (line.kind !== 'close') {
      while (unclosed.length > 0 && !HOLDS.get(unclosed.at(-1)?.name ?? '')?.includes(name)) {
        endUnclosed(unclosed.pop(), index);
      }
      const close = pairs.get(index) ?? misspelt.get(index);
      if (close === undefined) {
        unclosed.push(tag);
      } else {
        result.set(index, { until: close, closed: pairs.has(index) });
        levels.push(unclosed);
        unclosed = [];
      }
    } else if (closers.has(index)) {
      for (const ended of unclosed) endUnclosed(ended, index);
      unclosed = levels.pop() ?? [];
    } else {
      endUnclosed(unclosed.pop(), index);
    }
  }
  for (const ended of unclosed) endUnclosed(ended, end);
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
 *
 * @param nameOf The name in a tag; as written unless the caller knows that another one is meant.
 */
export function nestSections(
  source: string,
  lines: readonly Line[],
  nameOf: NameOf = ({ name }) => source.slice(name.start, name.end),
): Node[] {
  const ends = extents(tagsOf(source, lines, nameOf), lines.length);
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
    if (line.kind !== 'open' && line.kind !== 'directive') return;
    const end = ends.get(index);
    if (end === undefined) return;
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
