import type { SectionUse } from './content.ts';
import type { Macros } from './macros.ts';

/** The `<domain>` blocks of one scope that hold for a domain under one and the same pattern. */
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

/** Reads one pattern of a `<domain>` tag. */
export function readDomainPattern(text: string, viaMacro: boolean): DomainPattern {
  const name = text.toLowerCase().replace(/\.$/, '');
  if (name === '*') return { kind: 'all', domain: '', viaMacro };
  if (name.startsWith('[*.]')) return { kind: 'whole', domain: name.slice(4), viaMacro };
  if (name.startsWith('*.')) return { kind: 'proper', domain: name.slice(2), viaMacro };
  if (name.startsWith('[')) return { kind: 'literal-address', domain: name, viaMacro };
  return { kind: 'name', domain: name, viaMacro };
}

type Blocks = Map<string, SectionUse[]>;

function add(blocks: Blocks, key: string, section: SectionUse): void {
  const known = blocks.get(key);
  if (known === undefined) blocks.set(key, [section]);
  else if (known.at(-1) !== section) known.push(section);
}

/**
 * The `<domain>` blocks of one scope: the global level, one VMTA, or one pool. Finds the blocks of a domain from the
 * most specific to the least: the name written out, the name that came from a macro, then wildcards from the longest
 * domain to the shortest, then `*`.
 */
export class DomainIndex {
  readonly #written: Record<DomainPattern['kind'], Blocks>;
  readonly #viaMacro: Record<DomainPattern['kind'], Blocks>;
  readonly isEmpty: boolean;

  constructor(
    readonly blocks: readonly SectionUse[],
    macros: Macros,
  ) {
    const empty = (): Record<DomainPattern['kind'], Blocks> => ({
      name: new Map(),
      proper: new Map(),
      whole: new Map(),
      all: new Map(),
      'literal-address': new Map(),
    });
    this.#written = empty();
    this.#viaMacro = empty();
    this.isEmpty = blocks.length === 0;
    for (const block of blocks) {
      const { names, usesMacro } = macros.expand(block.argument ?? '');
      for (const name of names) {
        const pattern = readDomainPattern(name, usesMacro);
        add((usesMacro ? this.#viaMacro : this.#written)[pattern.kind], pattern.domain, block);
      }
    }
  }

  /** The levels that hold for a domain, most specific first. Costs a few look-ups per label of the name. */
  levelsOf(domain: string): Level[] {
    const levels: Level[] = [];
    const take = (kind: DomainPattern['kind'], key: string, pattern: string): void => {
      for (const index of [this.#written, this.#viaMacro]) {
        const blocks = index[kind].get(key);
        if (blocks !== undefined) levels.push({ pattern, blocks });
      }
    };
    const name = domain.toLowerCase();
    take('name', name, name);
    take('whole', name, `[*.]${name}`);
    for (let at = name.indexOf('.'); at !== -1; at = name.indexOf('.', at + 1)) {
      const suffix = name.slice(at + 1);
      take('proper', suffix, `*.${suffix}`);
      take('whole', suffix, `[*.]${suffix}`);
    }
    take('all', '', '*');
    return levels;
  }

  /** Names without wildcard that have a block here. */
  get names(): string[] {
    return [...new Set([...this.#written.name.keys(), ...this.#viaMacro.name.keys()])];
  }

  /** The blocks for every domain, `<domain *>`. */
  get all(): readonly SectionUse[] {
    return [...(this.#written.all.get('') ?? []), ...(this.#viaMacro.all.get('') ?? [])];
  }
}
