import { getOrMake, groupBy } from '../base/collections.ts';
import { providerOfDomain } from '../catalog/providers.ts';
import type { DirectiveUse, SectionUse } from './source/content.ts';
import { completenessOf, isAtLeast, type Completeness } from './completeness.ts';
import { foldName, routedBy } from '../catalog/decisions.ts';
import { looksLikeMain, scopeOfFragment } from './source/kind.ts';
import { Macros } from './names/macros.ts';
import { Queue } from './scopes/queue.ts';
import type { CorrectedLine, IncludeUse, Reading } from './source/reading.ts';
import { Definitions, referencesOf, type Reference } from './names/references.ts';
import { canBeRolledUp, Rollups } from './scopes/rollups.ts';
import { selectVmtas, type Selection } from './scopes/selection.ts';
import type { SourceFile } from './source/source-file.ts';
import { Sources } from './scopes/sources.ts';
import { DEFAULT_VMTA, Vmtas } from './scopes/vmtas.ts';

/** A PowerMTA version whose facts count. */
export type PmtaVersion = '4.5' | '5.0' | '5.5' | '6.0';

export interface ModelOptions {
  readonly version: PmtaVersion;
  /** It is a main configuration whatever it looks like. */
  readonly isMain?: boolean;
  /** False: the server has no `config-defaults`. */
  readonly mayHaveDefaults?: boolean;
  /** The scope of a fragment's bare directives, where the caller knows it. */
  readonly scope?: string;
}

/** A queue and how a domain came to it. */
export interface QueueOfDomain {
  readonly queue: Queue;
  /** The queue-to that led here; null where the domain has a queue of its own. */
  readonly queueTo: DirectiveUse | null;
  /** The rollup queue that is taken to hold the domain; null for none. */
  readonly rollup: string | null;
}

/** The meaning of a configuration: built once; indexes and settings are worked out on demand and remembered. */
export class Model {
  readonly kind: 'main' | 'fragment';
  readonly root: SectionUse;
  readonly main: SourceFile;
  readonly files: readonly SourceFile[];
  readonly directives: readonly DirectiveUse[];
  readonly sections: readonly SectionUse[];
  readonly includes: readonly IncludeUse[];
  /** Lines that hold characters or comments that PowerMTA does not know, in reading order; tags are in their files. */
  readonly corrections: readonly CorrectedLine[];
  /** The `config-defaults` that was read before the rest; null for none. Nothing is reported or changed in it. */
  readonly defaults: SourceFile | null;
  /** Where the directives at the top of the file are at home: `global`, or a section for a fragment. */
  readonly topScope: string;
  /** Whether the caller named the scope; a guess does not make a directive misplaced. */
  readonly topScopeIsGiven: boolean;

  #byName: Map<string, DirectiveUse[]> | undefined;
  #byKind: Map<string, SectionUse[]> | undefined;
  #completeness: Completeness | undefined;
  #macros: Macros | undefined;
  #vmtas: Vmtas | undefined;
  #sources: Sources | undefined;
  #rollups: Rollups | undefined;
  #definitions: Definitions | undefined;
  #references: readonly Reference[] | undefined;
  #referencesTo: ReadonlyMap<string, readonly Reference[]> | undefined;
  #selection: Selection | undefined;
  #uncountedTags: readonly string[] | undefined;
  readonly #queues = new Map<string | null, Map<string, Queue>>();

  constructor(
    readonly reading: Reading,
    readonly options: ModelOptions,
  ) {
    this.root = reading.root;
    this.main = reading.root.file;
    this.files = reading.files;
    this.directives = reading.directives;
    this.sections = reading.sections;
    this.includes = reading.includes;
    this.corrections = reading.corrections;
    this.defaults = reading.defaults;
    const isMain = options.scope === undefined && (options.isMain === true || looksLikeMain(this.root));
    this.kind = isMain ? 'main' : 'fragment';
    this.topScope = options.scope ?? (isMain ? 'global' : scopeOfFragment(this.root));
    this.root.scope = this.topScope;
    this.topScopeIsGiven = isMain || options.scope !== undefined;
  }

  /** The file as a whole, which has no tags, and all sections, in reading order. */
  get allSections(): readonly SectionUse[] {
    return [this.root, ...this.sections];
  }

  get completeness(): Completeness {
    return (this.#completeness ??= this.#findCompleteness());
  }

  /** Arguments of `<domain>` tags whose macros stand for more names than are computed: their queues are unknown. */
  get uncountedTags(): readonly string[] {
    return (this.#uncountedTags ??= [
      ...new Set(
        this.sectionsOf('domain').flatMap(({ argument }) =>
          argument !== null && this.macros.expand(argument).isCut ? [argument] : [],
        ),
      ),
    ]);
  }

