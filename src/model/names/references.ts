import { pushTo } from '../../base/collections.ts';
import { findDirective, type ReferenceKind } from '../../catalog/directives.ts';
import { isReservedName } from '../../catalog/sections.ts';
import type { Range } from '../../../grammar/range.ts';
import type { DirectiveUse, SectionUse } from '../source/content.ts';
import { foldName } from '../../catalog/decisions.ts';

/** A name in a value that stands for something defined elsewhere. */
export interface Reference {
  readonly use: DirectiveUse;
  readonly kind: ReferenceKind;
  readonly name: string;
  /** The name in the file, without quotes and prefix; null where it was wrapped onto another line. */
  readonly range: Range | null;
}

/** Which sections define what a reference may mean. A queue is not a definition: any domain can be one. */
const DEFINED_BY: Readonly<Record<Exclude<ReferenceKind, 'queue'>, readonly string[]>> = {
  'virtual-mta': ['virtual-mta'],
  'virtual-mta-or-pool': ['virtual-mta', 'virtual-mta-pool'],
  'pattern-list': ['pattern-list'],
  'smtp-pattern-list': ['smtp-pattern-list'],
  source: ['source'],
  'source-group': ['source-group'],
  'rewrite-list': ['rewrite-list'],
  'address-list': ['address-list', 'suppression-list'],
  proxy: ['proxy'],
  'signals-filter': ['signals-filter'],
};

/** Words in the position of a name that are not names. */
function isWord(directive: string, name: string): boolean {
  return findDirective(directive)?.values?.some((word) => word.toLowerCase() === name.toLowerCase()) ?? false;
}

const RESULT = /(virtual-mta=|call-to:\s*)([^\s,]+)/gi;
const BOOLEAN = /^(?:yes|no|true|false)$/i;

function rangeOf(use: DirectiveUse, name: string, from: number): Range | null {
  const value = use.line.value;
  if (value === null || use.continuation.length > 0) return null;
  const at = use.file.slice(value).indexOf(name, from);
  return at === -1 ? null : { start: value.start + at, end: value.start + at + name.length };
}

function resultsOf(use: DirectiveUse): Reference[] {
  const value = use.value ?? '';
  // The pattern itself has no results.
  const regex = use.words.find((word) => word.kind === 'regex');
  const from = regex === undefined || use.line.value === null ? 0 : regex.end - use.line.value.start;
  return Array.from(value.slice(from).matchAll(RESULT), (match) => {
    const name = match[2] ?? '';
    const offset = from + match.index + (match[1]?.length ?? 0);
    const kind = match[1]?.toLowerCase().startsWith('call') === true ? 'pattern-list' : 'virtual-mta-or-pool';
    return { use, kind, name, range: rangeOf(use, name, offset) } as const;
  });
}

/** The names that a directive refers to. */
export function referencesOf(use: DirectiveUse): Reference[] {
  const { facts } = use;
  const value = use.plainValue;
  if (value === null || use.broken) return [];
  // The rule for all mail, `*`, is in no list of directives.
  if (use.section.kind === 'pattern-list' && (facts !== undefined || use.name === '*')) return resultsOf(use);
  if (facts === undefined) return [];
  if (facts.args?.some((argument) => argument.refKind !== undefined) === true) {
    return facts.args.flatMap((argument) => {
      if (argument.refKind === undefined || argument.key === undefined) return [];
      const at = value.toLowerCase().indexOf(argument.key);
      const from = at + argument.key.length;
      const name = at === -1 ? undefined : /^[^\s,]+/.exec(value.slice(from))?.[0];
      return name === undefined
        ? []
        : [{ use, kind: argument.refKind, name, range: rangeOf(use, name, from) }];
    });
  }
  const kind = facts.refKind;
  if (kind === undefined) return [];
  if (kind === 'signals-filter' && (BOOLEAN.test(value) || /^true,/i.test(value))) return [];
  const names = facts.type === 'name-ref-list' ? value.split(/[\s,]+/) : [value];
  let from = 0;
  return names
    .filter((name) => name !== '' && !isWord(facts.name, name))
    .map((name) => {
      const range = rangeOf(use, name, from);
      if (range !== null && use.line.value !== null) from = range.end - use.line.value.start;
      return { use, kind, name, range };
    });
}

/** What is defined under a name, and what the name is spelt like there. */
export class Definitions {
  readonly #sections = new Map<string, SectionUse[]>();

  constructor(sections: readonly SectionUse[], root: SectionUse) {
    for (const section of sections) {
      if (section.parent !== root || section.argument === null) continue;
      const key = `${section.kind} ${foldName(section.argument)}`;
      pushTo(this.#sections, key, section);
    }
  }

  /** The sections of a kind with that name, in any case. */
  find(sectionKind: string, name: string): readonly SectionUse[] {
    return this.#sections.get(`${sectionKind} ${foldName(name)}`) ?? [];
  }

  /** What a reference may mean, in any case; `always` for a name that PowerMTA itself defines, and for queues. */
  targetsOf(reference: Pick<Reference, 'kind' | 'name'>): readonly SectionUse[] | 'always' {
    const { kind, name } = reference;
    if (kind === 'queue' || name === '' || /^\{.*\}$/.test(name) || isReservedName(name)) return 'always';
    return DEFINED_BY[kind].flatMap((section) => this.find(section, name));
  }

  /** Names that a reference of a kind could have, as they are defined. */
  namesFor(kind: ReferenceKind): string[] {
    if (kind === 'queue') return [];
    return [...this.#sections.values()].flatMap((sections) =>
      sections
        .filter((section) => DEFINED_BY[kind].includes(section.kind))
        .map((section) => section.argument ?? ''),
    );
  }
}
