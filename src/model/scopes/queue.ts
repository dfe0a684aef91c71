import {
  directives,
  factsIn,
  findDirective,
  type Directive as DirectiveFacts,
} from '../../catalog/directives.ts';
import { effectiveOf, effectiveTogether, SCOPE_ORDER } from '../../catalog/decisions.ts';
import { getOrMake } from '../../base/collections.ts';
import type { DirectiveUse, SectionUse, SettingLine } from '../source/content.ts';
import type { Level } from './domain-index.ts';
import type { Scopes } from './vmtas.ts';

export type SettingScope = 'vmta' | 'pool' | 'global' | 'default';

export interface Overridden {
  readonly use: DirectiveUse;
  readonly value: string;
  readonly scope: SettingScope;
  /** The argument of its tag, as written. */
  readonly pattern: string;
  /** Why it is overridden, as a sentence part. */
  readonly reason: string;
}

/** The effective value of one directive in one queue, and where it comes from. */
export interface Setting {
  readonly directive: string;
  readonly facts: DirectiveFacts;
  /** Without quotes; null where nothing is set and no default is known. `''` where `""` clears it. */
  readonly value: string | null;
  /** All lines that set it: one, or several of a repeatable directive; empty for a default. */
  readonly uses: readonly DirectiveUse[];
  readonly scope: SettingScope;
  /** The argument of the tag as written; null for a default. */
  readonly pattern: string | null;
  readonly overrides: readonly Overridden[];
}

export interface ScopedLevel<B = SectionUse> extends Pick<Level, 'pattern'> {
  readonly scope: (typeof SCOPE_ORDER)[number];
  readonly blocks: readonly B[];
}

/** Values that apply to a queue, now or with planned lines. */
export interface EffectiveValues {
  /** Without quotes; null where nothing is set and no default is known. */
  value(directive: string): string | null;
}

interface InEffect<B, L> {
  readonly line: L;
  readonly level: ScopedLevel<B>;
}

/** Resolves the values of a queue from its levels, with current or with planned lines. */
export class Resolution<B, L extends Pick<SettingLine, 'value'>> implements EffectiveValues {
  /**
   * `levels`: most specific first. `version`: of PowerMTA, for defaults. `linesIn`: lines of a block that set a
   * directive.
   */
  constructor(
    readonly levels: readonly ScopedLevel<B>[],
    readonly version: string,
    private readonly linesIn: (block: B, directive: string) => readonly L[],
  ) {}

  /** The most specific block: a line there applies to the queue. Undefined where no block applies. */
  get block(): B | undefined {
    return this.levels[0]?.blocks.at(-1);
  }

  value(directive: string): string | null {
    return this.written(directive) ?? this.defaultOf(factsFor(directive));
  }

  /** The value that a line sets; null for a default. */
  written(directive: string): string | null {
    return this.inEffect(directive)?.line.value ?? null;
  }

  /** The block whose line is in effect for a directive; null for a default. */
  decider(directive: string): B | null {
    const blocks = this.inEffect(directive)?.level.blocks ?? [];
    return effectiveOf(blocks.filter((block) => this.linesOf(block, directive).length > 0)) ?? null;
  }

  /** The lines of a block that set a directive, in reading order. */
  protected linesOf(block: B, directive: string): readonly L[] {
    return this.linesIn(block, directive);
  }

  protected inEffect(directive: string): InEffect<B, L> | null {
    for (const level of this.levels) {
      // From the last block on, since the last line applies; most levels have one block.
      for (let index = level.blocks.length - 1; index >= 0; index--) {
        const line = effectiveOf(this.linesIn(level.blocks[index] as B, directive));
        if (line !== undefined) return { line, level };
      }
    }
    return null;
  }

  /** The value of the directive that this one follows, else the catalog's default; null where none is known. */
  protected defaultOf(facts: DirectiveFacts): string | null {
    const followed = facts.defaultFrom === undefined ? null : this.value(facts.defaultFrom);
    return followed ?? facts.defaultByVersion?.[this.version] ?? facts.default ?? null;
  }
}

/** A setting of a queue. What it overrides is worked out when it is asked for, which is seldom. */
class EffectiveSetting implements Setting {
  readonly #overrides: () => readonly Overridden[];

  constructor(
    readonly facts: DirectiveFacts,
    readonly value: string | null,
    readonly uses: readonly DirectiveUse[],
    readonly scope: SettingScope,
    readonly pattern: string | null,
    overrides: () => readonly Overridden[],
  ) {
    this.#overrides = overrides;
  }

  get directive(): string {
    return this.facts.name;
  }

  get overrides(): readonly Overridden[] {
    return this.#overrides();
  }
}

/** What the catalog knows of a directive in `<domain>`. Throws for a name that it does not have. */
function factsFor(directive: string): DirectiveFacts {
  const found = findDirective(directive);
  if (found === undefined) throw new Error(`no directive is named '${directive}'`);
  return factsIn(found, 'domain');
}

