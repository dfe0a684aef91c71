import { foldName, isTemplateLine, hasPlaceholder, placementOf } from '../../kit.ts';
import type { Model, SectionUse } from '../../kit.ts';
import type { ReferenceKind } from '../../../src/catalog/directives.ts';
import { parseRange } from '../../../src/catalog/values/address.ts';
import { isReservedName } from '../../../src/catalog/sections.ts';
import { macrosIn, type MacroDefinition } from '../../../src/model/names/macros.ts';

/** The kinds of sections that work only where something refers to them. */
const KINDS = [
  'smtp-pattern-list',
  'pattern-list',
  'source',
  'source-group',
  'rewrite-list',
  'address-list',
  'suppression-list',
  'proxy',
] as const;

/** Whether all references are known: none is in an unread file, or put in by a template engine. */
export function knowsAllReferences(model: Model): boolean {
  const sections = model.allSections;
  return model.knows('files') && !sections.some(({ content }) => content.some(isTemplateLine));
}

/** The names, folded, that references of some kinds name; null where one of them is filled in later. */
function referredTo(model: Model, ...kinds: readonly ReferenceKind[]): ReadonlySet<string> | null {
  const found = model.references.filter(({ kind }) => kinds.includes(kind));
  if (found.some(({ name }) => hasPlaceholder(name))) return null;
  const words = kinds.includes('proxy')
    ? model.named('smtp-proxy-source-host').flatMap((use) => (use.plainValue ?? '').split(/\s+/))
    : [];
  return new Set([...found.map(({ name }) => name), ...words].map(foldName));
}

/** Whether the name of a source is one of clients, which nothing refers to: an address, a prefix, a host. */
function meansClients(name: string): boolean {
  return parseRange(name) !== undefined || /[.:/]/.test(name) || foldName(name) === 'localhost';
}

function isNamed(model: Model, section: SectionUse): boolean {
  const name = section.argument ?? '';
  if (section.parent !== model.root || section.isDefault || name === '') return false;
  if (/^\{.*\}$/.test(name) || isReservedName(name) || hasPlaceholder(name)) return false;
  return placementOf(model, section) === 'sound';
}

/** The sections that work only by their name and that nothing refers to: the first of each name. */
export function unusedSections(model: Model): SectionUse[] {
  return KINDS.flatMap((kind) => {
    const sections = model.sectionsOf(kind).filter((section) => isNamed(model, section));
    if (sections.length === 0) return [];
    const names = referredTo(model, kind === 'suppression-list' ? 'address-list' : kind);
    if (names === null) return [];
    const seen = new Set<string>();
    return sections.filter((section) => {
      const name = foldName(section.argument ?? '');
      if (names.has(name) || seen.has(name)) return false;
      seen.add(name);
      return kind !== 'source' || !meansClients(name);
    });
  });
}

/** The macros in tags, values and other lines, folded: a name in another case counts as a use. */
function usedMacros(model: Model): ReadonlySet<string> {
  const others = model.allSections.flatMap((section) => section.others);
  const texts = [
    ...model.sections.map(({ argument }) => argument ?? ''),
    ...model.directives.map(({ value }) => value ?? ''),
    ...others.map(({ file, line }) => file.slice(line)),
  ].filter((text) => text.includes('$'));
  return new Set(texts.flatMap((text) => macrosIn(text)).map(foldName));
}

/** The macros that no tag and no value uses. */
export function unusedMacros(model: Model): MacroDefinition[] {
  const definitions = model.macros.definitions.filter(({ name }) => name !== '' && !hasPlaceholder(name));
  if (definitions.length === 0) return [];
  const used = usedMacros(model);
  return definitions.filter(({ name }) => !used.has(foldName(name)));
}

/** The pools that nothing refers to, and that clients cannot name either: the first section of each. */
export function unusedPools(model: Model): SectionUse[] {
  const names = referredTo(model, 'virtual-mta-or-pool', 'virtual-mta');
  if (names === null) return [];
  const { vmtas, selection } = model;
  return vmtas.poolNames.flatMap((name) => {
    const [pool] = vmtas.pool(name);
    if (pool === undefined || names.has(name) || !isNamed(model, pool)) return [];
    // Where clients may name a VMTA they may choose every one.
    const isSelectable = vmtas.membersOf(name).every((member) => selection.vmtas.has(foldName(member)));
    return isSelectable ? [] : [pool];
  });
}
