import { getOrMake, groupBy, memoize, pushTo } from '../../base/collections.ts';
import { booleanOf } from '../../catalog/values/scalar.ts';
import { factsIn, findDirective } from '../../catalog/directives.ts';
import { parseRange, type CidrRange } from '../../catalog/values/address.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { foldName, effectiveOf } from '../../catalog/decisions.ts';

/** A `<source>`: by address, or by name. Sections of one argument count as one. */
export interface Source {
  /** The argument as written in the first section. */
  readonly name: string;
  /** Null for a source that is not an address: it applies where a listener or a user names it. */
  readonly range: CidrRange | null;
  readonly sections: readonly SectionUse[];
}

/** The effective lines of one directive in one source. */
export interface SourceSetting {
  readonly value: string | null;
  /** Null for a default. */
  readonly use: DirectiveUse | null;
  /** The source that sets it: the requested one or a wider one. */
  readonly source: Source | null;
}

/** A place where mail comes in: a listener line or section, with the source that it names. */
export interface Listener {
  readonly at: DirectiveUse | SectionUse;
  readonly address: CidrRange | null;
  readonly sourceName: string | null;
}

const WIDTH = { 4: 32, 6: 128 } as const;

/** Two spellings of one range have one key. */
function rangeKey(version: CidrRange['version'], first: bigint, prefix: number): string {
  return `${version} ${first}/${prefix}`;
}

/** The lines of a source that set a directive, by its present name. */
const linesIn = memoize((source: Source): ReadonlyMap<string, DirectiveUse[]> => {
  const lines = new Map<string, DirectiveUse[]>();
  for (const use of source.sections.flatMap((section) => section.directives)) {
    const { name, value } = use.canonical;
    if (value !== null && !use.broken) pushTo(lines, name, use);
  }
  return lines;
});

/** The sources of a configuration, and what applies in each. */
export class Sources {
  readonly all: readonly Source[];
  readonly listeners: readonly Listener[];
  readonly #byName = new Map<string, Source>();
  readonly #byRange = new Map<string, Source>();
  /** Lengths of prefixes that occur, longest first. */
  readonly #prefixes: readonly number[];
  readonly #orders = new Map<Source, readonly Source[]>();

  constructor(sections: readonly SectionUse[], root: SectionUse) {
    const grouped = groupBy(
      sections.filter(({ kind, argument }) => kind === 'source' && argument !== null),
      ({ argument }) => {
        // 0/0 and 0.0.0.0/0 are one source.
        const range = parseRange(argument ?? '');
        return range === undefined
          ? foldName(argument ?? '')
          : rangeKey(range.version, range.first, range.prefix);
      },
    );
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

  /** The effective value in a source: its own, else the narrowest wider source's, else the default. */
  setting(source: Source, directive: string): SourceSetting {
    for (const candidate of this.#orderOf(source)) {
      const use = effectiveOf(linesIn(candidate).get(directive) ?? []);
      if (use !== undefined) return { value: use.canonical.value, use, source: candidate };
    }
    const facts = findDirective(directive);
    return { value: (facts && factsIn(facts, 'source').default) ?? null, use: null, source: null };
  }

  isOn(source: Source, directive: string): boolean {
    return booleanOf(this.setting(source, directive).value ?? '') === true;
  }

  /** The source and the wider ones, in the order of precedence. */
  #orderOf(source: Source): readonly Source[] {
    return getOrMake(this.#orders, source, () => [source, ...this.#widerThan(source)]);
  }

  #widerThan({ range }: Source): Source[] {
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
      sourceName: effectiveOf(section.named('source'))?.plainValue ?? null,
    }));
  return [...lines, ...blocks];
}
