import { getOrMake, pushTo } from '../../base/collections.ts';
import { domainToASCII } from 'node:url';
import { containsRange, parseRange, unbracketed, type CidrRange } from '../../catalog/values/address.ts';
import type { SectionUse } from '../source/content.ts';
import { SUBTREE_ORDER } from '../../catalog/decisions.ts';
import type { Macros } from '../names/macros.ts';

/** The `<domain>` blocks of one scope that apply to a domain under one and the same pattern. */
export interface Level {
  /** The pattern as it matches, macros expanded: `gmail.com`, `*.x.com`, `[*.]x.com`, `*`. */
  readonly pattern: string;
  readonly blocks: readonly SectionUse[];
}

/** What a tag's argument says, one per name that its macros stand for. */
export interface DomainPattern {
  readonly kind: 'name' | 'proper' | 'whole' | 'all' | 'literal-address';
  /** The domain in lower case, without the wildcard; the range of a literal address. */
  readonly domain: string;
  readonly viaMacro: boolean;
}

/** How a pattern for a subtree begins: without its top, or with it. */
const WILDCARD = { proper: '*.', whole: '[*.]' } as const;

/** Reads one pattern of a `<domain>` tag. */
export function readDomainPattern(text: string, viaMacro: boolean): DomainPattern {
  const name = text.toLowerCase().replace(/\.$/, '');
  if (name === '*') return { kind: 'all', domain: '', viaMacro };
  if (name.startsWith(WILDCARD.whole)) return { kind: 'whole', domain: name.slice(4), viaMacro };
  if (name.startsWith(WILDCARD.proper)) return { kind: 'proper', domain: name.slice(2), viaMacro };
  if (name.startsWith('[')) return { kind: 'literal-address', domain: name, viaMacro };
  return { kind: 'name', domain: name, viaMacro };
}

/** A domain as DNS knows it: a name in letters of any script and its `xn--` form are one. */
function inDns(domain: string): string {
  if (/^[\0-\x7f]*$/.test(domain)) return domain;
  const ascii = domainToASCII(domain);
  return ascii === '' ? domain : ascii;
}

function keyOf(kind: DomainPattern['kind'], domain: string): string {
  return `${kind} ${inDns(domain)}`;
}

/** Text that is equal for patterns of `<domain>` tags that stand for the same domains, macros left as they are. */
export function domainPatternKey(text: string): string {
  if (text.includes('$')) return text;
  const { kind, domain } = readDomainPattern(text, false);
  return keyOf(kind, domain);
}

/** What arguments with macros stand for, shared by all scopes: a macro of many names may be in many VMTAs. */
class MacroArguments {
  readonly #known = new Set<string>();
  readonly #byKey = new Map<string, string[]>();
  readonly #withWildcards = new Set<string>();

