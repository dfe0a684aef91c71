import {
  type DirectiveUse,
  hasPlaceholder,
  haveOneValue,
  isTemplateLine,
  isToBeFilledIn,
  type Model,
  placementOf,
  type Rule,
  type RuleContext,
  SectionUse,
  type Severity,
  usesIn,
} from '../../kit.ts';
import type { Section } from '../../../grammar/tree.ts';
import { needsArgument } from '../../../src/catalog/sections.ts';
import { differInCase, subjectOf } from './argument.ts';
import { messageFor, type Contradiction, type Repeat } from './message.ts';

/** The sections of one subject in one scope so far. */
interface Group {
  readonly first: SectionUse;
  readonly nodes: Set<Section | null>;
  /** Counts the lines of a template engine before the last of them: between two, one may be gone when it has run. */
  stretch: number;
  /** What they set, the last line for each directive; made when there is a second section. */
  settings: Map<string, DirectiveUse> | undefined;
}

/** Whether a second section of the kind is nothing to speak of, or another rule speaks of the tag. */
function isLeftOut(model: Model, section: SectionUse): boolean {
  const { facts, parent, kind, argument, isDefault } = section;
  if (facts === undefined || parent === null || isDefault) return true;
  // Each rule of a pattern-list may have a list of its own; own bounce categories come before those of the defaults.
  if (parent.kind === 'pattern-list' || kind === 'bounce-category-patterns') return true;
  if (argument === null && needsArgument(facts, parent.scope)) return true;
  return placementOf(model, section) !== 'sound';
}

/** The directives that hold one value, by their present names. */
function settingsIn(section: SectionUse): Map<string, DirectiveUse> {
  const settings = new Map<string, DirectiveUse>();
  for (const [name, uses] of usesIn(section)) {
    const use = uses.at(-1)?.use;
    if (use?.facts !== undefined && use.facts.repeatable !== true && use.facts.miniLanguage !== true)
      settings.set(name, use);
  }
  return settings;
}

function repeatOf(section: SectionUse, first: SectionUse, before: Map<string, DirectiveUse>): Repeat {
  const now = settingsIn(section);
  const contradictions: Contradiction[] = [];
  for (const [name, later] of now) {
    const earlier = before.get(name);
    if (earlier !== undefined && !haveOneValue(earlier, later)) contradictions.push({ earlier, later });
  }
  const onlyBefore = [...before.keys()].filter((name) => !now.has(name));
  for (const [name, use] of now) before.set(name, use);
  return { first, section, contradictions, onlyBefore };
}

function severityOf({ section, first, contradictions }: Repeat): Severity {
  const argument = section.argument ?? '';
  // What is filled in for the same word may differ from place to place.
  if (!hasPlaceholder(argument) && isToBeFilledIn(argument)) return 'info';
  if (differInCase(section, first)) return 'info';
  const isJoined = section.kind === 'domain' && contradictions.length === 0;
  return isJoined ? 'info' : 'warning';
}

function reportRepeat(repeat: Repeat, { optionsIn, report }: RuleContext): void {
  const { section, first, contradictions } = repeat;
  if (optionsIn(section.file).includes('ignore', section.kind)) return;
  report({
    location: { file: section.file, range: section.tagRange },
    severity: severityOf(repeat),
    message: messageFor(repeat),
    related: [
      { file: first.file, range: first.tagRange, message: 'the first one' },
      ...contradictions.map(({ earlier: { file, nameRange } }) => ({
        file,
        range: nameRange,
        message: 'set here before',
      })),
    ],
  });
}

function checkScope(scope: SectionUse, context: RuleContext): void {
  const groups = new Map<string, Group>();
  let stretch = 0;
  for (const item of scope.content) {
    if (!(item instanceof SectionUse)) {
      if (isTemplateLine(item)) stretch++;
      continue;
    }
    if (isLeftOut(context.model, item)) continue;
    const subject = subjectOf(item);
    const group = groups.get(subject);
    if (group === undefined) {
      groups.set(subject, { first: item, nodes: new Set([item.node]), stretch, settings: undefined });
      continue;
    }
    // A file that is included twice repeats what is in it; that is no mistake of the section.
    if (group.nodes.has(item.node)) continue;
    group.nodes.add(item.node);
    group.settings ??= settingsIn(group.first);
    const repeat = repeatOf(item, group.first, group.settings);
    if (group.stretch === stretch) reportRepeat(repeat, context);
    group.stretch = stretch;
  }
}

export const rule: Rule = {
  id: 'duplicate-section',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'two sections of one kind and argument in one scope',
  options: {
    ignore: { type: 'names', default: [], summary: 'sections that may be repeated, such as domain' },
  },
  check(context) {
    const { model } = context;
    for (const scope of [model.root, ...model.sections])
      if (scope.sections.length > 1) checkScope(scope, context);
  },
};
