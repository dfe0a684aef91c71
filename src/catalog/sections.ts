import type { Confidence, Deprecation } from './directives.ts';
import text from './data/sections.json?raw';
import { indexBy, once } from './table.ts';

/** The form of what follows the name in a tag. */
export type ArgumentForm =
  'none' | 'name' | 'path' | 'path-or-pipe' | 'ip-or-cidr-or-name' | 'ip:port' | 'domain-pattern';

/** An action of a rule of an smtp-pattern-list. */
export interface PatternAction {
  readonly name: string;
  readonly values?: readonly string[];
  /** The kind of its value. */
  readonly value?: 'interval';
  /** The action that must come before it in the same rule. */
  readonly requires?: string;
  readonly default?: string;
  readonly since?: string;
}

/** A section: `<name argument>` … `</name>`. */
export interface Section {
  readonly name: string;
  readonly argument: {
    readonly form: ArgumentForm;
    /** `global`: required at global level only, where the nested form has no name. */
    readonly required?: true | 'global';
    /** Names in braces that PowerMTA itself defines. */
    readonly reservedNames?: readonly string[];
  };
  /** Where it is allowed: `global` or a section's name. */
  readonly parents: readonly string[];
  readonly childSections?: readonly string[];
  /** Lines of keyword and value, or a list with a grammar of its own. */
  readonly content: 'directives' | 'mini-language';
  readonly directives?: readonly string[];
  /** Of bounce-category-patterns. */
  readonly predefinedCategories?: readonly string[];
  /** Of smtp-pattern-list. */
  readonly actions?: readonly PatternAction[];
  /** A second section with the same argument; absent: the guide is silent. */
  readonly duplicates?: 'allowed' | 'forbidden';
  /** Sections that share one name space, by its name. */
  readonly nameSpace?: string;
  readonly emptyBodyOk?: true;
  readonly restartRequired?: true;
  readonly since?: string;
  readonly aliases?: readonly string[];
  readonly deprecated?: Deprecation;
  readonly confidence?: Exclude<Confidence, 'guide'>;
}

/** All sections. */
export const sections = once(() => JSON.parse(text) as readonly Section[]);

const byName = indexBy(sections, ({ name }) => name);

/** The section of that name, in any case. */
export function findSection(name: string): Section | undefined {
  return byName().get(name) ?? byName().get(name.toLowerCase());
}

/** The names of all sections, lower case. */
export const sectionNames = once((): readonly string[] => sections().map(({ name }) => name));

/** Whether a section is allowed directly in `parent` (`global` or a section's name). Unknown names: no. */
export function mayHold(parent: string, child: string): boolean {
  return findSection(child)?.parents.includes(parent.toLowerCase()) ?? false;
}

/** Whether a tag of this section in `parent` must have an argument. */
export function needsArgument(section: Section, parent: string): boolean {
  const { required } = section.argument;
  return required === true || (required === 'global' && parent === 'global');
}

/** The bounce categories that PowerMTA itself uses. Any other word is a category of its own. */
export function predefinedCategories(): readonly string[] {
  return findSection('bounce-category-patterns')?.predefinedCategories ?? [];
}

/** The actions of a rule in an smtp-pattern-list. */
export function patternActions(): readonly PatternAction[] {
  return findSection('smtp-pattern-list')?.actions ?? [];
}

const reserved = once(() => {
  const names = sections().flatMap(({ argument }) => argument.reservedNames ?? []);
  return new Set(names.map((name) => name.toLowerCase()));
});

/** Whether a name in braces is one that PowerMTA itself defines, in any case (`{default}`, `{pickup}`, …). */
export function isReservedName(name: string): boolean {
  return reserved().has(name.toLowerCase());
}