const SCOPE_WORDS = { vmta: 'the VMTA', pool: 'the pool', global: 'the global level' } as const;

function reasonFor(overridden: ScopedLevel, effective: ScopedLevel): string {
  if (overridden.scope !== effective.scope)
    return `${SCOPE_WORDS[effective.scope]} comes before ${SCOPE_WORDS[overridden.scope]}`;
  if (overridden === effective) return 'it stands before another one under the same pattern';
  return overridden.pattern === effective.pattern
    ? 'a name written out comes before a macro'
    : `${effective.pattern} is more specific than ${overridden.pattern}`;
}

const NO_LINES: readonly SettingLine[] = [];
const MANY_BLOCKS = 8;

function linesOfBlock(block: SectionUse, directive: string): readonly SettingLine[] {
  return block.settings.get(directive) ?? NO_LINES;
}

/** The queue of one domain in one VMTA. Each value is worked out when it is asked for, and remembered. */
export class Queue extends Resolution<SectionUse, SettingLine> {
  /** For domains with many blocks, which take long to search; for others memory would cost more than it saves. */
  readonly #inEffect: Map<string, InEffect<SectionUse, SettingLine> | null> | null;

  /** `domain`: after queue-to. `vmta`: as defined; null for {default}. */
  constructor(
    readonly domain: string,
    readonly vmta: string | null,
    scopes: Scopes,
    version: string,
  ) {
    const levels: ScopedLevel[] = [];
    for (const scope of SCOPE_ORDER) {
      for (const { pattern, blocks } of scopes[scope]?.levelsOf(domain) ?? [])
        levels.push({ pattern, blocks, scope });
    }
    super(levels, version, linesOfBlock);
    this.#inEffect = levels.some(({ blocks }) => blocks.length > MANY_BLOCKS) ? new Map() : null;
  }

  /** `domain/vmta`, as PowerMTA names it in its commands. */
  get name(): string {
    return `${this.domain}/${this.vmta ?? '{default}'}`;
  }

  /** How its mail is delivered, in lower case. */
  get type(): string {
    return (this.value('type') ?? 'smtp').toLowerCase();
  }

  protected override inEffect(directive: string): InEffect<SectionUse, SettingLine> | null {
    if (this.#inEffect === null) return super.inEffect(directive);
    return getOrMake(this.#inEffect, directive, () => super.inEffect(directive));
  }

  /** The line whose value is in effect; null for a default. */
  use(directive: string): DirectiveUse | null {
    return this.inEffect(directive)?.line.use ?? null;
  }

  /** Every directive of scope *domain*, by name. */
  get settings(): Setting[] {
    return directives()
      .filter((directive) => directive.scopes.includes('domain') && directive.name !== 'include')
      .map((directive) => this.setting(directive.name));
  }

  /** What applies for a directive of `<domain>`, by its present name. Throws for a name that the catalog does not have. */
  setting(directive: string): Setting {
    const facts = factsFor(directive);
    const found = this.inEffect(facts.name);
    if (found === null)
      return new EffectiveSetting(facts, this.defaultOf(facts), [], 'default', null, () => []);
    const { line, level } = found;
    const uses = facts.repeatable === true ? this.#usesWith(found, facts.name) : [line.use];
    const overrides = (): Overridden[] => this.#overriddenBy(level, uses, facts.name);
    return new EffectiveSetting(
      facts,
      line.value,
      uses,
      level.scope,
      line.use.section.argument ?? '',
      overrides,
    );
  }

  /** The lines that apply together with one of a repeatable directive, in reading order. */
  #usesWith(found: InEffect<SectionUse, SettingLine>, directive: string): DirectiveUse[] {
    return effectiveTogether(this.#candidates(directive), found)
      .map(({ line }) => line.use)
      .sort((a, b) => a.order - b.order);
  }

  #overriddenBy(effective: ScopedLevel, uses: readonly DirectiveUse[], directive: string): Overridden[] {
    const applied = new Set(uses);
    return this.#candidates(directive)
      .filter(({ line }) => !applied.has(line.use))
      .map(({ line: { use, value }, level }) => ({
        use,
        value,
        scope: level.scope,
        pattern: use.section.argument ?? '',
        reason: reasonFor(level, effective),
      }));
  }

  /** All lines that set the directive; of each level the one that counts first. */
  #candidates(directive: string): InEffect<SectionUse, SettingLine>[] {
    return this.levels.flatMap((level) => {
      const lines = level.blocks.flatMap((block) => this.linesOf(block, directive));
      const first = effectiveOf(lines);
      if (first === undefined) return [];
      return [first, ...lines.filter((line) => line !== first).toReversed()].map((line) => ({ line, level }));
    });
  }
}
