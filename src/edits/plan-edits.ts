import type { Model } from '../model/model.ts';
import type { FixEffect } from '../engine/finding.ts';
import type { RuleEdit, RuleFix } from '../engine/rule.ts';
import { SectionUse, type DirectiveUse } from '../model/source/content.ts';
import { Plan } from '../model/queues/plan.ts';
import { appendToSection, insertAfterLine, replaceSetting, replaceValue, settingIn } from './writing.ts';

/** A line and its repeats in its own file and block: changing one of them only would make them contradict. */
export function repeatsOf(use: DirectiveUse): DirectiveUse[] {
  const { name, value } = use.canonical;
  return use.section.directives.filter((other) => {
    const is = other.canonical;
    const isReachable = other.file === use.file || other.file === use.section.file;
    return isReachable && !other.broken && is.name === name && is.value === value;
  });
}

/** Edits that write a plan into existing blocks. `precedingLine`: a line after which new lines of its block go. */
export function editsOf(plan: Plan, precedingLine: DirectiveUse | null = null): RuleEdit[] {
  const edits = plan.targets.flatMap((target) => {
    if (!(target instanceof SectionUse)) return [];
    const replaced: RuleEdit[] = [];
    const added: string[] = [];
    for (const [directive, value] of plan.linesOf(target)) {
      const use = settingIn(target, directive);
      if (use === undefined) added.push(`${directive} ${value}`);
      else if (use.canonical.value !== value) {
        for (const one of repeatsOf(use)) replaced.push(...replaceSetting(one, directive, value));
      }
    }
    const isHere = precedingLine?.section === target && precedingLine.file === target.file;
    // Line by line, so that one that another fix adds too is added once.
    const inserted = added.map((line) =>
      isHere ? insertAfterLine(precedingLine, [line]) : appendToSection(target, [line]),
    );
    return [...replaced, ...inserted];
  });
  // A line of an included file is one, however many blocks include it.
  return edits.filter(
    (edit, index) =>
      edit.range.start === edit.range.end ||
      index === edits.findIndex(({ file, range }) => file === edit.file && range.start === edit.range.start),
  );
}

/** Edits that set a directive in a block. `precedingLine`: a line after which a new line of its block goes. */
export function setDirective(
  model: Model,
  section: SectionUse,
  directive: string,
  value: string,
  precedingLine: DirectiveUse | null = null,
): RuleEdit[] {
  const plan = new Plan(model);
  plan.set(section, directive, value);
  return editsOf(plan, precedingLine);
}

/** A fix that gives a directive another value where a line sets it; null where the line is wrapped. */
export function changeSetting(
  model: Model,
  use: DirectiveUse,
  directive: string,
  value: string,
  { effect = 'tightens', title = `set ${directive} to ${value}` }: Partial<Omit<RuleFix, 'edits'>> = {},
): RuleFix | null {
  if (use.continuation.length > 0) return null;
  return { effect, title, edits: setDirective(model, use.section, directive, value, use) };
}

/** A fix that writes another value; null where the value continues in other lines. */
export function setValue(
  use: DirectiveUse,
  value: string,
  effect: FixEffect,
  title = `set ${use.canonical.name} to ${value}`,
): RuleFix | null {
  return use.continuation.length > 0 ? null : { effect, title, edits: [replaceValue(use, value)] };
}

/**
 * A fix that switches a boolean directive off, in the word that its author uses: `false` for `true`, else `no`. `result`: what
 * that means, where the title should say so.
 */
export function switchOff(use: DirectiveUse, effect: FixEffect, result?: string): RuleFix | null {
  const value = /^"?true/i.test(use.value ?? '') ? 'false' : 'no';
  const title = `set ${use.canonical.name} to ${value}`;
  return setValue(use, value, effect, result === undefined ? title : `${title}: ${result}`);
}
