import {
  directives,
  factsIn,
  findDirective,
  type Directive as DirectiveFacts,
} from '../../catalog/directives.ts';
import { canonicalOf } from '../source/canonical.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { holdingOf, holdingTogether, SCOPE_ORDER } from '../../catalog/decisions.ts';
import type { Level } from './domain-index.ts';
import type { Scopes } from './vmtas.ts';

export type SettingScope = 'vmta' | 'pool' | 'global' | 'default';

/** A value that would hold if another one did not. */
export interface Beaten {
  readonly use: DirectiveUse;
  readonly value: string;
  readonly scope: SettingScope;
  /** The argument of the tag it stands in, as written. */
  readonly pattern: string;
  /** Why it does not hold, as a sentence part. */
  readonly reason: string;
}

/** What holds for one directive in one queue, and where it comes from. */
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
  readonly beat: readonly Beaten[];
}

/** A level of blocks, and the scope they stand in. */
export interface ScopedLevel extends Level {
  readonly scope: 'vmta' | 'pool' | 'global';
}

interface Candidate {
  readonly use: DirectiveUse;
  readonly value: string;
  readonly level: ScopedLevel;
}

const canonicalUses = new WeakMap<SectionUse, Map<string, { use: DirectiveUse; value: string }[]>>();

/** The directives of a block under their present names. Lines that are broken or lack their value set nothing. */
export function usesIn(block: SectionUse): Map<string, { use: DirectiveUse; value: string }[]> {
  let index = canonicalUses.get(block);
  if (index === undefined) {
    index = new Map();
    for (const use of block.directives) {
      const { name, value } = canonicalOf(use);
      if (value === null || use.broken) continue;
      const known = index.get(name);
      if (known === undefined) index.set(name, [{ use, value }]);
      else known.push({ use, value });
    }
    canonicalUses.set(block, index);
  }
  return index;
}

const SCOPE_WORDS = { vmta: 'the VMTA', pool: 'the pool', global: 'the global level' } as const;

function reasonFor(loser: Candidate, winner: Candidate): string {
  if (loser.level.scope !== winner.level.scope) {
    return `${SCOPE_WORDS[winner.level.scope]} comes before ${SCOPE_WORDS[loser.level.scope]}`;
  }
  if (loser.level !== winner.level) {
    return loser.level.pattern === winner.level.pattern
      ? 'a name written out comes before a macro'
      : `${winner.level.pattern} is more specific than ${loser.level.pattern}`;
  }
  return 'it stands before another one under the same pattern';
}

/**
 * What holds where nothing is set: the value of the directive that this one follows, else the catalog's default; null
 * where none is known.
 */
export function defaultValue(
  facts: DirectiveFacts,
  version: string,
  valueOf: (directive: string) => string | null,
): string | null {
  const followed = facts.defaultFrom === undefined ? null : valueOf(facts.defaultFrom);
  return followed ?? facts.defaultByVersion?.[version] ?? facts.default ?? null;
}

/** What a line sets. What it beat is asked for by the command that explains a queue, and by few others. */
class Settled implements Setting {
  readonly directive: string;
  readonly value: string;
  readonly scope: SettingScope;
  readonly pattern: string;
  readonly #findBeaten: () => readonly Beaten[];
  #beat: readonly Beaten[] | undefined;

  constructor(
    readonly facts: DirectiveFacts,
    winner: Candidate,
    readonly uses: readonly DirectiveUse[],
    findBeaten: () => readonly Beaten[],
  ) {
    this.directive = facts.name;
    this.value = winner.value;
    this.scope = winner.level.scope;
    this.pattern = winner.use.section.argument ?? '';
    this.#findBeaten = findBeaten;
  }

  get beat(): readonly Beaten[] {
    return (this.#beat ??= this.#findBeaten());
  }
}

/** What is known of a directive in `<domain>`. Throws for a name that the catalog lacks. */
function factsFor(directive: string): DirectiveFacts {
  const found = findDirective(directive);
  if (found === undefined) throw new Error(`no directive is named '${directive}'`);
  return factsIn(found, 'domain');
}

/** From how many blocks for one domain on what is found in them is kept. */
const MANY_BLOCKS = 8;

/**
 * The queue of one domain in one VMTA. Which blocks apply is found once; each setting is worked out when it is asked
 * for, and remembered.
 */
export class Queue {
  readonly #settings = new Map<string, Setting>();
  /** What was found before, where many blocks are for one domain: to look through them takes long. */
  readonly #held: Map<string, Candidate | undefined> | null;
  /** From the one that counts first to the one that counts last. */
  readonly levels: readonly ScopedLevel[];

