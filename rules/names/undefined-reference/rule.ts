import { defineRule, getOrMake, hasPlaceholder, listOf, nearest, quote } from '../../kit.ts';
import type { Model, RuleContext, RuleFix, SectionUse } from '../../kit.ts';
import type { ReferenceKind } from '../../../src/catalog/directives.ts';
import type { Reference } from '../../../src/model/names/references.ts';

type NamedKind = Exclude<ReferenceKind, 'queue'>;

/** What happens where the name of a reference is not defined. */
const EFFECTS: Readonly<Record<NamedKind, string>> = {
  'virtual-mta': 'mail that is sent through it bounces or is refused',
  'virtual-mta-or-pool': 'mail that is sent through it bounces or is refused',
  'pattern-list': 'mail is not sorted by it',
  'smtp-pattern-list':
    'no reply of the receiving servers is acted on, and the queue is not slowed down when it is blocked',
  source: 'no settings apply to these connections',
  'source-group': 'its limits on incoming connections do not apply',
  'rewrite-list': 'no address is rewritten',
  'address-list': 'mail goes to the addresses that it should hold back',
  proxy: 'no connection can go out through it',
  'signals-filter': 'no events are sent by it',
};

interface Named {
  subject: string;
  kind: NamedKind;
}

const messages = {
  differentCase: ({ subject, kind, spellings }: { subject: string; kind: string; spellings: string[] }) => ({
    message: `${quote(subject)} is defined as ${listOf(spellings.map(quote))}; write both the same way: the guides do not say that the case of names is ignored, and if it is not, this ${kind} is not found`,
  }),
  /** `otherKind` is the kind of a section with that name, which does not fit. */
  notDefined: (data: Named & Record<'otherKind' | 'similar', string | null>) => {
    const { subject, kind, otherKind, similar } = data;
    const what = kind === 'virtual-mta-or-pool' ? 'virtual-mta or virtual-mta-pool' : kind;
    const nearby = similar === null ? '' : `; the nearest name is ${quote(similar)}`;
    const hint = otherKind === null ? nearby : `; a ${otherKind} has that name, and it cannot stand here`;
    return {
      message: `no ${what} ${quote(subject)} is defined${hint}; PowerMTA may refuse the file, and otherwise ${EFFECTS[kind]}`,
    };
  },
};
type Context = RuleContext<typeof messages>;

const LISTS = ['virtual-mta-or-pool', 'pattern-list', 'smtp-pattern-list', 'rewrite-list'] as const;

/** For more names than this no similar ones are searched: each search compares with all that are defined. */
const MOST_LOOKUPS = 200;

function withoutDigits(name: string): string {
  return name.toLowerCase().replace(/\d+/g, '#');
}

/** The names that are defined. */
class Names {
  readonly #byKind = new Map<ReferenceKind, readonly string[]>();
  readonly #similar = new Map<string, string | null>();

  constructor(readonly model: Model) {}

  #of(kind: ReferenceKind): readonly string[] {
    return getOrMake(this.#byKind, kind, () => this.model.definitions.namesFor(kind));
  }

  similarTo({ kind, name }: Reference): string | null {
    return getOrMake(this.#similar, `${kind} ${name}`, () => {
      const found = this.#similar.size < MOST_LOOKUPS ? nearest(name, this.#of(kind)) : undefined;
      // Among numbered names another number is not a typo.
      return found === undefined || withoutDigits(found) === withoutDigits(name) ? null : found;
    });
  }

  /** The kind of a section that has the name, but does not fit. */
  otherKindOf({ kind, name }: Reference): string | null {
    for (const other of LISTS) {
      const targets = other === kind ? [] : this.model.definitions.targetsOf({ kind: other, name });
      if (targets !== 'always' && targets[0] !== undefined) return targets[0].kind;
    }
    return null;
  }
}

function spellAs({ range, use: { file } }: Reference, [name, ...others]: readonly string[]): RuleFix | null {
  if (range === null || name === undefined || others.length > 0) return null;
  const title = `spell the name as it is defined: ${quote(name)}`;
  return { effect: 'neutral', title, edits: [{ file, range, text: name }] };
}

/** Reports a name that is defined in another case. */
function reportCase(reference: Reference, targets: readonly SectionUse[], { report }: Context): void {
  const { use, name: subject } = reference;
  const spellings = [...new Set(targets.map(({ argument }) => argument ?? ''))];
  report({
    location: use.nameLocation,
    severity: 'warning',
    messageId: 'differentCase',
    data: { subject, kind: targets[0]?.kind ?? 'name', spellings },
    related: targets.map((target) => ({ ...target.tagLocation, message: 'defined here' })),
    fix: spellAs(reference, spellings),
    // PowerMTA probably finds the list, so findings of other rules remain.
    silencesRange: { start: use.line.end, end: use.line.end },
  });
}

function reportMissing(reference: Reference, names: Names, { report }: Context): void {
  const { use, kind, name: subject } = reference;
  if (kind === 'queue') return;
  const { section, nameLocation: location } = use;
  const node = kind === 'smtp-pattern-list' && section.file === use.file ? section.node : null;
  const silences = node === null ? {} : { silencesRange: { start: node.open.start, end: node.end } };
  const [otherKind, similar] = [names.otherKindOf(reference), names.similarTo(reference)];
  report({ location, messageId: 'notDefined', data: { subject, kind, otherKind, similar }, ...silences });
}

export const rule = defineRule({
  id: 'undefined-reference',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: ['neutral'],
  summary: 'a list, virtual MTA, pool, source or proxy that is named and not defined',
  supersedes: ['missing-backoff', 'uncovered-provider-reply'],
  messages,
  check(context) {
    const { model } = context;
    const names = new Names(model);
    for (const reference of model.references) {
      // Another rule reports a value of another form: `virtual-mta a weight 10`.
      if (reference.use.verdict?.ok === false) continue;
      const targets = model.definitions.targetsOf(reference);
      if (targets === 'always' || hasPlaceholder(reference.name)) continue;
      if (targets.length === 0) {
        if (model.knows('files')) reportMissing(reference, names, context);
      } else if (targets.every((target) => target.argument !== reference.name)) {
        const isHere = targets.some((target) => target.file === reference.use.file);
        if (isHere || model.knows('files')) reportCase(reference, targets, context);
      }
    }
  },
});
