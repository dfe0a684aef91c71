import levenshtein from 'damerau-levenshtein';
import type { CloseTag, Directive, Line, Node, OpenTag, Section } from './tree.ts';

/** The sections that may contain sections, to find where a section without its closing tag most likely ended. */
const NESTABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['virtual-mta', ['domain']],
  ['virtual-mta-pool', ['domain']],
  ['bounce-processor', ['address-list', 'email-patterns']],
  ['feedback-loop-processor', ['address-list', 'email-patterns']],
  ['pattern-list', ['pattern-list']],
]);

interface Extent {
  readonly head: Head;
  /** Index of the line that closes the section, or of the first line that is no longer in it. */
  readonly until: number;
  readonly closed: boolean;
}

/** The name in a tag as it counts. */
type NameOf = (tag: OpenTag | CloseTag) => string;

type Head = Pick<Section, 'tag' | 'name' | 'argument'>;

/** A line that opens or closes a section. */
interface Tag {
  readonly index: number;
  readonly kind: 'open' | 'close' | 'directive';
  /** The name as it counts, in lower case. */
  readonly name: string;
  readonly head: Head;
}

/** The `<pattern-list>` at the end of a rule, if the line has one. */
function nestedTag(source: string, { value }: Directive): Head | null {
  if (value === null || source.charCodeAt(value.end - 1) !== 62) return null;
  const start = source.lastIndexOf('<', value.end);
  if (start < value.start || !/^<pattern-list[ \t]*>$/i.test(source.slice(start, value.end))) return null;
  const name = { start: start + 1, end: start + 1 + 'pattern-list'.length };
  return { tag: { start, end: value.end }, name, argument: null };
}

function tagsOf(source: string, lines: readonly Line[], nameOf: NameOf): Tag[] {
  const tags: Tag[] = [];
  lines.forEach((line, index) => {
    const { kind } = line;
    if (kind === 'open' || kind === 'close') {
      const { tag, name, argument } = line;
      tags.push({ index, kind, name: nameOf(line).toLowerCase(), head: { tag, name, argument } });
    } else if (kind === 'directive') {
      const head = nestedTag(source, line);
      if (head !== null) tags.push({ index, kind, name: 'pattern-list', head });
    }
  });
  return tags;
}

/** Pairs each closing tag with the nearest open tag of its name. */
function pairTags(tags: readonly Tag[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const stack: Tag[] = [];
  const openByName = new Map<string, number>();
  for (const tag of tags) {
    const open = openByName.get(tag.name) ?? 0;
    if (tag.kind !== 'close') {
      stack.push(tag);
      openByName.set(tag.name, open + 1);
    } else if (open > 0) {
      let top: Tag | undefined;
      do {
        top = stack.pop();
        if (top !== undefined) openByName.set(top.name, (openByName.get(top.name) ?? 1) - 1);
      } while (top !== undefined && top.name !== tag.name);
      if (top !== undefined) pairs.set(top.index, tag.index);
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
  if (!tags.some(({ kind, index }) => kind === 'close' && !closers.has(index))) return misspelt;
  const levels: Tag[][] = [[]];
  for (const tag of tags) {
    const { index, kind, name } = tag;
    const unclosed = levels.at(-1) ?? [];
    if (kind !== 'close') {
      if (pairs.has(index)) levels.push([]);
      else if (kind === 'open') unclosed.push(tag);
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
 * the first section that it cannot contain; at the latest before the line `end`.
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
    if (open !== undefined) result.set(open.index, { head: open.head, until, closed: false });
  };
  for (const tag of tags) {
    const { index, kind, name, head } = tag;
    if (kind !== 'close') {
      while (unclosed.length > 0 && !NESTABLE.get(unclosed.at(-1)?.name ?? '')?.includes(name)) {
        endUnclosed(unclosed.pop(), index);
      }
      const close = pairs.get(index) ?? misspelt.get(index);
      if (close === undefined) {
        unclosed.push(tag);
      } else {
        result.set(index, { head, until: close, closed: pairs.has(index) });
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

interface OpenSection extends Omit<Extent, 'head'> {
  readonly section: { -readonly [K in keyof Section]: Section[K] };
  readonly children: Node[];
}

/**
 * Nests lines into sections. Runs on a stack of its own, so that depth costs memory and nothing else. A section without a
 * closing tag ends at a closing tag that closes nothing else, before the first section that cannot be in it, with the
 * section around it, or with the text.
 *
 * @param nameOf The name in a tag; as written unless the caller knows that another one is meant.
 */
export function nestSections(
  source: string,
  lines: readonly Line[],
  nameOf: NameOf = ({ name }) => source.slice(name.start, name.end),
): Node[] {
  const ends = extents(tagsOf(source, lines, nameOf), lines.length);
  const root: Node[] = [];
  const stack: OpenSection[] = [];
  let innermost: OpenSection | undefined;

  /** Ends the sections that end before or with a line; returns whether it is the closing tag of one. */
  const endSections = (index: number, line: Line | undefined): boolean => {
    let isClosing = false;
    for (; innermost !== undefined && innermost.until <= index; innermost = stack.at(-1)) {
      const { section, closed } = innermost;
      stack.pop();
      if (closed && line?.kind === 'close') {
        section.close = line;
        section.end = line.end;
        isClosing = true;
      } else {
        section.end = line?.start ?? source.length;
        section.endedBy = line?.kind === 'open' || line?.kind === 'close' ? line : null;
      }
    }
    return isClosing;
  };

  lines.forEach((line, index) => {
    if (innermost !== undefined && innermost.until <= index && endSections(index, line)) return;
    if (line.kind === 'blank' || line.kind === 'comment') return;
    const around = innermost?.children ?? root;
    if (line.kind !== 'open') around.push(line);
    if (line.kind !== 'open' && line.kind !== 'directive') return;
    const extent = ends.get(index);
    if (extent === undefined) return;
    const children: Node[] = [];
    const section: OpenSection['section'] = {
      kind: 'section',
      open: line,
      ...extent.head,
      children,
      close: null,
      end: line.end,
      endedBy: null,
    };
    around.push(section);
    innermost = { section, children, until: extent.until, closed: extent.closed };
    stack.push(innermost);
  });
  endSections(lines.length, undefined);
  return root;
}
