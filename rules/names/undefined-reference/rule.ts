import {
  hasPlaceholder,
  listOf,
  type Model,
  nearest,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  type SectionUse,
} from '../../kit.ts';
import type { ReferenceKind } from '../../../src/catalog/directives.ts';
import type { Reference } from '../../../src/model/names/references.ts';

/** What a reference names, in words, and what happens to mail where it is not there. */
const KINDS: Readonly<Record<Exclude<ReferenceKind, 'queue'>, { what: string; effect: string }>> = {
  'virtual-mta': { what: 'virtual-mta', effect: 'mail that is sent through it bounces or is refused' },
  'virtual-mta-or-pool': {
    what: 'virtual-mta or virtual-mta-pool',
    effect: 'mail that is sent through it bounces or is refused',
  },
  'pattern-list': { what: 'pattern-list', effect: 'mail is not sorted by it' },
  'smtp-pattern-list': {
    what: 'smtp-pattern-list',
    effect:
      'no reply of the receiving servers is acted on, and the queue is not slowed down when it is blocked',
  },
  source: { what: 'source', effect: 'no settings apply to these connections' },
  'source-group': { what: 'source-group', effect: 'its limits on incoming connections do not apply' },
  'rewrite-list': { what: 'rewrite-list', effect: 'no address is rewritten' },
  'address-list': { what: 'address-list', effect: 'mail goes to the addresses that it should hold back' },
  proxy: { what: 'proxy', effect: 'no connection can go out through it' },
  'signals-filter': { what: 'signals-filter', effect: 'no events are sent by it' },
};

const LISTS: readonly (keyof typeof KINDS)[] = [
  'virtual-mta-or-pool',
  'pattern-list',
  'smtp-pattern-list',
  'rewrite-list',
];

/** `SOME_POOL`: a name, or a form's blank for one. */
const CAPITALS = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Beyond so many different names no similar ones are looked for: each look-up compares with all that are defined. */
const MOST_LOOKUPS = 200;

function withoutDigits(name: string): string {
  return name.toLowerCase().replace(/\d+/g, '#');
}

/** The names defined for each kind, collected once. */
class Names {
  readonly #byKind = new Map<ReferenceKind, readonly string[]>();
  #left = MOST_LOOKUPS;
  readonly #similar = new Map<string, string | undefined>();

  constructor(readonly model: Model) {}

  of(kind: ReferenceKind): readonly string[] {
    let names = this.#byKind.get(kind);
    if (names === undefined) this.#byKind.set(kind, (names = this.model.definitions.namesFor(kind)));
    return names;
  }

  similarTo({ kind, name }: Reference): string | undefined {
    const key = `${kind} ${name}`;
    if (!this.#similar.has(key)) {
      const found = this.#left-- > 0 ? nearest(name, this.of(kind)) : undefined;
      // In a row of numbered names another number is no slip.
      const isNeighbour = found !== undefined && withoutDigits(found) === withoutDigits(name);
      this.#similar.set(key, isNeighbour ? undefined : found);
    }
    return this.#similar.get(key);
  }

  /** What else bears the name, where it is defined as something that does not fit. */
  otherKind({ kind, name }: Reference): string | undefined {
    const others = LISTS.filter((other) => other !== kind);
    const target = others
      .map((other) => this.model.definitions.targetsOf({ kind: other, name })[0])
      .find(isSection);
    return target?.kind;
  }
}

function isSection(target: SectionUse | string | undefined): target is SectionUse {
  return typeof target === 'object';
}

/** Whether a name is to be filled in later: a placeholder, or capitals where the file itself has no names like that. */
function isBlank({ kind, name }: Reference, names: Names): boolean {
  return (
    hasPlaceholder(name) || (CAPITALS.test(name) && !names.of(kind).some((other) => CAPITALS.test(other)))
  );
}

function spellAs(reference: Reference, names: readonly string[]): RuleFix | null {
  const [name] = names;
  const { range, use } = reference;
  if (range === null || name === undefined || names.length !== 1) return null;
  return {
    safety: 'safe',
    title: `spell the name as it is defined: ${quote(name)}`,
    edits: [{ file: use.file, range, text: name }],
  };
}

/** A name that is there but for the case of its letters. */
function reportCase(reference: Reference, targets: readonly SectionUse[], { report }: RuleContext): void {
  const { use, name } = reference;
  const spellings = [...new Set(targets.map((target) => target.argument ?? ''))];
  const [target] = targets;
  report({
    location: { file: use.file, range: use.nameRange },
    severity: 'warning',
    message: `${quote(name)} is defined as ${listOf(spellings.map(quote))}; write both the same way: the guides do not say that the case of names is ignored, and if it is not, this ${target?.kind ?? 'name'} is not found`,
    related: targets.map((other) => ({ file: other.file, range: other.tagRange, message: 'defined here' })),
    fix: spellAs(reference, spellings),
    // The list is found in all likelihood: what other rules say of it stands.
    silencesRange: { start: use.line.end, end: use.line.end },
  });
}

function reportMissing(reference: Reference, names: Names, { report }: RuleContext): void {
  const { use, kind, name } = reference;
  if (kind === 'queue') return;
  const { what, effect } = KINDS[kind];
  const other = names.otherKind(reference);
  const similar = names.similarTo(reference);
  const hint =
    other !== undefined
      ? `; a ${other} has that name, and it cannot stand here`
      : similar !== undefined
        ? `; the nearest name is ${quote(similar)}`
        : '';
  const node = kind === 'smtp-pattern-list' ? use.section.node : null;
  report({
    location: { file: use.file, range: use.nameRange },
    message: `no ${what} ${quote(name)} is defined${hint}; PowerMTA may refuse the file, and otherwise ${effect}`,
    ...(node !== null && use.section.file === use.file
      ? { silencesRange: { start: node.open.start, end: node.end } }
      : {}),
  });
}

export const rule: Rule = {
  id: 'undefined-reference',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a list, virtual MTA, pool, source or proxy that is named and not defined',
  supersedes: ['missing-backoff', 'uncovered-provider-reply'],
  check(context) {
    const { model } = context;
    const names = new Names(model);
    for (const reference of model.references) {
      const targets = model.definitions.targetsOf(reference);
      if (targets === 'always' || isBlank(reference, names)) continue;
      if (targets.length === 0) {
        if (model.isWhole) reportMissing(reference, names, context);
      } else if (targets.every((target) => target.argument !== reference.name)) {
        const here = targets.some((target) => target.file === reference.use.file);
        if (here || model.isWhole) reportCase(reference, targets, context);
      }
    }
  },
};