  /** Whether the server may read a `config-defaults` that was not found: PowerMTA does so from 5.0 on. */
  get mayLackDefaults(): boolean {
    const { version, mayHaveDefaults = true } = this.options;
    return this.knows('files') && this.defaults === null && mayHaveDefaults && Number(version) >= 5;
  }

  #findCompleteness(): Completeness {
    if (!this.reading.complete || this.uncountedTags.length > 0) return 'partial';
    return this.kind === 'main' ? completenessOf(this.root, this.sections, this.macros) : 'includes';
  }

  /** Whether all includes, all files of a main configuration, all its blocks for queues or all its lines are known. */
  knows(level: Exclude<Completeness, 'partial'>): boolean {
    return isAtLeast(this.completeness, level);
  }

  /** All occurrences of a directive (lower case), in reading order. */
  named(name: string): readonly DirectiveUse[] {
    this.#byName ??= groupBy(this.directives, (use) => use.name);
    return this.#byName.get(name) ?? [];
  }

  /** All sections of a kind (lower case), in reading order. */
  sectionsOf(kind: string): readonly SectionUse[] {
    this.#byKind ??= groupBy(this.sections, (section) => section.kind);
    return this.#byKind.get(kind) ?? [];
  }

  get macros(): Macros {
    return (this.#macros ??= new Macros(
      this.named('domain-macro').filter((use) => use.section === this.root),
    ));
  }

  get vmtas(): Vmtas {
    return (this.#vmtas ??= new Vmtas(this.sections, this.root, this.macros));
  }

  get sources(): Sources {
    return (this.#sources ??= new Sources(this.sections, this.root));
  }

  get definitions(): Definitions {
    return (this.#definitions ??= new Definitions(this.sections, this.root));
  }

  /** All names that refer to something, in reading order. */
  get references(): readonly Reference[] {
    return (this.#references ??= this.directives.flatMap(referencesOf));
  }

  /** The references of a kind to a name, whatever its case. */
  referencesTo(kind: Reference['kind'], name: string): readonly Reference[] {
    this.#referencesTo ??= groupBy(this.references, (one) => `${one.kind} ${foldName(one.name)}`);
    return this.#referencesTo.get(`${kind} ${foldName(name)}`) ?? [];
  }

  get selection(): Selection {
    const users = this.sectionsOf('smtp-user');
    return (this.#selection ??= selectVmtas(this.vmtas, this.sources, this.references, {
      users: users.flatMap((user) => user.named('source')),
      hasUsers: users.length > 0,
      hasPickup: this.root.named('pickup').some(({ value, broken }) => value !== null && !broken),
      takesOwnMailOnly: this.#takesOwnMailOnly,
    }));
  }

  /** Whether mail of any client is for domains of its own, unless a source lets in more. */
  get #takesOwnMailOnly(): boolean {
    const isInbound = ['relay-domain', 'relay-address'].some((name) => this.named(name).length > 0);
    const takesMore =
      this.named('always-allow-api-submission').length > 0 ||
      ['transmissions-api', 'transmissions-api-listener'].some((kind) => this.sectionsOf(kind).length > 0);
    return isInbound && !takesMore && this.knows('files') && this.sources.all.length > 0;
  }

  get rollups(): Rollups {
    return (this.#rollups ??= new Rollups(this.sectionsOf('mx-rollup-list')));
  }

  /** The queue that mail for a domain waits in: its own, a rollup's, or that of queue-to. `vmta`: null for {default}. */
  queueOf(domain: string, vmta: string | null): QueueOfDomain {
    const own = this.queue(domain, vmta);
    const target = own.value('queue-to');
    const provider = providerOfDomain(domain);
    const offered = provider === undefined ? null : (this.rollups.queueOf(provider) ?? null);
    const rollup = offered === null || !canBeRolledUp(own) ? null : offered;
    const route = routedBy(target, rollup);
    if (route === 'queue-to') {
      const queueTo = own.setting('queue-to').uses[0] ?? null;
      return { queue: this.queue(target ?? '', vmta), queueTo, rollup: null };
    }
    if (route === 'rollup') return { queue: this.queue(rollup ?? '', vmta), queueTo: null, rollup };
    return { queue: own, queueTo: null, rollup: null };
  }

  /** The queue of a domain without queue-to and rollups. One object for one question. */
  queue(domain: string, vmta: string | null): Queue {
    const name = vmta === null || foldName(vmta) === DEFAULT_VMTA ? null : foldName(vmta);
    const lower = domain.toLowerCase();
    const folded = lower.endsWith('.') ? lower.slice(0, -1) : lower;
    const ofVmta = getOrMake(this.#queues, name, () => new Map<string, Queue>());
    return getOrMake(ofVmta, folded, () => {
      const asDefined = name === null ? null : (this.vmtas.vmta(name)[0]?.argument ?? vmta);
      return new Queue(folded, asDefined, this.vmtas.scopesOf(name), this.options.version);
    });
  }
}
