import type { DirectiveUse, Model, SectionUse } from '../../kit.ts';

/** A directory that mail waits in: a `<spool>` section, or the one line that was used before there were sections. */
export interface Spool {
  readonly path: string;
  readonly at: SectionUse | DirectiveUse;
}

/** The spools of a configuration, those of `config-defaults` too; each directory once, the first time it is named. */
export function spoolsOf(model: Model): Spool[] {
  const spools = new Map<string, Spool>();
  const add = (path: string | null, at: Spool['at']): void => {
    const name = path?.trim() ?? '';
    if (name !== '' && !spools.has(name)) spools.set(name, { path: name, at });
  };
  for (const section of model.sectionsOf('spool')) add(section.argument, section);
  for (const use of model.named('spool'))
    if (use.section.scope === 'global' && !use.broken) add(use.plainValue, use);
  return [...spools.values()];
}

/** The sections for one directory. */
export function sectionsOfSpool(model: Model, { path }: Spool): SectionUse[] {
  return model.sectionsOf('spool').filter(({ argument }) => argument?.trim() === path);
}