  /**
   * @param domain The domain of the queue, after queue-to.
   * @param vmta The VMTA's name as defined; null for {default}.
   * @param version The PowerMTA version whose defaults count.
   */
  constructor(
    readonly domain: string,
    readonly vmta: string | null,
    scopes: Scopes,
    readonly version: string,
  ) {
    this.levels = SCOPE_ORDER.flatMap((scope) =>
      (scopes[scope]?.levelsOf(domain) ?? []).map((level) => ({ ...level, scope })),
    );
    this.#held = this.levels.some(({ blocks }) => blocks.length > MANY_BLOCKS) ? new Map() : null;
  }

  /** `domain/vmta`, as PowerMTA names it in its commands. */
  get name(): string {
    return `${this.domain}/${this.vmta ?? '{default}'}`;
  }

  /** How its mail is delivered, in lower case. */
  get type(): string {
    return (this.value('type') ?? 'smtp').toLowerCase();
  }

  /** The tag that is most specific for the queue; undefined where no block applies. */
  get block(): SectionUse | undefined {
    return this.levels[0]?.blocks.at(-1);
  }

  /** What holds for a directive of `<domain>`, by its present name. Throws for a name that the catalog lacks. */
  setting(directive: string): Setting {
    const known = this.#settings.get(directive);
    if (known !== undefined) return known;
    const setting = this.#settle(factsFor(directive));
    this.#settings.set(directive, setting);
    return setting;
  }

  /** The value alone, which is found without working out what it beat: most questions are about values only. */
  value(directive: string): string | null {
    const known = this.#settings.get(directive);
    if (known !== undefined) return known.value;
    return this.written(directive) ?? this.#defaultOf(factsFor(directive));
  }

  /** The value that a line sets; null where only a default holds. */
  written(directive: string): string | null {
    return this.#holding(directive)?.value ?? null;
  }

  /** The line whose value holds; null where only a default does. */
  use(directive: string): DirectiveUse | null {
    return this.#holding(directive)?.use ?? null;
  }

  #holding(directive: string): Candidate | undefined {
    const held = this.#held;
    if (held === null) return this.#findHolding(directive);
    if (!held.has(directive)) held.set(directive, this.#findHolding(directive));
    return held.get(directive);
  }

  #findHolding(directive: string): Candidate | undefined {
    const { levels } = this;
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- asked most often of all: no iterator for each time
    for (let at = 0; at < levels.length; at++) {
      const level = levels[at];
      if (level === undefined) break;
      const block = level.blocks[0];
      const uses =
        level.blocks.length === 1 && block !== undefined
          ? usesIn(block).get(directive)
          : level.blocks.flatMap((one) => usesIn(one).get(directive) ?? []);
      const holding = uses === undefined ? undefined : holdingOf(uses);
      if (holding !== undefined) return { use: holding.use, value: holding.value, level };
    }
    return undefined;
  }

  /** Every directive of scope *domain*, by name. */
  get settings(): Setting[] {
    return directives()
      .filter((directive) => directive.scopes.includes('domain') && directive.name !== 'include')
      .map((directive) => this.setting(directive.name));
  }

  #settle(facts: DirectiveFacts): Setting {
    const base = { directive: facts.name, facts };
    const winner = this.#holding(facts.name);
    if (winner === undefined) {
      return { ...base, value: this.#defaultOf(facts), uses: [], scope: 'default', pattern: null, beat: [] };
    }
    const uses = facts.repeatable === true ? this.#usesWith(winner, facts.name) : [winner.use];
    return new Settled(facts, winner, uses, () => this.#beatenBy(winner, uses, facts.name));
  }

  /** The lines that hold together with one of a repeatable directive, in reading order. */
  #usesWith(winner: Candidate, directive: string): DirectiveUse[] {
    const candidates = this.#candidates(directive);
    const holding = candidates.find(({ use }) => use === winner.use) ?? winner;
    return holdingTogether(candidates, holding)
      .map(({ use }) => use)
      .sort((a, b) => a.order - b.order);
  }

  #beatenBy(winner: Candidate, uses: readonly DirectiveUse[], directive: string): Beaten[] {
    const holding = new Set(uses);
    return this.#candidates(directive)
      .filter(({ use }) => !holding.has(use))
      .map((loser) => ({
        use: loser.use,
        value: loser.value,
        scope: loser.level.scope,
        pattern: loser.use.section.argument ?? '',
        reason: reasonFor(loser, winner),
      }));
  }

  /** All that set the directive, the one that holds first. */
  #candidates(name: string): Candidate[] {
    return this.levels.flatMap((level) => {
      const uses = level.blocks.flatMap((block) => usesIn(block).get(name) ?? []);
      const holding = holdingOf(uses);
      if (holding === undefined) return [];
      const rest = uses.filter((one) => one !== holding).toReversed();
      return [holding, ...rest].map(({ use, value }) => ({ use, value, level }));
    });
  }

  #defaultOf(facts: DirectiveFacts): string | null {
    const followed = facts.defaultFrom === undefined ? null : this.value(facts.defaultFrom);
    return followed ?? facts.defaultByVersion?.[this.version] ?? facts.default ?? null;
  }
}
