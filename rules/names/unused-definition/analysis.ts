import {
  type DirectiveUse,
  foldName,
  isTemplateLine,
  isToBeFilledIn,
  type Model,
  placementOf,
  type SectionUse,
} from '../../kit.ts';
import type { ReferenceKind } from '../../../src/catalog/directives.ts';
import { parseRange } from '../../../src/catalog/values/address.ts';
import { isReservedName } from '../../../src/catalog/sections.ts';
import { macrosIn } from '../../../src/model/names/macros.ts';

/** Sections with a name that is of use only where something refers to it, and how it is referred to. */
const KINDS: readonly { readonly kind: string; readonly by: readonly ReferenceKind[] }[] = [
  { kind: 'smtp-pattern-list', by: ['smtp-pattern-list'] },
  { kind: 'pattern-list', by: ['pattern-list'] },
  { kind: 'source', by: ['source'] },
  { kind: 'source-group', by: ['source-group'] },
  { kind: 'rewrite-list', by: ['rewrite-list'] },
  { kind: 'address-list', by: ['address-list'] },
  { kind: 'suppression-list', by: ['address-list'] },
  { kind: 'proxy', by: ['proxy'] },
];

const filledIn = new WeakMap<Model, boolean>();

/** Whether lines that a template engine fills may refer to anything. */
function isFilledIn(model: Model): boolean {
  let is = filledIn.get(model);
  if (is === undefined) {
    is = [model.root, ...model.sections].some(({ content }) => content.some(isTemplateLine));
    filledIn.set(model, is);
  }
  return is;
}

/** Names that references of some kinds hold; null where one of them is filled in later. */
function referredTo(model: Model, kinds: readonly ReferenceKind[]): ReadonlySet<string> | null {
  const found = model.references.filter(({ kind }) => kinds.includes(kind));
  if (found.some(({ name }) => isToBeFilledIn(name))) return null;
  const words = kinds.includes('proxy')
    ? model.named('smtp-proxy-source-host').flatMap((use) => (use.plainValue ?? '').split(/\s+/))
    : [];
  return new Set([...found.map(({ name }) => name), ...words].map(foldName));
}

/** Whether a source is, or may be meant as, one of clients: an address, a prefix, a host. Those are not referred to. */
function meansClients(name: string): boolean {
  return parseRange(name) !== undefined || /[.:/]/.test(name) || foldName(name) === 'localhost';
}

function isJudged(model: Model, section: SectionUse): boolean {
  const name = section.argument ?? '';
  if (section.parent !== model.root || section.isDefault || name === '') return false;
  if (/^\{.*\}$/.test(name) || isReservedName(name) || isToBeFilledIn(name)) return false;
  return placementOf(model, section) === 'sound';
}

/**
 * Sections that are of use only by their name, and that nothing refers to: the first of each name. Nothing where a
 * configuration is not whole, or where what is filled in later may refer to them.
 */
export function unusedSections(model: Model): SectionUse[] {
  if (!model.isWhole || isFilledIn(model)) return [];
  return KINDS.flatMap(({ kind, by }) => {
    const sections = model.sectionsOf(kind).filter((section) => isJudged(model, section));
    if (sections.length === 0) return [];
    const names = referredTo(model, by);
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

/** Macros in tags, values and other lines, folded: a name in other case is near enough to a use. */
function usedMacros(model: Model): ReadonlySet<string> {
  const used = new Set<string>();
  const add = (text: string | null): void => {
    if (text?.includes('$') === true) for (const name of macrosIn(text)) used.add(foldName(name));
  };
  for (const section of model.sections) add(section.argument);
  for (const use of model.directives) add(use.value);
  for (const section of [model.root, ...model.sections]) {
    for (const { file, line } of section.others) add(file.slice(line));
  }
  return used;
}

/** Lines that define a macro which no tag and no value uses. Nothing where something may use it unseen. */
export function unusedMacros(model: Model): DirectiveUse[] {
  if (!model.isWhole || isFilledIn(model)) return [];
  const definitions = model.macros.definitions.filter(({ name }) => name !== '' && !isToBeFilledIn(name));
  if (definitions.length === 0) return [];
  const used = usedMacros(model);
  return definitions.filter(({ name }) => !used.has(foldName(name))).map(({ use }) => use);
}

/** Pools that nothing refers to, where clients cannot name one either: the first section of each. */
export function unusedPools(model: Model): SectionUse[] {
  if (!model.isWhole || isFilledIn(model)) return [];
  const names = referredTo(model, ['virtual-mta-or-pool', 'virtual-mta']);
  if (names === null) return [];
  const { vmtas, selection } = model;
  return vmtas.poolNames.flatMap((name) => {
    const [pool] = vmtas.pool(name);
    if (pool === undefined || names.has(name) || !isJudged(model, pool)) return [];
    // Where clients may name a VMTA every one can be chosen.
    const isFree = vmtas.membersOf(name).every((member) => selection.vmtas.has(foldName(member)));
    return isFree ? [] : [pool];
  });
}
