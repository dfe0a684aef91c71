import { allowsIn, type DirectiveUse, holdingOf, type Model, type SectionUse } from '../../kit.ts';

/**
 * The lines that hold for a directive in the sections in which it is at home, one in each. For sections that inherit
 * from each other, such as `<domain>`, see `domainLines`.
 */
export function holdingLines(model: Model, directive: string): DirectiveUse[] {
  const bySection = new Map<SectionUse, DirectiveUse[]>();
  for (const use of model.named(directive)) {
    if (use.broken || use.facts === undefined || allowsIn(use.facts, use.section.scope) === 'no') continue;
    const known = bySection.get(use.section);
    if (known === undefined) bySection.set(use.section, [use]);
    else known.push(use);
  }
  return [...bySection.values()].flatMap((uses) => holdingOf(uses) ?? []);
}