  learn(argument: string, names: readonly string[]): void {
    if (this.#known.has(argument)) return;
    this.#known.add(argument);
    for (const name of names) {
      const { kind, domain } = readDomainPattern(name, true);
      if (kind !== 'name') this.#withWildcards.add(argument);
      pushTo(this.#byKey, keyOf(kind, domain), argument);
    }
  }

  knows(argument: string): boolean {
    return this.#known.has(argument);
  }

  holdsWildcard(argument: string): boolean {
    return this.#withWildcards.has(argument);
  }

  /** The arguments that stand for a pattern among others. */
  argumentsFor(key: string): readonly string[] {
    return this.#byKey.get(key) ?? [];
  }
}

const NO_LEVELS: readonly Level[] = [];
const NO_BLOCKS: readonly SectionUse[] = [];

const argumentsOf = new WeakMap<Macros, MacroArguments>();

/** Adds a level of the blocks that are in no level before it. */
function addLevel(levels: Level[], pattern: string, found: readonly SectionUse[]): void {
  if (found.length === 0) return;
  if (levels.length === 0) {
    levels.push({ pattern, blocks: found });
    return;
  }
  const seen = new Set(levels.flatMap((level) => level.blocks));
  const blocks = found.filter((block) => !seen.has(block));
  if (blocks.length > 0) levels.push({ pattern, blocks });
}

/** Characters that a name in DNS has at most (RFC 1035, 2.3.4). A longer one has no suffixes worth a look-up. */
const LONGEST_NAME = 253;

interface AddressBlock {
  readonly range: CidrRange;
  readonly block: SectionUse;
}

/**
 * The `<domain>` blocks of one scope: the global level, one VMTA, or one pool. Finds the blocks of a domain from the
 * most specific to the least: the name written out, the name that came from a macro, then wildcards from the longest
 * domain to the shortest, then `*`.
 */
export class DomainIndex {
  readonly #written = new Map<string, SectionUse[]>();
  readonly #viaMacro = new Map<string, SectionUse[]>();
  readonly #macroArguments: MacroArguments;
  readonly #addresses: AddressBlock[] = [];
  /** Whether there are blocks for a domain and those below it; most configurations have none. */
  #hasWildcards = false;
  readonly isEmpty: boolean;

  constructor(
    readonly blocks: readonly SectionUse[],
    macros: Macros,
  ) {
    this.#macroArguments = getOrMake(argumentsOf, macros, () => new MacroArguments());
    this.isEmpty = blocks.length === 0;
    for (const block of blocks) {
      const argument = block.argument ?? '';
      if (argument.includes('$') && !this.#macroArguments.knows(argument)) {
        const { names, usesMacro } = macros.expand(argument);
        if (usesMacro) this.#macroArguments.learn(argument, names);
      }
      if (this.#macroArguments.knows(argument)) {
        pushTo(this.#viaMacro, argument, block);
        this.#hasWildcards ||= this.#macroArguments.holdsWildcard(argument);
      } else {
        this.#addWritten(argument, block);
      }
    }
  }

  #addWritten(argument: string, block: SectionUse): void {
    const { kind, domain } = readDomainPattern(argument, false);
    if (kind === 'literal-address') {
      const range = parseRange(unbracketed(domain));
      if (range !== undefined) this.#addresses.push({ range, block });
      return;
    }
    if (kind !== 'name' && kind !== 'all') this.#hasWildcards = true;
    pushTo(this.#written, keyOf(kind, domain), block);
  }

  /** The levels that apply to a domain, most specific first; each block is only in the first that it fits. */
  levelsOf(domain: string): readonly Level[] {
    if (this.isEmpty) return NO_LEVELS;
    const levels: Level[] = [];
    const name = domain.toLowerCase().replace(/\.$/, '');
    if (name.startsWith('[')) this.#addressLevels(name, levels);
    this.#take(levels, 'name', name, name);
    if (this.#hasWildcards) {
      this.#take(levels, 'whole', name, `${WILDCARD.whole}${name}`);
      const firstDot = name.length > LONGEST_NAME ? -1 : name.indexOf('.');
      for (let at = firstDot; at !== -1; at = name.indexOf('.', at + 1)) {
        const suffix = name.slice(at + 1);
        for (const kind of SUBTREE_ORDER) this.#take(levels, kind, suffix, `${WILDCARD[kind]}${suffix}`);
      }
    }
    this.#take(levels, 'all', '', '*');
    return levels;
  }

  #take(levels: Level[], kind: DomainPattern['kind'], domain: string, pattern: string): void {
    const key = keyOf(kind, domain);
    const written = this.#written.get(key);
    if (written !== undefined) addLevel(levels, pattern, written);
    addLevel(levels, pattern, this.#macroBlocks(key));
  }

  #macroBlocks(key: string): readonly SectionUse[] {
    if (this.#viaMacro.size === 0) return NO_BLOCKS;
    const found = this.#macroArguments
      .argumentsFor(key)
      .flatMap((argument) => this.#viaMacro.get(argument) ?? []);
    return found.sort((a, b) => a.order - b.order);
  }

  /** `[ip/mask]` for a domain that is an address (`user@[192.0.2.1]`): the narrower range is more specific. */
  #addressLevels(name: string, levels: Level[]): void {
    const address = parseRange(unbracketed(name));
    if (address === undefined) return;
    const fitting = this.#addresses.filter(({ range }) => containsRange(range, address));
    for (const prefix of new Set(fitting.map(({ range }) => range.prefix).sort((a, b) => b - a))) {
      const blocks = fitting.filter(({ range }) => range.prefix === prefix).map(({ block }) => block);
      addLevel(levels, blocks[0]?.argument ?? '', blocks);
    }
  }

  /** The blocks for every domain, `<domain *>`. */
  get all(): readonly SectionUse[] {
    const key = keyOf('all', '');
    return [...(this.#written.get(key) ?? []), ...this.#macroBlocks(key)];
  }
}
