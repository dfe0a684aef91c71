import { findDirective } from '../catalog/directives.ts';
import { containsRange, parseRange, type CidrRange } from '../catalog/values/address.ts';
import { canonicalOf } from './canonical.ts';
import type { DirectiveUse, SectionUse } from './content.ts';
import { foldName, holdingOf } from './decisions.ts';

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

function isWider(outer: Source, inner: Source): boolean {
  return outer.range !== null && inner.range !== null && outer !== inner && containsRange(outer.range, inner.range);
}

/** The sources of a configuration, and what holds in each. */
export class Sources {
  readonly all: readonly Source[];
  readonly listeners: readonly Listener[];
  readonly #byName = new Map<string, Source>();

  constructor(sections: readonly SectionUse[], root: SectionUse) {
    const grouped = new Map<string, SectionUse[]>();
    for (const section of sections) {
      if (section.kind !== 'source' || section.argument === null) continue;
      const range = parseRange(section.argument);
      // 0/0 and 0.0.0.0/0 are one source.
      const key = range === undefined ? foldName(section.argument) : `${range.version} ${range.first}/${range.prefix}`;
      const known = grouped.get(key);
      if (known === undefined) grouped.set(key, [section]);
      else known.push(section);
    }
    this.all = [...grouped.values()].map((parts) => {
      const name = parts[0]?.argument ?? '';
      return { name, range: parseRange(name) ?? null, sections: parts };
    });
    for (const source of this.all) this.#byName.set(foldName(source.name), source);
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
    const order = [source, ...this.#behind(source)];
    for (const candidate of order) {
      const uses = candidate.sections
        .flatMap((section) => section.directives)
        .filter((use) => !use.broken && canonicalOf(use).name === directive && canonicalOf(use).value !== null);
      const holding = holdingOf(uses);
      if (holding !== undefined) return { value: canonicalOf(holding).value, use: holding, source: candidate };
    }
    return { value: findDirective(directive)?.default ?? null, use: null, source: null };
  }

  /** Whether a boolean directive is on in a source. */
  isOn(source: Source, directive: string): boolean {
    return /^(?:yes|true)$/i.test(this.setting(source, directive).value ?? '');
  }

  #behind(source: Source): Source[] {
    const wider = this.all.filter((other) =>
      source.range === null ? other !== source && other.range?.prefix === 0 : isWider(other, source),
    );
    return wider.sort((a, b) => (b.range?.prefix ?? 0) - (a.range?.prefix ?? 0));
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
