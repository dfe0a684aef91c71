import { haveOneValue, isTemplateLine, placementOf, SectionUse } from '../../kit.ts';
import type { DirectiveUse, Model } from '../../kit.ts';
import type { Section } from '../../../grammar/tree.ts';
import { needsArgument } from '../../../src/catalog/sections.ts';
import { argumentKey } from '../../../src/model/scopes/argument-key.ts';

/** A section that repeats an earlier one of its scope. */
export interface Repeat {
  readonly first: SectionUse;
  readonly section: SectionUse;
  /** Lines for the same directive with different values. */
  readonly contradictions: readonly { readonly earlier: DirectiveUse; readonly later: DirectiveUse }[];
  /** Directives, by name, that an earlier section sets and this one does not. */
  readonly onlyBefore: readonly string[];
}

/** Whether the names of two equal sections differ in case. */
export function differInCase({ facts, argument }: SectionUse, other: SectionUse): boolean {
  const form = facts?.argument.form;
  if (form !== 'name' && form !== 'ip-or-cidr-or-name') return false;
  return argument !== other.argument && argument?.toLowerCase() === other.argument?.toLowerCase();
}

/** Whether a second section of the kind is not a mistake, or another rule reports the tag. */
function mayRepeat(model: Model, section: SectionUse): boolean {
  const { facts, parent, kind, argument, isDefault } = section;
  if (facts === undefined || parent === null || isDefault) return true;
  // Each rule of a pattern-list may have a list of its own; own bounce categories come before those of the defaults.
  if (parent.kind === 'pattern-list' || kind === 'bounce-category-patterns') return true;
  if (argument === null && needsArgument(facts, parent.scope)) return true;
  return placementOf(model, section) !== 'sound';
}

/** The directives that have one value, by their present names. */
function settingsIn(section: SectionUse): Map<string, DirectiveUse> {
  const settings = new Map<string, DirectiveUse>();
  for (const [name, uses] of section.settings) {
    const use = uses.at(-1)?.use;
    const { facts } = use ?? {};
    if (use && facts && facts.repeatable !== true && facts.miniLanguage !== true) settings.set(name, use);
  }
  return settings;
}

/** The equal sections of one scope so far. */
interface Group {
  readonly first: SectionUse;
  readonly nodes: Set<Section | null>;
  /** Lines of a template engine before the last of them: between two sections it may remove one. */
  templateLines: number;
  /** The last line for each directive in them; made when there is a second section. */
  settings: Map<string, DirectiveUse> | undefined;
}

function repeatOf(section: SectionUse, group: Group): Repeat {
  const { first } = group;
  const before = (group.settings ??= settingsIn(first));
  const now = settingsIn(section);
  const contradictions = [...now].flatMap(([name, later]) => {
    const earlier = before.get(name);
    return earlier === undefined || haveOneValue(earlier, later) ? [] : [{ earlier, later }];
  });
  const onlyBefore = [...before.keys()].filter((name) => !now.has(name));
  for (const [name, use] of now) before.set(name, use);
  return { first, section, contradictions, onlyBefore };
}

/** The sections directly in a scope that repeat an earlier one. */
export function repeatsIn(scope: SectionUse, model: Model): Repeat[] {
  const repeats: Repeat[] = [];
  const groups = new Map<string, Group>();
  let templateLines = 0;
  for (const item of scope.content) {
    if (isTemplateLine(item)) templateLines++;
    if (!(item instanceof SectionUse) || mayRepeat(model, item)) continue;
    const { kind, argument, node } = item;
    const key = argument === null ? kind : `${kind} ${argumentKey(item)}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { first: item, nodes: new Set([node]), templateLines, settings: undefined });
      continue;
    }
    // A file that is included twice repeats its content without a mistake in the section.
    if (group.nodes.has(node)) continue;
    group.nodes.add(node);
    const repeat = repeatOf(item, group);
    if (group.templateLines === templateLines) repeats.push(repeat);
    group.templateLines = templateLines;
  }
  return repeats;
}
