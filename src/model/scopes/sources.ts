import { booleanOf } from '../../catalog/values/scalar.ts';
import { factsIn, findDirective } from '../../catalog/directives.ts';
import { parseRange, type CidrRange } from '../../catalog/values/address.ts';
import { canonicalOf } from '../source/canonical.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { foldName, holdingOf } from '../../catalog/decisions.ts';

/** A `<source>`: by address, or by name. Sections of one argument count as one. */
export interface Source {
  /** The argument as written in the first section. */
  readonly name: string;
  /** Null for a source that is no address: it applies where a listener or a user names it. */
  readonly range: CidrRange | null;
  readonly sections: readonly SectionUse[];
}

/** What holds for one directive in one source. */
export interface SourceSetting {
  readonly value: string | null;
  /** Null for a default. */
  readonly use: DirectiveUse | null;
  /** The source that sets it: the asked one or a wider one. */
  readonly source: Source | null;
}

/** A place where mail comes in: a listener line or section, with the source that it names. */
export interface Listener {
  readonly at: DirectiveUse | SectionUse;
  readonly address: CidrRange | null;
  readonly sourceName: string | null;
}

/** Bits of an address. */
const WIDTH = { 4: 32, 6: 128 } as const;

/** Two spellings of one range have one key. */
function rangeKey(version: CidrRange['version'], first: bigint, prefix: number): string {
  return `${version} ${first}/${prefix}`;
}

/** The directives that hold in a source, by their present names. */
function holdingIn(source: Source): Map<string, DirectiveUse> {
  const uses = new Map<string, DirectiveUse[]>();
  for (const use of source.sections.flatMap((section) => section.directives)) {
    const { name, value } = canonicalOf(use);
    if (value === null || use.broken) continue;
    const known = uses.get(name);
    if (known === undefined) uses.set(name, [use]);
    else known.push(use);
  }
  return new Map(
    [...uses].flatMap(([name, all]) => {
      const use = holdingOf(all);
      return use === undefined ? [] : [[name, use] as const];
    }),
  );
}

/** The sources of a configuration, and what holds in each. */
export class Sources {
  readonly all: readonly Source[];
  readonly listeners: readonly Listener[];
  readonly #byName = new Map<string, Source>();
  readonly #byRange = new Map<string, Source>();
  /** Lengths of prefixes that occur, longest first. */
  readonly #prefixes: readonly number[];
  readonly #holding = new Map<Source, Map<string, DirectiveUse>>();
  readonly #orders = new Map<Source, readonly Source[]>();

  constructor(sections: readonly SectionUse[], root: SectionUse) {
    const grouped = new Map<string, SectionUse[]>();
    for (const section of sections) {
      if (section.kind !== 'source' || section.argument === null) continue;
      const range = parseRange(section.argument);
      // 0/0 and 0.0.0.0/0 are one source.
      const key =
        range === undefined ? foldName(section.argument) : `${range.version} ${range.first}/${range.prefix}`;
      const known = grouped.get(key);
      if (known === undefined) grouped.set(key, [section]);
      else known.push(section);
    }
    this.all = [...grouped.values()].map((parts) => {
      const name = parts[0]?.argument ?? '';
      return { name, range: parseRange(name) ?? null, sections: parts };
    });
    const prefixes = new Set<number>();
    for (const source of this.all) {
      const { range } = source;
      this.#byName.set(foldName(source.name), source);
      if (range === null) continue;
      this.#byRange.set(rangeKey(range.version, range.first, range.prefix), source);
      prefixes.add(range.prefix);
    }
    this.#prefixes = [...prefixes].sort((a, b) => b - a);
    this.listeners = listenersOf(sections, root);
  }

  named(name: string): Source | undefined {
    return this.#byName.get(foldName(name));
  }

  /**
   * What holds for a directive of `<source>`: the source's own value, else that of the narrowest wider source, else
   * the default. A named source falls back on the sources that match every address, for it is used whatever the
   * address of the client.
   */
  setting(source: Source, directive: string): SourceSetting {
    for (const candidate of this.#orderOf(source)) {
      const use = this.#holdingOf(candidate).get(directive);
      if (use !== undefined) return { value: canonicalOf(use).value, use, source: candidate };
    }
    const facts = findDirective(directive);
    return { value: (facts && factsIn(facts, 'source').default) ?? null, use: null, source: null };
  }

  /** Whether a boolean directive is on in a source. */
  isOn(source: Source, directive: string): boolean {
    return booleanOf(this.setting(source, directive).value ?? '') === true;
  }

  #holdingOf(source: Source): Map<string, DirectiveUse> {
    let holding = this.#holding.get(source);
    if (holding === undefined) this.#holding.set(source, (holding = holdingIn(source)));
    return holding;
  }

  /** The source and those behind it, in the order in which they are asked. */
  #orderOf(source: Source): readonly Source[] {
    let order = this.#orders.get(source);
    if (order === undefined) this.#orders.set(source, (order = [source, ...this.#behind(source)]));
    return order;
  }

  #behind({ range }: Source): Source[] {
    if (range === null) return this.all.filter((other) => other.range?.prefix === 0);
    // One look-up for each length of prefix: comparing with every source would take quadratic time.
    return this.#prefixes.flatMap((prefix) => {
      if (prefix >= range.prefix) return [];
      const bits = BigInt(WIDTH[range.version] - prefix);
      return this.#byRange.get(rangeKey(range.version, (range.first >> bits) << bits, prefix)) ?? [];
    });
  }
}

function addressOf(text: string): CidrRange | null {
  const host = text.replace(/:\d*$/, '').replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1');
  return parseRange(host) ?? null;
}

function listenersOf(sections: readonly SectionUse[], root: SectionUse): Listener[] {
  const lines = root.named('smtp-listener').flatMap((use) => {
    const value = use.plainValue;
    if (value === null || use.broken) return [];
    const name = /(?:^|\s)source=(\S+)/i.exec(value)?.[1] ?? null;
    return [{ at: use, address: addressOf(value.split(/\s+/)[0] ?? ''), sourceName: name }];
  });
  const blocks = sections
    .filter((section) => section.kind === 'smtp-listener')
    .map((section) => ({
      at: section,
      address: addressOf(section.argument ?? ''),
      sourceName: holdingOf(section.named('source'))?.plainValue ?? null,
    }));
  return [...lines, ...blocks];
}
