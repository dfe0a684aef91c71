import { type DirectiveUse, type Location, type Model, SectionUse } from '../../kit.ts';

/** A directory for waiting mail: a `<spool>` section, or the one line that was used before there were sections. */
export interface Spool {
  readonly path: string;
  readonly at: SectionUse | DirectiveUse;
  readonly location: Location;
}

/** The spools of a configuration, those of `config-defaults` too; each directory once, the first time it is named. */
export function spoolsOf(model: Model): Spool[] {
  const spools = new Map<string, Spool>();
  const lines = model.named('spool').filter((use) => use.section.scope === 'global' && !use.broken);
  for (const at of [...model.sectionsOf('spool'), ...lines]) {
    const isSection = at instanceof SectionUse;
    const path = (isSection ? at.argument : at.plainValue)?.trim() ?? '';
    const location = isSection ? at.tagLocation : at.nameLocation;
    if (path !== '' && !spools.has(path)) spools.set(path, { path, at, location });
  }
  return [...spools.values()];
}

/** The sections for one directory. */
export function sectionsOfSpool(model: Model, { path }: Spool): SectionUse[] {
  return model.sectionsOf('spool').filter(({ argument }) => argument?.trim() === path);
}
